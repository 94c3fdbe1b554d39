"""What a person may ask for on the page of approvals itself, because it is about nothing that has a page of its own."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from salwa.domain.approvals import KINDS, ApprovalKind, facts_told, what_happens
from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import NotFound
from salwa.services.accounts.permissions import check_may, rights
from salwa.services.approvals.cases import OPEN_LIST
from salwa.services.approvals.executors import Executor, executor_of
from salwa.services.approvals.queries import open_request_of_kind
from salwa.storage.accounts.models import User

NOT_ASKED_HERE = message("This installation has nothing of the kind to ask for.")
# Kinds whose executor says what can be asked for; the second needs a register.
PROPOSED = (ApprovalKind.KEY_CHANGE, ApprovalKind.RETENTION_PURGE)
OF_A_REGISTER = {ApprovalKind.RETENTION_PURGE}


@dataclass(frozen=True, slots=True)
class Proposal:
    """Something that can be asked for: its kind, what would happen, how things stand that will be frozen with it, and
    the number of the request that waits already.

    `happens` is empty when there is nothing to ask for now.
    """

    kind: str
    heading: Sentence | None
    happens: tuple[Sentence, ...]
    waiting: int | None
    facts: tuple[Sentence, ...] = ()


def proposable(user: User) -> list[str]:
    """The kinds that the screens offer this person to ask for on the page of approvals."""
    held = rights(user)
    return [kind.value for kind in PROPOSED if KINDS[kind].may_request in held and _is_here(kind)]


def view_proposal(*, acting_user: User, kind: ApprovalKind) -> Proposal:
    """What would be asked for now. Raises `NotPermitted`, and `NotFound` where there is no such thing."""
    executor = _executor(acting_user, kind)
    facts = executor.proposed() if executor.proposed else None
    heading, happens = what_happens(kind, facts, {}) if facts else (None, ())
    stands = facts_told(kind, facts) if facts else ()
    return Proposal(kind.value, heading, happens, open_request_of_kind(kind), stands)


def propose(*, acting_user: User, kind: ApprovalKind, reason: str) -> int:
    """Ask for it; returns the number of the request.

    The capability permits, freezes the facts and audits. Raises `NotPermitted`, `NotFound`, and `Refusal` as the
    capability does.
    """
    request = _executor(acting_user, kind).request
    if request is None:
        raise NotFound("not_asked_here", Sentence(NOT_ASKED_HERE), remedy=Sentence(OPEN_LIST))
    return request(acting_user=acting_user, reason=reason)


def _is_here(kind: ApprovalKind) -> bool:
    return kind not in OF_A_REGISTER or "salwa.storage.register" in settings.INSTALLED_APPS


def _executor(user: User, kind: ApprovalKind) -> Executor:
    check_may(user, KINDS[kind].may_request)
    if kind not in PROPOSED or not _is_here(kind):
        raise NotFound("not_asked_here", Sentence(NOT_ASKED_HERE), remedy=Sentence(OPEN_LIST))
    return executor_of(kind)
