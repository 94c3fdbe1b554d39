"""The key that signs the directory, and signed editions: a JWS whose payload is the exact bytes of the edition.

The key is the directory's own: it opens no message, and no key of a register is used here.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone
from joserfc import jws

from salwa.domain.directory import (
    Declaration,
    Edition,
    declaration_bytes,
    edition_bytes,
    read_declaration,
    read_edition,
)
from salwa.domain.directory.editions import LARGEST
from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import Refusal
from salwa.services.audit.private_files import keys_folder, read_private, write_private
from salwa.services.envelopes.keys import OwnKeys, PublicKeys, TrustedKey, make_keys
from salwa.services.envelopes.opening import Trusted, checked_signature
from salwa.services.envelopes.profile import KID, SIGN_ALG, SIGNATURES, VERSION
from salwa.services.envelopes.refused import EnvelopeRefused
from salwa.services.envelopes.strict import Check, exactly, matching, whole

FILE = "directory.json"
TYPE_DIRECTORY = "salwa-directory+jws"
_ISSUER = r"[A-Z][A-Z0-9-]{1,15}"
MEMBERS: dict[str, tuple[Check, str]] = {
    "typ": (exactly(TYPE_DIRECTORY), "envelope_type"),
    "alg": (exactly(SIGN_ALG), "envelope_algorithm"),
    "ver": (exactly(VERSION), "envelope_version"),
    "kid": (matching(KID), "envelope_member_value"),
    "iss": (matching(_ISSUER), "envelope_member_value"),
    "iat": (whole(0, 253_402_300_799), "envelope_member_value"),
}
TYPE_CONTACT = "salwa-contact+jws"
_CONTACT_MEMBERS = MEMBERS | {"typ": (exactly(TYPE_CONTACT), "envelope_type")}
NO_DECLARATION = message("This is no signed declaration of a point of contact.")
NOT_THEIRS = message("This declaration is not signed with the key that this installation has pinned for the State.")
ASK_STATE = message("Ask the State by another way. Nothing was changed.")
# Base64url of the largest edition, its header and its signature.
LARGEST_SIGNED = LARGEST * 4 // 3 + 6_000
OTHER_KEY = message("This edition of the directory is signed with another key than the one this installation pinned.")
ALTERED = message(
    "The signature does not fit this edition of the directory: it was altered, or signed by somebody else."
)
PIN_OR_ASK = message(
    "Fetch it again from the secretariat. If its key has changed, compare the new fingerprint by another way before "
    "you pin it. Nothing was changed."
)
NOT_ONE = message("This is no signed edition of the directory.")
ASK_AGAIN = message("Fetch the file from the secretariat once more. Nothing was changed.")
OTHER_NAME = message("The edition and its signature name different issuers or times.")


@dataclass(frozen=True, slots=True)
class SignedEdition:
    """An edition whose signature is right: `signed` as it came, `digest` of the signed bytes, name of the key."""

    edition: Edition
    signed: str
    digest: str
    kid: str


def issuer_name() -> str:
    """Under which name this installation signs: its State's code, else SECRETARIAT."""
    return str(settings.SALWA["state"] or "SECRETARIAT")


def key_file() -> Path:
    """Where the key that signs the directory is kept; part of every encrypted backup."""
    return keys_folder() / FILE


def signing_keys() -> OwnKeys:
    """The key that signs the directory, made at first use. Raises `Refusal` for a file that cannot be read."""
    path = key_file()
    if not path.exists():
        write_private(path, make_keys(issuer_name()).to_private_json(), only_when_missing=True)
    return OwnKeys.from_private_json(read_private(path))


def sign_edition(edition: Edition, keys: OwnKeys) -> str:
    """The signed edition as text (JWS, compact)."""
    header = {
        "alg": SIGN_ALG, "typ": TYPE_DIRECTORY, "ver": VERSION, "kid": keys.signing_kid, "iss": edition.issuer,
        "iat": int(edition.issued.timestamp()),
    }  # fmt: skip
    return jws.serialize_compact(header, edition_bytes(edition), keys.signing, registry=SIGNATURES)


def open_signed(signed: bytes, pinned: PublicKeys, now: datetime) -> SignedEdition:
    """Check the signature with the pinned key, then read the edition.

    Raises `Refusal`: `edition_not_signed` (unsigned, altered, of another key, header not of the closed profile),
    `edition_unreadable`.
    """
    text = signed.strip(b"\r\n\t ")
    if len(text) > LARGEST_SIGNED or text.count(b".") != 2 or not re.fullmatch(rb"[A-Za-z0-9_.-]*", text):
        raise Refusal("edition_not_signed", Sentence(NOT_ONE), remedy=Sentence(ASK_AGAIN))
    trusted = TrustedKey(pinned.state, pinned)
    try:
        header, payload = checked_signature(
            text,
            MEMBERS,
            trusted=lambda kid: trusted if kid == pinned.signing_kid else None,
            received=now,
            form="envelope_inner_form",
        )
    except EnvelopeRefused as refused:
        told = OTHER_KEY if refused.code == "envelope_signer_unknown" else ALTERED
        raise Refusal(
            "edition_not_signed", Sentence(told), remedy=Sentence(PIN_OR_ASK), where={"why": refused.code}
        ) from refused
    edition = read_edition(payload)
    _check_fit(edition, header)
    return SignedEdition(edition, text.decode("ascii"), hashlib.sha256(payload).hexdigest(), header["kid"])


def sign_declaration(declaration: Declaration, keys: OwnKeys) -> str:
    """A State's declaration as text (JWS, compact), signed by its installation."""
    header = {
        "alg": SIGN_ALG, "typ": TYPE_CONTACT, "ver": VERSION, "kid": keys.signing_kid, "iss": declaration.state,
        "iat": int(declaration.issued.timestamp()),
    }  # fmt: skip
    return jws.serialize_compact(header, declaration_bytes(declaration), keys.signing, registry=SIGNATURES)


def open_declaration(signed: bytes, find: Trusted, now: datetime) -> tuple[Declaration, str]:
    """(declaration, the text as signed). `find` gives the pinned key of a State by the key's name.

    Raises `Refusal`: `declaration_not_signed`, `declaration_unreadable`, and those of `checked_details`.
    """
    text = signed.strip(b"\r\n\t ")
    if len(text) > 40_000 or text.count(b".") != 2 or not re.fullmatch(rb"[A-Za-z0-9_.-]*", text):
        raise Refusal("declaration_not_signed", Sentence(NO_DECLARATION), remedy=Sentence(ASK_STATE))
    try:
        header, payload = checked_signature(
            text, _CONTACT_MEMBERS, trusted=find, received=now, form="envelope_inner_form"
        )
    except EnvelopeRefused as refused:
        raise Refusal(
            "declaration_not_signed", Sentence(NOT_THEIRS), remedy=Sentence(ASK_STATE), where={"why": refused.code}
        ) from refused
    declaration = read_declaration(payload, timezone.localdate(now))
    if declaration.state != header["iss"] or int(declaration.issued.timestamp()) != header["iat"]:
        raise Refusal("declaration_not_signed", Sentence(NOT_THEIRS), remedy=Sentence(ASK_STATE))
    return declaration, text.decode("ascii")


def _check_fit(edition: Edition, header: Mapping[str, Any]) -> None:
    if edition.issuer != header["iss"] or int(edition.issued.timestamp()) != header["iat"]:
        raise Refusal("edition_not_signed", Sentence(OTHER_NAME), remedy=Sentence(ASK_AGAIN))
