"""From rows to what the rules look at: the case, and who wants to decide, read afresh under a lock."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from salwa.domain.approvals import KINDS, ApprovalKind, ApprovalState, Case, Decider
from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import NotFound
from salwa.services.accounts.permissions import rights
from salwa.services.approvals.permissions import check_may_read_approvals, visible_approvals
from salwa.services.audit.actions import write_entry
from salwa.storage.accounts.models import Approval, Membership, User

NO_SUCH_REQUEST = message("There is no request for approval with this number.")
OPEN_LIST = message("Open the list of approvals and choose one.")


def case_of(row: Approval) -> Case:
    """What the rules know of a request; the requester's rights are those of this moment."""
    kind = ApprovalKind(row.kind)
    concerns = KINDS[kind].concerns
    return Case(
        kind=kind,
        state=ApprovalState(row.state),
        requested_by=row.requested_by_id,
        requester_rights=rights(row.requested_by),
        expires_at=row.expires_at,
        concerns=int(row.payload.get(concerns, 0)) if concerns else None,
        outcome=_outcome(row),
    )


def decider_of(user: User) -> Decider:
    """Who wants to decide, with the rights of this moment."""
    return Decider(number=user.pk, rights=rights(user), is_person=not user.is_operator)


def found_under_lock(user: User, approval_id: int) -> tuple[Approval, User]:
    """The request and `user` read afresh; roles of decider and requester cannot end before the transaction does.

    Whoever ends one of those roles waits for this transaction, or this transaction sees it ended: nothing lies
    between. Raises `NotPermitted` for whoever has no part in approvals, and `NotFound` in the same words for what is
    not there and for what this person may not know of.
    """
    row = Approval.objects.filter(pk=approval_id).first()
    people = [user.pk, row.requested_by_id] if row else [user.pk]
    # In the order of their numbers, so that two people deciding on each other's requests never wait in a circle.
    list(Membership.objects.select_for_update().filter(user__in=people, ended_at=None).order_by("pk"))
    fresh = User.objects.get(pk=user.pk)
    check_may_read_approvals(fresh)
    found = visible_approvals(fresh).select_related("requested_by", "decided_by").filter(pk=approval_id).first()
    if found is None:
        raise NotFound("no_such_approval", Sentence(NO_SUCH_REQUEST), remedy=Sentence(OPEN_LIST))
    return found, fresh


def close_overdue(rows: QuerySet[Approval]) -> list[int]:
    """Move those of `rows` whose time is over to `expired`; returns their numbers. Write their entries with
    `write_expired`, last in the transaction.
    """
    now = timezone.now()
    overdue = rows.filter(state=ApprovalState.OPEN.value, expires_at__lte=now)
    numbers = list(overdue.order_by("pk").values_list("pk", flat=True))
    return [
        number
        for number in numbers
        if overdue.filter(pk=number).update(state=ApprovalState.EXPIRED.value, decided_at=now)
    ]


def write_expired(numbers: list[int]) -> None:
    """One audit entry, by nobody, for each request that expired."""
    for number in numbers:
        write_entry(acting_user=None, action="approvals.expired", object_kind="approval", object_id=number)


def settle_expired() -> None:
    """Close every request whose time is over; safe to run from many places at once."""
    if Approval.objects.filter(state=ApprovalState.OPEN.value, expires_at__lte=timezone.now()).exists():
        with transaction.atomic():
            write_expired(close_overdue(Approval.objects.all()))


def shown_moment(at: datetime | None) -> str:
    """A moment inside a sentence: year-month-day hour:minute in the installation's time zone."""
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M") if at else ""


def _outcome(row: Approval) -> tuple[str, str]:
    who = row.requested_by if row.state == ApprovalState.WITHDRAWN.value else row.decided_by
    return str(who) if who else "", shown_moment(row.decided_at)
