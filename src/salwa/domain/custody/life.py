"""The whole life of a weapon from its entries: a function of the set of entries, never of the order they came in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from salwa.domain.custody.entries import Entry, in_force
from salwa.domain.custody.findings import Finding, FindingCode
from salwa.domain.custody.ordering import Rules, ordered
from salwa.domain.custody.states import OF_PARTS, SILENT, State, after, contradictions, fits
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


def _misfit(state: State, entry: Entry) -> tuple[int, bool]:
    return len(contradictions(state, entry)), not fits(state, entry)


WHEREABOUTS = Rules(State(), after, _misfit)


def life_of(entries: Iterable[Entry], as_of: date | None = None) -> Life:
    """The life told by `entries`, up to and including the day `as_of` (None: all of it, undated entries too).

    A beginning implied by the year of manufacture counts only where no entry tells of the manufacture.
    """
    counting = in_force(entries)
    told = any(one.kind is EventKind.MANUFACTURED and not one.implied for one in counting.entries)
    in_time = (
        one for one in counting.entries if as_of is None or (one.day is not None and one.first <= as_of)
    )  # fmt: skip
    known = [one for one in in_time if not (one.implied and told)]
    made = min((one.first for one in known if one.kind is EventKind.MANUFACTURED and one.day), default=None)
    steps: list[Step] = []
    state, manufactured = State(), 0
    for entry in ordered(known, WHEREABOUTS):
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
        if entry.day is None and entry.kind not in SILENT | OF_PARTS:
            findings.append(Finding(FindingCode.UNDATED, entry.uid))
        state = after(state, entry)
        steps.append(Step(entry, state, tuple(findings), gap))
    all_found = counting.findings + tuple(finding for step in steps for finding in step.findings)
    return Life(tuple(steps), state, counting.replaced, all_found)


def _gap(steps: list[Step], entry: Entry) -> int:
    """Whole calendar years between the last dated step and `entry` in which nothing is recorded."""
    before = next((step.entry for step in reversed(steps) if step.entry.day), None)
    if before is None or entry.day is None:
        return 0
    return max(0, entry.first.year - before.last.year - 1)
