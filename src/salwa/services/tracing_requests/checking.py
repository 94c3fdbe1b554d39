"""The completeness gate before sending, and whom to ask, for requests and cases of the register (ITI 17)."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone

from salwa.domain.languages import Sentence
from salwa.domain.refusals import NotFound
from salwa.domain.tracing import StatementKind, request_from_json
from salwa.domain.tracing.addressees import KnownHolder, whom_to_ask
from salwa.domain.tracing.gate import Remark, examine
from salwa.services.reference.knowledge import tracing_knowledge
from salwa.services.tracing_requests.composing import NO_SUCH_CASE
from salwa.services.tracing_requests.contents import answer_of, contents_of_case
from salwa.services.tracing_requests.permissions import check_may_work_on_requests
from salwa.services.tracing_requests.steps import no_such_request
from salwa.services.weapons.names import name_of, reader_language
from salwa.storage.accounts.models import User
from salwa.storage.register.models import OutgoingRequest, TracingCase

# What an answer says of another State on the weapon's way.
_HELD = frozenset({StatementKind.EXPORTED, StatementKind.IMPORTED, StatementKind.TRANSFERRED, StatementKind.HELD})


@dataclass(frozen=True, slots=True)
class SuggestedState:
    """A State to ask, with its name in the reader's language and why."""

    state: str
    name: str
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The States to ask, in order; `nobody` says why there is none."""

    states: tuple[SuggestedState, ...]
    nobody: tuple[Sentence, ...]


def remarks_for(*, acting_user: User, request_id: int) -> tuple[Remark, ...]:
    """What the gate says about a draft. Raises `NotPermitted`, `NotFound`."""
    check_may_work_on_requests(acting_user)
    row = OutgoingRequest.objects.filter(pk=request_id).first()
    if row is None:
        raise no_such_request()
    return remarks_on(row)


def remarks_on(row: OutgoingRequest) -> tuple[Remark, ...]:
    """What the gate says about a request that the caller has permitted to be read."""
    return examine(
        request_from_json(row.contents), tracing_knowledge(), today=timezone.localdate(), addressed_to=row.to_state,
        own_state=settings.SALWA["state"], language=reader_language(),
        holders=[one.state for one in _holders(row.case)],
    )  # fmt: skip


def addressees_of_case(*, acting_user: User, case_id: int) -> Suggestion:
    """Whom to ask about the weapon of a case, in which order and why. Raises `NotPermitted`, `NotFound`."""
    check_may_work_on_requests(acting_user)
    case = TracingCase.objects.filter(pk=case_id).first()
    if case is None:
        raise NotFound("no_such_case", Sentence(NO_SUCH_CASE))
    found = whom_to_ask(
        contents_of_case(case, acting_user),
        tracing_knowledge(),
        own_state=settings.SALWA["state"],
        holders=_holders(case),
        language=reader_language(),
    )
    states = [SuggestedState(one.state, name_of("country", one.state), one.sentence) for one in found.addressees]
    return Suggestion(tuple(states), (found.nobody,) if found.nobody else ())


def _holders(case: TracingCase) -> list[KnownHolder]:
    """States that answers of this case name as the next ones on the weapon's way."""
    told = []
    for request in case.requests.exclude(sent_at=None):
        answer = answer_of(request)
        for one in answer.statements if answer else ():
            if one.kind in _HELD and one.state:
                told.append(KnownHolder(one.state, one.day, request.to_state, one.kind.value))
    return told
