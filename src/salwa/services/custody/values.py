"""What the doors give to and get from the custody services."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from salwa.domain.weapons import EventKind
from salwa.services.weapons.marks_read import MarkEntry


@dataclass(frozen=True, slots=True)
class LifeEntry:
    """An entry to be recorded. `uid` is made by whoever records (a UUID); the same uid sent twice is one entry.

    `giver` and `receiver` are numbers of holders; `giver_text` and `receiver_text` what was typed where the holder is
    not in the register; `country` is the three-letter code of the other State of an import or export.
    """

    weapon: int
    kind: EventKind
    uid: str
    day: date | None = None
    precision: str = "day"
    date_text: str = ""
    place_in_day: int = 0
    giver: int | None = None
    receiver: int | None = None
    giver_text: str = ""
    receiver_text: str = ""
    country: str = ""
    place: str = ""
    incident: str = ""
    document: str = ""
    note: str = ""
    part: int | None = None
    details: Mapping[str, Any] = field(default_factory=dict)
    source: str = "person"


@dataclass(frozen=True, slots=True)
class PartEntry:
    """A part as somebody describes it. `material` as for frames (domain/weapons), empty when nobody said.

    `essential`: its destruction makes the weapon inoperable for good, as of frame or receiver (ITI 10).
    """

    component: str
    description: str = ""
    maker: str = ""
    calibre: str = ""
    material: str = ""
    essential: bool = False
    marks: tuple[MarkEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class Recorded:
    """What recording did: the entry's number, whether it was there before, the custody's new version."""

    event: int
    again: bool
    version: int
