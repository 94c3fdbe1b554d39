"""What is recorded about a weapon by hand, and what a weapon's page shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from salwa.services.custody.shown import LifeShown
from salwa.services.weapons.marks_read import MarkEntry, MarkShown


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
    """A weapon as typed; every text is kept as it is. `state_owned` and `modular` are yes, no or unknown.

    `build` says how it came into being, `frame_material` of what its frame or receiver is made (domain/weapons).
    """

    type: str = ""
    maker: str = ""
    model: str = ""
    calibre: str = ""
    country: str = ""
    import_country: str = ""
    year: str = ""
    state_owned: str = "unknown"
    build: str = "unknown"
    frame_material: str = "unknown"
    modular: str = "unknown"
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
    """Everything a weapon's page shows, as of the moment `as_of`; `life` stands for the day that was asked for.

    `may_record` marks, parts and pictures, `may_enter` entries about this weapon, `may_correct` what is recorded.
    """

    number: int
    kind: str
    shape: str
    title: str
    fields: tuple[FieldShown, ...]
    year: int | None
    month: int | None
    year_origin: str
    state_owned: str
    build: str
    frame_material: str
    modular: str
    unit: str
    reference: str
    marks: tuple[MarkShown, ...]
    pictures: tuple[PictureShown, ...]
    life: LifeShown
    origin: OriginShown
    same_mark: tuple[SameMark, ...]
    withdrawn_at: datetime | None
    as_of: datetime
    may_record: bool
    may_enter: bool
    may_correct: bool
