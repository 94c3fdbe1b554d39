"""Receipts: a signed word about one sealed message that tells nothing of what is in it. Signed, not encrypted.

They name the message by the digest of its sealed bytes, so that both sides hold proof of the very same thing.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from joserfc import jws

from salwa.services.envelopes.keys import OwnKeys
from salwa.services.envelopes.opening import Opened, Trusted, checked_signature
from salwa.services.envelopes.profile import (
    LARGEST_RECEIPT,
    RECEIPT_MEMBERS,
    SIGN_ALG,
    SIGNATURES,
    SKEW_SECONDS,
    TYPE_RECEIPT,
    VERSION,
)
from salwa.services.envelopes.refused import refused
from salwa.services.envelopes.strict import Check, check_members, exactly, matching, plain_object


class Stage(StrEnum):
    """How far a message has come with its recipient."""

    DELIVERED = "delivered"
    OPENED = "opened"
    ANSWERED = "answered"
    REFUSED = "refused"


_CONTENT: dict[str, tuple[Check, str]] = {
    "digest": (matching(r"[0-9a-f]{64}"), "receipt_form"),
    "stage": (matching("|".join(Stage)), "receipt_form"),
    "code": (matching(r"[a-z0-9_.]{0,64}"), "receipt_form"),
}
_UNKNOWN_ID = "00000000-0000-0000-0000-000000000000"


@dataclass(frozen=True, slots=True)
class Subject:
    """What a receipt is about, where the message could not be opened: who gets the receipt, digest, identifier.

    `digest` is the SHA-256 of the sealed bytes in hexadecimal. `message_id` stays empty where it is not known.
    """

    issuer: str
    digest: str
    message_id: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """A receipt whose signer and addressee are as they say. `issuer` signed it; `code`: why a message was refused."""

    issuer: str
    audience: str
    message_id: str
    digest: str
    stage: Stage
    code: str
    issued: datetime
    epoch: int
    signer_kid: str


def sign_receipt(
    about: Opened | Subject, *, sender: OwnKeys, stage: str, now: datetime, epoch: int, code: str = ""
) -> bytes:
    """A receipt for the sender of a message: `stage` is delivered, opened, answered or refused, `code` a refusal's.

    Raises `EnvelopeRefused` when a value does not fit.
    """
    header = {
        "alg": SIGN_ALG,
        "typ": TYPE_RECEIPT,
        "kid": sender.signing_kid,
        "ver": VERSION,
        "iss": sender.state,
        "aud": about.issuer,
        "jti": about.message_id or _UNKNOWN_ID,
        "iat": int(now.timestamp()),
        "epoch": epoch,
    }
    content = {"digest": about.digest, "stage": str(stage), "code": code}
    check_members(header, RECEIPT_MEMBERS)
    check_members(content, _CONTENT)
    text = json.dumps(content, separators=(",", ":"))
    return jws.serialize_compact(header, text, sender.signing, registry=SIGNATURES).encode("ascii")


def open_receipt(
    receipt: bytes, *, own: Sequence[OwnKeys], trusted: Trusted, now: datetime, digest: str | None = None
) -> Receipt:
    """Check a receipt at the moment `now`; with `digest` also that it is about that message.

    Receipts do not expire: they are proof. Raises `EnvelopeRefused` for whatever is wrong, and nothing else.
    """
    if len(receipt) > LARGEST_RECEIPT:
        raise refused("envelope_too_large")
    header, payload = checked_signature(receipt, RECEIPT_MEMBERS, trusted=trusted, received=now, form="receipt_form")
    if all(one.state != header["aud"] for one in own):
        raise refused("envelope_audience")
    if header["iat"] > now.timestamp() + SKEW_SECONDS:
        raise refused("envelope_from_future")
    content = plain_object(payload, code="receipt_form")
    check_members(content, _CONTENT)
    if digest is not None and not exactly(digest)(content["digest"]):
        raise refused("receipt_other_message")
    return Receipt(
        issuer=header["iss"],
        audience=header["aud"],
        message_id="" if header["jti"] == _UNKNOWN_ID else header["jti"],
        digest=content["digest"],
        stage=Stage(content["stage"]),
        code=content["code"],
        issued=datetime.fromtimestamp(header["iat"], UTC),
        epoch=header["epoch"],
        signer_kid=header["kid"],
    )
