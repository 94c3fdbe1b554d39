"""The whole life of a weapon from its entries: a function of the set of entries, never of the order they came in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from salwa.domain.custody.entries import USUAL_ORDER, Entry, in_force
from salwa.domain.custody.findings import Finding, FindingCode
from salwa.domain.custody.states import SILENT, State, after, contradictions, fits
from salwa.domain.weapons import EventKind

# From this many years without a record a gap is said in words.
LONG_GAP_YEARS = 5


@dataclass(frozen=True, slots=True)
class Step:
    """One entry in its place: the state after it, what does not fit, and years without a record before it."""

    entry: Entry
    state: State
    findings: tuple[Finding, ...]
    gap_years: int


@dataclass(frozen=True, slots=True)
class Life:
    """A weapon's life. `state` is the last step's; `replaced` names for each corrected entry the one that counts."""

    steps: tuple[Step, ...]
    state: State
    replaced: dict[str, str]
    findings: tuple[Finding, ...]

    @property
    def contradictions(self) -> int:
        """How many findings contradict another entry."""
        return sum(finding.contradicts for finding in self.findings)


def life_of(entries: Iterable[Entry], as_of: date | None = None) -> Life:
    """The life told by `entries`, up to and including the day `as_of` (None: all of it, undated entries too)."""
    counting = in_force(entries)
    known = [one for one in counting.entries if as_of is None or (one.day is not None and one.first <= as_of)]
    made = min((one.first for one in known if one.kind is EventKind.MANUFACTURED and one.day), default=None)
    steps: list[Step] = []
    state, manufactured = State(), 0
    for entry in ordered(known):
        findings = contradictions(state, entry)
        if entry.kind is EventKind.MANUFACTURED:
            manufactured += 1
            if manufactured > 1:
                findings.append(Finding(FindingCode.MANUFACTURED_TWICE, entry.uid))
        elif made and entry.day and entry.last < made:
            findings.append(Finding(FindingCode.BEFORE_MANUFACTURE, entry.uid))
        gap = _gap(steps, entry)
        if gap >= LONG_GAP_YEARS:
            findings.append(Finding(FindingCode.LONG_GAP, entry.uid, {"years": gap}))
        if entry.day is None and entry.kind not in SILENT:
            findings.append(Finding(FindingCode.UNDATED, entry.uid))
        state = after(state, entry)
        steps.append(Step(entry, state, tuple(findings), gap))
    all_found = counting.findings + tuple(finding for step in steps for finding in step.findings)
    return Life(tuple(steps), state, counting.replaced, all_found)


def ordered(entries: Iterable[Entry]) -> list[Entry]:
    """The entries in the order in which they happened, as far as their dates and holders tell.

    An entry known to the month or year may lie anywhere in it, one without a date anywhere: it takes the first place
    where it fits the state, else its last possible one. Entries of one day follow `place_in_day` where both say it.
    """
    pending = sorted(entries, key=_usual)
    found: list[Entry] = []
    state = State()
    while pending:
        horizon = min(one.last for one in pending)
        possible = [one for one in pending if one.first <= horizon]
        chosen = min(_not_later_in_the_day(possible), key=lambda one: (*_misfit(state, one), *_usual(one)))
        pending.remove(chosen)
        found.append(chosen)
        state = after(state, chosen)
    return found


def _misfit(state: State, entry: Entry) -> tuple[int, bool]:
    return len(contradictions(state, entry)), not fits(state, entry)


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


def _gap(steps: list[Step], entry: Entry) -> int:
    """Whole calendar years between the last dated step and `entry` in which nothing is recorded."""
    before = next((step.entry for step in reversed(steps) if step.entry.day), None)
    if before is None or entry.day is None:
        return 0
    return max(0, entry.first.year - before.last.year - 1)
