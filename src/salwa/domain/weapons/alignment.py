"""Two marks side by side, character by character, for eyes that must see the difference at once."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz.distance import Levenshtein

from salwa.domain.marks.folding import ILLEGIBLE
from salwa.domain.marks.skeleton import skeleton

LONGEST = 60
GAP = "\u00b7"


class Agreement(StrEnum):
    """How two characters in one place compare: equal, often taken for one another, not read, or different."""

    SAME = "same"
    ALIKE = "alike"
    UNREAD = "unread"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Place:
    """One place of the alignment: the two characters (GAP where one side has none) and how they compare."""

    asked: str
    recorded: str
    agreement: Agreement


def aligned(asked: str, recorded: str) -> tuple[Place, ...]:
    """Align two marks as typed; upper case, separators kept. Texts longer than 60 characters are cut.

    The steps follow the skeletons of the characters, so that 0 and O stand in one place; a character nobody could read
    (`?`) fits any other.
    """
    one, other = asked.strip().upper()[:LONGEST], recorded.strip().upper()[:LONGEST]
    places: list[Place] = []
    for step in Levenshtein.opcodes([_key(c) for c in one], [_key(c) for c in other]):
        left = one[step.src_start : step.src_end]
        right = other[step.dest_start : step.dest_end]
        width = max(len(left), len(right))
        places += [_place(a, b) for a, b in zip(left.ljust(width, GAP), right.ljust(width, GAP), strict=True)]
    return tuple(places)


def _key(character: str) -> str:
    return skeleton(character) or character


def _place(asked: str, recorded: str) -> Place:
    if asked == recorded:
        return Place(asked, recorded, Agreement.SAME)
    if ILLEGIBLE in (asked, recorded) and GAP not in (asked, recorded):
        return Place(asked, recorded, Agreement.UNREAD)
    if GAP not in (asked, recorded) and _key(asked) == _key(recorded):
        return Place(asked, recorded, Agreement.ALIKE)
    if (asked == GAP and not recorded.isalnum()) or (recorded == GAP and not asked.isalnum()):
        return Place(asked, recorded, Agreement.ALIKE)
    return Place(asked, recorded, Agreement.DIFFERENT)
