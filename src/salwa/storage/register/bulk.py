"""Writing many rows at once: COPY on PostgreSQL, executemany on SQLite. Only services/imports calls it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.db import connection, models

# Values in one statement that every supported SQLite takes.
SQLITE_VALUES = 999


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


def known_weapons(identities: list[str]) -> dict[str, tuple[int, str, Any]]:
    """identity -> (weapon, content, withdrawn at) of those of these records that the register has."""
    listed = "= ANY(%s)" if connection.vendor == "postgresql" else "IN (SELECT value FROM json_each(%s))"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT identity, id, content, withdrawn_at FROM register_weapon WHERE identity {listed}",  # noqa: S608 - constant
            [identities if connection.vendor == "postgresql" else json.dumps(identities)],
        )
        return {identity: (weapon, content, withdrawn) for identity, weapon, content, withdrawn in cursor.fetchall()}


def database_time(at: datetime) -> datetime | str:
    """A moment (with its time zone) as `insert_values` wants it: what Django itself would store."""
    return at if connection.vendor == "postgresql" else str(at.astimezone(UTC).replace(tzinfo=None))


def insert_values(model: type[models.Model], columns: Sequence[str], values: list[Any]) -> None:
    """Insert rows: `values` holds one row after another, each in the order of `columns` (database column names).

    Values must be what the database stores (codes, numbers, ISO dates); nothing is converted. Constraints hold.
    """
    width = len(columns)
    table = connection.ops.quote_name(model._meta.db_table)
    names = ", ".join(connection.ops.quote_name(column) for column in columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for start in range(0, len(values), width):
                    copy.write_row(values[start : start + width])
            return
        # Names come from our own models, values are bound; the raw cursor spares Django's placeholder rewriting.
        statement = f"INSERT INTO {table} ({names}) VALUES "  # noqa: S608 - no value enters the text
        # Many rows a statement: SQLite prepares its checks and its counter once a statement, not once a row.
        many = SQLITE_VALUES // width
        whole = len(values) // (many * width) * many * width
        for start, end, rows in ((0, whole, many), (whole, len(values), 1)):
            marks = ", ".join([f"({', '.join('?' * width)})"] * rows)
            parts = (values[at : at + rows * width] for at in range(start, end, rows * width))
            connection.connection.executemany(statement + marks, parts)
