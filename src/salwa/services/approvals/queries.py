"""What the screens and commands show of requests: lists, one request in whole sentences, and how many wait."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q, QuerySet
from django.utils import timezone

from salwa.domain.accounts import RIGHTS, Role
from salwa.domain.approvals import (
    APPROVING,
    KINDS,
    REFUSING,
    WITHDRAWING,
    ApprovalKind,
    ApprovalState,
    facts_told,
    objection,
    what_happens,
)
from salwa.domain.languages import Sentence
from salwa.domain.refusals import NotFound, Refusal
from salwa.services.accounts.permissions import may
from salwa.services.approvals.cases import NO_SUCH_REQUEST, OPEN_LIST, case_of, decider_of, settle_expired
from salwa.services.approvals.executors import executor_of
from salwa.services.approvals.permissions import check_may_read_approvals, decidable_kinds, visible_approvals
from salwa.storage.accounts.models import Approval, Membership, User

OPEN = ApprovalState.OPEN.value
DECIDED_SHOWN = 50


@dataclass(frozen=True, slots=True)
class ApprovalLine:
    """One request in a list. `decided_by` is a name, empty while open and for what expired."""

    number: int
    kind: str
    state: str
    heading: Sentence
    unit: str
    requested_by: str
    requested_at: datetime
    expires_at: datetime
    decided_by: str
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class ApprovalLists:
    """Open requests that this person may decide on, that they made, that wait for others; and the last decided ones."""

    to_decide: tuple[ApprovalLine, ...]
    asked: tuple[ApprovalLine, ...]
    others: tuple[ApprovalLine, ...]
    decided: tuple[ApprovalLine, ...]


@dataclass(frozen=True, slots=True)
class ApprovalView:
    """One request with what will happen and the facts frozen when it was asked.

    `fingerprint` goes back with the approval. `may_*` say what this person can do now; `hindrance` says why they cannot
    approve an open one. `deciders` counts the others who could approve it today.
    """

    line: ApprovalLine
    object_id: str
    happens: tuple[Sentence, ...]
    facts: tuple[Sentence, ...]
    reason: str
    decision_reason: str
    fingerprint: str
    may_approve: bool
    may_refuse: bool
    may_withdraw: bool
    hindrance: Refusal | None
    deciders: int


@dataclass(frozen=True, slots=True)
class WaitingKind:
    """Open requests of one kind: how many, since when the oldest waits, and its number where it is the only one."""

    kind: str
    count: int
    since: datetime
    only: int | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """Open requests that wait for this person's decision, and those of their own that wait for somebody else."""

    to_decide: tuple[WaitingKind, ...]
    asked: tuple[WaitingKind, ...]


def open_approvals(*, acting_user: User) -> ApprovalLists:
    """The lists of the page of approvals, each request only where this person may know of it."""
    check_may_read_approvals(acting_user)
    settle_expired()
    visible = visible_approvals(acting_user).select_related("requested_by", "decided_by", "unit")
    waiting = visible.filter(state=OPEN).order_by("expires_at", "pk")
    mine, to_decide = Q(requested_by=acting_user), Q(kind__in=decidable_kinds(acting_user))
    return ApprovalLists(
        to_decide=lines_of(waiting.filter(to_decide).exclude(mine)),
        asked=lines_of(waiting.filter(mine)),
        others=lines_of(waiting.exclude(mine).exclude(to_decide)),
        decided=lines_of(visible.exclude(state=OPEN).order_by("-decided_at", "-pk")[:DECIDED_SHOWN]),
    )


def view_approval(*, acting_user: User, approval_id: int) -> ApprovalView:
    """One request; `NotFound` in the same words when it is not there and when this person may not know of it."""
    check_may_read_approvals(acting_user)
    settle_expired()
    visible = visible_approvals(acting_user).select_related("requested_by", "decided_by", "unit")
    row = visible.filter(pk=approval_id).first()
    if row is None:
        raise NotFound("no_such_approval", Sentence(NO_SUCH_REQUEST), remedy=Sentence(OPEN_LIST))
    kind, case, decider, now = ApprovalKind(row.kind), case_of(row), decider_of(acting_user), timezone.now()
    hindrance = objection(APPROVING, case, decider, now)
    return ApprovalView(
        line=_line(row),
        object_id=row.object_id,
        happens=what_happens(kind, row.payload, executor_of(kind).names(row.payload))[1],
        facts=facts_told(kind, row.payload),
        reason=row.reason,
        decision_reason=row.decision_reason,
        fingerprint=row.fingerprint,
        may_approve=hindrance is None,
        may_refuse=objection(REFUSING, case, decider, now) is None,
        may_withdraw=objection(WITHDRAWING, case, decider, now) is None,
        hindrance=hindrance if row.state == OPEN else None,
        deciders=_deciders(row) if row.state == OPEN else 0,
    )


def waiting_for(*, acting_user: User) -> Waiting:
    """What waits, by kind, for the home page; nothing for whoever has no part in approvals."""
    if not may(acting_user, "approvals.read"):
        return Waiting((), ())
    waiting = Approval.objects.filter(state=OPEN, expires_at__gt=timezone.now())
    to_decide = waiting.filter(kind__in=decidable_kinds(acting_user)).exclude(requested_by=acting_user)
    return Waiting(_by_kind(to_decide), _by_kind(waiting.filter(requested_by=acting_user)))


def _by_kind(rows: QuerySet[Approval]) -> tuple[WaitingKind, ...]:
    counted = rows.values("kind").annotate(n=Count("pk"), since=Min("requested_at"), first=Min("pk"))
    return tuple(
        WaitingKind(one["kind"], one["n"], one["since"], one["first"] if one["n"] == 1 else None)
        for one in counted.order_by("since", "kind")
    )


def open_request(kind: ApprovalKind, object_id: str | int) -> int | None:
    """Number of the open request about an object, or None. For services: the caller checks who may know."""
    rows = Approval.objects.filter(kind=kind.value, object_id=str(object_id), state=OPEN)
    return rows.filter(expires_at__gt=timezone.now()).values_list("pk", flat=True).first()


def open_request_of_kind(kind: ApprovalKind) -> int | None:
    """Number of the oldest open request of a kind, or None. For services: the caller checks who may know."""
    rows = Approval.objects.filter(kind=kind.value, state=OPEN, expires_at__gt=timezone.now())
    return rows.order_by("pk").values_list("pk", flat=True).first()


def lines_of(rows: QuerySet[Approval]) -> tuple[ApprovalLine, ...]:
    """Requests as they stand in lists. For services: the caller checks who may know of them."""
    return tuple(_line(row) for row in rows)


def _line(row: Approval) -> ApprovalLine:
    kind = ApprovalKind(row.kind)
    return ApprovalLine(
        number=row.pk,
        kind=row.kind,
        state=row.state,
        heading=what_happens(kind, row.payload, executor_of(kind).names(row.payload))[0],
        unit=row.unit.name if row.unit else "",
        requested_by=str(row.requested_by),
        requested_at=row.requested_at,
        expires_at=row.expires_at,
        decided_by=str(row.decided_by) if row.decided_by else "",
        decided_at=row.decided_at,
    )


def _deciders(row: Approval) -> int:
    rule = KINDS[ApprovalKind(row.kind)]
    roles = [role for role in Role if rule.may_approve in RIGHTS[role]]
    held = Membership.objects.filter(role__in=roles, ended_at=None, user__is_active=True, user__is_operator=False)
    barred = [row.requested_by_id, *([row.payload.get(rule.concerns)] if rule.concerns else [])]
    return held.exclude(user__in=barred).values("user").distinct().count()
