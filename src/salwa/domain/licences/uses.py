"""Using an authorisation: which entry a weapon's life gets, how much is left, what does not fit on arrival."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from salwa.domain.custody import Whereabouts
from salwa.domain.languages import Sentence, message
from salwa.domain.licences.vocabulary import LicenceKind
from salwa.domain.weapons import EventKind

FEWER_ARRIVED = message("{used} pieces left under this authorisation, only {arrived} are said to have arrived.")
MORE_ARRIVED = message("{arrived} pieces are said to have arrived, but only {used} left under this authorisation.")
LOOK_INTO_IT = message("Ask where the difference is: weapons may have been diverted on the way (PoA II.11).")
# Where a weapon that is here and lawfully held can be; from anywhere else its use is a question of its own.
HERE = frozenset({Whereabouts.UNKNOWN, Whereabouts.HELD})


@dataclass(frozen=True, slots=True)
class Route:
    """From where to where the goods go, and the State this register belongs to (ISO 3166 alpha-3 codes)."""

    origin: str
    destination: str
    own: str


def entry_kind(kind: LicenceKind, route: Route) -> EventKind:
    """The entry each weapon gets when the authorisation is used.

    A brokered deal is an export or import where it crosses our border, else a transfer (PoA II.14).
    """
    fixed = {
        LicenceKind.MANUFACTURE: EventKind.MANUFACTURED,
        LicenceKind.EXPORT: EventKind.EXPORTED,
        LicenceKind.RETRANSFER: EventKind.EXPORTED,
        LicenceKind.TRANSIT: EventKind.EXPORTED,
        LicenceKind.IMPORT: EventKind.IMPORTED,
    }
    if kind in fixed:
        return fixed[kind]
    ours_leave = route.destination not in ("", route.own) and route.origin in ("", route.own)
    theirs_come = route.destination == route.own and route.origin not in ("", route.own)
    return EventKind.EXPORTED if ours_leave else EventKind.IMPORTED if theirs_come else EventKind.TRANSFERRED


def fits_use(entry: EventKind, whereabouts: Whereabouts) -> bool:
    """Whether a weapon that is there by its records can be the object of such an entry without a question."""
    if entry is EventKind.MANUFACTURED:
        return whereabouts in HERE
    if entry is EventKind.IMPORTED:
        return whereabouts in (Whereabouts.UNKNOWN, Whereabouts.ABROAD)
    return whereabouts in HERE


def left(allowed: Mapping[int, int], used: Mapping[int, int]) -> dict[int, int]:
    """Item -> pieces that may still be used, never below zero."""
    return {item: max(0, quantity - used.get(item, 0)) for item, quantity in allowed.items()}


def arrival_findings(used: int, arrived: int | None) -> tuple[Sentence, ...]:
    """What does not fit between the pieces that left and those said to have arrived (None: nobody said)."""
    if arrived is None or arrived == used:
        return ()
    values = {"used": used, "arrived": arrived}
    return (Sentence(FEWER_ARRIVED if arrived < used else MORE_ARRIVED, values), Sentence(LOOK_INTO_IT))
