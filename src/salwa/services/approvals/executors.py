"""Who carries out what was approved: one line per kind, naming the module of the capability that owns it.

The module has a constant `EXECUTOR`. It is imported when it is needed: an installation without a register never loads
the capabilities of the register, and a capability may ask for approvals without a circle of imports.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from salwa.domain.approvals import ApprovalKind, Payload
from salwa.storage.accounts.models import User

EXECUTORS: dict[ApprovalKind, str] = {
    ApprovalKind.ROLE_GRANT: "salwa.services.accounts.grants",
    ApprovalKind.IMPORT_WITHDRAWAL: "salwa.services.imports.withdrawal",
    ApprovalKind.DESTRUCTION: "salwa.services.destruction.approval",
    ApprovalKind.KEY_CHANGE: "salwa.services.keys.key_change",
    ApprovalKind.RETENTION_PURGE: "salwa.services.persons.purge_request",
    ApprovalKind.PARTNER_PIN: "salwa.services.exchange.pinning",
}


@dataclass(frozen=True, slots=True)
class Decision:
    """What a second person approved, as handed to the capability that carries it out.

    `reason` is the reason of the request; `payload` is what was asked and still is so.
    """

    number: int
    kind: ApprovalKind
    object_id: str
    payload: Payload
    reason: str
    requested_by: User
    decided_by: User
    at: datetime


@dataclass(frozen=True, slots=True)
class Executor:
    """What a capability gives for its kind.

    `facts_now(payload)`: the same facts as they stand now, the rows they rest on locked; called in the transaction of
    the approval. `names(payload)`: the blanks that `KindRule.names` lists, for showing; empty texts when unknown.
    `carry_out(decision)`: does it, inside the transaction of the approval, and writes its own audit entry last (the
    actor is `decision.decided_by`; `details` name the approval). A `Refusal` undoes everything: the request stays open.
    For what is asked for on the page of approvals itself: `proposed()` gives the facts that a request made now would
    freeze, None when there is nothing to ask for; `request(acting_user=..., reason=...)` asks.
    """

    facts_now: Callable[[Payload], Payload]
    names: Callable[[Payload], Mapping[str, str]]
    carry_out: Callable[[Decision], None]
    proposed: Callable[[], Payload | None] | None = None
    request: Callable[..., int] | None = None


def executor_of(kind: ApprovalKind) -> Executor:
    """The executor of a kind; raises `LookupError` when no capability has put its line into the table."""
    if kind not in EXECUTORS:
        raise LookupError(f"Nothing carries out the kind {kind.value}; see services/approvals/executors.py")
    found: Executor = importlib.import_module(EXECUTORS[kind]).EXECUTOR
    return found
