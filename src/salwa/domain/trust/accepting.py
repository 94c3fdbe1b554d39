"""Taking in a newer trust list: what a signature alone does not stop (The Update Framework) is stopped by memory.

Old lists, frozen lists, other lists, other histories, lists whose signers changed unseen: each has its code.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from salwa.domain.trust import strict
from salwa.domain.trust.documents import KeyEntry, ListDocument, Signer, Usable, Verify, document_from_json
from salwa.domain.trust.fingerprints import fingerprint, read_fingerprint
from salwa.domain.trust.refused import refused
from salwa.domain.trust.state import TrustState

LARGEST = 4 * 1024 * 1024
LARGEST_JUMP = 500
SKEW = timedelta(minutes=5)
TYPE = "salwa-trust+jws"
ALG = "Ed25519"


@dataclass(frozen=True, slots=True)
class SignedList:
    """A list as it came: the exact bytes of its document, and per name of a key what was signed and the signature."""

    payload: bytes
    document: ListDocument
    signatures: tuple[tuple[str, bytes, bytes], ...]

    def signed_by(self, signers: Iterable[Signer], verify: Verify) -> int:
        """How many of `signers` signed it rightly; each counts once, strangers and wrong signatures do not."""
        known = {one.kid: one.public for one in signers}
        return len({kid for kid, text, sig in self.signatures if kid in known and verify(known[kid], text, sig)})


def read_list(data: bytes) -> SignedList:
    """The parts of a signed list (JWS JSON serialisation, RFC 7515, 7.2.1). Raises `TrustListRefused`."""
    if len(data) > LARGEST:
        raise refused("trust_too_large")
    try:
        value = strict.plain_object(data, deepest=4)
        if set(value) != {"payload", "signatures"} or not isinstance(value["signatures"], list):
            raise refused("trust_form")
        payload = strict.decoded(value["payload"].encode("ascii"))
        signatures = tuple(_signature(one, value["payload"]) for one in value["signatures"])
    except strict.Misspelt as fault:
        raise refused("trust_member_twice" if fault.twice else "trust_form") from None
    except (AttributeError, UnicodeEncodeError):
        raise refused("trust_form") from None
    return SignedList(payload, document_from_json(payload), signatures)


def accept_list(
    state: TrustState, new: SignedList, now: datetime, *, verify: Verify, usable: Usable, last: bool = True
) -> TrustState:
    """The state after taking in `new`; the same state when it is the list that is here already.

    `last`: no newer one is at hand; only then it must not have expired. Raises `TrustListRefused`.
    """
    old = state.document
    _check_name_and_order(old, new.document)
    if new.document.pivot not in (old.pivot, new.document.version):
        raise refused("trust_pivot_missing")
    _check_signatures(new, old, verify)
    _check_history(state, new)
    _check_time(new.document, now, last)
    if new.payload == state.payload:
        return state
    _check_keys(old.keys, new.document.keys, usable)
    return TrustState(new.payload, state.pins)


def accept_chain(
    state: TrustState, lists: Sequence[SignedList], now: datetime, *, verify: Verify, usable: Usable
) -> TrustState:
    """Take in several versions, oldest first; of those before the last it does not matter that they have expired."""
    if len(lists) > LARGEST_JUMP:
        raise refused("trust_chain_long")
    for at, one in enumerate(lists, start=1):
        state = accept_list(state, one, now, verify=verify, usable=usable, last=at == len(lists))
    return state


def anchored(
    first: SignedList, typed: str, now: datetime, *, verify: Verify, usable: Usable, before: TrustState | None = None
) -> TrustState:
    """Trust begins with a list whose signers are those of the fingerprint on paper.

    `before`: the state that is given up, when trust begins anew after the signers' keys fell into wrong hands. Pins
    stay, and only a later era is taken, in which versions count from one again. Raises `TrustListRefused`.
    """
    if read_fingerprint(typed) != fingerprint(first.document):
        raise refused("trust_fingerprint_other")
    if before is not None and before.document.list != first.document.list:
        raise refused("trust_other_list")
    if before is not None and first.document.era <= before.document.era:
        raise refused("trust_rollback")
    if first.signed_by(first.document.signers, verify) < first.document.threshold:
        raise refused("trust_threshold")
    _check_time(first.document, now, last=True)
    _check_keys((), first.document.keys, usable)
    return TrustState(first.payload, before.pins if before else ())


def _signature(value: Any, payload: str) -> tuple[str, bytes, bytes]:
    if not isinstance(value, dict) or set(value) != {"protected", "signature"}:
        raise refused("trust_form")
    header = strict.plain_object(strict.decoded(value["protected"].encode("ascii")), deepest=1)
    if set(header) != {"alg", "kid", "typ"} or (header["alg"], header["typ"]) != (ALG, TYPE):
        raise refused("trust_form")
    if not isinstance(header["kid"], str):
        raise refused("trust_form")
    text = f"{value['protected']}.{payload}".encode("ascii")
    return header["kid"], text, strict.decoded(value["signature"].encode("ascii"))


def _check_name_and_order(old: ListDocument, new: ListDocument) -> None:
    if new.list != old.list:
        raise refused("trust_other_list")
    if (new.era, new.version) < (old.era, old.version):
        raise refused("trust_rollback")
    if new.era != old.era:
        raise refused("trust_pivot_missing")  # a new era begins with paper only
    if new.version > old.version + LARGEST_JUMP:
        raise refused("trust_jump")


def _check_signatures(new: SignedList, old: ListDocument, verify: Verify) -> None:
    """The pivot rule: who signs next is said by those who sign now, and confirmed by those who will."""
    if new.signed_by(old.signers, verify) < old.threshold:
        raise refused("trust_threshold")
    if new.document.same_signers(old):
        return
    if new.document.pivot != new.document.version:
        raise refused("trust_pivot_missing")
    if new.signed_by(new.document.signers, verify) < new.document.threshold:
        raise refused("trust_threshold_new")


def _check_history(state: TrustState, new: SignedList) -> None:
    """Each version names all earlier ones, so also who missed some sees that it is the same history."""
    told = (*new.document.earlier, "")[state.document.version - 1]
    if new.document.version == state.document.version:
        if new.payload != state.payload:
            raise refused("trust_split_view")
    elif told != state.digest or new.document.earlier[: state.document.version - 1] != state.document.earlier:
        raise refused("trust_split_view")
    if new.document.issued < state.document.issued:
        raise refused("trust_chain")


def _check_time(new: ListDocument, now: datetime, last: bool) -> None:
    if new.issued > now + SKEW:
        raise refused("trust_from_future")
    if last and now >= new.expires:
        raise refused("trust_expired")


def _check_keys(old: Sequence[KeyEntry], new: Sequence[KeyEntry], usable: Usable) -> None:
    """Keys are never removed and their history only grows: an old signature is judged at its own day."""
    there: Mapping[str, KeyEntry] = {one.kid: one for one in new}
    for one in old:
        now = there.get(one.kid)
        if now is None:
            raise refused("trust_entry_removed")
        same = (now.state, now.signing, now.agreement) == (one.state, one.signing, one.agreement)
        if not same or now.history[: len(one.history)] != one.history:
            raise refused("trust_history_changed")
    if not all(map(usable, new)):
        raise refused("trust_key_form")
