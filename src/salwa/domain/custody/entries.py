"""One entry about a weapon's life as the rules see it, and which entries are in force after corrections."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from salwa.domain.custody.days import last_day
from salwa.domain.custody.findings import Finding, FindingCode
from salwa.domain.weapons import EventKind

# The uid of the beginning that follows from a weapon's year of manufacture: no entry of a person has it.
BEGINNING = "beginning"
# Kinds that belong to the beginning of a life, or of what is known of it.
EARLY = (EventKind.MANUFACTURED, EventKind.PROOFED, EventKind.MARKED)
# The order in which kinds usually follow one another; decides only between entries nothing else tells apart.
USUAL_ORDER = {kind: place for place, kind in enumerate(EventKind)}


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that happened to a weapon. Never changed: a correction is another entry with `corrects`.

    `uid` is made once by whoever records (a phone, an import, the exchange), so the same entry received twice is one.
    `day` is the first day of what is known, `precision` day, month or year; None when no date is known. Several
    entries of one day may be told apart by `place_in_day` (1, 2, ...; 0 = not said). `giver` and `receiver` are
    numbers of holders, `country` the other State of an import or export. `cancels` says that the corrected entry
    never happened. `weapon` and `part` are numbers that only the rules of parts look at. `implied` marks the beginning
    that follows from a weapon's year of manufacture: nobody recorded it, and it says nothing of where the weapon was.
    `recorded` is the day on which it was first recorded: it happened no later, however little else is known.
    """

    uid: str
    kind: EventKind
    day: date | None = None
    precision: str = "day"
    place_in_day: int = 0
    giver: int | None = None
    receiver: int | None = None
    country: str = ""
    corrects: str = ""
    cancels: bool = False
    weapon: int = 0
    part: int | None = None
    implied: bool = False
    recorded: date | None = None

    @property
    def first(self) -> date:
        """The first day on which it can have happened."""
        if self.day is None:
            return date.min
        return self.day

    @property
    def last(self) -> date:
        """The last day on which it can have happened."""
        end = date.max if self.day is None else last_day(self.day, self.precision)
        return self.recorded if self.recorded is not None and self.first <= self.recorded < end else end

    @property
    def sorted_day(self) -> date:
        """Where it stands when nothing else decides: beginnings as early as they can be, all others as late."""
        return self.first if self.kind in EARLY else self.last


def beginning(year: int, month: int | None = None) -> Entry:
    """The beginning of a life of which no entry tells, from the year (and month) of manufacture."""
    precision = "month" if month else "year"
    return Entry(BEGINNING, EventKind.MANUFACTURED, date(year, month or 1, 1), precision, implied=True)


@dataclass(frozen=True, slots=True)
class InForce:
    """Entries that count, and for each entry that no longer does the uid of the one that replaced it."""

    entries: tuple[Entry, ...]
    replaced: dict[str, str]
    findings: tuple[Finding, ...]


def in_force(entries: Iterable[Entry]) -> InForce:
    """Resolve corrections: an entry that was corrected no longer counts, whatever the order in which both arrived.

    Of two corrections of one entry (made apart, without network) the one with the smaller uid counts, so that every
    copy of the register says the same, and a finding asks a person to decide. A correction whose original has not
    arrived yet counts as an entry of its own.
    """
    by_uid = {entry.uid: entry for entry in entries}
    rivals: dict[str, list[Entry]] = defaultdict(list)
    for entry in by_uid.values():
        if entry.corrects in by_uid and entry.corrects != entry.uid:
            rivals[entry.corrects].append(entry)
    replaced: dict[str, str] = {}
    findings: list[Finding] = []
    for original in sorted(rivals):
        winner, *others = sorted(rivals[original], key=lambda one: one.uid)
        replaced[original] = winner.uid
        for other in others:
            replaced[other.uid] = winner.uid
        if others:
            findings.append(Finding(FindingCode.RIVAL_CORRECTIONS, winner.uid))
    counting = tuple(
        sorted((one for one in by_uid.values() if one.uid not in replaced and not one.cancels), key=lambda one: one.uid)
    )
    findings += [
        Finding(FindingCode.LOOSE_CORRECTION, one.uid)
        for one in sorted(by_uid.values(), key=lambda one: one.uid)
        if one.corrects and one.corrects not in by_uid
    ]
    return InForce(counting, replaced, tuple(findings))
