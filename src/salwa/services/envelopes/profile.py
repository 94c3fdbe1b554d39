"""The one closed profile of sealed messages: algorithms, headers, sizes, limits (docs/protocol/sealed-messages.md)."""

from __future__ import annotations

import json
from typing import Any

from joserfc.jwe import JWERegistry
from joserfc.jws import JWSRegistry
from joserfc.registry import HeaderParameter

from salwa.services.envelopes.keys import AGREEMENT, SIGNING, STATE, check_point
from salwa.services.envelopes.refused import refused
from salwa.services.envelopes.strict import Check, check_members, decoded, exactly, matching, whole

VERSION = 1
SIGN_ALG, WRAP_ALG, CONTENT_ENC = SIGNING, "ECDH-ES+A256KW", "A256GCM"  # the first one by RFC 9864
TYPE_ENVELOPE, TYPE_MESSAGE, TYPE_RECEIPT = "salwa-envelope+jwe", "salwa-msg+jws", "salwa-receipt+jws"
KIB = 1024
SIZES = tuple(many * KIB for many in (4, 16, 64, 256, 512, 1024, 2048))
LARGEST = SIZES[-1]
LARGEST_HEADER = 4096
LARGEST_RECEIPT = 8192
SKEW_SECONDS = 300
LONGEST_SECONDS = 366 * 86_400
_LAST_SECOND = 253_402_300_799  # the end of the year 9999: what a datetime can still hold

KID = r"[A-Za-z0-9_-]{43}"
UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_VALUE = "envelope_member_value"
_SIGNED: dict[str, tuple[Check, str]] = {
    "alg": (exactly(SIGN_ALG), "envelope_algorithm"),
    "ver": (exactly(VERSION), "envelope_version"),
    "kid": (matching(KID), _VALUE),
    "iss": (matching(STATE), _VALUE),
    "aud": (matching(STATE), _VALUE),
    "jti": (matching(UUID), _VALUE),
    "iat": (whole(0, _LAST_SECOND), _VALUE),
    "epoch": (whole(0, 2**53 - 1), _VALUE),
}
MESSAGE_MEMBERS: dict[str, tuple[Check, str]] = {
    "typ": (exactly(TYPE_MESSAGE), "envelope_type"),
    **_SIGNED,
    "exp": (whole(0, _LAST_SECOND), _VALUE),
    "kind": (matching(r"[a-z][a-z_]{0,31}(\.[a-z][a-z_]{0,31}){0,3}"), _VALUE),
    "purpose": (matching(r"[^\x00-\x1f\x7f-\x9f\ud800-\udfff]{0,200}"), _VALUE),
    "cls": (matching(r"[a-z][a-z_]{0,31}"), _VALUE),
}
RECEIPT_MEMBERS: dict[str, tuple[Check, str]] = {"typ": (exactly(TYPE_RECEIPT), "envelope_type"), **_SIGNED}
ENVELOPE_MEMBERS: dict[str, tuple[Check, str]] = {
    "typ": (exactly(TYPE_ENVELOPE), "envelope_type"),
    "alg": (exactly(WRAP_ALG), "envelope_algorithm"),
    "enc": (exactly(CONTENT_ENC), "envelope_algorithm"),
    "cty": (exactly(TYPE_MESSAGE), "envelope_type"),
    "kid": (matching(KID), _VALUE),
    "epk": (lambda given: isinstance(given, dict), _VALUE),
}
_POINT_MEMBERS: dict[str, tuple[Check, str]] = {
    "kty": (exactly("OKP"), "envelope_algorithm"),
    "crv": (exactly(AGREEMENT), "envelope_algorithm"),
    "x": (matching(KID), _VALUE),
}


class _Signatures(JWSRegistry):
    max_header_length = LARGEST_HEADER
    max_payload_length = LARGEST


class _Envelopes(JWERegistry):
    max_ciphertext_length = LARGEST


def _more(names: set[str]) -> dict[str, HeaderParameter]:
    numbers = {"iat", "exp", "epoch", "ver"}
    return {name: HeaderParameter(name, "int" if name in numbers else "str") for name in names}


SIGNATURES = _Signatures(header_registry=_more(MESSAGE_MEMBERS.keys() - {"alg", "kid", "typ"}), algorithms=[SIGN_ALG])
ENVELOPES = _Envelopes(algorithms=[WRAP_ALG, CONTENT_ENC])


def envelope_header(kid: str) -> dict[str, Any]:
    """The header of an envelope for the key `kid`; the library adds the passing key `epk`."""
    return {"alg": WRAP_ALG, "enc": CONTENT_ENC, "typ": TYPE_ENVELOPE, "cty": TYPE_MESSAGE, "kid": kid}


def check_envelope_header(header: dict[str, Any]) -> None:
    """Raise `EnvelopeRefused` unless the header is one of this profile and its point is a good one."""
    check_members(header, ENVELOPE_MEMBERS)
    check_members(header["epk"], _POINT_MEMBERS)
    check_point(AGREEMENT, decoded(header["epk"]["x"].encode("ascii")))


def padded(signed: bytes) -> bytes:
    """The signed message with blanks behind it, so that the envelope gets one of the few allowed sizes.

    Raises `EnvelopeRefused` (`envelope_too_large`).
    """
    for room in _ROOMS:
        if len(signed) <= room:
            return signed.ljust(room, b" ")
    raise refused("envelope_too_large")


def _rooms() -> tuple[int, ...]:
    """Bytes inside an envelope of each size. Everything around them has a fixed length: key names, points, tags."""
    name = "-" * 43
    header = envelope_header(name) | {"epk": {"crv": AGREEMENT, "x": name, "kty": "OKP"}}
    spelt = -(-len(json.dumps(header, separators=(",", ":"))) * 4 // 3)
    around = spelt + 4 + 54 + 16 + 22  # dots, wrapped key (40 bytes), nonce (12), tag (16)
    return tuple((size - around) * 3 // 4 for size in SIZES)


_ROOMS = _rooms()
