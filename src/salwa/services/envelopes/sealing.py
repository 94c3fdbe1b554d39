"""Sealing a message: signed by the sender over the exact bytes, then encrypted for one recipient, in a fixed size."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from joserfc import jwe, jws

from salwa.services.envelopes.keys import OwnKeys, PublicKeys
from salwa.services.envelopes.profile import (
    ENVELOPES,
    LONGEST_SECONDS,
    MESSAGE_MEMBERS,
    SIGN_ALG,
    SIGNATURES,
    TYPE_MESSAGE,
    VERSION,
    envelope_header,
    padded,
)
from salwa.services.envelopes.refused import refused
from salwa.services.envelopes.strict import check_members


def seal(
    payload: bytes,
    *,
    kind: str,
    sender: OwnKeys,
    recipient: PublicKeys,
    message_id: str,
    now: datetime,
    expires: datetime,
    epoch: int,
    purpose: str = "",
    classification: str = "restricted",
) -> bytes:
    """The sealed message: ASCII, of exactly one of the sizes of the profile.

    `message_id` is a UUID in small letters; times have a time zone and count in whole seconds; `epoch` grows when the
    sending installation is restored from a backup. Raises `EnvelopeRefused` when a value does not fit the profile.
    """
    header = {
        "alg": SIGN_ALG,
        "typ": TYPE_MESSAGE,
        "kid": sender.signing_kid,
        "ver": VERSION,
        "iss": sender.state,
        "aud": recipient.state,
        "jti": message_id,
        "iat": int(now.timestamp()),
        "exp": int(expires.timestamp()),
        "epoch": epoch,
        "kind": kind,
        "purpose": purpose,
        "cls": classification,
    }
    check_members(header, MESSAGE_MEMBERS)
    check_lifetime(header)
    signed = jws.serialize_compact(header, payload, sender.signing, registry=SIGNATURES)
    filled = padded(signed.encode("ascii"))
    outside = envelope_header(recipient.agreement_kid)
    return jwe.encrypt_compact(outside, filled, recipient.agreement, registry=ENVELOPES).encode("ascii")


def check_lifetime(header: dict[str, Any]) -> None:
    """Raise `EnvelopeRefused` (`envelope_lifetime`) unless the message is good for a time, and not for too long."""
    if not 0 < header["exp"] - header["iat"] <= LONGEST_SECONDS:
        raise refused("envelope_lifetime")
