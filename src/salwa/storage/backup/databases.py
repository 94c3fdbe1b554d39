"""Connections outside Django: a consistent snapshot to read from, and a database being filled.

Both speak the same few words (`rows`, `one`, `run`) to SQLite and PostgreSQL.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
from django.db import connections
from psycopg.conninfo import make_conninfo

from salwa.domain.backup import Kind
from salwa.storage.backup.shapes import Shape
from salwa.storage.backup.values import expression

BATCH = 5_000
# Memory of SQLite for a database that is being filled, in KiB (the figure is negative in its own language).
FILLING_CACHE = -262_144
Entry = Mapping[str, Any]


class Database:
    """One connection. `vendor` is sqlite or postgresql."""

    def __init__(self, entry: Entry, *, read_only: bool) -> None:
        self.vendor = "sqlite" if "sqlite" in str(entry["ENGINE"]) else "postgresql"
        self.name = str(entry["NAME"])
        if self.vendor == "sqlite":
            mode = "ro" if read_only else "rwc"
            address = f"file:{quote(self.name)}?mode={mode}"
            self.raw: Any = sqlite3.connect(address, uri=True, isolation_level=None, timeout=60)
        else:
            given = {"user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
            known = {word: str(entry[name]) for word, name in given.items() if entry.get(name)}
            options = {name: value for name, value in entry.get("OPTIONS", {}).items() if isinstance(value, str)}
            self.raw = psycopg.connect(make_conninfo(dbname=self.name, **known, **options), autocommit=True)

    def run(self, statement: str) -> None:
        """Run one statement that returns nothing."""
        self.raw.execute(statement)

    def all(self, statement: str) -> list[tuple[Any, ...]]:
        """Every row of an answer that is known to be short."""
        return list(self.raw.execute(statement).fetchall())

    def one(self, statement: str) -> Any:
        """The first column of the first row."""
        return self.raw.execute(statement).fetchone()[0]

    def tables(self) -> list[str]:
        """Names of all tables."""
        if self.vendor == "sqlite":
            said = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        else:
            said = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
        return sorted(name for (name,) in self.all(said))

    def count(self, table: str) -> int:
        """Rows of a table."""
        return int(self.one(f'SELECT count(*) FROM "{table}"'))  # noqa: S608 - names come from our own tables

    def rows(self, shape: Shape) -> Iterator[list[tuple[Any, ...]]]:
        """Every row of a table in the order of its primary key, in lists of up to `BATCH`; memory stays bounded."""
        names = ", ".join(expression(column, self.vendor) for column in shape.columns)
        order = f'"{shape.key.name}"'
        if self.vendor == "postgresql" and shape.key.kind is Kind.TEXT:
            order += ' COLLATE "C"'
        statement = f'SELECT {names} FROM "{shape.name}" ORDER BY {order}'  # noqa: S608 - names come from our own tables
        return self.stream(statement)

    def stream(self, statement: str) -> Iterator[list[tuple[Any, ...]]]:
        """An answer of any length in lists of up to `BATCH` rows."""
        if self.vendor == "sqlite":
            cursor = self.raw.execute(statement)
        else:
            cursor = self.raw.cursor(name="long_answer")
            cursor.execute(statement, binary=True)
        try:
            while batch := cursor.fetchmany(BATCH):
                yield batch
        finally:
            cursor.close()

    def close(self) -> None:
        """End the connection; what was not committed is undone."""
        self.raw.close()


@contextmanager
def snapshot(entry: Entry, *, tables_locked: Sequence[str] = ()) -> Iterator[Database]:
    """The database as it is at this moment, whatever is written to it meanwhile.

    With `tables_locked`, nobody can write to these tables until the end (SQLite: to any). The end commits.
    """
    database = Database(entry, read_only=not tables_locked)
    try:
        if database.vendor == "sqlite":
            database.run("BEGIN IMMEDIATE" if tables_locked else "BEGIN")
            # The snapshot of SQLite begins with the first read.
            database.one("SELECT count(*) FROM sqlite_master")
        else:
            database.run("BEGIN ISOLATION LEVEL REPEATABLE READ" + ("" if tables_locked else " READ ONLY"))
            if tables_locked:
                named = ", ".join(f'"{name}"' for name in tables_locked)
                database.run(f"LOCK TABLE {named} IN SHARE ROW EXCLUSIVE MODE")
            database.one("SELECT 1")
        yield database
        database.run("COMMIT")
    finally:
        database.close()


@contextmanager
def default_database(entry: Entry) -> Iterator[None]:
    """Make another database Django's default one for a while: its tables are made and filled through it."""
    before, settings = connections["default"], connections.databases["default"]
    connections.databases["default"] = connections.configure_settings({"default": dict(entry)})["default"]
    connections["default"] = connections.create_connection("default")
    try:
        yield
    finally:
        connections["default"].close()
        connections.databases["default"] = settings
        connections["default"] = before


def default_entry() -> Entry:
    """The entry of Django's default database as it is in force now."""
    return dict(connections["default"].settings_dict)


def let_go() -> None:
    """Close Django's own connection: SQLite wants to be alone while its journal is switched."""
    connections["default"].close()


def synced(path: Path) -> None:
    """Wait until a file (or the entries of a folder) is on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
