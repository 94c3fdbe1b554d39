"""The trust list as this installation has taken it in: every version kept, so that no older one is ever believed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import Refusal
from salwa.domain.trust import KeyEntry, KeyStatus, TrustState, fingerprint, read_list
from salwa.services.audit.actions import write_entry
from salwa.services.exchange.permissions import check_may_manage_exchange, check_may_pin, check_may_see_exchange
from salwa.services.exchange.sealing import fingerprint_of
from salwa.services.exchange.snapshot import keys_changed, own_state, trust_state
from salwa.services.trust_lists import accept, begin, keys_of
from salwa.storage.accounts.models import User
from salwa.storage.exchange.models import Peer, PeerKey, TrustListVersion

NO_ANCHOR = message("This installation trusts no list yet, so it cannot judge this one.")
GIVE_FINGERPRINT = message("Give the fingerprint of the signers as it stands on paper: --fingerprint")
_STANDINGS = {KeyStatus.ACTIVE: "current", KeyStatus.RETIRED: "retired", KeyStatus.REVOKED: "revoked"}


@dataclass(frozen=True, slots=True)
class ListInForce:
    """The newest list: its name and version, until when it is good, fingerprint of its signers, an alarm if any."""

    name: str
    era: int
    version: int
    issued: datetime
    expires: datetime
    fingerprint: str
    alarm: str
    states: int


def take_list(*, acting_user: User, content: bytes, anchor: str = "") -> ListInForce:
    """Take a version of the trust list in. `anchor` is the fingerprint on paper, for the first list or a new era only.

    In order: permit, judge by what was trusted before, keep the exact bytes, write down every key with its history,
    audit. Raises `NotPermitted`, `TrustListRefused`, and `Refusal` (`trust_without_anchor`).
    """
    check_may_manage_exchange(acting_user)
    if anchor:
        check_may_pin(acting_user, "")
    now = timezone.now()
    with transaction.atomic():
        keys_changed()
        before = trust_state()
        after = _judged(before, content, anchor, now)
        if before is None or after.payload != before.payload:
            document = after.document
            TrustListVersion.objects.create(
                era=document.era, version=document.version, content=content, taken_at=now, expires=document.expires
            )
            for entry in document.keys:
                _write_down(entry, document.version, now)
            write_entry(
                acting_user=acting_user, action="exchange.list_taken", object_kind="trust_list",
                object_id=document.version,
                details={"era": document.era, "sha256": after.digest, "anchored": bool(anchor)},
            )  # fmt: skip
    return _told(after, now)


def list_in_force(*, acting_user: User) -> ListInForce | None:
    """The newest list that was taken in; None when there is none yet."""
    check_may_see_exchange(acting_user)
    state = trust_state()
    return _told(state, timezone.now()) if state is not None else None


def _judged(before: TrustState | None, content: bytes, anchor: str, now: datetime) -> TrustState:
    if anchor:
        return begin(content, anchor, now, before=before)
    if before is None:
        raise Refusal("trust_without_anchor", Sentence(NO_ANCHOR), remedy=Sentence(GIVE_FINGERPRINT))
    read_list(content)
    return accept(before, content, now)


def _write_down(entry: KeyEntry, version: int, now: datetime) -> None:
    """A key of the list as people see it, with its dates; what it is worth is judged from the list itself."""
    if entry.state == own_state() or len(entry.state) != 3:
        return
    keys, standing = keys_of(entry), entry.standing
    peer, _ = Peer.objects.get_or_create(state=entry.state)
    PeerKey.objects.update_or_create(
        peer=peer,
        signing_kid=keys.signing_kid,
        source="list",
        defaults={
            "fingerprint": fingerprint_of(keys), "public": keys.to_json(), "list_version": version,
            "standing": _STANDINGS.get(standing.at(now), "proposed"), "since": standing.since or now,
            "retired_at": standing.retired, "revoked_at": standing.revoked,
        },
    )  # fmt: skip


def _told(state: TrustState, now: datetime) -> ListInForce:
    one = state.document
    return ListInForce(
        one.list, one.era, one.version, one.issued, one.expires, fingerprint(one), str(state.alarm(now) or ""),
        len({entry.state for entry in one.keys}),
    )  # fmt: skip
