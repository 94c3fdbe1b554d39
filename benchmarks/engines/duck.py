"""DuckDB: maker block with levenshtein, single thread."""

from __future__ import annotations

import time
from typing import Any

import numpy as np

from benchmarks.engines.corpus import NONE, Corpus, Unavailable, allowed
from benchmarks.prepared import UNKNOWN, Prepared


class DuckBlock:
    """Every record of the maker (of the register, when unknown) compared by DuckDB's levenshtein."""

    name = "DuckDB maker block + levenshtein"
    most = 200

    def build(self, corpus: Corpus) -> float:
        """A table ordered by maker, so that a block is a run of row groups."""
        try:
            import duckdb
            import pyarrow
        except ImportError as missing:
            raise Unavailable("duckdb is not installed (pip install -r requirements/bench.txt).") from missing
        self._connection: Any = duckdb.connect()
        self._connection.execute("SET threads = 1")
        count = len(corpus.skeleton)
        rows = pyarrow.table(
            {
                "id": np.arange(count),
                "maker": np.asarray(corpus.register.maker),
                "skel": pyarrow.array(corpus.skeleton_texts()),
            }
        )
        self._connection.register("rows", rows)
        started = time.perf_counter()
        self._connection.execute("CREATE TABLE reg AS SELECT * FROM rows ORDER BY maker")
        self.build_seconds = time.perf_counter() - started
        return 0.0  # held in memory

    def candidates(self, query: Prepared) -> np.ndarray:
        """Records within the allowed edits."""
        maker = "maker = ? AND " if query.maker != UNKNOWN else ""
        values: list[object] = [query.maker] if maker else []
        statement = f"SELECT id FROM reg WHERE {maker}levenshtein(skel, ?) <= ?"
        rows = self._connection.execute(statement, [*values, query.skeleton, allowed(query)]).fetchall()
        return np.array([r[0] for r in rows], dtype=np.int64) if rows else NONE

    def close(self) -> None:
        """Free the memory."""
        self._connection.close()
