"""Words on screen for the closed lists of marking (see words.py, which shows them with all others)."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from salwa.domain.marking.vocabulary import (
    CampaignState,
    Ground,
    Method,
    Overall,
    ReworkReason,
    RuleCode,
    SkipReason,
    SupplyKind,
    Verdict,
    WorkState,
)

Words = Mapping[str, str | Promise]

OVERALL: Words = {
    Overall.DULY_MARKED: pgettext_lazy("marking", "Duly marked"),
    Overall.MARKS_MISSING: pgettext_lazy("marking", "Marks are missing"),
    Overall.CANNOT_TELL: pgettext_lazy("marking", "Cannot be told"),
}
VERDICTS: Words = {
    Verdict.FULFILLED: pgettext_lazy("marking rule", "Fulfilled"),
    Verdict.NOT_FULFILLED: pgettext_lazy("marking rule", "Not fulfilled"),
    Verdict.CANNOT_TELL: pgettext_lazy("marking rule", "Cannot be told"),
    Verdict.NOT_REQUIRED: pgettext_lazy("marking rule", "Does not apply"),
}
MARKING_RULES: Words = {
    RuleCode.READABLE: pgettext_lazy("marking rule", "Readable marks"),
    RuleCode.MANUFACTURE: pgettext_lazy("marking rule", "Mark at manufacture"),
    RuleCode.IMPORT: pgettext_lazy("marking rule", "Import mark"),
    RuleCode.IMPORT_UNIQUE: pgettext_lazy("marking rule", "Unique mark at import"),
    RuleCode.IMPORT_YEAR: pgettext_lazy("marking rule", "Year of import"),
    RuleCode.TRANSFER: pgettext_lazy("marking rule", "Mark on leaving State stocks"),
    RuleCode.STATE_STOCK: pgettext_lazy("marking rule", "Marks of the State's own forces"),
    RuleCode.RECOVERED: pgettext_lazy("marking rule", "Marked or destroyed after recovery"),
    RuleCode.ESSENTIAL_PART: pgettext_lazy("marking rule", "Mark on the frame or receiver"),
    RuleCode.OTHER_PARTS: pgettext_lazy("marking rule", "Marks on other parts"),
    RuleCode.PLATE: pgettext_lazy("marking rule", "Metal plate in polymer"),
    RuleCode.MODULAR: pgettext_lazy("marking rule", "Modular weapon"),
    RuleCode.CONTENTS: pgettext_lazy("marking rule", "What marks must say"),
    RuleCode.COMPONENTS: pgettext_lazy("marking rule", "Parts that must be marked"),
    RuleCode.DEPTH: pgettext_lazy("marking rule", "Depth"),
    RuleCode.HEIGHT: pgettext_lazy("marking rule", "Height of the signs"),
    RuleCode.LETTERS: pgettext_lazy("marking rule", "Code letters"),
    RuleCode.CHARACTERS: pgettext_lazy("marking rule", "Signs that are not used"),
}
GROUNDS: Words = {
    Ground.TEMPORARY_IMPORT: pgettext_lazy("marking", "Imported for a time, for a lawful purpose that can be verified"),
    Ground.MUSEUM: pgettext_lazy("marking", "Imported for good as a museum piece"),
}
METHODS: Words = {
    Method.STAMPING: pgettext_lazy("method of marking", "Stamping"),
    Method.DOT_PEEN: pgettext_lazy("method of marking", "Dot peening"),
    Method.LASER: pgettext_lazy("method of marking", "Laser"),
    Method.METAL_PLATE: pgettext_lazy("method of marking", "Metal plate"),
}
CAMPAIGN_STATES: Words = {
    CampaignState.PLANNED: pgettext_lazy("campaign", "Planned"),
    CampaignState.RUNNING: pgettext_lazy("campaign", "Running"),
    CampaignState.CLOSED: pgettext_lazy("campaign", "Closed"),
}
WORK_STATES: Words = {
    WorkState.WAITING: pgettext_lazy("work", "Waiting"),
    WorkState.ALLOTTED: pgettext_lazy("work", "With a team"),
    WorkState.DONE: pgettext_lazy("work", "Marked"),
    WorkState.SKIPPED: pgettext_lazy("work", "Skipped"),
    WorkState.REWORK: pgettext_lazy("work", "To be marked again"),
    WorkState.LEFT: pgettext_lazy("work", "Not done when the campaign ended"),
}
SKIP_REASONS: Words = {
    SkipReason.NOT_FOUND: pgettext_lazy("work", "The weapon is not in the store"),
    SkipReason.ISSUED_OUT: pgettext_lazy("work", "The weapon is issued"),
    SkipReason.NOT_ACCESSIBLE: pgettext_lazy("work", "The weapon cannot be reached"),
    SkipReason.OTHER_WEAPON: pgettext_lazy("work", "Another weapon than recorded"),
    SkipReason.MARKED_BEFORE: pgettext_lazy("work", "It bears such a mark already"),
    SkipReason.RECORDED_TWICE: pgettext_lazy("work", "It is recorded twice"),
    SkipReason.NOT_SAFE: pgettext_lazy("work", "It is loaded, damaged or not safe to work on"),
    SkipReason.NEEDS_PLATE: pgettext_lazy("work", "Polymer: it needs a metal plate first"),
    SkipReason.MACHINE_DOWN: pgettext_lazy("work", "The machine does not work"),
    SkipReason.TO_BE_DESTROYED: pgettext_lazy("work", "It is to be destroyed"),
    SkipReason.OTHER: pgettext_lazy("work", "Another reason"),
}
REWORK_REASONS: Words = {
    ReworkReason.NOT_READABLE: pgettext_lazy("work", "A second person could not read it"),
    ReworkReason.READ_DIFFERENTLY: pgettext_lazy("work", "A second person read something else"),
    ReworkReason.TOO_SHALLOW: pgettext_lazy("work", "Not deep enough"),
    ReworkReason.TOO_SMALL: pgettext_lazy("work", "Signs too small"),
    ReworkReason.STRUCK_DIFFERENTLY: pgettext_lazy("work", "Struck differently than planned"),
}
SUPPLY_KINDS: Words = {
    SupplyKind.CONSUMABLE: pgettext_lazy("supply", "Consumable"),
    SupplyKind.FUEL: pgettext_lazy("supply", "Fuel"),
    SupplyKind.TRANSPORT: pgettext_lazy("supply", "Transport"),
    SupplyKind.ALLOWANCE: pgettext_lazy("supply", "Allowances"),
}
LISTS: Mapping[str, Words] = {
    "overall": OVERALL,
    "verdict": VERDICTS,
    "marking_rule": MARKING_RULES,
    "ground": GROUNDS,
    "marking_method": METHODS,
    "campaign_state": CAMPAIGN_STATES,
    "work_state": WORK_STATES,
    "skip_reason": SKIP_REASONS,
    "rework_reason": REWORK_REASONS,
    "supply_kind": SUPPLY_KINDS,
}
