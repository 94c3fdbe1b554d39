"""Compare every engine that installs here in one run.

    python -m benchmarks.run --records 1e6            all engines
    python -m benchmarks.run --quick                  1e5 records, a smoke test without outside programs
    python -m benchmarks.run --engines salwa,lucene   engines whose name contains one of the words

Writes benchmarks/results/<date>.json and prints the table.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks import report
from benchmarks.engines.corpus import Corpus, Unavailable, make_corpus
from benchmarks.engines.duck import DuckBlock
from benchmarks.engines.lucene import LuceneIndex, lucene_engines
from benchmarks.engines.postgres import PostgresTable, postgres_engines
from benchmarks.engines.rapid import RapidBlock
from benchmarks.engines.salwa_index import SalwaIndex, salwa_engines
from benchmarks.engines.sqlite import SqliteBtree, SqliteTrigram
from benchmarks.engines.tantivy_index import TantivyIndex, tantivy_engines
from benchmarks.invented import load_register
from benchmarks.measuring import Row, ceiling, measure
from benchmarks.prepared import Prepared, Preparer
from benchmarks.queries import make_queries

SHARED = "one scorer for all peers (benchmarks/ranking.py); Salwa by its own scorer"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the comparison; 0 when at least Salwa ran, 1 otherwise."""
    asked = _arguments(arguments)
    records = 100_000 if asked.quick else int(asked.records)
    asked.work.mkdir(parents=True, exist_ok=True)
    register = load_register(records, asked.seed, asked.work)
    preparer = Preparer(register)
    true, negative = (210, 40) if asked.quick else (1680, 320)
    queries = [preparer.prepare(q) for q in make_queries(register, true, negative, seed=asked.seed + 100)]
    warm = [preparer.prepare(q) for q in make_queries(register, 280, 20, seed=asked.seed + 200)]
    with tempfile.TemporaryDirectory(dir=asked.work) as folder:
        corpus = make_corpus(register, Path(folder))
        rows = _run_engines(asked, corpus, queries, warm)
        rows += _ceilings(asked, corpus, queries)
    print(report.table(rows), "", report.class_table(rows), sep="\n")
    if not asked.quick or asked.save:
        print(
            "written to",
            report.write(
                "look-ups",
                records,
                {
                    "rows": [r.as_json() for r in rows],
                    "scorer": SHARED,
                    "seed": asked.seed,
                    "machine": report.machine(),
                },
            ),
        )
    return 0 if any(row.engine.startswith("Salwa") and not row.skipped for row in rows) else 1


def _run_engines(asked: argparse.Namespace, corpus: Corpus, queries: list[Prepared], warm: list[Prepared]) -> list[Row]:
    shared = (SalwaIndex(), PostgresTable(), TantivyIndex(), LuceneIndex())
    rows: list[Row] = []
    try:
        for engine in _chosen(asked, *shared):
            print(f"... {engine.name}", file=sys.stderr, flush=True)
            try:
                rows.append(measure(engine, corpus, queries, warm))
            except Unavailable as missing:
                rows.append(Row(engine.name, len(corpus.skeleton), skipped=str(missing)))
            else:
                last = rows[-1]
                print(
                    f"    p50 {last.p50:.3f} ms, R@1 {last.recall_1:.3f}, R@10 {last.recall_10:.3f}",
                    file=sys.stderr,
                    flush=True,
                )
    finally:
        for engine in shared:
            engine.close()
    return rows


def _ceilings(asked: argparse.Namespace, corpus: Corpus, queries: list[Prepared]) -> list[Row]:
    """Exhaustive rows over the first queries, and Salwa's over the same ones."""
    few = queries[: asked.ceiling]
    if not few:
        return []
    rows = [ceiling(corpus, few, "every record scored, shared scorer")]
    shared = SalwaIndex()
    try:
        for engine in salwa_engines(shared):
            engine.build(corpus)
            if not any(row.engine.endswith("Salwa's scorer") for row in rows):
                rows.append(ceiling(corpus, few, "every record scored, Salwa's scorer", engine.ranked_of_all))
            for query in few:
                engine.prepare(query)
            rows.append(ceiling(corpus, few, f"{engine.name}, the same queries", engine.ranked))
    except Unavailable as missing:
        rows.append(Row("every record scored, Salwa's scorer", len(corpus.skeleton), skipped=str(missing)))
    finally:
        shared.close()
    return rows


def _chosen(
    asked: argparse.Namespace, salwa: SalwaIndex, postgres: PostgresTable, tantivy: TantivyIndex, lucene: LuceneIndex
) -> list[Any]:
    engines: list[Any] = [
        *salwa_engines(salwa),
        *lucene_engines(lucene),
        *tantivy_engines(tantivy),
        RapidBlock(),
        DuckBlock(),
        SqliteBtree(),
        SqliteTrigram(),
        *postgres_engines(postgres),
    ]
    if asked.quick and not asked.engines:
        engines = [e for e in engines if not e.name.startswith(("Lucene", "PostgreSQL"))]
    words = [word.casefold() for word in asked.engines.split(",") if word]
    return [e for e in engines if not words or any(word in e.name.casefold() for word in words)]


def _arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.run", description=__doc__.splitlines()[0])
    parser.add_argument("--records", type=float, default=1e6)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--engines", default="", help="words of engine names, comma-separated")
    parser.add_argument("--quick", action="store_true", help="1e5 records, few queries, no outside program needed")
    parser.add_argument(
        "--ceiling", type=int, default=0, metavar="N", help="also score every record for the first N queries"
    )
    parser.add_argument("--save", action="store_true", help="write the results of a quick run too")
    parser.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "salwa-bench")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    raise SystemExit(main())
