"""The order in which entries happened, as far as their dates and their sense tell."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from salwa.domain.custody.entries import USUAL_ORDER, Entry

S = TypeVar("S")


@dataclass(frozen=True, slots=True)
class Rules(Generic[S]):
    """How a state begins, what an entry does to it, and how badly an entry fits it (the smaller the better)."""

    begin: S
    after: Callable[[S, Entry], S]
    misfit: Callable[[S, Entry], tuple[int, bool]]


def ordered(entries: Iterable[Entry], rules: Rules[S]) -> list[Entry]:
    """The entries in the order in which they happened.

    An entry known to the month or year may lie anywhere in it, one without a date anywhere: it takes the first place
    where it fits the state, else its last possible one. Entries of one day follow `place_in_day` where both say it.
    """
    pending = sorted(entries, key=_usual)
    found: list[Entry] = []
    state = rules.begin
    while pending:
        horizon = min(one.last for one in pending)
        possible = _not_later_in_the_day([one for one in pending if one.first <= horizon])
        chosen = possible[0] if len(possible) == 1 else _best(possible, state, rules)
        pending.remove(chosen)
        found.append(chosen)
        state = rules.after(state, chosen)
    return found


def _best(possible: list[Entry], state: S, rules: Rules[S]) -> Entry:
    return min(possible, key=lambda one: (*rules.misfit(state, one), *_usual(one)))


def _usual(entry: Entry) -> tuple[date, int, int, str]:
    return entry.sorted_day, entry.place_in_day, USUAL_ORDER[entry.kind], entry.uid


def _not_later_in_the_day(possible: list[Entry]) -> list[Entry]:
    """Leave out entries that were said to come after another one of the same day."""
    first: dict[date, int] = {}
    for one in possible:
        if one.day and one.precision == "day" and one.place_in_day:
            first[one.day] = min(first.get(one.day, one.place_in_day), one.place_in_day)
    return [
        one
        for one in possible
        if not (one.day and one.precision == "day" and one.place_in_day) or one.place_in_day == first[one.day]
    ]
