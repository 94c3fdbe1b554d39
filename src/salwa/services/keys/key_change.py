"""Changing the key of sealed fields from the pages: one administrator asks, another approves, the worker seals anew."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from salwa.domain.approvals import ApprovalKind, Payload
from salwa.services.approvals.actions import request_approval
from salwa.services.approvals.executors import Decision, Executor
from salwa.services.keys.actions import make_key
from salwa.services.keys.keyring import keyring
from salwa.services.keys.permissions import check_may_list_keys
from salwa.services.keys.tasks import seal_anew
from salwa.storage.accounts.models import User

CHANGE = "seal_anew"


def request_key_change(*, acting_user: User, reason: str) -> int:
    """Ask for a new key and for everything to be sealed anew; returns the number of the request.

    In order: permit, freeze the facts, ask. Raises `NotPermitted` and `Refusal` (`approval_waits_already`,
    `no_keyring`).
    """
    check_may_list_keys(acting_user)
    with transaction.atomic():
        facts = _facts()
        return request_approval(
            acting_user=acting_user,
            kind=ApprovalKind.KEY_CHANGE,
            object_id=f"{CHANGE} {facts['key']}",
            payload=facts,
            reason=reason,
        )


def _facts() -> Payload:
    key = keyring().current()
    return {"key": key.id, "change": CHANGE, "state": key.state.value}


def _facts_now(_: Payload) -> Payload:
    return _facts()


def _names(_: Payload) -> Mapping[str, str]:
    return {}


def _carry_out(decision: Decision) -> None:
    """Make the new key now; sealing a million values takes minutes and is the worker's, after the approval."""
    user, approval = decision.decided_by, str(decision.number)
    make_key(acting_user=user, approval=approval)
    transaction.on_commit(lambda: seal_anew.enqueue(user_id=user.pk, approval=approval))


EXECUTOR = Executor(
    facts_now=_facts_now, names=_names, carry_out=_carry_out, proposed=_facts, request=request_key_change
)
