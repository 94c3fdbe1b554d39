"""Taking the keys of another State by hand: one administrator enters them, another compares and approves.

A pin overrides the trust list, so that whoever captures the secretariat cannot put another key in a State's place.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from salwa.domain.approvals import ApprovalKind, Payload
from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import NotFound, Refusal
from salwa.services.approvals.actions import request_approval
from salwa.services.approvals.executors import Decision, Executor
from salwa.services.audit.actions import write_entry
from salwa.services.envelopes import PublicKeys
from salwa.services.exchange.addresses import check_address
from salwa.services.exchange.permissions import check_may_manage_exchange, check_may_pin
from salwa.services.exchange.sealing import fingerprint_of
from salwa.services.exchange.snapshot import keys_changed, own_state
from salwa.storage.accounts.models import User
from salwa.storage.exchange.models import Peer, PeerKey

OWN = message("These are keys of the own State.")
NO_PARTNER = message("There is no such installation among the partners.")
OTHER_FINGERPRINT = message("The keys have another fingerprint than the one that was given: {fingerprint}.")
COMPARE = message("Compare it with the paper, or ask the other State to read it out to you.")
NO_PIN = message("No keys of {state} were taken by hand.")


def pin(*, acting_user: User, public: str, fingerprint: str, address: str = "") -> str:
    """Take the keys in `public` (the JSON of `salwa exchange keys`) at once, for the command line; returns the State.

    `fingerprint` is the one on paper. Raises `NotPermitted`, `EnvelopeRefused`, `Refusal` (`fingerprint_differs`).
    """
    check_may_pin(acting_user, "")
    with transaction.atomic():
        row = _proposed(acting_user, public, fingerprint, address)
        _pin(row, acting_user, "")
    return row.peer.state


def ask_for_pin(*, acting_user: User, public: str, fingerprint: str, address: str, reason: str) -> int:
    """Enter keys and ask a second person to take them; returns the number of the request."""
    check_may_manage_exchange(acting_user)
    with transaction.atomic():
        row = _proposed(acting_user, public, fingerprint, address)
        write_entry(
            acting_user=acting_user, action="exchange.pin_asked", object_kind="exchange_partner",
            object_id=row.peer.state, details={"fingerprint": row.fingerprint},
        )  # fmt: skip
        return request_approval(
            acting_user=acting_user, kind=ApprovalKind.PARTNER_PIN, object_id=row.peer.state, payload=_facts(row),
            reason=reason,
        )  # fmt: skip


def end_pin(*, acting_user: User, state: str) -> None:
    """Give a pin up: what the trust list says about the State counts again. The keys stay, to judge old messages."""
    check_may_pin(acting_user, "")
    with transaction.atomic():
        keys_changed()
        moved = PeerKey.objects.filter(peer__state=state, source="pin", standing="current").update(
            standing="retired", retired_at=timezone.now()
        )
        if not moved:
            raise NotFound("no_pin", Sentence(NO_PIN, {"state": state}))
        write_entry(
            acting_user=acting_user, action="exchange.pin_ended", object_kind="exchange_partner", object_id=state
        )


def set_address(*, acting_user: User, state: str, address: str) -> None:
    """Say where the installation of a State is reached; its keys say who it is."""
    check_may_manage_exchange(acting_user)
    check_address(address)
    with transaction.atomic():
        if not Peer.objects.filter(state=state).update(address=address):
            raise NotFound("no_such_partner", Sentence(NO_PARTNER))
        write_entry(
            acting_user=acting_user, action="exchange.address_set", object_kind="exchange_partner", object_id=state
        )


def _proposed(user: User, public: str, fingerprint: str, address: str) -> PeerKey:
    keys = PublicKeys.from_json(public)
    found = fingerprint_of(keys)
    if "".join(fingerprint.lower().split()) != found:
        raise Refusal(
            "fingerprint_differs",
            Sentence(OTHER_FINGERPRINT, {"fingerprint": found}),
            remedy=Sentence(COMPARE),
            where={"field": "fingerprint"},
        )
    if keys.state == own_state() or len(keys.state) != 3:
        raise Refusal("keys_of_oneself", Sentence(OWN), where={"field": "public"})
    if address:
        check_address(address)
    peer, _ = Peer.objects.get_or_create(state=keys.state)
    return PeerKey.objects.create(
        peer=peer, fingerprint=found, signing_kid=keys.signing_kid, public=keys.to_json(), address=address,
        source="pin", standing="proposed", since=timezone.now(), by_id=user.pk,
    )  # fmt: skip


def _pin(row: PeerKey, user: User, approval: str) -> None:
    check_may_pin(user, approval)
    keys_changed()
    now = timezone.now()
    PeerKey.objects.filter(peer=row.peer, source="pin", standing="current").update(standing="retired", retired_at=now)
    row.standing, row.since = "current", now
    row.save(update_fields=["standing", "since"])
    if row.address:
        Peer.objects.filter(pk=row.peer_id).update(address=row.address)
    write_entry(
        acting_user=user, action="exchange.pinned", object_kind="exchange_partner", object_id=row.peer.state,
        details={"fingerprint": row.fingerprint, "approval": approval},
    )  # fmt: skip


def _facts(row: PeerKey) -> Payload:
    return {
        "key": row.pk, "state": row.peer.state, "fingerprint": row.fingerprint, "address": row.address,
        "standing": row.standing,
    }  # fmt: skip


def _facts_now(payload: Payload) -> Payload:
    row = PeerKey.objects.select_for_update().select_related("peer").filter(pk=payload["key"]).first()
    return _facts(row) if row is not None else dict(payload) | {"key": 0}


def _names(_: Payload) -> Mapping[str, str]:
    return {}


def _carry_out(decision: Decision) -> None:
    row = PeerKey.objects.select_related("peer").get(pk=decision.payload["key"])
    _pin(row, decision.decided_by, str(decision.number))


EXECUTOR = Executor(facts_now=_facts_now, names=_names, carry_out=_carry_out)
