"""One entry of the audit log as bytes: the canonical JSON that is hashed, exported and proved.

Canonical means: UTF-8, one line, the nine keys in the order of their names, no space between signs, nothing escaped
but what JSON demands, the moment in UTC with six digits of the second, numbers as Python's `json` writes them.
`previous` is the leaf hash of the entry before, so that every entry also vouches for all entries before it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from json.encoder import encode_basestring
from typing import Any, NamedTuple

# The leaf hash "before" the first entry.
GENESIS = "0" * 64
KEYS = frozenset(
    {"action", "actor", "at", "details", "number", "object_id", "object_kind", "previous", "purpose"}
)  # fmt: skip
_KINDS: dict[str, type] = dict.fromkeys(KEYS - {"actor"}, str) | {"number": int, "details": dict}
_MOMENT = len("2026-11-24T10:00:00.000000Z")


class Entry(NamedTuple):
    """The fields an entry's hash covers. `actor` is a person's number or None; `details` is canonical JSON text.

    `number` counts from 1 without gaps; `at` is a moment as `moment_text` writes it; `previous` is 64 hexadecimal
    digits.
    """

    number: int
    at: str
    actor: int | None
    action: str
    object_kind: str
    object_id: str
    purpose: str
    details: str
    previous: str


class UnreadableEntry(ValueError):
    """Bytes or fields that no entry of an audit log can have."""


def canonical_json(value: Mapping[str, Any]) -> str:
    """`value` as canonical JSON text; raises `ValueError` for what JSON cannot hold (not-a-number, infinity)."""
    return writable(json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False))


def moment_text(at: datetime) -> str:
    """A moment with its zone as `2026-11-24T10:00:00.123456Z`."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")[:-6] + "Z"


def leaf_bytes(entry: Entry) -> bytes:
    """The canonical bytes of an entry, without a line end. Raises `UnreadableEntry` for fields of a wrong kind."""
    number, at, actor, action, kind, identifier, purpose, details, previous = entry
    if type(number) is not int or type(details) is not str or not (actor is None or type(actor) is int):
        raise UnreadableEntry("number, actor or details")
    try:
        return (
            f'{{"action":{encode_basestring(action)},"actor":{"null" if actor is None else actor},"at":"{at}",'
            f'"details":{details},"number":{number},"object_id":{encode_basestring(identifier)},'
            f'"object_kind":{encode_basestring(kind)},"previous":"{previous}","purpose":{encode_basestring(purpose)}}}'
        ).encode()
    except (TypeError, UnicodeEncodeError) as error:
        raise UnreadableEntry(str(error)) from error


def read_leaf(leaf: bytes) -> dict[str, Any]:
    """The fields of one exported entry; raises `UnreadableEntry` when these are not the bytes of one."""
    try:
        found = json.loads(leaf)
    except (ValueError, RecursionError) as error:
        raise UnreadableEntry(str(error)) from error
    if not isinstance(found, dict) or found.keys() != KEYS:
        raise UnreadableEntry("not the fields of an entry")
    for name, kind in _KINDS.items():
        if type(found[name]) is not kind:
            raise UnreadableEntry(name)
    if not (found["actor"] is None or type(found["actor"]) is int):
        raise UnreadableEntry("actor")
    if len(found["previous"]) != 64 or len(found["at"]) != _MOMENT:
        raise UnreadableEntry("previous, at")
    return found


def writable(text: str) -> str:
    """`text` without what a database or UTF-8 cannot hold: NUL and halves of surrogate pairs become U+FFFD."""
    if "\0" in text:
        text = text.replace("\0", "\N{REPLACEMENT CHARACTER}")
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text
