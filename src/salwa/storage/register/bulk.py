"""Writing many rows at once: COPY on PostgreSQL, executemany on SQLite. Only services/imports calls it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from django.db import connection, models


def reserve_ids(model: type[models.Model], count: int) -> range | Sequence[int]:
    """`count` fresh primary keys for `model`, inside the caller's transaction (SQLite: its write lock is held)."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count]
            )
            return [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        row = cursor.fetchone()
        first = (row[0] if row else 0) + 1
    return range(first, first + count)


def database_time(at: datetime) -> datetime | str:
    """A moment (with its time zone) as `insert_rows` wants it: what Django itself would store."""
    return at if connection.vendor == "postgresql" else str(at.astimezone(UTC).replace(tzinfo=None))


def insert_rows(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert `rows`, each a sequence of plain database values in the order of `columns` (database column names).

    Values must be what the database stores (codes, numbers, ISO dates); nothing is converted. Constraints hold.
    """
    table = connection.ops.quote_name(model._meta.db_table)
    names = ", ".join(connection.ops.quote_name(column) for column in columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            return
        marks = ", ".join("?" * len(columns))
        # Names come from our own models, values are bound; the raw cursor spares Django's placeholder rewriting.
        statement = f"INSERT INTO {table} ({names}) VALUES ({marks})"  # noqa: S608 - no value enters the text
        connection.connection.executemany(statement, rows)
