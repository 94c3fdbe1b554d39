"""Whether an answer says what the instrument asks of it: withheld information needs its reasons (ITI 22, 23)."""

from __future__ import annotations

from datetime import date

from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import Refusal
from salwa.domain.tracing import AnswerContents, AnswerKind
from salwa.services.tracing_requests.states import CHOOSE_STATE, NO_SUCH_STATE, is_state

WITHHELD = frozenset({AnswerKind.RESTRICTED, AnswerKind.DELAYED, AnswerKind.REFUSED})
NO_REASON = message("An answer that is delayed, restricted or refused names at least one of the four reasons (ITI 22).")
TICK_ONE = message("Tick the reason and say in a few words why it applies; the other State is told (ITI 23).")
NO_WORDS = message("The reason is ticked but not explained (ITI 23).")
NO_DAY = message("A delayed answer says until when.")
GIVE_DAY = message("Give the day by which the answer will be given.")
PAST_DAY = message("The day until which the answer is delayed has passed.")
NOTHING_SAID = message(
    "A full or restricted answer says at least one thing about the weapon, or that no record was found."
)
ADD_STATEMENT = message("Add a statement, or choose another kind of answer.")
NOTHING_WITHHELD = message("A full answer withholds nothing; reasons of ITI 22 do not belong to it.")
MARKS_TOLD = message("An answer that is delayed or refused tells no marks of the register.")
TAKE_MARKS_OUT = message("Take the marks as registered out, or choose a full or restricted answer.")
RESTRICTED_THEN = message("Choose a restricted answer, or take the reasons out.")


def check_answer(answer: AnswerContents, today: date | None = None) -> None:
    """Refuse an answer without what the instrument asks (`no_reason`, `no_day`, `nothing_said`, ...).

    `today`: the day of release, for answers of one's own; those of others are taken as they came.
    """
    if answer.kind in WITHHELD:
        _check_reasons(answer)
    elif answer.reasons:
        raise _refused("nothing_withheld", NOTHING_WITHHELD, RESTRICTED_THEN, "reasons")
    if today is not None and answer.registered and answer.kind in (AnswerKind.DELAYED, AnswerKind.REFUSED):
        raise _refused("marks_told", MARKS_TOLD, TAKE_MARKS_OUT, "registered")
    if answer.kind is AnswerKind.DELAYED and today is not None:
        if answer.until is None:
            raise _refused("no_day", NO_DAY, GIVE_DAY, "until")
        if answer.until < today:
            raise _refused("past_day", PAST_DAY, GIVE_DAY, "until")
    if answer.kind in (AnswerKind.FULL, AnswerKind.RESTRICTED) and not (
        answer.statements or answer.registered or answer.text.strip()
    ):
        raise _refused("nothing_said", NOTHING_SAID, ADD_STATEMENT, "statements")
    for one in answer.statements:
        if one.state and not is_state(one.state):
            raise Refusal(
                "no_such_state", Sentence(NO_SUCH_STATE, {"code": one.state[:20]}), remedy=Sentence(CHOOSE_STATE),
                where={"field": "statements"},
            )  # fmt: skip


def _check_reasons(answer: AnswerContents) -> None:
    if not answer.reasons:
        raise _refused("no_reason", NO_REASON, TICK_ONE, "reasons")
    if any(not one.text.strip() for one in answer.reasons):
        raise _refused("no_words", NO_WORDS, TICK_ONE, "reasons")


def _refused(code: str, words: str, remedy: str, field: str) -> Refusal:
    return Refusal(code, Sentence(words), remedy=Sentence(remedy), where={"field": field})
