"""Reading what strangers encoded: one spelling of base64url, plain JSON objects without doubles, closed headers.

Libraries are lenient here in ways that differ; everything is judged by these functions before a library sees it.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Callable, Mapping
from typing import Any, NoReturn

from salwa.services.envelopes.refused import refused

_BASE64URL = re.compile(rb"[A-Za-z0-9_-]*")
_DEEPEST = 3
# Members that JOSE knows and this profile refuses, each with the reason of its own.
_FORBIDDEN = {
    "jku": "envelope_key_in_header",
    "jwk": "envelope_key_in_header",
    "x5u": "envelope_key_in_header",
    "x5c": "envelope_key_in_header",
    "x5t": "envelope_key_in_header",
    "x5t#S256": "envelope_key_in_header",
    "zip": "envelope_compressed",
    "b64": "envelope_unencoded",
    "p2c": "envelope_password",
    "p2s": "envelope_password",
    "crit": "envelope_critical",
}
Check = Callable[[Any], bool]


def encoded(data: bytes) -> str:
    """Base64url without filling, the only spelling that `decoded` takes."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def decoded(part: bytes, *, code: str = "envelope_base64") -> bytes:
    """The bytes of a base64url part. Raises `EnvelopeRefused` for filling, white space, other signs, loose bits."""
    if not _BASE64URL.fullmatch(part) or len(part) % 4 == 1:
        raise refused(code)
    try:
        data = base64.b64decode(part + b"=" * (-len(part) % 4), b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise refused(code) from None
    if len(part) % 4 and base64.urlsafe_b64encode(data[-(len(data) % 3) :]).rstrip(b"=") != part[-(len(part) % 4) :]:
        raise refused(code)
    return data


def plain_object(text: bytes, *, code: str = "envelope_header_json") -> dict[str, Any]:
    """The JSON object that `text` (UTF-8) is. Raises `EnvelopeRefused`: no object, a member twice, fractions, depth."""
    try:
        value = json.loads(
            text.decode("utf-8"), object_pairs_hook=_without_doubles, parse_float=_no_number, parse_constant=_no_number
        )
    except (ValueError, RecursionError):
        raise refused(code) from None
    if not isinstance(value, dict) or _depth(value) > _DEEPEST:
        raise refused(code)
    return value


def check_members(header: Mapping[str, Any], wanted: Mapping[str, tuple[Check, str]]) -> None:
    """Compare a header with the closed set `wanted`: name -> (test of the value, code when it fails).

    Raises `EnvelopeRefused`. Forbidden members come first: why they are refused matters more than what else is wrong.
    """
    for name, code in _FORBIDDEN.items():
        if name in header:
            raise refused(code)
    if not header.keys() <= wanted.keys():
        raise refused("envelope_member_unknown")
    for name, (test, code) in wanted.items():
        if name not in header:
            raise refused("envelope_member_missing")
        if not test(header[name]):
            raise refused(code)


def exactly(value: str | int) -> Check:
    """A test for one value of the very same type (1 is not True)."""
    return lambda given: type(given) is type(value) and given == value


def matching(pattern: str) -> Check:
    """A test for a text that fits `pattern` from its first sign to its last."""
    compiled = re.compile(pattern)
    return lambda given: isinstance(given, str) and compiled.fullmatch(given) is not None


def whole(lowest: int, highest: int) -> Check:
    """A test for a whole number within bounds."""
    return lambda given: type(given) is int and lowest <= given <= highest


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise refused("envelope_member_twice")
    return members


def _no_number(_text: str) -> NoReturn:
    raise ValueError("only whole numbers")


def _depth(value: Any) -> int:
    if isinstance(value, dict):
        return 1 + max(map(_depth, value.values()), default=0)
    if isinstance(value, list):
        return 1 + max(map(_depth, value), default=0)
    return 0
