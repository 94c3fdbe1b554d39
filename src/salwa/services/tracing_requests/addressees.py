"""Whom to ask about the weapon of a case, and why: the reason a request has when nobody types another (ITI 16)."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from salwa.domain.languages import Sentence
from salwa.domain.tracing import StatementKind
from salwa.domain.tracing.addressees import KnownHolder, whom_to_ask
from salwa.services.reference.knowledge import tracing_knowledge
from salwa.services.tracing_requests.contents import answer_of, contents_of_case
from salwa.services.weapons.names import name_of, reader_language
from salwa.storage.accounts.models import User
from salwa.storage.register.models import TracingCase

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


def suggested_for(case: TracingCase, user: User) -> Suggestion:
    """Whom to ask in a case that the caller has permitted to be read, in which order and why."""
    found = whom_to_ask(
        contents_of_case(case, user),
        tracing_knowledge(),
        own_state=settings.SALWA["state"],
        holders=holders_told(case),
        language=reader_language(),
    )
    states = [SuggestedState(one.state, name_of("country", one.state), one.sentence) for one in found.addressees]
    return Suggestion(tuple(states), (found.nobody,) if found.nobody else ())


def reason_to_ask(case: TracingCase, user: User, state: str) -> Sentence | None:
    """Why this State is suggested; None for one that nothing speaks for."""
    return next((one.sentence for one in suggested_for(case, user).states if one.state == state), None)


def holders_told(case: TracingCase) -> list[KnownHolder]:
    """States that answers of this case name as the next ones on the weapon's way."""
    told = []
    for request in case.requests.exclude(sent_at=None):
        answer = answer_of(request)
        for one in answer.statements if answer else ():
            if one.kind in _HELD and one.state:
                told.append(KnownHolder(one.state, one.day, request.to_state, one.kind.value))
    return told
