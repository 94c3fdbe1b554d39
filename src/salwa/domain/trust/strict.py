"""Reading what strangers encoded: one spelling of base64url, plain JSON objects without doubles.

Libraries are lenient here in ways that differ; everything is judged by these functions before anything else sees it.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from typing import Any, NoReturn

_BASE64URL = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


class Misspelt(ValueError):
    """A text that is not encoded in the one allowed way. `twice`: a JSON object names a member twice."""

    def __init__(self, *, twice: bool = False) -> None:
        super().__init__("a member stands twice" if twice else "not spelt in the one allowed way")
        self.twice = twice


def encoded(data: bytes) -> str:
    """Base64url without filling, the only spelling that `decoded` takes."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def decoded(part: bytes) -> bytes:
    """The bytes of a base64url text. Raises `Misspelt` for filling, white space, other signs and loose bits."""
    if part.translate(None, _BASE64URL) or len(part) % 4 == 1:
        raise Misspelt
    try:
        data = base64.b64decode(part + b"=" * (-len(part) % 4), b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise Misspelt from None
    over = len(part) % 4
    if over and base64.urlsafe_b64encode(data[-(len(data) % 3) :]).rstrip(b"=") != part[-over:]:
        raise Misspelt
    return data


def plain_object(text: bytes, *, deepest: int) -> dict[str, Any]:
    """The JSON object that `text` (UTF-8) is. Raises `Misspelt`: no object, a member twice, fractions, too deep."""
    try:
        value = json.loads(
            text.decode("utf-8"), object_pairs_hook=_without_doubles, parse_float=_no_number, parse_constant=_no_number
        )
    except Misspelt:
        raise
    except (ValueError, RecursionError):
        raise Misspelt from None
    if not isinstance(value, dict) or _depth(value) > deepest:
        raise Misspelt
    return value


def thumbprint(curve: str, public: bytes) -> str:
    """The name of a public key (RFC 7638, RFC 8037): SHA-256 of its needed members in the order of the alphabet."""
    text = f'{{"crv":"{curve}","kty":"OKP","x":"{encoded(public)}"}}'
    return encoded(hashlib.sha256(text.encode("ascii")).digest())


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise Misspelt(twice=True)
    return members


def _no_number(_text: str) -> NoReturn:
    raise ValueError("only whole numbers")


def _depth(value: Any) -> int:
    if isinstance(value, dict):
        return 1 + max(map(_depth, value.values()), default=0)
    if isinstance(value, list):
        return 1 + max(map(_depth, value), default=0)
    return 0
