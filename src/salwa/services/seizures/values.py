"""What the doors give to the services of seizures."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from salwa.domain.tracing import Circumstance, IllicitLimb, LegalGround, Offence, PlaceKind
from salwa.services.weapons.values import WeaponEntry


@dataclass(frozen=True, slots=True)
class ClassificationEntry:
    """What an incident is counted as (indicator 16.4.2, IAFQ). `limbs`: limb of ITI 6 -> legal justification."""

    circumstance: Circumstance = Circumstance.SEIZED
    ground: LegalGround = LegalGround.UNKNOWN
    place_kind: PlaceKind = PlaceKind.UNKNOWN
    offences: tuple[Offence, ...] = ()
    limbs: Mapping[IllicitLimb, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class IncidentEntry:
    """One seizure, find or surrender as it is recorded; every text exactly as typed.

    `day` is the first day of what is known (`precision` day, month or year), None when unknown. `uid` is made by
    whoever records: the same entry sent twice is one incident. `weapons` say marks and what is known of each; their
    `event` is left out, because the incident is what brought them.
    """

    classification: ClassificationEntry
    weapons: tuple[WeaponEntry, ...]
    day: date | None = None
    precision: str = "day"
    day_text: str = ""
    place: str = ""
    circumstances: str = ""
    kept_by: str = ""
    evidence: str = ""
    reference: str = ""
    uid: uuid.UUID = field(default_factory=uuid.uuid4)
