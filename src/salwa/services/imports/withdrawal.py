"""Withdrawing an import as a whole: one person asks, another approves, nothing is deleted."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from salwa.domain.approvals import ApprovalKind, Payload
from salwa.services.accounts.units import unit_for_new_records
from salwa.services.approvals.actions import request_approval
from salwa.services.approvals.executors import Decision, Executor
from salwa.services.approvals.queries import open_request
from salwa.services.audit.actions import write_entry
from salwa.services.imports.actions import check_status
from salwa.services.imports.permissions import check_may_import, check_may_withdraw
from salwa.services.imports.queries import import_of
from salwa.storage.accounts.models import User
from salwa.storage.register.models import Import, Weapon

RIGHT = "imports.withdraw"
WITHDRAWABLE = {"finished", "failed"}


def request_withdrawal(*, acting_user: User, import_id: int, reason: str) -> int:
    """Ask for an import to be withdrawn; returns the number of the request, which another person decides on.

    In order: permit, check that it has ended, freeze its facts, ask. Raises `NotPermitted`, `NotFound` and `Refusal`
    (`wrong_moment`, `approval_waits_already`).
    """
    check_may_withdraw(acting_user)
    with transaction.atomic():
        entry = Import.objects.select_for_update().get(pk=import_of(import_id).pk)
        check_status(entry, WITHDRAWABLE)
        return request_approval(
            acting_user=acting_user,
            kind=ApprovalKind.IMPORT_WITHDRAWAL,
            object_id=entry.pk,
            payload=_facts(entry),
            reason=reason,
            unit=unit_for_new_records(acting_user, RIGHT),
        )


def waiting_withdrawal(*, acting_user: User, import_id: int) -> int | None:
    """Number of the open request to withdraw this import, or None; for whoever may see imports."""
    check_may_import(acting_user)
    return open_request(ApprovalKind.IMPORT_WITHDRAWAL, import_id)


def _facts(entry: Import) -> Payload:
    return {
        "import": entry.pk,
        "status": entry.status,
        "weapons": Weapon.objects.filter(origin_import=entry, withdrawn_at=None).count(),
        "sha256": entry.sha256,
    }


def _facts_now(asked: Payload) -> Payload:
    return _facts(Import.objects.select_for_update().get(pk=import_of(int(asked["import"])).pk))


def _names(asked: Payload) -> Mapping[str, str]:
    return {"file": Import.objects.filter(pk=asked["import"]).values_list("file_name", flat=True).first() or ""}


def _carry_out(decision: Decision) -> None:
    """Mark the import and its weapons as withdrawn.

    Weapons that it only confirmed (merged rows) were recorded by another import or by hand and are not touched.
    """
    number, at = int(decision.payload["import"]), timezone.now()
    count = Weapon.objects.filter(origin_import_id=number, withdrawn_at=None).update(withdrawn_at=at)
    Import.objects.filter(pk=number).update(
        status="withdrawn",
        withdrawn_at=at,
        withdrawn_by_id=decision.requested_by.pk,
        withdrawal_reason=decision.reason,
    )
    write_entry(
        acting_user=decision.decided_by,
        action="imports.withdrawn",
        object_kind="import",
        object_id=number,
        purpose=decision.reason,
        details={"weapons": count, "approval": decision.number},
    )


EXECUTOR = Executor(facts_now=_facts_now, names=_names, carry_out=_carry_out)
