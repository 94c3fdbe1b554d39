"""The two-person rule of a destruction record: one person asks, another approves, and only then it is recorded.

This is the one place where the capability meets approvals. `ask` freezes what is asked for (number, weapons,
fingerprint of the list); `approve` is the second person's yes to exactly that.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from salwa.domain.destruction import DestructionState
from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import NotPermitted, Refusal
from salwa.services.accounts.permissions import check_may, may
from salwa.services.audit.actions import write_entry
from salwa.services.destruction.actions import (
    LOOK_AGAIN,
    NOT_REQUESTED,
    check_complete,
    execute_destruction,
    fingerprint_now,
    locked_record,
)
from salwa.services.destruction.permissions import APPROVE, REQUEST, record_to_read
from salwa.storage.accounts.models import User
from salwa.storage.register.models import DestructionRecord

ASKED_ALREADY = message("The approval of this record was asked for already.")
WAIT = message("Another person who may approve has to decide.")
OWN_REQUEST = message("You asked for this yourself, so another person has to decide.")
TELL_ANOTHER = message("Tell another person who may approve; you can take your request back as long as it is open.")
NO_PERSON = message("The command line is no person: it cannot stand for the second one.")
SIGN_IN = message("A person with the right to approve signs in and opens the record.")
NOT_AS_SEEN = message("The record is no longer what you looked at.")
REQUESTER_LEFT = message("The person who asked for this no longer has a role that allows asking for it.")
TAKE_BACK = message("Have the request taken back; somebody with that role asks for it again.")
NOT_YOURS = message("Only the person who asked for this can take it back.")


def ask(*, acting_user: User, record_id: int, reason: str = "") -> None:
    """Ask for a second person. From now on the record does not change.

    Raises `NotPermitted`, `NotFound`, `Refusal` (`destruction_asked_already`, and those of an incomplete record).
    """
    with transaction.atomic():
        record = locked_record(acting_user, record_id)
        if record.state != DestructionState.DRAFT.value:
            raise Refusal("destruction_asked_already", Sentence(ASKED_ALREADY), remedy=Sentence(WAIT))
        check_complete(record)
        record.state, record.fingerprint = DestructionState.REQUESTED.value, fingerprint_now(record)
        record.requested_at, record.requested_by_id = timezone.now(), acting_user.pk
        record.save()
        write_entry(
            acting_user=acting_user, action="destruction.requested", object_kind="destruction", object_id=record.pk,
            purpose=reason, details=payload_of(record),
        )  # fmt: skip


def payload_of(record: DestructionRecord) -> dict[str, str | int]:
    """What is asked for, as plain values: the facts of the kind "destruction" in domain/approvals."""
    return {"record": record.pk, "weapons": record.weapons.count(), "list": fingerprint_now(record)}


def may_approve(user: User, record: DestructionRecord) -> bool:
    """Whether the page offers the approval to this person."""
    waiting = record.state == DestructionState.REQUESTED.value
    return waiting and may(user, APPROVE) and not user.is_operator and record.requested_by_id != user.pk


def approve(*, acting_user: User, record_id: int, seen: str, reason: str = "") -> str:
    """Approve as the second person; everything on the record is recorded as destroyed in the same transaction.

    `seen`: fingerprint of what was looked at. Of many at once one is carried out. Returns the number of the
    certificate. Raises `NotPermitted`, `NotFound`, `Refusal` (`destruction_not_requested`, `approval_not_as_seen`,
    `approval_requester_left`).
    """
    check_may(acting_user, APPROVE)
    record_to_read(acting_user, record_id)
    with transaction.atomic():
        record = DestructionRecord.objects.select_for_update().get(pk=record_id)
        requester = _second_person(acting_user, record)
        if seen != record.fingerprint or fingerprint_now(record) != record.fingerprint:
            raise Refusal("approval_not_as_seen", Sentence(NOT_AS_SEEN), remedy=Sentence(LOOK_AGAIN))
        return execute_destruction(record_id=record.pk, requested_by=requester, approved_by=acting_user)


def _second_person(user: User, record: DestructionRecord) -> User:
    """The person who asked, once it is sure that `user` is another and both still have their rights."""
    if record.state != DestructionState.REQUESTED.value or record.requested_by_id is None:
        raise Refusal("destruction_not_requested", Sentence(NOT_REQUESTED), remedy=Sentence(LOOK_AGAIN))
    if user.is_operator:
        raise NotPermitted("approval_by_command_line", Sentence(NO_PERSON), remedy=Sentence(SIGN_IN))
    if record.requested_by_id == user.pk:
        raise NotPermitted("approval_of_own_request", Sentence(OWN_REQUEST), remedy=Sentence(TELL_ANOTHER))
    requester = User.objects.get(pk=record.requested_by_id)
    if not may(requester, REQUEST):
        raise Refusal("approval_requester_left", Sentence(REQUESTER_LEFT), remedy=Sentence(TAKE_BACK))
    return requester


def take_back(*, acting_user: User, record_id: int) -> None:
    """Take one's request back: the record is a draft again. The approver may send it back the same way.

    Raises `NotPermitted`, `NotFound`, `Refusal` (`destruction_not_requested`).
    """
    record_to_read(acting_user, record_id)
    with transaction.atomic():
        record = DestructionRecord.objects.select_for_update().get(pk=record_id)
        if record.state != DestructionState.REQUESTED.value:
            raise Refusal("destruction_not_requested", Sentence(NOT_REQUESTED), remedy=Sentence(LOOK_AGAIN))
        if record.requested_by_id != acting_user.pk and not may(acting_user, APPROVE):
            raise NotPermitted("approval_of_another", Sentence(NOT_YOURS), remedy=Sentence(TELL_ANOTHER))
        record.state, record.fingerprint = DestructionState.DRAFT.value, ""
        record.requested_at, record.requested_by_id = None, None
        record.save()
        write_entry(
            acting_user=acting_user, action="destruction.lot_changed", object_kind="destruction", object_id=record.pk,
            details={"taken_back": True},
        )  # fmt: skip
