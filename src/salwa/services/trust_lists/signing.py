"""Making a trust list: the keys of its signers, the next version, one signature after another over the same bytes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from salwa.domain.trust import KeyEntry, KeyStatus, ListDocument, Signer, TrustState, digest_of, document_to_json
from salwa.domain.trust.accepting import ALG, TYPE, read_list
from salwa.domain.trust.strict import encoded, thumbprint
from salwa.services.envelopes import PublicKeys


def signer_of(key: Ed25519PrivateKey) -> Signer:
    """The public half of a signer's key, with its name."""
    public = key.public_key().public_bytes_raw()
    return Signer(thumbprint(ALG, public), public)


def key_entry(keys: PublicKeys, since: datetime) -> KeyEntry:
    """The keys of a State as they enter the list, or a pin: active since a day."""
    written = keys.to_json()
    return KeyEntry(keys.state, written["signing"], written["agreement"], ((KeyStatus.ACTIVE, since),))


def with_status(entry: KeyEntry, status: KeyStatus, since: datetime) -> KeyEntry:
    """The entry with one more step of its history."""
    return replace(entry, history=(*entry.history, (status, since)))


def next_version(
    state: TrustState,
    *,
    keys: Sequence[KeyEntry],
    now: datetime,
    expires: datetime,
    signers: Sequence[Signer] | None = None,
    threshold: int | None = None,
) -> bytes:
    """The bytes of the version after the one of `state`, to be signed. `keys` are all of them, old ones too.

    With `signers` or `threshold` it is a pivot: signed by enough of the old and enough of the new ones.
    """
    old = state.document
    version = old.version + 1
    new = ListDocument(
        list=old.list,
        era=old.era,
        version=version,
        issued=now,
        expires=expires,
        earlier=(*old.earlier, digest_of(state.payload)),
        pivot=old.pivot,
        threshold=old.threshold if threshold is None else threshold,
        signers=old.signers if signers is None else tuple(signers),
        keys=tuple(keys),
    )
    return document_to_json(new if new.same_signers(old) else replace(new, pivot=version))


def signed_list(payload: bytes, keys: Sequence[Ed25519PrivateKey]) -> bytes:
    """The list as it is handed out: the bytes of a version under signatures (RFC 7515, 7.2.1)."""
    return _written(encoded(payload), [_signature(encoded(payload), key) for key in keys])


def with_signature(data: bytes, key: Ed25519PrivateKey) -> bytes:
    """One more signature under a list that others have signed. Raises `TrustListRefused` when it is none."""
    read_list(data)
    value = json.loads(data)
    return _written(value["payload"], [*value["signatures"], _signature(value["payload"], key)])


def _signature(payload: str, key: Ed25519PrivateKey) -> dict[str, str]:
    header = {"alg": ALG, "kid": signer_of(key).kid, "typ": TYPE}
    protected = encoded(json.dumps(header, separators=(",", ":")).encode("ascii"))
    return {"protected": protected, "signature": encoded(key.sign(f"{protected}.{payload}".encode("ascii")))}


def _written(payload: str, signatures: list[Any]) -> bytes:
    return json.dumps({"payload": payload, "signatures": signatures}, separators=(",", ":")).encode("ascii")
