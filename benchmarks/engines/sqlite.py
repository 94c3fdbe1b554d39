"""SQLite: a btree on the skeleton, and FTS5 with its trigram tokenizer."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path

import numpy as np

from benchmarks.engines.corpus import NONE, Corpus
from benchmarks.prepared import Prepared


class SqliteBtree:
    """Exact look-up of the skeleton."""

    name = "SQLite btree, skeleton key"
    most = 0

    def build(self, corpus: Corpus) -> float:
        """Table in one file, then the index; the size is what the index adds."""
        self._file, self._connection = _open(corpus, "btree.sqlite")
        self._connection.execute("CREATE TABLE reg (id INTEGER PRIMARY KEY, skel TEXT NOT NULL)")
        self._connection.executemany("INSERT INTO reg VALUES (?, ?)", enumerate(corpus.skeleton_texts()))
        self._connection.commit()
        before = self._file.stat().st_size
        started = time.perf_counter()
        self._connection.execute("CREATE INDEX reg_skel ON reg (skel)")
        self._connection.commit()
        self.build_seconds = time.perf_counter() - started
        return (self._file.stat().st_size - before) / 1e6

    def candidates(self, query: Prepared) -> np.ndarray:
        """Records of that skeleton."""
        return _numbers(self._connection.execute("SELECT id FROM reg WHERE skel = ?", (query.skeleton,)))

    def close(self) -> None:
        """Remove the file."""
        self._connection.close()
        self._file.unlink()


class SqliteTrigram:
    """FTS5 trigram index: any of the query's trigrams, best 200 by bm25."""

    name = "SQLite FTS5 trigram, OR, bm25 200"
    most = 300

    def build(self, corpus: Corpus) -> float:
        """A contentless FTS5 table: its size is the index alone."""
        self._file, self._connection = _open(corpus, "fts.sqlite")
        self._connection.execute(
            "CREATE VIRTUAL TABLE reg USING fts5(skel, content='', tokenize='trigram', detail=full)"
        )
        texts = corpus.skeleton_texts()
        started = time.perf_counter()
        self._connection.executemany("INSERT INTO reg(rowid, skel) VALUES (?, ?)", enumerate(texts))
        self._connection.execute("INSERT INTO reg(reg) VALUES ('optimize')")
        self._connection.commit()
        self.build_seconds = time.perf_counter() - started
        return self._file.stat().st_size / 1e6

    def candidates(self, query: Prepared) -> np.ndarray:
        """The best 200 records by bm25 over the trigrams of the legible runs."""
        grams = {run[i : i + 3] for run in query.skeleton.split("?") for i in range(len(run) - 2)}
        if not grams:
            return NONE
        words = " OR ".join(f'"{gram}"' for gram in sorted(grams))
        return _numbers(
            self._connection.execute("SELECT rowid FROM reg WHERE reg MATCH ? ORDER BY rank LIMIT 200", (words,))
        )

    def close(self) -> None:
        """Remove the file."""
        self._connection.close()
        self._file.unlink()


def _open(corpus: Corpus, name: str) -> tuple[Path, sqlite3.Connection]:
    file = corpus.folder / name
    file.unlink(missing_ok=True)
    connection = sqlite3.connect(file)
    for pragma in (
        "journal_mode=OFF",
        "synchronous=OFF",
        "cache_size=-1000000",
        "mmap_size=4000000000",
        "temp_store=MEMORY",
    ):
        connection.execute(f"PRAGMA {pragma}")
    return file, connection


def _numbers(rows: sqlite3.Cursor) -> np.ndarray:
    found = [row[0] for row in rows]
    return np.array(found, dtype=np.int64) if found else NONE
