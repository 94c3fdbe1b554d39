"""The purge from the pages: one person asks for it, another approves, and in that moment the data go.

The command of the operator runs every day and needs no second person: who set the day decided, and a person with a
right of their own set it. From the pages it is a decision of the moment, so two make it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.utils import timezone

from salwa.domain.approvals import ApprovalKind, Payload
from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import Refusal
from salwa.services.approvals.actions import request_approval
from salwa.services.approvals.executors import Decision, Executor
from salwa.services.persons.permissions import check_may_ask_for_purge
from salwa.services.persons.purging import due_persons, goes_on, purge_due_persons
from salwa.storage.accounts.models import User

# One list of all who are due: two requests for it cannot be open together.
OBJECT = "due"
NOBODY_DUE = message("There is nobody whose time of keeping has ended.")
SEE_REPORT = message("The operator sees with `salwa retention report` when the next day comes.")


def request_purge(*, acting_user: User, reason: str) -> int:
    """Ask that the data of everybody whose day has come be removed; returns the number of the request.

    In order: permit, freeze who is on the list, ask. Raises `NotPermitted` and `Refusal` (`nobody_due`,
    `approval_waits_already`).
    """
    check_may_ask_for_purge(acting_user)
    with transaction.atomic():
        facts = _due_on(timezone.localdate())
        if not facts["persons"]:
            raise Refusal("nobody_due", Sentence(NOBODY_DUE), remedy=Sentence(SEE_REPORT))
        return request_approval(
            acting_user=acting_user,
            kind=ApprovalKind.RETENTION_PURGE,
            object_id=OBJECT,
            payload=facts,
            reason=reason,
        )


def _due_on(until: date) -> dict[str, str | int | bool]:
    """How many are due, and the SHA-256 of their numbers; their rows are locked until the transaction ends."""
    listed = sorted(str(row.uuid) for row in due_persons(until).select_for_update() if goes_on(row, until))
    digest = hashlib.sha256("\n".join(listed).encode()).hexdigest()
    return {"persons": len(listed), "until": until.isoformat(), "list": digest}


def _proposed() -> Payload | None:
    with transaction.atomic():
        facts = _due_on(timezone.localdate())
    return facts if facts["persons"] else None


def _facts_now(asked: Payload) -> Payload:
    return _due_on(date.fromisoformat(str(asked["until"])))


def _names(_: Payload) -> Mapping[str, str]:
    return {}


def _carry_out(decision: Decision) -> None:
    until = date.fromisoformat(str(decision.payload["until"]))
    purge_due_persons(acting_user=decision.decided_by, today=until, approval=str(decision.number))


EXECUTOR = Executor(facts_now=_facts_now, names=_names, carry_out=_carry_out, proposed=_proposed, request=request_purge)
