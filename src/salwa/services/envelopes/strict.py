"""Closed headers: what a header may say, member by member, and the codes of what it may not."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from salwa.domain.trust import strict
from salwa.domain.trust.strict import encoded
from salwa.services.envelopes.refused import refused

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


def decoded(part: bytes, *, code: str = "envelope_base64") -> bytes:
    """The bytes of a base64url part. Raises `EnvelopeRefused` for filling, white space, other signs, loose bits."""
    try:
        return strict.decoded(part)
    except strict.Misspelt:
        raise refused(code) from None


def plain_object(text: bytes, *, code: str = "envelope_header_json") -> dict[str, Any]:
    """The JSON object that `text` (UTF-8) is. Raises `EnvelopeRefused`: no object, a member twice, fractions, depth."""
    try:
        return strict.plain_object(text, deepest=_DEEPEST)
    except strict.Misspelt as fault:
        raise refused("envelope_member_twice" if fault.twice else code) from None


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


__all__ = ["Check", "check_members", "decoded", "encoded", "exactly", "matching", "plain_object", "whole"]
