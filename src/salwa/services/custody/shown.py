"""A weapon's life as its page, the interface and the commands show it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from salwa.domain.languages import Sentence
from salwa.services.custody.names import HolderShown
from salwa.services.weapons.marks_read import MarkShown


@dataclass(frozen=True, slots=True)
class EntryShown:
    """One entry as recorded. `number` is None for the beginning that follows from the year of manufacture.

    `giver_text` and `receiver_text` are what was typed where the holder is not in the register. `reason` says why it
    corrects or cancels another entry. `source` is person, or empty for an import.
    """

    number: int | None
    uid: str
    kind: str
    date: date | None
    precision: str = "day"
    date_text: str = ""
    place_in_day: int = 0
    giver: HolderShown | None = None
    giver_text: str = ""
    receiver: HolderShown | None = None
    receiver_text: str = ""
    country: str = ""
    country_name: str = ""
    place: str = ""
    incident: str = ""
    document: str = ""
    note: str = ""
    part: int | None = None
    corrects: int | None = None
    cancels: bool = False
    reason: str = ""
    source: str = ""
    recorded_at: datetime | None = None
    recorded_by: str = ""


@dataclass(frozen=True, slots=True)
class FoundShown:
    """Something that does not fit: in words, with what to do; `contradicts` False for gaps and open points."""

    code: str
    sentence: Sentence
    remedy: Sentence
    contradicts: bool


@dataclass(frozen=True, slots=True)
class StepShown:
    """An entry in its place, what does not fit, whole years without a record before it, entries it replaced."""

    entry: EntryShown
    gap_years: int = 0
    findings: tuple[FoundShown, ...] = ()
    earlier: tuple[EntryShown, ...] = ()


@dataclass(frozen=True, slots=True)
class CancelledShown:
    """An entry that never happened: who said so, when and why, and the entries it stood for."""

    by: EntryShown
    entries: tuple[EntryShown, ...]


@dataclass(frozen=True, slots=True)
class StateShown:
    """Where the weapon is, or was at the end of a day. `place` is the last place recorded since it came there."""

    whereabouts: str
    holder: HolderShown | None = None
    user: HolderShown | None = None
    last_lawful: HolderShown | None = None
    country: str = ""
    country_name: str = ""
    deactivated: bool = False
    converted: bool = False
    since: date | None = None
    place: str = ""


@dataclass(frozen=True, slots=True)
class ChangeShown:
    """One value that a correction of the record changed. `what` is a field's name, or mark."""

    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class CorrectionShown:
    """A correction of the record itself, by a person or by an import: who, when, why, what it said before."""

    number: int
    at: datetime
    by: str
    reason: str
    changes: tuple[ChangeShown, ...]
    date: date | None = None
    precision: str = "day"
    place: str = ""
    incident: str = ""


@dataclass(frozen=True, slots=True)
class PartShown:
    """A part with marks of its own. `since` and `precision` tell when it was fitted (None: not known)."""

    number: int
    component: str
    description: str
    maker: str
    calibre: str
    material: str
    essential: bool
    marks: tuple[MarkShown, ...]
    since: date | None = None
    precision: str = "day"
    fitted: bool = True


@dataclass(frozen=True, slots=True)
class LifeShown:
    """The whole life. `on` is the day asked for (None: now); `version` grows with every entry (0: none yet).

    `state`, `steps` and `parts` stand for that day; `cancelled`, `corrections` and `contradictions` for the record as
    it is now. `former` are parts known to have sat in the weapon at another time, `loose` findings that stand at no
    step.
    """

    state: StateShown
    steps: tuple[StepShown, ...]
    cancelled: tuple[CancelledShown, ...]
    corrections: tuple[CorrectionShown, ...]
    parts: tuple[PartShown, ...]
    former: tuple[PartShown, ...]
    contradictions: int
    version: int
    loose: tuple[FoundShown, ...] = ()
    on: date | None = None
