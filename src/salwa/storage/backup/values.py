"""Values between a database and a canonical line: what each engine returns and wants for each kind of column."""

from __future__ import annotations

import base64
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from salwa.domain.backup import Kind, canonical_document
from salwa.storage.backup.shapes import Column

Fix = Callable[[Any], Any]


def expression(column: Column, vendor: str) -> str:
    """SQL that reads a column so that little is left to do for Python."""
    name = f'"{column.name}"'
    if vendor == "sqlite":
        return name
    return {
        Kind.MOMENT: f"to_char({name} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')",
        Kind.DAY: f"to_char({name}, 'YYYY-MM-DD')",
        Kind.DURATION: f"(extract(epoch FROM {name}) * 1000000)::bigint",
        Kind.IDENTIFIER: f"{name}::text",
        Kind.DOCUMENT: f"{name}::text",
        Kind.DECIMAL: f"{name}::text",
    }.get(column.kind, name)


def to_line(column: Column, vendor: str) -> Fix | None:
    """What turns a value read with `expression` into its canonical form; None when it is that already."""
    if column.kind is Kind.BYTES:
        return _base64
    if column.kind is Kind.DOCUMENT:
        return canonical_document
    if column.kind is Kind.NUMBER:
        return float
    if vendor == "sqlite":
        if column.kind is Kind.DECIMAL:
            places = Decimal(1).scaleb(-column.decimals)
            return lambda value: str(Decimal(str(value)).quantize(places))
        fixes: dict[Kind, Fix] = {Kind.MOMENT: _moment, Kind.BOOLEAN: bool, Kind.IDENTIFIER: _hyphened}
        return fixes.get(column.kind)
    return None


def from_line(column: Column, vendor: str) -> Fix | None:
    """What turns a canonical value into what the engine stores, as Django itself would store it."""
    if column.kind is Kind.BYTES:
        return base64.b64decode
    if vendor == "sqlite":
        return {Kind.MOMENT: _sqlite_moment, Kind.IDENTIFIER: _hexadecimal}.get(column.kind)
    return (lambda value: f"{value} microseconds") if column.kind is Kind.DURATION else None


def _base64(value: bytes) -> str:
    return base64.b64encode(value).decode("ascii")


def _moment(text: str) -> str:
    """SQLite keeps "2026-11-24 04:40:00" or "2026-11-24 04:40:00.123456", in UTC."""
    if len(text) == 26:
        return f"{text[:10]}T{text[11:]}Z"
    if len(text) == 19:
        return f"{text[:10]}T{text[11:]}.000000Z"
    at = datetime.fromisoformat(text)
    at = at.astimezone(UTC).replace(tzinfo=None) if at.tzinfo else at
    return at.isoformat(timespec="microseconds") + "Z"


def _sqlite_moment(text: str) -> str:
    return f"{text[:10]} {text[11:19]}" if text[19:26] == ".000000" else f"{text[:10]} {text[11:26]}"


def _hyphened(text: str) -> str:
    return str(uuid.UUID(text))


def _hexadecimal(text: str) -> str:
    return text.replace("-", "")
