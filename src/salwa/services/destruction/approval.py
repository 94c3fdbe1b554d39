"""The two-person rule of a destruction record: one person asks, another approves, and only then it is recorded.

This is the one place where the capability meets approvals. `ask` freezes what is asked for (number, weapons,
fingerprint of the list); the second person decides on the page of approvals; `EXECUTOR` carries it out.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from salwa.domain.approvals import ApprovalKind, Payload
from salwa.domain.destruction import DestructionState
from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import Refusal
from salwa.services.approvals.actions import request_approval
from salwa.services.approvals.executors import Decision, Executor
from salwa.services.approvals.queries import open_request
from salwa.services.audit.actions import write_entry
from salwa.services.destruction.actions import (
    check_complete,
    execute_destruction,
    fingerprint_now,
    locked_record,
)
from salwa.storage.accounts.models import User
from salwa.storage.register.models import DestructionRecord

ASKED_ALREADY = message("The approval of this record was asked for already.")
WAIT = message("Another person who may approve has to decide.")


def ask(*, acting_user: User, record_id: int, reason: str = "") -> int:
    """Ask for a second person; returns the number of the request. While it is open the record does not change.

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
        record.approval = request_approval(
            acting_user=acting_user, kind=ApprovalKind.DESTRUCTION, object_id=record.pk, payload=payload_of(record),
            reason=reason, unit=record.unit_id,
        )  # fmt: skip
        record.save(update_fields=["approval"])
    return record.approval


def payload_of(record: DestructionRecord) -> dict[str, str | int | bool]:
    """What is asked for, as plain values: the facts of the kind "destruction" in domain/approvals."""
    return {"record": record.pk, "weapons": record.weapons.count(), "list": fingerprint_now(record)}


def waiting_request(record_id: int) -> int | None:
    """Number of the request that waits for a decision, or None."""
    return open_request(ApprovalKind.DESTRUCTION, record_id)


def _facts_now(payload: Payload) -> Payload:
    return payload_of(DestructionRecord.objects.select_for_update().get(pk=payload["record"]))


def _names(payload: Payload) -> Mapping[str, str]:
    return {}


def _carry_out(decision: Decision) -> None:
    execute_destruction(
        record_id=int(decision.object_id),
        requested_by=decision.requested_by,
        approved_by=decision.decided_by,
        approval=decision.number,
    )


EXECUTOR = Executor(facts_now=_facts_now, names=_names, carry_out=_carry_out)
