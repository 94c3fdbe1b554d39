"""Screening a list of 10,000 seized weapons, half of them registered: Salwa's batched look-up against Splink.

    python -m benchmarks.bulk --records 1e6

Splink runs on DuckDB with six blocking rules and match weights given by hand, on all cores; Salwa on one. Reading the
lists in and building the index are not counted for either. R@1 is over the registered half.
"""

from __future__ import annotations

import argparse
import logging
import os
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import report
from benchmarks.engines.corpus import Corpus, Unavailable, make_corpus
from benchmarks.engines.salwa_index import SalwaIndex, depth
from benchmarks.invented import load_register
from benchmarks.prepared import UNKNOWN, Prepared, Preparer
from benchmarks.queries import make_queries

_RULES = (
    "l.skel = r.skel",
    "l.maker = r.maker AND substr(l.skel, 1, 4) = substr(r.skel, 1, 4)",
    "l.maker = r.maker AND right(l.skel, 4) = right(r.skel, 4)",
    "l.maker = r.maker AND substr(l.skel, 1, 2) = substr(r.skel, 1, 2) AND right(l.skel, 2) = right(r.skel, 2)",
    "l.model = r.model AND substr(l.skel, 3, 3) = substr(r.skel, 3, 3)",
    "l.calibre = r.calibre AND substr(l.skel, 1, 5) = substr(r.skel, 1, 5)",
)


def screen_with_salwa(shared: SalwaIndex, queries: Sequence[Prepared], how: str) -> tuple[float, np.ndarray]:
    """Wall seconds and the best record of each query (-1 none); turning words into numbers is counted."""
    started = time.perf_counter()
    asked = [shared.codes.query(query) for query in queries]
    found = shared.index.find_many(asked, depth(how), limit=1)
    seconds = time.perf_counter() - started
    return seconds, np.array([r.candidates[0].weapon if r.candidates else -1 for r in found], dtype=np.int64)


def screen_with_splink(corpus: Corpus, queries: Sequence[Prepared]) -> tuple[float, np.ndarray, float]:
    """Wall seconds, the best record of each query, and the share of registered weapons whose true pair was compared."""
    try:
        import duckdb
        import pyarrow
        from splink import DuckDBAPI, Linker
    except ImportError as missing:
        raise Unavailable("splink is not installed (pip install -r requirements/bench.txt).") from missing
    logging.getLogger("splink").setLevel(logging.ERROR)
    connection = duckdb.connect()
    connection.execute(f"SET threads = {os.cpu_count() or 1}")
    register, seized = _register_table(corpus), _seized_table(queries)
    connection.execute("CREATE TABLE register AS SELECT * FROM register")
    connection.execute("CREATE TABLE seized AS SELECT * FROM seized")
    del register, seized
    started = time.perf_counter()
    api = DuckDBAPI(connection=connection)
    sides = (("seized", "a_seized"), ("register", "b_register"))
    tables = [api.register(table, dataset_display_name=side) for table, side in sides]
    linker = Linker(tables, _settings(), log_level=logging.ERROR)
    pairs = linker.inference.predict(threshold_match_weight=-10).physical_name
    best = connection.execute(
        f"SELECT unique_id_l, arg_max(unique_id_r, match_weight) FROM {pairs} GROUP BY unique_id_l"
    ).fetchnumpy()
    seconds = time.perf_counter() - started
    names = list(best)
    out = np.full(len(queries), -1, dtype=np.int64)
    out[best[names[0]]] = best[names[1]]
    truth = pyarrow.table({"asked": np.arange(len(queries)), "record": np.array([q.asked.truth for q in queries])})
    connection.register("truth", truth)
    held = connection.execute(
        f"SELECT count(*) FROM {pairs} JOIN truth ON unique_id_l = asked AND unique_id_r = record"
    ).fetchone()
    registered = sum(query.asked.truth >= 0 for query in queries)
    return seconds, out, (held[0] if held else 0) / registered


def _settings() -> Any:
    import splink.comparison_level_library as levels
    import splink.comparison_library as comparisons
    from splink import SettingsCreator

    def agreement(column: str, same: tuple[float, float]) -> Any:
        steps = [
            levels.NullLevel(column),
            levels.ExactMatchLevel(column).configure(m_probability=same[0], u_probability=same[1]),
            levels.ElseLevel().configure(m_probability=1 - same[0], u_probability=1 - same[1]),
        ]
        return comparisons.CustomComparison(steps, output_column_name=column)

    serial = comparisons.CustomComparison(
        [
            levels.NullLevel("skel"),
            levels.ExactMatchLevel("skel").configure(m_probability=0.5, u_probability=1e-6),
            levels.DamerauLevenshteinLevel("skel", 1).configure(m_probability=0.35, u_probability=3e-5),
            levels.DamerauLevenshteinLevel("skel", 2).configure(m_probability=0.1, u_probability=1e-3),
            levels.ElseLevel().configure(m_probability=0.05, u_probability=0.998969),
        ],
        output_column_name="skel",
    )
    shares = {"maker": (0.98, 0.03), "model": (0.95, 0.003), "calibre": (0.96, 0.08), "country": (0.98, 0.05)}
    shares |= {"year": (0.8, 0.03), "import_mark": (0.98, 0.03)}
    return SettingsCreator(
        link_type="link_only",
        comparisons=[serial, *(agreement(column, same) for column, same in shares.items())],
        blocking_rules_to_generate_predictions=list(_RULES),
        probability_two_random_records_match=1e-7,
        retain_matching_columns=False,
        retain_intermediate_calculation_columns=False,
    )


def _register_table(corpus: Corpus) -> Any:
    import pyarrow

    register = corpus.register
    blank = {name: _blank(np.asarray(getattr(register, name))) for name in ("model", "country", "year", "import_mark")}
    return pyarrow.table(
        {
            "unique_id": np.arange(len(corpus.skeleton)),
            "skel": pyarrow.array(corpus.skeleton_texts()),
            "maker": np.asarray(register.maker),
            "calibre": np.asarray(register.calibre),
            **blank,
        }
    )


def _seized_table(queries: Sequence[Prepared]) -> Any:
    import pyarrow

    def known(numbers: list[int], absent: int) -> Any:
        return pyarrow.array([None if n == absent else n for n in numbers], type=pyarrow.int32())

    return pyarrow.table(
        {
            "unique_id": np.arange(len(queries)),
            "skel": pyarrow.array([q.skeleton for q in queries]),
            "maker": known([q.maker for q in queries], UNKNOWN),
            "calibre": known([q.calibre for q in queries], UNKNOWN),
            "model": known([q.model for q in queries], UNKNOWN),
            "country": known([q.asked.country for q in queries], 0),
            "year": known([q.asked.year for q in queries], 0),
            "import_mark": known([q.asked.import_mark for q in queries], 0),
        }
    )


def _blank(column: np.ndarray) -> Any:
    import pyarrow

    return pyarrow.array(column, mask=column == 0)


def recall_1(queries: Sequence[Prepared], best: np.ndarray) -> float:
    """Share of the registered weapons whose record came first."""
    truth = np.array([query.asked.truth for query in queries])
    return float((best[truth >= 0] == truth[truth >= 0]).mean())


def main() -> int:
    """Run both and write the results."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.bulk", description=__doc__.splitlines()[0])
    parser.add_argument("--records", type=float, default=1e6)
    parser.add_argument("--list", type=int, default=10_000, dest="length")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "salwa-bench")
    asked = parser.parse_args()
    records = int(asked.records)
    register = load_register(records, asked.seed, asked.work)
    preparer = Preparer(register)
    half = asked.length // 2
    queries = [preparer.prepare(q) for q in make_queries(register, half, asked.length - half, seed=asked.seed + 300)]
    rows: dict[str, dict[str, Any]] = {}
    with tempfile.TemporaryDirectory(dir=asked.work) as folder:
        corpus = make_corpus(register, Path(folder))
        shared = SalwaIndex()
        try:
            shared.ready(corpus)
            for how in ("near", "adaptive", "full"):
                seconds, best = screen_with_salwa(shared, queries, how)
                rows[f"Salwa, {how}"] = {"seconds": seconds, "recall_1": recall_1(queries, best), "cores": 1}
                print(f"Salwa, {how}: {seconds:.2f} s, R@1 {rows[f'Salwa, {how}']['recall_1']:.3f}", flush=True)
        except Unavailable as missing:
            print(f"Salwa: not run: {missing}")
        finally:
            shared.close()
        try:
            seconds, best, held = screen_with_splink(corpus, queries)
            rows["Splink on DuckDB, weights by hand"] = {
                "seconds": seconds,
                "recall_1": recall_1(queries, best),
                "pairs_hold_truth": held,
                "cores": os.cpu_count(),
            }
            print(f"Splink: {seconds:.2f} s, R@1 {recall_1(queries, best):.3f}, pairs hold truth {held:.3f}")
        except Unavailable as missing:
            print(f"Splink: not run: {missing}")
    print("written to", report.write("bulk", records, {"length": asked.length, "rows": rows}))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
