"""What is recorded about a weapon by hand, and what a weapon's page shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from salwa.domain.languages import Sentence


@dataclass(frozen=True, slots=True)
class MarkEntry:
    """One mark as an officer records it: on which part, struck when, what kind, the text exactly as read, its state."""

    component: str
    occasion: str
    content: str
    text: str
    state: str


@dataclass(frozen=True, slots=True)
class EventEntry:
    """What happened to the weapon when it was recorded. `precision` is day, month or year; `date` None = not known."""

    kind: str
    date: date | None = None
    precision: str = "day"
    date_text: str = ""
    place: str = ""
    incident: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class WeaponEntry:
    """A weapon as typed; every text is kept as it is. `state_owned` is yes, no or unknown."""

    type: str = ""
    maker: str = ""
    model: str = ""
    calibre: str = ""
    country: str = ""
    import_country: str = ""
    year: str = ""
    state_owned: str = "unknown"
    reference: str = ""
    marks: tuple[MarkEntry, ...] = ()
    event: EventEntry | None = None


@dataclass(frozen=True, slots=True)
class FieldShown:
    """One field of the page: the text as typed and what it was read as. `confidence` in per cent, 0 when not read.

    `inferred`: nothing was typed here, the reading follows from another field.
    """

    field: str
    text: str
    code: str
    name: str
    confidence: int
    inferred: bool


@dataclass(frozen=True, slots=True)
class PictureShown:
    """One picture; `mark` is the mark it shows, None when it shows the whole weapon."""

    number: int
    caption: str
    width: int
    height: int
    mark: int | None
    added_at: datetime


@dataclass(frozen=True, slots=True)
class MarkShown:
    """One mark of the page with its pictures."""

    number: int
    component: str
    occasion: str
    content: str
    text: str
    normalised: str
    state: str
    method: str


@dataclass(frozen=True, slots=True)
class EventShown:
    """One event of the life. `gap_years`: whole years without any record before it."""

    kind: str
    date: date | None
    precision: str
    date_text: str
    place: str
    incident: str
    note: str
    before: tuple[tuple[str, str], ...]
    recorded_at: datetime
    gap_years: int = 0


@dataclass(frozen=True, slots=True)
class OriginShown:
    """Where the record comes from: a person, or a row of an imported file with its cells exactly as read."""

    recorded_at: datetime
    recorded_by: str
    import_number: int | None
    file_name: str
    row: int | None
    cells: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class SameMark:
    """Another record whose serial folds to the same skeleton. `agrees`: no field that both know contradicts."""

    number: int
    serial: str
    maker: str
    model: str
    calibre: str
    agrees: bool


@dataclass(frozen=True, slots=True)
class WeaponPage:
    """Everything a weapon's page shows, as of `as_of`."""

    number: int
    kind: str
    shape: str
    title: str
    fields: tuple[FieldShown, ...]
    year: int | None
    month: int | None
    year_origin: str
    state_owned: str
    reference: str
    marks: tuple[MarkShown, ...]
    pictures: tuple[PictureShown, ...]
    events: tuple[EventShown, ...]
    origin: OriginShown
    same_mark: tuple[SameMark, ...]
    withdrawn_at: datetime | None
    as_of: datetime
    may_record: bool
    reasons: tuple[Sentence, ...] = ()
