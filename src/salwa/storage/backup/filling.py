"""Filling an empty database quickly and safely: nothing of it is in force before the end.

Foreign keys and secondary indexes are put aside and made again after the rows, which checks every row at once. On
PostgreSQL all of it is one transaction; on SQLite the file is thrown away when anything goes wrong.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from salwa.domain.backup import Kind
from salwa.storage.backup.databases import FILLING_CACHE, Database, Entry, synced
from salwa.storage.backup.lines import rows_of
from salwa.storage.backup.shapes import Shape

# A database with this table is being filled; it is not in force.
UNFINISHED = "salwa_unfinished_restore"
# Rows that the program itself puts into a fresh database.
MADE_BY_THE_PROGRAM = {"django_migrations", "django_content_type", "auth_permission"}

# A file of SQLite and those beside it.
ENDINGS = ("", "-wal", "-shm", "-journal")

_SQLITE_INDEXES = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
_POSTGRESQL_INDEXES = """
SELECT c.relname, pg_get_indexdef(c.oid) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = current_schema() AND NOT i.indisprimary
AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.indexrelid)
"""
_POSTGRESQL_FOREIGN_KEYS = """
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(k.oid) FROM pg_constraint k
JOIN pg_namespace n ON n.oid = k.connamespace WHERE contype = 'f' AND n.nspname = current_schema()
"""
# Functions that the triggers of a table call.
_POSTGRESQL_FUNCTIONS = """
SELECT c.relname, t.tgfoid::regprocedure::text FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = current_schema() AND NOT t.tgisinternal
"""


def first_table_with_rows(entry: Entry) -> str:
    """Name of a table that holds rows of somebody; empty when there is none, or only an unfinished restore."""
    if _no_file(entry):
        return ""
    database = Database(entry, read_only=True)
    try:
        tables = database.tables()
        if UNFINISHED in tables:
            return ""
        for table in tables:
            said = f'SELECT EXISTS (SELECT 1 FROM "{table}")'  # noqa: S608 - a name from the database's own list
            if table not in MADE_BY_THE_PROGRAM and database.one(said):
                return table
        return ""
    finally:
        database.close()


def workplace(entry: Entry) -> Entry:
    """Where the rows are filled in: for SQLite a file beside the final one, for PostgreSQL the database itself."""
    if "sqlite" not in str(entry["ENGINE"]):
        return entry
    return {**entry, "NAME": f"{entry['NAME']}.filling"}


def discard(work: Entry) -> None:
    """Take away a file of SQLite that was not finished; PostgreSQL undid its transaction by itself."""
    if "sqlite" in str(work["ENGINE"]):
        for ending in ENDINGS:
            Path(f"{work['NAME']}{ending}").unlink(missing_ok=True)


def begin_filling(work: Entry, ours: Sequence[str]) -> None:
    """Take away empty tables of ours and what an unfinished restore left, and mark the database as being filled."""
    if "sqlite" in str(work["ENGINE"]):
        discard(work)
        return
    database = Database(work, read_only=False)
    try:
        gone = set(database.tables()) & {*ours, *MADE_BY_THE_PROGRAM, UNFINISHED}
        database.run("BEGIN")
        functions = [name for table, name in database.all(_POSTGRESQL_FUNCTIONS) if table in gone]
        for table in sorted(gone):
            database.run(f'DROP TABLE "{table}" CASCADE')
        # Migrations make the functions of their triggers anew.
        for name in sorted(set(functions)):
            database.run(f"DROP FUNCTION IF EXISTS {name}")
        database.run(f"CREATE TABLE {UNFINISHED} (since integer)")
        database.run("COMMIT")
    finally:
        database.close()


def end_filling(work: Entry, entry: Entry) -> None:
    """Put the filled database in its place, on the disk."""
    if "sqlite" in str(work["ENGINE"]):
        filled, place = Path(str(work["NAME"])), Path(str(entry["NAME"]))
        database = Database(work, read_only=False)
        database.all("PRAGMA wal_checkpoint(TRUNCATE)")
        database.close()
        synced(filled)
        for ending in ENDINGS:
            Path(f"{place}{ending}").unlink(missing_ok=True)
        filled.chmod(0o600)
        filled.rename(place)
        synced(place.parent)
        return
    database = Database(work, read_only=False)
    try:
        database.run(f"DROP TABLE {UNFINISHED}")
        database.run("ANALYZE")
    finally:
        database.close()


@contextmanager
def filling(entry: Entry) -> Iterator[Database]:
    """A database to `insert` into. Keys and indexes come again with `put_back`; leaving without an error commits."""
    database = Database(entry, read_only=False)
    try:
        if database.vendor == "sqlite":
            for pragma in ("journal_mode=DELETE", "journal_mode=OFF", "synchronous=OFF", "foreign_keys=OFF"):
                database.all(f"PRAGMA {pragma}")
            database.run(f"PRAGMA cache_size={FILLING_CACHE}")
        database.run("BEGIN")
        yield database
        database.run("COMMIT")
        if database.vendor == "sqlite":
            database.all("PRAGMA journal_mode=WAL")
    finally:
        database.close()
    if database.vendor == "sqlite":
        synced(Path(database.name))


def put_aside(database: Database) -> list[str]:
    """Drop secondary indexes and foreign keys; returns the statements that make them again."""
    again: list[str] = []
    if database.vendor == "sqlite":
        for name, statement in database.all(_SQLITE_INDEXES):
            database.run(f'DROP INDEX "{name}"')
            again.append(statement)
        return again
    for table, name, definition in database.all(_POSTGRESQL_FOREIGN_KEYS):
        database.run(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
        again.append(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')
    for name, statement in database.all(_POSTGRESQL_INDEXES):
        database.run(f'DROP INDEX "{name}"')
        again.insert(0, statement)
    return again


def insert(database: Database, shape: Shape, data: bytes) -> None:
    """Insert a part of canonical lines. Raises `ValueError` for lines of another shape; constraints hold."""
    rows = rows_of(data, shape, database.vendor)
    names = ", ".join(f'"{column.name}"' for column in shape.columns)
    if database.vendor == "postgresql":
        with database.raw.cursor() as cursor, cursor.copy(f'COPY "{shape.name}" ({names}) FROM STDIN') as copy:
            for row in rows:
                copy.write_row(row)
        return
    marks = ", ".join("?" * len(shape.columns))
    statement = f'INSERT INTO "{shape.name}" ({names}) VALUES ({marks})'  # noqa: S608 - no value enters the text
    database.raw.executemany(statement, rows)


def put_back(database: Database, again: Sequence[str], shapes: Sequence[Shape]) -> str:
    """Make indexes and keys again, check every reference and set the counters of new numbers.

    Returns the name of a table with a row that refers to nothing; empty when all is well.
    """
    for statement in again:
        database.run(statement)
    if database.vendor == "sqlite":
        broken = database.all("PRAGMA foreign_key_check")
        return str(broken[0][0]) if broken else ""
    for shape in shapes:
        if shape.key.kind is Kind.INTEGER:
            _set_counter(database, shape)
    return ""


def _set_counter(database: Database, shape: Shape) -> None:
    name = f'"{shape.key.name}"'
    sequence = database.one(f"SELECT pg_get_serial_sequence('\"{shape.name}\"', '{shape.key.name}')")  # noqa: S608
    if sequence:
        highest = f'(SELECT max({name}) FROM "{shape.name}")'  # noqa: S608 - names come from our own tables
        database.one(f"SELECT setval('{sequence}', coalesce({highest}, 1), {highest} IS NOT NULL)")  # noqa: S608


def _no_file(entry: Entry) -> bool:
    return "sqlite" in str(entry["ENGINE"]) and not Path(str(entry["NAME"])).exists()
