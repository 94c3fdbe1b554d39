"""What a tracing case establishes: checked before it is recorded. The newest finding of a kind counts (ITI 5)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from salwa.domain.custody.days import last_day
from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import Refusal
from salwa.domain.tracing.vocabulary import Outcome

LONGEST = 2_000
NO_SUCH_STATE = message("There is no State with the code {code}.")
USE_ISO = message("Use the three letters of ISO 3166, for example KEN.")
SAYS_NOTHING = message("The last lawful record names neither a State nor a holder.")
NAME_ONE = message("Say in which State it was, or who held it.")
NO_HOW = message("The point of diversion is given without how it was established.")
SAY_HOW = message("Say what shows it: an answer of a State, a report of theft, a statement, the marks.")
POINT_NOWHERE = message("The point of diversion names neither a State nor a place nor a day.")
SAY_WHERE = message("Say where or when the weapon left lawful hands, as far as that is known.")
AFTER_SEIZURE = message("The day {day} lies after the seizure.")
CHECK_DAY = message("Check the day; the weapon was in the hands of the authorities by then.")


class FindingKind(StrEnum):
    """What a finding is about."""

    OUTCOME = "outcome"
    LAST_LAWFUL = "last_lawful_record"
    DIVERSION = "point_of_diversion"


class Established(StrEnum):
    """How the point of diversion became known: by tracing, or otherwise (IAFQ line 1.4)."""

    TRACING = "tracing"
    OTHERWISE = "otherwise"


@dataclass(frozen=True, slots=True)
class OutcomeFound:
    """The outcome of the tracing (IAFQ)."""

    outcome: Outcome


@dataclass(frozen=True, slots=True)
class LastLawful:
    """The last lawful record. `day` is the first day of what is known (`precision`), None when unknown."""

    state: str = ""
    day: date | None = None
    precision: str = "day"
    holder: str = ""
    document: str = ""


@dataclass(frozen=True, slots=True)
class Diversion:
    """Where the weapon became illicit, and how that was established."""

    state: str = ""
    day: date | None = None
    precision: str = "day"
    place: str = ""
    how: str = ""
    established: Established = Established.TRACING


Found = OutcomeFound | LastLawful | Diversion


def kind_of(found: Found) -> FindingKind:
    """Of which kind a finding is."""
    if isinstance(found, OutcomeFound):
        return FindingKind.OUTCOME
    return FindingKind.LAST_LAWFUL if isinstance(found, LastLawful) else FindingKind.DIVERSION


def check_found(found: Found, *, states: Collection[str], seized: tuple[date | None, str]) -> None:
    """Refuse what can only be a slip. `states` are the codes there are, `seized` the day of the seizure.

    Raises `Refusal` (`no_such_state`, `finding_says_nothing`, `how_missing`, `after_the_seizure`), each with its field.
    """
    if isinstance(found, OutcomeFound):
        return
    if found.state and found.state not in states:
        raise _refused("no_such_state", Sentence(NO_SUCH_STATE, {"code": found.state}), USE_ISO, "state")
    day, precision = seized
    if found.day is not None and day is not None and found.day > last_day(day, precision):
        raise _refused("after_the_seizure", Sentence(AFTER_SEIZURE, {"day": found.day.isoformat()}), CHECK_DAY, "day")
    if isinstance(found, LastLawful):
        if not (found.state or found.holder.strip()):
            raise _refused("finding_says_nothing", Sentence(SAYS_NOTHING), NAME_ONE, "state")
        return
    if not (found.state or found.place.strip() or found.day):
        raise _refused("finding_says_nothing", Sentence(POINT_NOWHERE), SAY_WHERE, "state")
    if not found.how.strip():
        raise _refused("how_missing", Sentence(NO_HOW), SAY_HOW, "how")


def values_of(found: Found) -> dict[str, Any]:
    """A finding as plain values for JSON, by the names of its kind."""
    if isinstance(found, OutcomeFound):
        return {"outcome": found.outcome.value}
    plain = {
        "state": found.state,
        "day": found.day.isoformat() if found.day else "",
        "precision": found.precision,
    }
    if isinstance(found, LastLawful):
        return plain | {"holder": found.holder.strip()[:LONGEST], "document": found.document.strip()[:LONGEST]}
    return plain | {
        "place": found.place.strip()[:LONGEST],
        "how": found.how.strip()[:LONGEST],
        "established": found.established.value,
    }


def _refused(code: str, sentence: Sentence, remedy: str, field: str) -> Refusal:
    return Refusal(code, sentence, remedy=Sentence(remedy), where={"field": field})
