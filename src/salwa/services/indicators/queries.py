"""What pages, files and the command line ask of the figures of tracing. Every figure says its source, method and n."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone

from salwa.domain.indicators import (
    METHODS,
    NINE,
    AnswerRate,
    Figure,
    Line,
    Span,
    answer_rate,
    figures,
    own_answers,
)
from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import NotFound
from salwa.domain.tracing import Circumstance
from salwa.services.analysis.queries import register_name
from salwa.services.indicators.counted import (
    CountedRequest,
    CountedWeapon,
    incoming_of_year,
    outgoing_of_year,
    undated_weapons,
    weapons_of_year,
    years_with_figures,
)
from salwa.services.indicators.permissions import check_may_open_cases, check_may_read_figures
from salwa.storage.accounts.models import User

SOURCE = message("Seizures and tracing cases of the register of {register}, as of {at}.")
NO_SUCH_YEAR = message("{year} is no year that figures can be made for.")
GIVE_YEAR = message("Give a year from 1900 to 2200.")
NO_SUCH_LIST = message("There is no such list of cases.")
OPEN_FROM_FIGURES = message("Open it from one of the figures.")
NO_LINE = "none"
FIRST_YEAR, LAST_YEAR = 1900, 2200
COUNTED_AS = message("Weapons by the newest classification of their incident and the newest outcome of their case.")
SPANS_AS = message("From the day of the last lawful record to the day of the incident, in calendar months.")
RATES_AS = message(
    "Requests by the year they were sent or received; medians over those acknowledged or answered. Where no "
    "acknowledgement was recorded, the answer counts as one."
)


@dataclass(frozen=True, slots=True)
class OwnFigures:
    """The figures of one year. `weapons`: all that are counted; `table`: circumstance -> line -> weapons.

    `not_classified`, `no_outcome`: weapons that stand in no circumstance or line; `undated`: in no year at all.
    """

    state: str
    register: str
    year: int
    as_of: datetime
    weapons: int
    table: Mapping[Circumstance, Mapping[Line, int]]
    no_outcome: Mapping[Circumstance, int]
    not_classified: int
    undated: int
    shares: Sequence[Figure]
    spans: Mapping[Span, int]
    outgoing: AnswerRate
    incoming: AnswerRate

    @property
    def source(self) -> Sentence:
        """Where the figures come from and as of when."""
        at = timezone.localtime(self.as_of).strftime("%Y-%m-%d %H:%M")
        return Sentence(SOURCE, {"register": self.register, "at": at})

    @property
    def with_last_record(self) -> int:
        """Weapons whose last lawful record is established: n of the spans."""
        return sum(self.spans.values())


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """Which weapons a list shows; empty means all. `lines` and `circumstances` may hold `none`: not recorded."""

    year: int
    circumstances: Collection[str] = ()
    lines: Collection[str] = ()
    span: str = ""


def own_figures(*, acting_user: User, year: int) -> OwnFigures:
    """All figures of tracing of one year, counted now."""
    check_may_read_figures(acting_user)
    _check_year(year)
    as_of = timezone.now()
    counted = weapons_of_year(year)
    by = Counter((one.circumstance, one.line) for one in counted)
    return OwnFigures(
        state=str(settings.SALWA["state"]),
        register=register_name(),
        year=year,
        as_of=as_of,
        weapons=len(counted),
        table={how: {line: by[how, line] for line in NINE} for how in Circumstance},
        no_outcome={how: by[how, None] for how in Circumstance},
        not_classified=sum(1 for one in counted if one.circumstance is None),
        undated=undated_weapons(),
        shares=_shares(str(settings.SALWA["state"]), year, counted),
        spans=_spans(counted),
        outgoing=answer_rate(one.times for one in outgoing_of_year(year)),
        incoming=answer_rate(one.times for one in incoming_of_year(year)),
    )


def years(*, acting_user: User) -> list[int]:
    """Years for which there is anything to count, newest first."""
    check_may_read_figures(acting_user)
    return years_with_figures()


def cases_behind(*, acting_user: User, wanted: CaseFilter) -> list[CountedWeapon]:
    """The weapons behind one figure. Raises `NotFound` for a list that no figure leads to."""
    check_may_open_cases(acting_user)
    _check_year(wanted.year)
    known = ({*Circumstance, NO_LINE}, {*NINE, NO_LINE}, {*Span, ""})
    if not (set(wanted.circumstances) <= known[0] and set(wanted.lines) <= known[1] and wanted.span in known[2]):
        raise NotFound("no_such_list", Sentence(NO_SUCH_LIST), remedy=Sentence(OPEN_FROM_FIGURES))
    return [one for one in weapons_of_year(wanted.year) if _wanted(one, wanted)]


def requests_behind(*, acting_user: User, year: int, direction: str) -> list[CountedRequest]:
    """The requests behind the answer rates; `direction` outgoing or incoming."""
    check_may_open_cases(acting_user)
    _check_year(year)
    if direction not in {"outgoing", "incoming"}:
        raise NotFound("no_such_list", Sentence(NO_SUCH_LIST), remedy=Sentence(OPEN_FROM_FIGURES))
    return outgoing_of_year(year) if direction == "outgoing" else incoming_of_year(year)


def plain(found: OwnFigures) -> dict[str, Any]:
    """The figures as plain values for programs; each part with its source, its method and the number behind it."""
    said = {"source": found.source.english(), "as_of": found.as_of.isoformat(timespec="seconds")}
    return {
        "state": found.state,
        "year": found.year,
        **said,
        "undated": found.undated,
        "indicator": [_plain_share(one) | {"n": found.weapons} | said for one in found.shares],
        "outcomes": {
            "method": COUNTED_AS,
            "n": found.weapons,
            "not_classified": found.not_classified,
            "rows": [
                {"circumstance": how.value, "line": line, "weapons": weapons}
                for how in Circumstance
                for line, weapons in [*found.table[how].items(), (None, found.no_outcome[how])]
            ],
            **said,
        },
        "time_to_crime": {
            "method": SPANS_AS,
            "n": found.with_last_record,
            "spans": {span.value: weapons for span, weapons in found.spans.items()},
            **said,
        },
        "requests": {"method": RATES_AS, "outgoing": _rate(found.outgoing), "incoming": _rate(found.incoming), **said},
    }


def _plain_share(one: Figure) -> dict[str, Any]:
    return {
        "method": one.method,
        "numerator": one.numerator,
        "denominator": one.denominator,
        "value": None if one.value is None else round(one.value, 4),
        "reason": one.reason.english() if one.reason else None,
        "note": one.note.english() if one.note else None,
    }


def _rate(found: AnswerRate) -> dict[str, Any]:
    return {
        "n": found.requests,
        "acknowledged": found.acknowledged,
        "answered": found.answered,
        "median_days_to_acknowledge": found.days_to_acknowledge,
        "median_days_to_answer": found.days_to_answer,
    }


def _shares(state: str, year: int, counted: Sequence[CountedWeapon]) -> list[Figure]:
    classified = [(one.circumstance, one.line) for one in counted if one.circumstance is not None]
    read = own_answers(state, year, classified)
    return [figure for method in METHODS for figure in figures(read, method.name) if method.name in OWN_METHODS]


# Own cases do not tell the parts of line 2 apart, so the method that counts illicit manufacture has no line for it.
OWN_METHODS = tuple(method.name for method in METHODS if Line.ILLICITLY_MADE not in method.above)


def _spans(counted: Sequence[CountedWeapon]) -> dict[Span, int]:
    found = Counter(one.span for one in counted if one.span is not None)
    return {span: found[span] for span in Span}


def _wanted(one: CountedWeapon, wanted: CaseFilter) -> bool:
    return (
        (not wanted.circumstances or (one.circumstance or NO_LINE) in wanted.circumstances)
        and (not wanted.lines or (one.line or NO_LINE) in wanted.lines)
        and (not wanted.span or one.span == wanted.span)
    )


def _check_year(year: int) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise NotFound("no_such_year", Sentence(NO_SUCH_YEAR, {"year": year}), remedy=Sentence(GIVE_YEAR))
