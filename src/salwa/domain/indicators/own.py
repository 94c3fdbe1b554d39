"""A State's own cases in the words of the indicator: which line a weapon stands in, and the answers they add up to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from salwa.domain.indicators.answers import Answers, Questionnaire
from salwa.domain.indicators.lines import NINE, Line
from salwa.domain.tracing import Circumstance
from salwa.domain.weapons import MarkState


def line_of_case(outcome: str, *, opened: bool, closed: bool, serial_states: Collection[str]) -> Line | None:
    """The line in which a weapon stands.

    The recorded outcome; else a case under way is pending. Without a case nothing was initiated, as far as the serial
    number was read whole; a serial that was not is not identifiable, and where nobody wrote one down the marking is
    unknown. A case that was closed without an outcome stands in no line: nobody said what became of it.
    """
    if outcome in set(NINE):
        return Line(outcome)
    if opened:
        return None if closed else Line.PENDING
    states = set(serial_states) - {MarkState.MISSING.value}
    if not states:
        return Line.MARKING_UNKNOWN
    return Line.NOT_INITIATED if MarkState.PRESENT.value in states else Line.NOT_IDENTIFIABLE


def own_answers(state: str, year: int, counted: Iterable[tuple[Circumstance, Line | None]]) -> Questionnaire:
    """The questionnaire that a State's own cases of one year answer. Where it counted, an empty line is a zero."""
    counts: dict[Circumstance, Counter[Line | None]] = {one: Counter() for one in Circumstance}
    for circumstance, line in counted:
        counts[circumstance][line] += 1
    answers = {
        one: Answers({line: found[line] for line in NINE}, frozenset(), found.total())
        for one, found in counts.items()
        if found
    }
    return Questionnaire({(state, year): answers} if answers else {})


@dataclass(frozen=True, slots=True)
class RequestTimes:
    """One request: when it went or came, when its receipt was acknowledged and when it was answered, if ever."""

    begun: datetime
    acknowledged: datetime | None
    answered: datetime | None


@dataclass(frozen=True, slots=True)
class AnswerRate:
    """Requests of one year and one direction. Medians are in days (one decimal), None where there is nothing to say."""

    requests: int
    acknowledged: int
    answered: int
    days_to_acknowledge: float | None
    days_to_answer: float | None


def answer_rate(requests: Iterable[RequestTimes]) -> AnswerRate:
    """Rates and medians. An answer without acknowledgement acknowledges as well: it shows that the request arrived."""
    counted = list(requests)
    acknowledged = [
        _days(one.begun, min(filter(None, (one.acknowledged, one.answered)), default=None)) for one in counted
    ]
    answered = [_days(one.begun, one.answered) for one in counted]
    told, given = [days for days in acknowledged if days is not None], [days for days in answered if days is not None]
    return AnswerRate(len(counted), len(told), len(given), _median(told), _median(given))


def _days(begun: datetime, done: datetime | None) -> float | None:
    return None if done is None else max(0.0, (done - begun).total_seconds() / 86_400)


def _median(days: list[float]) -> float | None:
    return round(median(days), 1) if days else None
