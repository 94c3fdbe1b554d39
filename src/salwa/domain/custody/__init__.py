"""A weapon's life: which entries are in force, in which order they happened, where the weapon was on any day."""

from salwa.domain.custody.entries import BEGINNING, Entry, beginning, in_force
from salwa.domain.custody.findings import FINDINGS, Finding, FindingCode, HolderNumber
from salwa.domain.custody.life import Life, Step, life_of
from salwa.domain.custody.parts import PartLife, Seat, configuration, life_of_part, lives_of_parts
from salwa.domain.custody.states import OF_PARTS, State, Whereabouts

__all__ = [
    "BEGINNING",
    "FINDINGS",
    "OF_PARTS",
    "Entry",
    "Finding",
    "FindingCode",
    "HolderNumber",
    "Life",
    "PartLife",
    "Seat",
    "State",
    "Step",
    "Whereabouts",
    "beginning",
    "configuration",
    "in_force",
    "life_of",
    "life_of_part",
    "lives_of_parts",
]
