"""How much of a lot is in one store: a function of its movements, never of the order they were recorded in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class MovementKind(StrEnum):
    """What happened to a number of rounds. `counted` says how many were found; it moves none.

    `corrected` puts the books right by a signed number of rounds, with a reason.
    """

    RECEIVED = "received"
    RETURNED = "returned"
    CORRECTED = "corrected"
    COUNTED = "counted"
    ISSUED = "issued"
    DESTROYED = "destroyed"
    LOST = "lost"


_SIGN = {
    MovementKind.RECEIVED: 1,
    MovementKind.RETURNED: 1,
    MovementKind.CORRECTED: 1,
    MovementKind.COUNTED: 0,
    MovementKind.ISSUED: -1,
    MovementKind.DESTROYED: -1,
    MovementKind.LOST: -1,
}
OUTGOING = frozenset(kind for kind, sign in _SIGN.items() if sign < 0)
_USUAL = {kind: place for place, kind in enumerate(MovementKind)}


@dataclass(frozen=True, slots=True)
class Movement:
    """One movement of `quantity` rounds on `day` (None: unknown, then it is taken as the earliest)."""

    uid: str
    kind: MovementKind
    quantity: int
    day: date | None


@dataclass(frozen=True, slots=True)
class Step:
    """A movement in its place: rounds after it, whether that is fewer than none, and how far a count was off."""

    movement: Movement
    after: int
    negative: bool
    off: int | None = None


@dataclass(frozen=True, slots=True)
class Balance:
    """All movements in order. `quantity` is the last balance; `negative` counts days that end below zero."""

    steps: tuple[Step, ...]
    quantity: int
    negative: int
    last_count_off: int | None


def balance_of(movements: Iterable[Movement]) -> Balance:
    """The balance told by `movements`. Of one day what comes in is taken before what goes out.

    Fewer rounds than none on any day is a contradiction: a receipt is missing or a number is wrong. It is shown, and no
    late entry is refused for it.
    """
    steps: list[Step] = []
    quantity, last_off = 0, None
    for one in sorted(movements, key=lambda one: (one.day or date.min, _USUAL[one.kind], one.uid)):
        quantity += _SIGN[one.kind] * one.quantity
        off = one.quantity - quantity if one.kind is MovementKind.COUNTED else None
        last_off = off if off is not None else last_off
        steps.append(Step(one, quantity, quantity < 0, off))
    return Balance(tuple(steps), quantity, sum(step.negative for step in steps), last_off)


def balance_on(movements: Iterable[Movement], day: date) -> int:
    """How many rounds the books say were there at the end of `day`."""
    return balance_of(one for one in movements if one.day is None or one.day <= day).quantity
