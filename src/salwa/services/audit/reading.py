"""Reading the log from first to last, by the million: raw rows, page by page, no model instances.

Pages are found by number and identifier, so that nothing is held open between them and no row is read twice or
skipped, whatever somebody did to the numbers.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Any

from django.db import DatabaseError, OperationalError, connection

from salwa.domain.audit import Entry, canonical_json, leaf_bytes, leaf_hash, moment_text
from salwa.domain.audit.entries import UnreadableEntry
from salwa.domain.audit.verifying import UNREADABLE, Line

PAGE = 10_000
_FIRST = -(2**63)
_SELECT = (
    "SELECT number, {at}, actor_id, action, object_kind, object_id, purpose, details, previous_hash, leaf_hash, id"
    " FROM accounts_auditentry WHERE (number, id) > (%s, %s) AND number <= %s ORDER BY number, id LIMIT %s"
)
_HASHES = "SELECT number, leaf_hash, id FROM accounts_auditentry WHERE number > %s AND number <= %s ORDER BY number"
_BROKEN: tuple[Any, ...] = (0, *[None] * 10)
_PLAIN, _WITH_PARTS = len("2026-11-24 10:00:00"), len("2026-11-24 10:00:00.123456")


def size_of_log() -> int:
    """Number of the newest entry."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT COALESCE(MAX(number), 0) FROM accounts_auditentry")
        return int(cursor.fetchone()[0])


def stored_lines(upto: int, after: int = 0) -> Iterator[Line]:
    """The entries from `after` (not included) to `upto` for a `LogCheck`, each with the hash held beside it."""
    for rows in _pages(upto, after):
        yield from map(_line, rows)


def stored_leaves(upto: int, after: int = 0) -> Iterator[bytes]:
    """The canonical bytes of the same entries. One that cannot be read leaves a line that is no entry."""
    for rows in _pages(upto, after):
        for row in rows:
            try:
                yield leaf_bytes(_entry(row))
            except UnreadableEntry:
                yield canonical_json({"number": row[0], "unreadable": True}).encode()


def stored_hashes(upto: int) -> list[bytes]:
    """The leaf hashes held beside the entries up to `upto`; raises `ValueError` where numbers or hashes are broken."""
    found: list[bytes] = []
    with connection.cursor() as cursor:
        while True:
            cursor.execute(f"{_HASHES} LIMIT {PAGE}", [len(found), upto])
            rows = cursor.fetchall()
            if not rows:
                break
            if rows[0][0] != len(found) + 1 or rows[-1][0] != len(found) + len(rows):
                raise ValueError("numbers")
            found += [bytes.fromhex(row[1]) for row in rows]
    return found


def _pages(upto: int, after: int) -> Iterator[list[tuple[Any, ...]]]:
    select = _SELECT.format(at="CAST(at AS text)" if connection.vendor == "sqlite" else "at")
    # From the first entry on, also rows with numbers below 1 are seen.
    last = (after, 2**63 - 1) if after else (_FIRST, _FIRST)
    count = PAGE
    while True:
        try:
            rows = _rows(select, [*last, upto, count])
        except DatabaseError:
            # A part of the table that cannot be read: everything before it, entry by entry, then a row that is none.
            if count == 1:
                yield [_BROKEN]
                return
            count = 1
            continue
        if rows:
            yield rows
        if len(rows) < count:
            return
        last = (rows[-1][0], rows[-1][10])


def _rows(select: str, values: list[int]) -> list[tuple[Any, ...]]:
    try:
        return _asked(select, values)
    except OperationalError:
        if connection.vendor != "sqlite":
            raise
        # SQLite hands out whatever bytes stand in a text column; one that is no UTF-8 spoils the whole page.
        # Read so, such bytes become signs that no entry can be hashed with.
        before = connection.connection.text_factory
        connection.connection.text_factory = partial(str, encoding="utf-8", errors="surrogateescape")
        try:
            return _asked(select, values)
        finally:
            connection.connection.text_factory = before


def _asked(select: str, values: list[int]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(select, values)
        return list(cursor.fetchall())


def _entry(row: tuple[Any, ...]) -> Entry:
    number, at, actor, action, kind, identifier, purpose, details, previous, _, _ = row
    return Entry(number, _moment(at), actor, action, kind, identifier, purpose, details, previous)


def _line(row: tuple[Any, ...]) -> Line:
    try:
        return Line(row[0], row[8], leaf_hash(leaf_bytes(_entry(row))), row[9])
    except UnreadableEntry:
        return UNREADABLE


def _moment(at: object) -> str:
    """The canonical moment: PostgreSQL gives a datetime, SQLite the text that Django wrote (UTC, without zone)."""
    if isinstance(at, str) and len(at) in (_PLAIN, _WITH_PARTS):
        return f"{at[:10]}T{at[11:] if len(at) == _WITH_PARTS else f'{at[11:]}.000000'}Z"
    if isinstance(at, datetime):
        return moment_text(at)
    raise UnreadableEntry("at")
