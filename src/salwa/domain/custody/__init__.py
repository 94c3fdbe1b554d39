"""A weapon's life: which entries are in force, in which order they happened, where the weapon was on any day."""

from salwa.domain.custody.entries import Entry
from salwa.domain.custody.findings import FINDINGS, Finding, FindingCode, HolderNumber
from salwa.domain.custody.life import Life, Step, life_of
from salwa.domain.custody.states import State, Whereabouts

__all__ = [
    "FINDINGS",
    "Entry",
    "Finding",
    "FindingCode",
    "HolderNumber",
    "Life",
    "State",
    "Step",
    "Whereabouts",
    "life_of",
]
