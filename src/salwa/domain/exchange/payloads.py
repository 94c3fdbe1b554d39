"""What a message says: one JSON object, read so that no two readers can understand it differently."""

from __future__ import annotations

import json
from typing import Any

DEEPEST = 20


class PayloadFault(ValueError):
    """The payload is no object that a message may carry; `code` is stable."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def payload_from(raw: bytes) -> dict[str, Any]:
    """The object. Raises `PayloadFault`: no UTF-8, no JSON, a name twice, signs that are no text, nested too deep."""
    try:
        found = json.loads(raw.decode("utf-8"), object_pairs_hook=_once, parse_constant=_no_constant)
    except PayloadFault:
        raise
    except (ValueError, RecursionError):
        raise PayloadFault("payload_not_json") from None
    if not isinstance(found, dict):
        raise PayloadFault("payload_not_an_object")
    _check(found, DEEPEST)
    return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise PayloadFault("payload_name_twice")
    return found


def _no_constant(_: str) -> None:
    raise PayloadFault("payload_not_json")


def _check(value: Any, depth: int) -> None:
    """NUL and lone surrogates are no text (PostgreSQL stores neither); endless nesting is no message."""
    if depth == 0:
        raise PayloadFault("payload_too_deep")
    if isinstance(value, str):
        if "\x00" in value or (not value.isascii() and any("\ud800" <= sign <= "\udfff" for sign in value)):
            raise PayloadFault("payload_broken_text")
    elif isinstance(value, dict):
        for name, one in value.items():
            _check(name, depth)
            _check(one, depth - 1)
    elif isinstance(value, list):
        for one in value:
            _check(one, depth - 1)
