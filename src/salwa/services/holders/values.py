"""What is recorded of a holder, and what its page shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from salwa.services.weapons.names import name_of


@dataclass(frozen=True, slots=True)
class HolderEntry:
    """A holder as typed. `unit` is an organisation, `parent` the holder it lies under; `uid` makes sending twice safe.

    `person` holds what is known of a person (persons.FIELDS, KEPT_FOR): it goes to the sealed table and nowhere else.
    """

    kind: str
    name: str = ""
    reference: str = ""
    country: str = ""
    address: str = ""
    unit: int | None = None
    parent: int | None = None
    opened_on: date | None = None
    uid: str = ""
    person: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class HolderLine:
    """One holder of a list. A person has no `name` here."""

    number: int
    kind: str
    name: str
    reference: str
    country: str
    closed_on: date | None

    @property
    def country_name(self) -> str:
        """Name of the country in the reader's language; empty when it is not known."""
        return name_of("country", self.country) if self.country else ""


@dataclass(frozen=True, slots=True)
class HolderList:
    """A page of a list; `following` is the number to go on after, None on the last page."""

    lines: tuple[HolderLine, ...]
    following: int | None


@dataclass(frozen=True, slots=True)
class ChangeShown:
    """One correction of a holder: which field, what was there, what is there since, why, when and by whom."""

    field: str
    before: str
    after: str
    reason: str
    changed_at: datetime
    changed_by: str


@dataclass(frozen=True, slots=True)
class HeldWeapon:
    """A weapon that a holder has now, or had: its number, what it is, a serial, since when or what happened when."""

    number: int
    title: str
    serial: str
    state: str
    day: date | None
    event: int | None = None


@dataclass(frozen=True, slots=True)
class WeaponList:
    """A page of weapons or of past entries; `following` as in `HolderList`."""

    lines: tuple[HeldWeapon, ...]
    following: int | None


@dataclass(frozen=True, slots=True)
class HolderPage:
    """Everything a holder's page shows. `holds` counts the weapons it holds or answers for now."""

    line: HolderLine
    address: str
    unit: str
    opened_on: date | None
    parent: HolderLine | None
    below: tuple[HolderLine, ...]
    successor: HolderLine | None
    predecessors: tuple[HolderLine, ...]
    is_person: bool
    sealed: bool
    holds: int
    changes: tuple[ChangeShown, ...]
    recorded_at: datetime
    recorded_by: str
