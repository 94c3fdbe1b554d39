"""PostgreSQL: exact keys, pg_trgm by GIN and GiST, and maker blocks with levenshtein (fuzzystrmatch)."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np
import psycopg

from benchmarks.engines.cluster import Cluster
from benchmarks.engines.corpus import NONE, Corpus, Unavailable, allowed
from benchmarks.prepared import UNKNOWN, Prepared


class PostgresTable:
    """One table for all the engines here: built once, indexes come and go with each engine."""

    def __init__(self) -> None:
        self._cluster: Cluster | None = None
        self._connection: psycopg.Connection[tuple] | None = None

    def ready(self, corpus: Corpus) -> psycopg.Connection[tuple]:
        """The connection, the table loaded."""
        if self._connection is None:
            self._cluster = Cluster()
            self._connection = self._cluster.connect()
            self._load(self._connection, corpus)
        return self._connection

    def close(self) -> None:
        """Stop the cluster."""
        if self._connection is not None:
            self._connection.close()
        if self._cluster is not None:
            self._cluster.close()
        self._cluster = self._connection = None

    def _load(self, connection: psycopg.Connection[tuple], corpus: Corpus) -> None:
        for extension in ("pg_trgm", "btree_gin", "btree_gist", "fuzzystrmatch"):
            connection.execute(f"CREATE EXTENSION {extension}")
        connection.execute(
            "CREATE TABLE reg (id int NOT NULL, maker smallint NOT NULL, norm text NOT NULL, skel text NOT NULL)"
        )
        rows = zip(corpus.register.maker.tolist(), corpus.normalised_texts(), corpus.skeleton_texts(), strict=True)
        with connection.cursor().copy("COPY reg FROM STDIN") as copy:
            lines: list[str] = []
            for number, (maker, norm, skel) in enumerate(rows):
                lines.append(f"{number}\t{maker}\t{norm}\t{skel}\n")
                if len(lines) == 50_000:
                    copy.write("".join(lines))
                    lines.clear()
            copy.write("".join(lines))
        connection.execute("VACUUM ANALYZE reg")


@dataclass
class PostgresEngine:
    """One index and one statement; `{maker}` in the statement is filled with the maker's condition when it is known."""

    name: str
    table: PostgresTable
    index: str
    statement: str
    settings: str = ""
    most: int = 0
    # Above this many records the index takes many minutes to build and seconds to ask: left out.
    largest: int = 10**12

    def build(self, corpus: Corpus) -> float:
        """Build the index alone in the table; the time of loading the table is not counted."""
        if len(corpus.skeleton) > self.largest:
            raise Unavailable(f"left out above {self.largest:,} records (building takes many minutes)")
        self._connection = self.table.ready(corpus)
        self._connection.execute("DROP INDEX IF EXISTS reg_index")
        started = time.perf_counter()
        self._connection.execute(self.index)
        self.build_seconds = time.perf_counter() - started
        self._connection.execute("VACUUM ANALYZE reg")
        for setting in filter(None, self.settings.split(";")):
            self._connection.execute(setting)
        row = self._connection.execute("SELECT pg_relation_size('reg_index')").fetchone()
        return float(row[0]) / 1e6 if row else 0.0

    def candidates(self, query: Prepared) -> np.ndarray:
        """Record numbers the statement returns."""
        known = query.maker != UNKNOWN
        statement = self.statement.replace("{maker}", "maker = %(maker)s AND" if known else "")
        values = {
            "maker": query.maker,
            "norm": query.normalised,
            "skel": query.skeleton,
            "words": query.skeleton.replace("?", " "),
            "edits": allowed(query),
        }
        rows = self._connection.execute(statement, values, prepare=True).fetchall()
        return np.array([r[0] for r in rows], dtype=np.int64) if rows else NONE

    def close(self) -> None:
        """Drop the index; the table stays for the next engine."""
        self._connection.execute("DROP INDEX IF EXISTS reg_index")


_GIN = "CREATE INDEX reg_index ON reg USING gin (skel gin_trgm_ops)"
_SIMILAR = "SELECT id FROM reg WHERE skel %% %(words)s::text ORDER BY similarity(skel, %(words)s::text) DESC LIMIT 200"


def postgres_engines(table: PostgresTable) -> list[PostgresEngine]:
    """Every PostgreSQL engine, quick ones first."""
    return [
        PostgresEngine(
            "PostgreSQL btree, normalised key (exact)",
            table,
            "CREATE INDEX reg_index ON reg (norm)",
            "SELECT id FROM reg WHERE norm = %(norm)s::text",
        ),
        PostgresEngine(
            "PostgreSQL btree, skeleton key",
            table,
            "CREATE INDEX reg_index ON reg (skel)",
            "SELECT id FROM reg WHERE skel = %(skel)s::text",
        ),
        PostgresEngine(
            "PostgreSQL pg_trgm GIN, sim >= 0.3, top 200",
            table,
            _GIN,
            _SIMILAR,
            "SET pg_trgm.similarity_threshold = 0.3",
            600,
        ),
        PostgresEngine(
            "PostgreSQL pg_trgm GIN, sim >= 0.45, top 200",
            table,
            _GIN,
            _SIMILAR,
            "SET pg_trgm.similarity_threshold = 0.45",
            600,
        ),
        PostgresEngine(
            "PostgreSQL GIN(maker, trgm) + levenshtein, top 200",
            table,
            "CREATE INDEX reg_index ON reg USING gin (maker, skel gin_trgm_ops)",
            "SELECT id FROM reg WHERE {maker} skel %% %(words)s::text "
            "ORDER BY levenshtein(skel, %(skel)s::text) LIMIT 200",
            "SET pg_trgm.similarity_threshold = 0.3",
            600,
        ),
        PostgresEngine(
            "PostgreSQL pg_trgm GiST KNN 100",
            table,
            "CREATE INDEX reg_index ON reg USING gist (skel gist_trgm_ops)",
            "SELECT id FROM reg ORDER BY skel <-> %(words)s::text LIMIT 100",
            most=60,
            largest=2_000_000,
        ),
        PostgresEngine(
            "PostgreSQL GiST(maker, trgm) KNN 100",
            table,
            "CREATE INDEX reg_index ON reg USING gist (maker, skel gist_trgm_ops)",
            "SELECT id FROM reg WHERE {maker} true ORDER BY skel <-> %(words)s::text LIMIT 100",
            most=300,
            largest=2_000_000,
        ),
        PostgresEngine(
            "PostgreSQL maker block + levenshtein_less_equal",
            table,
            "CREATE INDEX reg_index ON reg (maker) INCLUDE (skel, id)",
            "SELECT id FROM reg WHERE {maker} levenshtein_less_equal(skel, %(skel)s::text, %(edits)s::int) "
            "<= %(edits)s::int LIMIT 5000",
            most=200,
        ),
    ]
