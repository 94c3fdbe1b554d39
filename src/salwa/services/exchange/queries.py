"""What people see of the exchange: partners, what was sent and how far it came, what arrived. Never what it says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from salwa.domain.exchange import Stage
from salwa.services.envelopes import PublicKeys
from salwa.services.exchange.node import this_node
from salwa.services.exchange.partners import key_in_force
from salwa.services.exchange.permissions import check_may_see_exchange, no_such_message
from salwa.services.exchange.sealing import fingerprint_of
from salwa.services.exchange.snapshot import own_state
from salwa.storage.accounts.models import User
from salwa.storage.exchange.models import InboxMessage, MessageStage, OutboxMessage, OwnKey, Peer, PeerKey

MOST = 100
# Receipts carry whole seconds of the partner's clock: stages are told in the order in which they can only happen.
ORDER = {stage.value: place for place, stage in enumerate(Stage)}


@dataclass(frozen=True, slots=True)
class Identity:
    """What this installation gives to everybody: who it is and its public keys."""

    state: str
    fingerprint: str
    keys: dict[str, Any]
    address: str
    epoch: int


@dataclass(frozen=True, slots=True)
class PartnerLine:
    """A partner: where its key comes from (list, pin, or nowhere yet), when it was last reached and heard."""

    state: str
    address: str
    fingerprint: str
    source: str
    list_version: int | None
    since: datetime | None
    keys_before: int
    epoch: int
    reached_at: datetime | None
    heard_at: datetime | None
    waiting: int
    dead: int


@dataclass(frozen=True, slots=True)
class SentLine:
    """A message that leaves: `stages` are those reached, each with its moment."""

    uid: str
    to_state: str
    kind: str
    about: str
    state: str
    attempts: int
    posted_at: datetime
    next_try_at: datetime
    last_code: str
    stages: tuple[tuple[str, datetime], ...]


@dataclass(frozen=True, slots=True)
class ArrivedLine:
    """A message that arrived."""

    uid: str
    from_state: str
    kind: str
    way: str
    received_at: datetime
    opened_at: datetime | None


@dataclass(frozen=True, slots=True)
class Overview:
    """The state of the exchange on one page."""

    state: str
    fingerprint: str
    address: str
    epoch: int
    waiting: int
    dead: int
    delivered: int
    arrived: int
    partners: int
    overdue: int


def identity() -> Identity | None:
    """Who this installation is, for everybody; None while it has no keys."""
    key = OwnKey.objects.filter(retired_at=None).order_by("-made_at", "-pk").first()
    if key is None:
        return None
    node = this_node()
    return Identity(own_state(), key.fingerprint, key.public, node.address, node.epoch)


def overview(*, acting_user: User, escalate_after_hours: int = 24) -> Overview:
    """The state of the exchange. `overdue`: messages that wait for a receipt longer than these hours."""
    check_may_see_exchange(acting_user)
    me = identity()
    counted = OutboxMessage.objects.aggregate(
        waiting=Count("pk", filter=Q(state="waiting")),
        dead=Count("pk", filter=Q(state="dead")),
        delivered=Count("pk", filter=Q(state="delivered")),
        overdue=Count(
            "pk",
            filter=~Q(state="delivered") & Q(posted_at__lt=timezone.now() - timedelta(hours=escalate_after_hours)),
        ),
    )
    return Overview(
        state=own_state(), fingerprint=me.fingerprint if me else "", address=me.address if me else "",
        epoch=me.epoch if me else 1, arrived=InboxMessage.objects.count(), partners=Peer.objects.count(), **counted,
    )  # fmt: skip


def partners(*, acting_user: User) -> list[PartnerLine]:
    """All partners, by State."""
    check_may_see_exchange(acting_user)
    counts = {
        row["to_state"]: row
        for row in OutboxMessage.objects.values("to_state").annotate(
            waiting=Count("pk", filter=Q(state="waiting")), dead=Count("pk", filter=Q(state="dead"))
        )
    }
    return [_partner(peer, counts.get(peer.state, {})) for peer in Peer.objects.order_by("state")]


def sent(
    *, acting_user: User, state: str = "", to_state: str = "", about: str = "", most: int = MOST
) -> list[SentLine]:
    """What was sent, newest first; `state` waiting, delivered or dead, `about` the uid of a business object."""
    check_may_see_exchange(acting_user)
    rows = OutboxMessage.objects.order_by("-pk").defer("sealed").prefetch_related("stages")
    for name, value in (("state", state), ("to_state", to_state), ("about", about)):
        if value:
            rows = rows.filter(**{name: value})
    return [_sent(row) for row in rows[:most]]


def arrived(*, acting_user: User, most: int = MOST) -> list[ArrivedLine]:
    """What arrived, newest first."""
    check_may_see_exchange(acting_user)
    rows = InboxMessage.objects.order_by("-pk").defer("sealed", "jws", "receipt")[:most]
    return [ArrivedLine(row.uid, row.from_state, row.kind, row.way, row.received_at, row.opened_at) for row in rows]


def evidence(*, acting_user: User, uid: str) -> dict[str, Any]:
    """Everything that proves how far a message came, as plain values: sealed bytes, receipts, keys of the partner.

    Somebody with the trust list and the program of docs/protocol needs nothing else.
    """
    check_may_see_exchange(acting_user)
    row = OutboxMessage.objects.filter(uid=uid).first()
    if row is None:
        raise no_such_message()
    stages = sorted(MessageStage.objects.filter(message=row), key=lambda one: (ORDER[one.stage], one.epoch))
    return {
        "uid": row.uid,
        "to": row.to_state,
        "sha256": row.sha256,
        "sealed": bytes(row.sealed).decode("ascii"),
        "stages": [
            {
                "stage": one.stage, "at": one.at.isoformat(), "epoch": one.epoch,
                "receipt": bytes(one.receipt).decode("ascii") if one.receipt else "",
            }
            for one in stages
        ],
        "keys": [key.public for key in PeerKey.objects.filter(peer__state=row.to_state).exclude(standing="proposed")],
    }  # fmt: skip


def _partner(peer: Peer, counted: Any) -> PartnerLine:
    key = key_in_force(peer.state)
    return PartnerLine(
        state=peer.state, address=peer.address,
        fingerprint=fingerprint_of(PublicKeys.from_json(key.public)) if key else "",
        source=key.source if key else "", list_version=key.list_version if key else None,
        since=key.since if key else None,
        keys_before=peer.keys.filter(standing__in=["retired", "revoked"]).count(),
        epoch=peer.epoch, reached_at=peer.reached_at, heard_at=peer.heard_at,
        waiting=counted.get("waiting", 0), dead=counted.get("dead", 0),
    )  # fmt: skip


def _sent(row: OutboxMessage) -> SentLine:
    stages = sorted(((one.stage, one.at) for one in row.stages.all()), key=lambda pair: (ORDER[pair[0]], pair[1]))
    return SentLine(
        row.uid, row.to_state, row.kind, row.about, row.state, row.attempts, row.posted_at, row.next_try_at,
        row.last_code, tuple(stages),
    )  # fmt: skip
