"""What the doors give to and get from the custody services."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from salwa.domain.weapons import EventKind


@dataclass(frozen=True, slots=True)
class LifeEntry:
    """An entry to be recorded. `uid` is made by whoever records (a UUID); the same uid sent twice is one entry.

    `giver` and `receiver` are numbers of holders; `giver_text` and `receiver_text` what was typed where the holder is
    not in the register. `seen_version` is the version of the custody the person looked at (0: none or not said).
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
class Recorded:
    """What recording did: the entry's number, whether it was there before, the custody's new version."""

    event: int
    again: bool
    version: int
