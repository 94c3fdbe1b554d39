"""Where a request between two States stands: computed from its steps, the same on both sides (ITI 16-23)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from salwa.domain.tracing.vocabulary import AnswerKind, Step


class RequestState(StrEnum):
    """Where a request stands. `delayed` is an answer after which another one follows (ITI 22)."""

    DRAFT = "draft"
    SENT = "sent"
    ACKNOWLEDGED = "acknowledged"
    INFORMATION_ASKED = "information_asked"
    ANSWERED = "answered"
    RESTRICTED = "restricted"
    DELAYED = "delayed"
    REFUSED = "refused"
    CLARIFICATION_ASKED = "clarification_asked"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Taken:
    """One step that was taken; `answer` is the kind of answer where the step carries one."""

    step: Step
    answer: AnswerKind | None = None


# Answer -> state after it.
AFTER_ANSWER = {
    AnswerKind.FULL: RequestState.ANSWERED,
    AnswerKind.RESTRICTED: RequestState.RESTRICTED,
    AnswerKind.DELAYED: RequestState.DELAYED,
    AnswerKind.REFUSED: RequestState.REFUSED,
}
AFTER = {
    Step.SENT: RequestState.SENT,
    Step.ACKNOWLEDGED: RequestState.ACKNOWLEDGED,
    Step.INFORMATION_ASKED: RequestState.INFORMATION_ASKED,
    Step.INFORMATION_GIVEN: RequestState.ACKNOWLEDGED,
    Step.CLARIFICATION_ASKED: RequestState.CLARIFICATION_ASKED,
    Step.WITHDRAWN: RequestState.WITHDRAWN,
    Step.CLOSED: RequestState.CLOSED,
}
_OPEN = frozenset({RequestState.SENT, RequestState.ACKNOWLEDGED, RequestState.INFORMATION_ASKED, RequestState.DELAYED})
_DONE = frozenset({RequestState.ANSWERED, RequestState.RESTRICTED, RequestState.DELAYED, RequestState.REFUSED})
# Step -> states in which it may be taken. An answer may come before the acknowledgement was seen: messages overtake.
MAY_FOLLOW: dict[Step, frozenset[RequestState]] = {
    Step.SENT: frozenset({RequestState.DRAFT}),
    Step.ACKNOWLEDGED: frozenset({RequestState.SENT}),
    Step.INFORMATION_ASKED: frozenset({RequestState.SENT, RequestState.ACKNOWLEDGED, RequestState.DELAYED}),
    Step.INFORMATION_GIVEN: frozenset({RequestState.INFORMATION_ASKED}),
    Step.ANSWERED: _OPEN,
    Step.CLARIFICATION_ASKED: _DONE,
    Step.CLARIFIED: frozenset({RequestState.CLARIFICATION_ASKED}),
    Step.WITHDRAWN: _OPEN,
    Step.CLOSED: _DONE | {RequestState.CLARIFICATION_ASKED, RequestState.WITHDRAWN},
}
OPEN_STATES = _OPEN | {RequestState.CLARIFICATION_ASKED}


def state_after(steps: Iterable[Taken]) -> RequestState:
    """The state after these steps in the order in which this side learnt of them.

    A step that cannot follow changes nothing: an acknowledgement that arrives after the answer is kept and does not
    turn the clock back.
    """
    state = RequestState.DRAFT
    for taken in steps:
        if state in MAY_FOLLOW[taken.step]:
            state = _next(taken)
    return state


def may_follow(state: RequestState, step: Step) -> bool:
    """Whether `step` may be taken in `state`."""
    return state in MAY_FOLLOW[step]


def _next(taken: Taken) -> RequestState:
    if taken.step in (Step.ANSWERED, Step.CLARIFIED):
        return AFTER_ANSWER[taken.answer or AnswerKind.FULL]
    return AFTER[taken.step]
