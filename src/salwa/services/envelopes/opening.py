"""Opening a sealed message: everything is checked before anything is believed, and each fault has its own code."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from joserfc import jwe, jws
from joserfc.errors import JoseError

from salwa.domain.trust import KeyFault
from salwa.services.envelopes.keys import OwnKeys, TrustedKey
from salwa.services.envelopes.profile import (
    ENVELOPES,
    LARGEST,
    LARGEST_HEADER,
    MESSAGE_MEMBERS,
    SIGNATURES,
    SIZES,
    SKEW_SECONDS,
    check_envelope_header,
)
from salwa.services.envelopes.refused import EnvelopeRefused, refused
from salwa.services.envelopes.sealing import check_lifetime
from salwa.services.envelopes.strict import Check, check_members, decoded, plain_object

Trusted = Callable[[str], TrustedKey | None]
_LIBRARY_FAULTS = (JoseError, ValueError, TypeError, KeyError, AssertionError)
_FAULTS = {
    KeyFault.TOO_EARLY: "envelope_signer_early",
    KeyFault.RETIRED: "envelope_signer_retired",
    KeyFault.REVOKED: "envelope_signer_revoked",
}


@dataclass(frozen=True, slots=True)
class Opened:
    """A message whose sender, addressee, time and bytes are as they say.

    `jws` is the signed message: kept, it proves to anybody with the sender's key what was said. `digest` is the
    SHA-256 of the sealed bytes, in hexadecimal; receipts name it. `signer_kid` and `recipient_kid` name the keys.
    """

    payload: bytes
    issuer: str
    audience: str
    message_id: str
    kind: str
    purpose: str
    classification: str
    issued: datetime
    expires: datetime
    epoch: int
    version: int
    signer_kid: str
    recipient_kid: str
    jws: str
    digest: str


def open_envelope(sealed: bytes, *, own: Sequence[OwnKeys], trusted: Trusted, now: datetime) -> Opened:
    """Open and check a sealed message at the moment `now`.

    `own`: the newest keys of this installation and older ones for messages on their way. `trusted` finds a signing
    key by its name alone. Raises `EnvelopeRefused` for whatever is wrong, and nothing but what `trusted` raises.
    """
    key, inside = _decrypted(sealed, own)
    text = _without_padding(inside)
    header, payload = checked_signature(
        text, MESSAGE_MEMBERS, trusted=trusted, received=now, form="envelope_inner_form"
    )
    _check_claims(header, audience=key.state, received=now)
    return _opened(header, payload, text, key.agreement_kid, hashlib.sha256(sealed).hexdigest())


def verify_kept(signed: str, *, audience: str, trusted: Trusted, received: datetime) -> Opened:
    """Check a signed message that was kept as evidence, as on the day it came (`received`).

    Keys that were retired or revoked later do not matter to it. `digest` and `recipient_kid` of the result are empty.
    """
    text = signed.encode("utf-8", "replace")
    if len(text) > LARGEST:
        raise refused("envelope_too_large")
    header, payload = checked_signature(
        text, MESSAGE_MEMBERS, trusted=trusted, received=received, form="envelope_inner_form"
    )
    _check_claims(header, audience=audience, received=received)
    return _opened(header, payload, text, "", "")


def checked_signature(
    text: bytes, members: dict[str, tuple[Check, str]], *, trusted: Trusted, received: datetime, form: str
) -> tuple[dict[str, Any], bytes]:
    """(header, payload) of a signed text whose key is trusted for its issuer and whose signature is right."""
    parts = text.split(b".")
    if len(parts) != 3 or len(parts[0]) > LARGEST_HEADER:
        raise refused(form)
    spelt, payload, signature = (decoded(part) for part in parts)
    header = plain_object(spelt)
    check_members(header, members)
    if len(signature) != 64:
        raise refused("envelope_signature")
    signer = _signer(header, trusted, received)
    try:
        jws.deserialize_compact(text, signer.keys.signing, registry=SIGNATURES)
    except _LIBRARY_FAULTS:
        raise refused("envelope_signature") from None
    return header, payload


def _decrypted(sealed: bytes, own: Sequence[OwnKeys]) -> tuple[OwnKeys, bytes]:
    if len(sealed) > LARGEST:
        raise refused("envelope_too_large")
    if len(sealed) not in SIZES:
        raise refused("envelope_size")
    parts = sealed.split(b".")
    if len(parts) != 5 or len(parts[0]) > 1024 or [len(parts[at]) for at in (1, 2, 4)] != [54, 16, 22]:
        raise refused("envelope_form")
    spelt, *_ = [decoded(part) for part in parts]
    header = plain_object(spelt)
    check_envelope_header(header)
    key = next((one for one in own if one.agreement_kid == header["kid"]), None)
    if key is None:
        raise refused("envelope_not_for_us")
    try:
        inside = jwe.decrypt_compact(sealed, key.agreement, registry=ENVELOPES).plaintext
    except _LIBRARY_FAULTS:
        raise refused("envelope_not_opened") from None
    if inside is None:
        raise refused("envelope_not_opened")
    return key, inside


def _without_padding(inside: bytes) -> bytes:
    text, _, filling = inside.partition(b" ")
    if filling.strip(b" "):
        raise refused("envelope_padding")
    return text


def _signer(header: dict[str, Any], trusted: Trusted, received: datetime) -> TrustedKey:
    signer = trusted(header["kid"])
    if signer is None or signer.keys.signing_kid != header["kid"]:
        raise refused("envelope_signer_unknown")
    _check_issuer(header, signer)
    _check_standing(header, signer, received)
    return signer


def _check_issuer(header: dict[str, Any], signer: TrustedKey) -> None:
    if signer.state != header["iss"] or signer.keys.state != header["iss"]:
        raise refused("envelope_signer_not_issuer")


def _check_standing(header: dict[str, Any], signer: TrustedKey, received: datetime) -> None:
    fault = signer.standing.fault(signed=_moment(header["iat"]), received=received)
    if fault is not None:
        raise refused(_FAULTS[fault])


def _check_claims(header: dict[str, Any], *, audience: str, received: datetime) -> None:
    _check_audience(header, audience)
    check_lifetime(header)
    _check_time(header, received.timestamp())


def _check_audience(header: dict[str, Any], audience: str) -> None:
    if header["aud"] != audience:
        raise refused("envelope_audience")


def _check_time(header: dict[str, Any], seconds: float) -> None:
    if header["iat"] > seconds + SKEW_SECONDS:
        raise refused("envelope_from_future")
    if header["exp"] <= seconds:
        raise refused("envelope_expired")


def _opened(header: dict[str, Any], payload: bytes, text: bytes, recipient_kid: str, digest: str) -> Opened:
    return Opened(
        payload=payload,
        issuer=header["iss"],
        audience=header["aud"],
        message_id=header["jti"],
        kind=header["kind"],
        purpose=header["purpose"],
        classification=header["cls"],
        issued=_moment(header["iat"]),
        expires=_moment(header["exp"]),
        epoch=header["epoch"],
        version=header["ver"],
        signer_kid=header["kid"],
        recipient_kid=recipient_kid,
        jws=text.decode("ascii"),
        digest=digest,
    )


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


__all__ = ["EnvelopeRefused", "Opened", "Trusted", "checked_signature", "open_envelope", "verify_kept"]
