"""Taking in trust lists as they come, and finding keys in what was taken in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from salwa.domain import trust
from salwa.domain.trust import KeyEntry, TrustState, read_list
from salwa.domain.trust.refused import refused
from salwa.services.envelopes import EnvelopeRefused, PublicKeys, TrustedKey
from salwa.services.envelopes.keys import SIGNING, check_point


def accept(state: TrustState, new_list: bytes, now: datetime) -> TrustState:
    """The state after taking in the bytes of a list. Raises `TrustListRefused`; then the old state stays as it was."""
    return trust.accept_list(state, read_list(new_list), now, verify=verified, usable=usable)


def accept_chain(state: TrustState, lists: Sequence[bytes], now: datetime) -> TrustState:
    """The same for several versions, oldest first, after a time without any. All of them are taken in or none."""
    if len(lists) > trust.accepting.LARGEST_JUMP:
        raise refused("trust_chain_long")
    return trust.accept_chain(state, [read_list(one) for one in lists], now, verify=verified, usable=usable)


def begin(first_list: bytes, fingerprint: str, now: datetime, *, before: TrustState | None = None) -> TrustState:
    """Begin to trust a list by the fingerprint on paper; `before`: begin anew (domain.trust.anchored)."""
    return trust.anchored(read_list(first_list), fingerprint, now, verify=verified, usable=usable, before=before)


def keys_of(entry: KeyEntry) -> PublicKeys:
    """The keys of an entry, read. Raises `EnvelopeRefused` for points of which no secret comes."""
    return _read(entry.state, tuple(entry.signing.items()), tuple(entry.agreement.items()))


def signing_keys(state: TrustState, now: datetime) -> Callable[[str], TrustedKey | None]:
    """The look-up for opening what comes now. The look-up raises `TrustListRefused` (`trust_expired`).

    A list that expired may hide a revocation; only keys that were pinned are found then.
    """
    expired = state.alarm(now) is trust.Alarm.EXPIRED
    pinned = {one.kid for one in state.pins}

    def find(kid: str) -> TrustedKey | None:
        if expired and kid not in pinned:
            raise refused("trust_expired")
        return _found(state, kid)

    return find


def kept_keys(state: TrustState) -> Callable[[str], TrustedKey | None]:
    """The look-up for checking what was kept as evidence: also on a list that has expired."""
    return lambda kid: _found(state, kid)


def recipient_keys(state: TrustState, recipient: str, now: datetime) -> PublicKeys:
    """The keys to write to `recipient` with. Raises `TrustListRefused` (`trust_expired`, `trust_no_key`)."""
    entry = state.newest(recipient, now)
    if entry is None:
        raise refused("trust_no_key")
    if state.alarm(now) is trust.Alarm.EXPIRED and entry not in state.pins:
        raise refused("trust_expired")
    return keys_of(entry)


def verified(public: bytes, text: bytes, signature: bytes) -> bool:
    """Whether `signature` is one of `text` by the Ed25519 key `public`."""
    try:
        check_point(SIGNING, public)
        Ed25519PublicKey.from_public_bytes(public).verify(signature, text)
    except (EnvelopeRefused, InvalidSignature, ValueError):
        return False
    return True


def usable(entry: KeyEntry) -> bool:
    """Whether the keys of an entry are points that can be used."""
    try:
        keys_of(entry)
    except EnvelopeRefused:
        return False
    return True


@lru_cache(maxsize=4096)
def _read(state: str, signing: tuple[tuple[str, str], ...], agreement: tuple[tuple[str, str], ...]) -> PublicKeys:
    """Once for each key: a look-up stands before every message."""
    return PublicKeys.from_json({"state": state, "signing": dict(signing), "agreement": dict(agreement)})


def _found(state: TrustState, kid: str) -> TrustedKey | None:
    entry = state.entries.get(kid)
    return None if entry is None else TrustedKey(entry.state, keys_of(entry), entry.standing)
