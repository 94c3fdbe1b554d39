"""One row as one line of text that is the same whichever database it came from, so that equality can be proved.

A line is a JSON array in the order of the table's columns, UTF-8, without spaces, ended by a line feed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What a column holds, and so how its values are written in a line (null is null in every kind)."""

    INTEGER = "integer"  # a JSON number
    BOOLEAN = "boolean"  # true or false
    NUMBER = "number"  # a floating-point number in its shortest exact form
    DECIMAL = "decimal"  # text: digits with the decimals of the column
    TEXT = "text"  # text as it is
    MOMENT = "moment"  # text: 2026-11-24T04:40:00.000000Z, always UTC, always six decimals
    DAY = "day"  # text: 2026-11-24
    DURATION = "duration"  # whole microseconds
    IDENTIFIER = "identifier"  # text: a UUID in lower case with hyphens
    BYTES = "bytes"  # text: base64
    DOCUMENT = "document"  # text: a JSON document in its canonical form


# From here on a floating-point number is a whole number anyway, and databases write it as one.
_WHOLE_FROM = 1e16

encode_row: Callable[[Sequence[Any]], str] = json.JSONEncoder(
    ensure_ascii=False, separators=(",", ":"), allow_nan=False
).encode


def canonical_document(text: str) -> str:
    """The canonical form of a JSON document: keys sorted, no spaces, ASCII, numbers as every database returns them.

    Raises `ValueError` for text that is not JSON.
    """
    return json.dumps(_plain(json.loads(text)), sort_keys=True, separators=(",", ":"), allow_nan=False)


def _plain(value: Any) -> Any:
    """PostgreSQL keeps numbers as decimals: 1e20 comes back as a whole number and -0.0 as 0.0."""
    if isinstance(value, float):
        if abs(value) >= _WHOLE_FROM and value.is_integer():
            return int(value)
        return value + 0.0
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return value
