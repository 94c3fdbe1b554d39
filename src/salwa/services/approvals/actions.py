"""Asking for an approval, and deciding on one. What is approved happens in the same transaction, exactly once."""

from __future__ import annotations

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from salwa.domain.approvals import (
    APPROVING,
    KINDS,
    REFUSING,
    WITHDRAWING,
    ApprovalKind,
    ApprovalState,
    Payload,
    Rule,
    changes,
    checked_payload,
    fingerprint_of,
    objection,
)
from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import Refusal
from salwa.services.accounts.permissions import check_may
from salwa.services.approvals.cases import (
    case_of,
    close_overdue,
    decider_of,
    found_under_lock,
    settle_expired,
    shown_moment,
    write_expired,
)
from salwa.services.approvals.executors import Decision, executor_of
from salwa.services.audit.actions import write_entry
from salwa.storage.accounts.models import Approval, User

WAITS_ALREADY = message("This was asked for already: request {number} of {moment} waits for a decision.")
DECIDE_FIRST = message("Wait for the decision, or have that request withdrawn, before it is asked for again.")
JUST_DECIDED = message("An earlier request for the same thing was decided in this very moment.")
LOOK_AGAIN = message("Look at how things stand now, and ask again if it is still wanted.")
NO_REASON = message("The reason for the decision is empty.")
GIVE_REASON = message("Say in a few words why; both sides and the audit log keep it.")
NOT_AS_SEEN = message("What you looked at is not what this request asks for.")
OPEN_AGAIN = message("Open the page of the request again and read it anew.")
ALTERED = message("The facts of this request do not fit its fingerprint: somebody changed them in the database.")
TELL_AUDITOR = message("Refuse it and tell the auditor; the audit log holds the fingerprint of what was asked.")
ASK_ANEW = message("Nothing was done. Refuse the request; it can be asked for again as things stand now.")
LONGEST_REASON = 500


def request_approval(
    *,
    acting_user: User,
    kind: ApprovalKind,
    object_id: str | int,
    payload: Payload,
    reason: str = "",
    unit: int | None = None,
) -> int:
    """Ask for a second person's approval; returns the number of the request.

    Call it last in the transaction in which `payload` was read. In order: permit, freeze the facts, audit. `object_id`:
    what it is about; one request per kind and object can be open. `payload`: exactly the facts of the kind, no personal
    data. `unit`: the organisation it is asked in. Raises `NotPermitted`, `Refusal` (`approval_waits_already`), and
    `ValueError` or `LookupError` when the calling capability is wrong about its own kind.
    """
    rule = KINDS[kind]
    check_may(acting_user, rule.may_request)
    executor_of(kind)
    facts = checked_payload(kind, payload)
    now = timezone.now()
    row = Approval(
        kind=kind.value,
        object_id=str(object_id),
        payload=facts,
        fingerprint=fingerprint_of(kind, str(object_id), facts),
        unit_id=unit,
        requested_by=acting_user,
        requested_at=now,
        reason=reason.strip()[:LONGEST_REASON],
        expires_at=now + timedelta(days=rule.days),
    )
    with transaction.atomic():
        same = Approval.objects.filter(kind=row.kind, object_id=row.object_id)
        expired = close_overdue(same)
        _save_as_the_only_one(row, same)
        write_expired(expired)
        write_entry(
            acting_user=acting_user,
            action="approvals.requested",
            object_kind="approval",
            object_id=row.pk,
            purpose=row.reason,
            details=_details(row),
        )
    return row.pk


def approve(*, acting_user: User, approval_id: int, seen: str, reason: str) -> None:
    """Approve a request as the second person; what was asked for is done in the same transaction.

    In order: permit (roles read afresh under a lock), decide (one conditional UPDATE: of many at once one wins),
    compare the facts with those frozen, carry out, audit. `seen` is the fingerprint on the page that was looked at.
    Raises `NotFound`, `NotPermitted`, and `Refusal`, for example `approval_decided` (by whom, when) and
    `approval_outdated` (what has changed); then nothing was done, and a request that was open is still open.
    """
    settle_expired()
    with transaction.atomic():
        row, user = _moved(acting_user, approval_id, APPROVING, ApprovalState.APPROVED, reason)
        _check_what_is_approved(row, seen)
        _carry_out(row, user)
        _write(row, user, "approvals.approved")


def refuse(*, acting_user: User, approval_id: int, reason: str) -> None:
    """Refuse a request; the command line may do so too. Raises `NotFound`, `NotPermitted` and `Refusal` as approve."""
    settle_expired()
    with transaction.atomic():
        row, user = _moved(acting_user, approval_id, REFUSING, ApprovalState.REFUSED, reason)
        _write(row, user, "approvals.refused")


def withdraw_request(*, acting_user: User, approval_id: int, reason: str = "") -> None:
    """Take one's own open request back. Raises `NotFound`, `NotPermitted` and `Refusal` (`approval_decided`)."""
    settle_expired()
    with transaction.atomic():
        row, user = _moved(acting_user, approval_id, WITHDRAWING, ApprovalState.WITHDRAWN, reason)
        _write(row, user, "approvals.withdrawn")


def _moved(
    acting_user: User, approval_id: int, rules: tuple[Rule, ...], state: ApprovalState, reason: str
) -> tuple[Approval, User]:
    """The request moved to `state`, and the deciding person, both read afresh; or the refusal why not."""
    row, user = found_under_lock(acting_user, approval_id)
    now = timezone.now()
    withdrawn = state is ApprovalState.WITHDRAWN
    refused = objection(rules, case_of(row), decider_of(user), now)
    if refused is None and not withdrawn and not reason.strip():
        refused = Refusal("approval_without_reason", Sentence(NO_REASON), remedy=Sentence(GIVE_REASON))
    if refused is not None:
        raise refused
    waiting = Approval.objects.filter(pk=row.pk, state=ApprovalState.OPEN.value, fingerprint=row.fingerprint)
    moved = waiting.update(
        state=state.value,
        decided_by=None if withdrawn else user,
        decided_at=now,
        decision_reason=reason.strip()[:LONGEST_REASON],
    )
    row, _ = found_under_lock(user, approval_id)
    if not moved:
        # Somebody else decided between the reading and the UPDATE, which had to wait for that transaction.
        lost = objection(rules, case_of(row), decider_of(user), now)
        raise lost or Refusal("approval_not_as_seen", Sentence(NOT_AS_SEEN), remedy=Sentence(OPEN_AGAIN))
    return row, user


def _check_what_is_approved(row: Approval, seen: str) -> None:
    """What is approved is what was asked, what was looked at, and what still is."""
    kind = ApprovalKind(row.kind)
    if fingerprint_of(kind, row.object_id, row.payload) != row.fingerprint:
        raise Refusal("approval_altered", Sentence(ALTERED), remedy=Sentence(TELL_AUDITOR))
    if seen != row.fingerprint:
        raise Refusal("approval_not_as_seen", Sentence(NOT_AS_SEEN), remedy=Sentence(OPEN_AGAIN))
    executor = executor_of(kind)
    changed = changes(kind, row.payload, executor.facts_now(row.payload), executor.names(row.payload))
    if changed:
        raise Refusal("approval_outdated", changed[0], remedy=Sentence(ASK_ANEW))


def _carry_out(row: Approval, user: User) -> None:
    kind = ApprovalKind(row.kind)
    executor_of(kind).carry_out(
        Decision(
            number=row.pk,
            kind=kind,
            object_id=row.object_id,
            payload=row.payload,
            reason=row.reason,
            requested_by=row.requested_by,
            decided_by=user,
            at=row.decided_at or timezone.now(),
        )
    )


def _write(row: Approval, user: User, action: str) -> None:
    write_entry(
        acting_user=user,
        action=action,
        object_kind="approval",
        object_id=row.pk,
        purpose=row.decision_reason,
        details=_details(row),
    )


def _details(row: Approval) -> dict[str, str]:
    return {"kind": row.kind, "object": row.object_id, "fingerprint": row.fingerprint}


def _save_as_the_only_one(row: Approval, same: QuerySet[Approval]) -> None:
    """Save the request, or refuse because one about the same object is open; the database decides, no look before."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        other = same.filter(state=ApprovalState.OPEN.value).first()
        if other is None:
            raise Refusal("approval_just_decided", Sentence(JUST_DECIDED), remedy=Sentence(LOOK_AGAIN)) from None
        blanks: dict[str, str | int] = {"number": other.pk, "moment": shown_moment(other.requested_at)}
        raise Refusal(
            "approval_waits_already", Sentence(WAITS_ALREADY, blanks), remedy=Sentence(DECIDE_FIRST)
        ) from None
