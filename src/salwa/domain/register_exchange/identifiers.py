"""Identifiers of what has none of its own: made of the content, so that every register makes the same ones.

Marks and entries of imported files carry no identifier; both are never changed once recorded. The identifier is
BLAKE2b (16 bytes, hexadecimal) over the fields below, each followed by the sign U+001F. Of several with equal content
in one weapon the first has ordinal 0, the second 1, and so on.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import blake2b
from typing import Any

MARK_FIELDS = ("weapon", "component", "occasion", "content", "text", "state", "method", "recorded_at")
EVENT_FIELDS = (
    "weapon", "event", "date", "precision", "date_text", "place", "incident", "note", "recorded_at",
)  # fmt: skip


def mark_uid(line: Mapping[str, Any], ordinal: int) -> str:
    """Identifier of a mark, from its line."""
    return _digest("mark", [line.get(name) for name in MARK_FIELDS], ordinal)


def event_uid(line: Mapping[str, Any], ordinal: int) -> str:
    """Identifier of an entry that was recorded without one, from its line."""
    return _digest("event", [line.get(name) for name in EVENT_FIELDS], ordinal)


def source_uid(sha256: str, file: str, received_at: str) -> str:
    """Identifier of a file that was imported."""
    return _digest("source", [sha256, file, received_at], 0)


def _digest(what: str, values: list[Any], ordinal: int) -> str:
    parts = [what, *("" if value is None else str(value) for value in values), str(ordinal)]
    text = "".join(f"{part}\x1f" for part in parts)
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
