"""What does not fit in a weapon's life, in words. A finding never blocks an entry: life is untidy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from salwa.domain.languages import message


class HolderNumber(int):
    """A holder inside a sentence's values; the services put the holder's name in its place."""


class FindingCode(StrEnum):
    """Stable codes of findings."""

    MISSING_STEP = "missing_step"
    ISSUED_TWICE = "issued_twice"
    RETURNED_UNISSUED = "returned_unissued"
    RECOVERED_UNMISSED = "recovered_unmissed"
    MOVED_WHILE_MISSING = "moved_while_missing"
    MOVED_WHILE_ABROAD = "moved_while_abroad"
    AFTER_DESTRUCTION = "after_destruction"
    DESTROYED_TWICE = "destroyed_twice"
    BEFORE_MANUFACTURE = "before_manufacture"
    MANUFACTURED_TWICE = "manufactured_twice"
    DEACTIVATED_TWICE = "deactivated_twice"
    REACTIVATED_UNDEACTIVATED = "reactivated_undeactivated"
    UNDATED = "undated"
    LONG_GAP = "long_gap"
    RIVAL_CORRECTIONS = "rival_corrections"
    LOOSE_CORRECTION = "loose_correction"
    PART_SITS_ELSEWHERE = "part_sits_elsewhere"
    PART_TAKEN_UNREMOVED = "part_taken_unremoved"
    PART_FITTED_TWICE = "part_fitted_twice"
    PART_REMOVED_UNFITTED = "part_removed_unfitted"


# Code -> (the sentence, what to do about it).
FINDINGS: dict[FindingCode, tuple[str, str]] = {
    FindingCode.MISSING_STEP: (
        message("Here {giver} parts with the weapon, but by the entry before it was with {holder}."),
        message("A step between the two is missing. Record it when you learn of it; its date may lie in the past."),
    ),
    FindingCode.ISSUED_TWICE: (
        message("The weapon is issued again, although it had not been returned."),
        message("Record the return, or correct the entry that is wrong."),
    ),
    FindingCode.RETURNED_UNISSUED: (
        message("The weapon is returned, but no entry says that it was issued."),
        message("Record when and to whom it was issued, or correct this entry."),
    ),
    FindingCode.RECOVERED_UNMISSED: (
        message("The weapon is recovered, but no entry says that it was lost or stolen."),
        message("Record the loss or theft, or correct this entry."),
    ),
    FindingCode.MOVED_WHILE_MISSING: (
        message("The weapon changes hands while it is recorded as lost or stolen."),
        message("Record when it was recovered, or correct the entry that is wrong."),
    ),
    FindingCode.MOVED_WHILE_ABROAD: (
        message("The weapon changes hands here while it is recorded as exported."),
        message("Record its import, or correct the entry that is wrong."),
    ),
    FindingCode.AFTER_DESTRUCTION: (
        message("The weapon is recorded as destroyed before this."),
        message("Check the destruction record: another weapon may have been destroyed, or this is another weapon."),
    ),
    FindingCode.DESTROYED_TWICE: (
        message("The weapon is recorded as destroyed twice."),
        message("Correct the entry that is wrong; two weapons may share one serial number."),
    ),
    FindingCode.BEFORE_MANUFACTURE: (
        message("This lies before the day of manufacture."),
        message("Check both dates and correct the one that is wrong."),
    ),
    FindingCode.MANUFACTURED_TWICE: (
        message("The weapon is recorded as manufactured twice."),
        message("Correct the entry that is wrong; two weapons may share one serial number."),
    ),
    FindingCode.DEACTIVATED_TWICE: (
        message("The weapon is deactivated, although it was deactivated already."),
        message("Record its reactivation, or correct the entry that is wrong."),
    ),
    FindingCode.REACTIVATED_UNDEACTIVATED: (
        message("The weapon is reactivated, but no entry says that it was deactivated."),
        message("Record the deactivation, or correct this entry."),
    ),
    FindingCode.UNDATED: (
        message("Nobody recorded when this happened; its place in the order is a guess."),
        message("Add the date by a correction when you learn it; the year alone helps."),
    ),
    FindingCode.LONG_GAP: (
        message("There is no record for {years} years before this."),
        message("Ask those who held the weapon then; late entries are welcome."),
    ),
    FindingCode.RIVAL_CORRECTIONS: (
        message("Two corrections of the same entry were made apart from each other; only one of them counts."),
        message("Compare the two and correct the one that counts if it is wrong."),
    ),
    FindingCode.LOOSE_CORRECTION: (
        message("This corrects an entry that has not arrived here."),
        message("Nothing to do: it takes its place when the other entry arrives."),
    ),
    FindingCode.PART_SITS_ELSEWHERE: (
        message("Part {part} is fitted here, although it was not removed from another weapon."),
        message("Record when it was removed from the other weapon, or correct the entry that is wrong."),
    ),
    FindingCode.PART_TAKEN_UNREMOVED: (
        message("Part {part} was fitted to another weapon later, although no entry says that it was removed here."),
        message("Record when it was removed here, or correct the entry of the other weapon."),
    ),
    FindingCode.PART_FITTED_TWICE: (
        message("Part {part} is fitted again, although it had not been removed."),
        message("Record when it was removed, or correct the entry that is wrong."),
    ),
    FindingCode.PART_REMOVED_UNFITTED: (
        message("Part {part} is removed, but no entry says that it sat in this weapon."),
        message("Record when it was fitted, or correct this entry."),
    ),
}
# Findings that tell of a gap; the others contradict another entry.
NOTES = frozenset({FindingCode.UNDATED, FindingCode.LONG_GAP, FindingCode.LOOSE_CORRECTION})


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not fit: its code, the entry it stands at, the values of its sentence."""

    code: FindingCode
    uid: str
    values: Mapping[str, str | int] = field(default_factory=dict)

    @property
    def contradicts(self) -> bool:
        """True for a contradiction between entries, False for a gap or an open point."""
        return self.code not in NOTES
