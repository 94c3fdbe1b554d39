"""Tables as parts: about four million bytes of canonical lines at a time, read or written."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from salwa.domain.backup import encode_row
from salwa.storage.backup.databases import Database
from salwa.storage.backup.shapes import Shape
from salwa.storage.backup.values import Fix, from_line, to_line

PART_BYTES = 4_000_000
# Called with the number of rows just done.
Moved = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Part:
    """Whole lines of one table, at most a little more than `PART_BYTES`, and how many they are."""

    rows: int
    data: bytes


def parts_of(database: Database, shape: Shape) -> Iterator[Part]:
    """A table as parts, in the order of its primary key."""
    fixes = _fixes([to_line(column, database.vendor) for column in shape.columns])
    lines: list[str] = []
    size = 0
    for batch in database.rows(shape):
        for row in batch:
            line = encode_row(_fixed(row, fixes))
            lines.append(line)
            size += len(line)
            if size >= PART_BYTES:
                yield _part(lines)
                lines, size = [], 0
    if lines:
        yield _part(lines)


def rows_of(data: bytes, shape: Shape, vendor: str) -> Iterator[list[Any]]:
    """The rows of a part as the engine wants them. Raises `ValueError` for lines of another shape."""
    fixes = _fixes([from_line(column, vendor) for column in shape.columns])
    width = len(shape.columns)
    # A line feed cannot stand inside a JSON text, so one reading takes the whole part.
    for row in json.loads(b"[" + data.rstrip(b"\n").replace(b"\n", b",") + b"]"):
        if len(row) != width:
            raise ValueError(f"a line of {shape.name} has {len(row)} values, not {width}")
        yield _fixed(row, fixes)


def digest_of(database: Database, shape: Shape, moved: Moved | None = None) -> tuple[int, str]:
    """Rows of a table and the SHA-256 of all its lines."""
    rows, digest = 0, hashlib.sha256()
    for part in parts_of(database, shape):
        rows += part.rows
        digest.update(part.data)
        if moved is not None:
            moved(part.rows)
    return rows, digest.hexdigest()


def _part(lines: list[str]) -> Part:
    return Part(len(lines), ("\n".join(lines) + "\n").encode())


def _fixes(each: list[Fix | None]) -> list[tuple[int, Fix]]:
    return [(place, fix) for place, fix in enumerate(each) if fix is not None]


def _fixed(row: Any, fixes: list[tuple[int, Fix]]) -> list[Any]:
    values = list(row)
    for place, fix in fixes:
        value = values[place]
        if value is not None:
            values[place] = fix(value)
    return values
