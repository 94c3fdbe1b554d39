"""The way of a weapon from manufacture to seizure, put together from what different registers say (ITI 5)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from salwa.domain.custody.days import last_day


class Source(StrEnum):
    """Who says it: the own register, the answer of another State, a finding of the case, the seizure itself."""

    REGISTER = "register"
    ANSWER = "answer"
    FINDING = "finding"
    SEIZURE = "seizure"


# Kinds in the order in which they usually follow one another on one day; words of EventKind and StatementKind.
KINDS = (
    "manufactured", "recorded", "exported", "imported", "transferred", "held", "issued", "returned", "deactivated",
    "reactivated", "converted", "last_lawful_record", "lost", "stolen", "point_of_diversion", "recovered", "seized",
    "found", "surrendered", "destroyed",
)  # fmt: skip
# After these somebody had the weapon lawfully.
LAWFUL = frozenset(
    {"manufactured", "recorded", "exported", "imported", "transferred", "held", "issued", "returned", "recovered",
     "last_lawful_record"}
)  # fmt: skip
LEFT = frozenset({"lost", "stolen", "point_of_diversion"})


@dataclass(frozen=True, slots=True)
class Station:
    """One stop on the way. `state` is where the weapon was afterwards, `from_state` where it came from if it crossed.

    `said_by` is the State whose register or answer says it; `number` the entry, request or finding behind it.
    """

    kind: str
    source: Source
    day: date | None = None
    precision: str = "day"
    state: str = ""
    from_state: str = ""
    holder: str = ""
    place: str = ""
    document: str = ""
    text: str = ""
    said_by: str = ""
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Between:
    """Days from one day to another: at least and at most, as far as both are known. Equal when both are exact."""

    at_least: int
    at_most: int


@dataclass(frozen=True, slots=True)
class Route:
    """All stations in order, the last lawful one, what took the weapon out of lawful hands, and the time since.

    `last_lawful` and `left` are None when nothing says so; `between` also when a day is not known.
    """

    stations: tuple[Station, ...]
    last_lawful: Station | None
    left: Station | None
    between: Between | None

    @property
    def states(self) -> tuple[str, ...]:
        """The States of the way in order, each stop once; an import of what was exported is the same crossing."""
        found: list[str] = []
        for one in self.stations:
            arrived = bool(found) and found[-1] == one.state
            for state in () if arrived else (one.from_state, one.state):
                if state and (not found or found[-1] != state):
                    found.append(state)
        return tuple(found)


def route_of(tellings: Iterable[Sequence[Station]], seizure: Station) -> Route:
    """The route from several tellings, each in its own order, that ends with `seizure`.

    A station without a day keeps its place within its telling: it stands with the one before it, and at the beginning
    of a telling with the one after it; a manufacture without a day comes first. The same thing told twice by one State
    stands once.
    """
    placed = [(day, place, one) for telling in tellings for place, (day, one) in enumerate(_dated(telling))]
    placed.sort(key=lambda one: (one[0], _usual(one[2].kind), one[1]))
    # Told again in a later answer, a thing has another number and nothing else.
    stations = tuple({replace(one, number=None): one for _, _, one in reversed(placed)}.values())[::-1]
    lawful = next((one for one in reversed(stations) if one.kind in LAWFUL), None)
    said = next((one for one in reversed(stations) if one.kind == "last_lawful_record"), None)
    lawful = said or lawful
    after = stations[stations.index(lawful) + 1 :] if lawful else stations
    named = next((one for one in reversed(stations) if one.kind == "point_of_diversion"), None)
    left = named or next((one for one in after if one.kind in LEFT), None)
    return Route((*stations, seizure), lawful, left, time_between(lawful, seizure) if lawful else None)


def time_between(first: Station, then: Station) -> Between | None:
    """Days from `first` to `then`; None when either day is unknown."""
    if first.day is None or then.day is None:
        return None
    at_most = (last_day(then.day, then.precision) - first.day).days
    at_least = (then.day - last_day(first.day, first.precision)).days
    return Between(max(0, at_least), max(0, at_most))


def _dated(telling: Sequence[Station]) -> list[tuple[date, Station]]:
    """Each station with the day by which it is put in order."""
    days: list[date | None] = [one.day for one in telling]
    for place, one in enumerate(telling):
        if days[place] is None and one.kind == "manufactured":
            days[place] = date.min
        elif days[place] is None and place > 0:
            days[place] = days[place - 1]
    following = date.max
    for place in reversed(range(len(telling))):
        known = days[place]
        following = known if known is not None else following
        days[place] = following
    return [(day or date.max, one) for day, one in zip(days, telling, strict=True)]


def _usual(kind: str) -> int:
    return KINDS.index(kind) if kind in KINDS else len(KINDS)
