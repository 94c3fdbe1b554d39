"""Where a part sits and which parts a weapon is made of, on any day (resolution 77/71, paragraphs 12 and 32).

A modular weapon keeps its controlled part and changes the others; a barrel has a life of its own. Entries part_fitted
and part_removed tell it. A part that sits in two weapons at once is a contradiction, said as a finding; acts of the
present are refused (services/custody/parts.py).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from salwa.domain.custody.entries import Entry
from salwa.domain.custody.findings import Finding, FindingCode
from salwa.domain.custody.ordering import Rules, ordered
from salwa.domain.custody.states import OF_PARTS
from salwa.domain.weapons import EventKind


@dataclass(frozen=True, slots=True)
class Seat:
    """The weapon a part sits in (None: in store, or nobody knows) and the entry that brought it there."""

    weapon: int | None = None
    entry: Entry | None = None


@dataclass(frozen=True, slots=True)
class PartStep:
    """One entry of a part's life: where it sits after it, and what does not fit."""

    entry: Entry
    seat: Seat
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class PartLife:
    """A part's life in weapons; `seat` is where it sits after the last step."""

    steps: tuple[PartStep, ...] = ()

    @property
    def seat(self) -> Seat:
        """Where the part sits now."""
        return self.steps[-1].seat if self.steps else Seat()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What does not fit, in the order of the steps."""
        return tuple(finding for step in self.steps for finding in step.findings)

    def on(self, day: date) -> Seat:
        """Where the part sat at the end of `day`: what is known to have happened later is left out."""
        seat = Seat()
        for step in self.steps:
            if step.entry.day is not None and step.entry.first > day:
                break
            seat = step.seat
        return seat


def _after(seat: Seat, entry: Entry) -> Seat:
    """Every entry is taken at its word; a removal from another weapon than the one it sits in changes nothing."""
    if entry.kind is EventKind.PART_FITTED:
        return Seat(entry.weapon, entry)
    return Seat() if seat.weapon in (None, entry.weapon) else seat


def _contradictions(seat: Seat, entry: Entry) -> list[Finding]:
    values = {"part": entry.part} if entry.part is not None else {}
    if entry.kind is EventKind.PART_FITTED and seat.weapon is not None and seat.entry is not None:
        if seat.weapon == entry.weapon:
            return [Finding(FindingCode.PART_FITTED_TWICE, entry.uid, values)]
        # Said at both weapons: whoever looks at one of them may not know of the other.
        taken = Finding(FindingCode.PART_TAKEN_UNREMOVED, seat.entry.uid, values)
        return [Finding(FindingCode.PART_SITS_ELSEWHERE, entry.uid, values), taken]
    if entry.kind is EventKind.PART_REMOVED and seat.weapon != entry.weapon:
        return [Finding(FindingCode.PART_REMOVED_UNFITTED, entry.uid, values)]
    return []


def _misfit(seat: Seat, entry: Entry) -> tuple[int, bool]:
    removal = entry.kind is EventKind.PART_REMOVED
    return len(_contradictions(seat, entry)), not removal


SEATS = Rules(Seat(), _after, _misfit)


def life_of_part(entries: Iterable[Entry]) -> PartLife:
    """The life of one part from those entries about it that are in force, in whatever order they come."""
    seat = Seat()
    steps = []
    for entry in ordered((one for one in entries if one.kind in OF_PARTS), SEATS):
        findings = _contradictions(seat, entry)
        seat = _after(seat, entry)
        steps.append(PartStep(entry, seat, tuple(findings)))
    return PartLife(tuple(steps))


def lives_of_parts(entries: Iterable[Entry]) -> dict[int, PartLife]:
    """The life of every part that these entries (in force, of any weapons) name."""
    by_part: dict[int, list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.kind in OF_PARTS and entry.part is not None:
            by_part[entry.part].append(entry)
    return {part: life_of_part(own) for part, own in by_part.items()}


def configuration(weapon: int, lives: Mapping[int, PartLife], day: date | None = None) -> dict[int, Seat]:
    """The parts that sit in `weapon` now, or sat in it at the end of `day`: number of the part -> since when."""
    seats = {part: life.seat if day is None else life.on(day) for part, life in lives.items()}
    return {part: seat for part, seat in sorted(seats.items()) if seat.weapon == weapon}
