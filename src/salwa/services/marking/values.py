"""What the doors give to and get from the services of marking."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from salwa.domain.languages import Sentence
from salwa.domain.marking import Finding, Ground, Overall


@dataclass(frozen=True, slots=True)
class GroundShown:
    """A recorded ground that frees a weapon from the import mark; `in_force` today."""

    number: int
    ground: Ground
    until: date | None
    document: str
    in_force: bool


@dataclass(frozen=True, slots=True)
class MarkingCheck:
    """What the rules say of one weapon. `binding` and `advice` are findings in the order of the rules.

    `profile_version` is that of the national profile applied (0 = the one shipped). `place` says where weapons of this
    kind are marked, None when the profile does not say.
    """

    weapon: int
    overall: Overall
    binding: tuple[Finding, ...]
    advice: tuple[Finding, ...]
    profile_version: int
    grounds: tuple[GroundShown, ...]
    place: Sentence | None
    component: str
    may_change: bool
    as_of: datetime
