"""Five signers, three States, a list and ways to make the next version, right or wrong."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from salwa.domain.trust import ListDocument, TrustState, digest_of, document_to_json, fingerprint
from salwa.domain.trust.strict import decoded, encoded
from salwa.services.envelopes import OwnKeys
from salwa.services.trust_lists import accept, begin, key_entry, signed_list, signer_of
from tests.services.envelopes.sealed_cases import keys_for_tests

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
DAY = timedelta(days=1)
OWN: dict[str, OwnKeys] = {state: keys_for_tests(state) for state in ("SVN", "KEN", "FRA")}
NEWER = keys_for_tests("KEN", "KEN newer")


def signers(name: str, count: int = 5) -> list[Ed25519PrivateKey]:
    """Keys of signers that everybody can compute."""
    seeds = (hashlib.sha256(f"salwa test signer {name} {at}".encode()).digest() for at in range(count))
    return [Ed25519PrivateKey.from_private_bytes(seed) for seed in seeds]


FIVE, OTHERS = signers("five"), signers("others")
ENTRIES = tuple(key_entry(one.public(), NOW - 100 * DAY) for one in OWN.values())


def first(**changed: Any) -> ListDocument:
    """The first version: three of five sign."""
    document = ListDocument(
        list="UN-LIST", era=1, version=1, issued=NOW - DAY, expires=NOW + 90 * DAY, earlier=(), pivot=1, threshold=3,
        signers=tuple(map(signer_of, FIVE)), keys=ENTRIES,
    )  # fmt: skip
    return replace(document, **changed)


def after(state: TrustState, **changed: Any) -> ListDocument:
    """The version after the one of `state`, the same but for what is `changed`."""
    old = state.document
    earlier = (*old.earlier, state.digest)
    return replace(old, **{"version": old.version + 1, "earlier": earlier, "issued": NOW} | changed)


def signed(document: ListDocument | bytes, keys: Sequence[Ed25519PrivateKey] | None = None) -> bytes:
    """Signed, by the first three of the five unless others are named."""
    payload = document if isinstance(document, bytes) else document_to_json(document)
    return signed_list(payload, FIVE[:3] if keys is None else keys)


def begun(**changed: Any) -> TrustState:
    """The state of somebody who began with the first version and its fingerprint on paper."""
    document = first(**changed)
    return begin(signed(document), fingerprint(document), NOW)


def grown(versions: int, state: TrustState | None = None) -> TrustState:
    """The state after taking in so many further versions."""
    state = state or begun()
    for _ in range(versions):
        state = accept(state, signed(after(state)), NOW)
    return state


def chain(state: TrustState, versions: int) -> list[ListDocument]:
    """The versions that follow, without taking them in."""
    made: list[ListDocument] = []
    for _ in range(versions):
        state = TrustState(document_to_json(after(state)), state.pins)
        made.append(state.document)
    return made


def pivot(state: TrustState, keys: Sequence[Ed25519PrivateKey] = (), **changed: Any) -> ListDocument:
    """The next version with other signers."""
    chosen = tuple(map(signer_of, keys or OTHERS))
    return after(state, **{"signers": chosen, "pivot": state.document.version + 1} | changed)


def changed_payload(data: bytes, old: bytes, new: bytes) -> bytes:
    """A signed list whose document was changed under its signatures."""
    value = json.loads(data)
    payload = decoded(value["payload"].encode())
    assert old in payload
    value["payload"] = encoded(payload.replace(old, new))
    return json.dumps(value).encode()


def digest(document: ListDocument) -> str:
    """Its digest."""
    return digest_of(document_to_json(document))
