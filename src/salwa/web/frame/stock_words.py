"""Words on screen for the closed lists of stocks, destruction and ammunition (words.py shows them with all others)."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from salwa.domain.ammunition import Condition, HazardDivision, MovementKind
from salwa.domain.destruction import DestructionState, Method
from salwa.domain.stock import (
    CountFinding,
    CountResult,
    Disposal,
    LossKind,
    MeasureAnswer,
    MeasureGroup,
    RiskLevel,
    SurplusReason,
    TakingState,
)

Words = Mapping[str, str | Promise]

MEASURE_GROUPS: Words = {
    MeasureGroup.LOCATIONS: _("Locations"),
    MeasureGroup.PHYSICAL_SECURITY: _("Physical security"),
    MeasureGroup.ACCESS: _("Access"),
    MeasureGroup.INVENTORY: _("Inventory and accounting"),
    MeasureGroup.TRAINING: _("Training"),
    MeasureGroup.FIELD: _("Units in the field, and transport"),
    MeasureGroup.LOSSES: _("Procedures for losses and thefts"),
}
MEASURE_ANSWERS: Words = {
    MeasureAnswer.YES: pgettext_lazy("measure in place", "Yes"),
    MeasureAnswer.PARTLY: pgettext_lazy("measure in place", "Partly"),
    MeasureAnswer.NO: pgettext_lazy("measure in place", "No"),
    MeasureAnswer.NOT_KNOWN: pgettext_lazy("measure in place", "Not known"),
}
RISKS: Words = {
    RiskLevel.LOW: pgettext_lazy("risk", "Low"),
    RiskLevel.MEDIUM: pgettext_lazy("risk", "Medium"),
    RiskLevel.HIGH: pgettext_lazy("risk", "High"),
    RiskLevel.NOT_ASSESSED: pgettext_lazy("risk", "Not assessed"),
}
TAKING_STATES: Words = {
    TakingState.OPEN: pgettext_lazy("stock-taking", "Being counted"),
    TakingState.PROPOSED: pgettext_lazy("stock-taking", "Waits for a supervisor"),
    TakingState.CLOSED: pgettext_lazy("stock-taking", "Closed"),
}
COUNT_FINDINGS: Words = {
    CountFinding.PRESENT: pgettext_lazy("counted", "It is there"),
    CountFinding.MARK_DIFFERS: pgettext_lazy("counted", "It is there, but its mark differs"),
    CountFinding.NOT_THERE: pgettext_lazy("counted", "It is not there"),
}
COUNT_RESULTS: Words = {
    CountResult.UNSEEN: pgettext_lazy("counted", "Not counted"),
    CountResult.THERE: pgettext_lazy("counted", "There"),
    CountResult.MARK_DIFFERS: pgettext_lazy("counted", "Mark differs"),
    CountResult.NOT_THERE: pgettext_lazy("counted", "Not there"),
    CountResult.CONFLICT: pgettext_lazy("counted", "Different findings"),
}
# What the counting page says of a scan once the server has it: results, and what is no result of an expected weapon.
SCAN_RESULTS: Words = {
    **{str(code): words for code, words in COUNT_RESULTS.items()},
    "twice": pgettext_lazy("counted", "Counted before"),
    "unknown": pgettext_lazy("counted", "Not expected here"),
    "several": pgettext_lazy("counted", "Several weapons bear this mark"),
    "late": pgettext_lazy("counted", "Came after the closing"),
    "set_aside": pgettext_lazy("counted", "Set aside: could not be read"),
    "refused": pgettext_lazy("counted", "Refused; kept on this phone"),
}
LOSS_KINDS: Words = {
    LossKind.LOSS: pgettext_lazy("loss", "Loss"),
    LossKind.THEFT: pgettext_lazy("loss", "Theft"),
    LossKind.DIVERSION: pgettext_lazy("loss", "Diversion"),
}
SURPLUS_REASONS: Words = {
    SurplusReason.EXCEEDS_NEED: _("More than is needed"),
    SurplusReason.OBSOLETE: _("Obsolete"),
    SurplusReason.UNSERVICEABLE: _("Unserviceable"),
    SurplusReason.CONFISCATED: _("Confiscated, seized or collected"),
    SurplusReason.OTHER: pgettext_lazy("surplus", "Another reason"),
}
DISPOSALS: Words = {
    Disposal.DESTRUCTION: pgettext_lazy("surplus", "Destroy"),
    Disposal.SALE_TO_STATE: pgettext_lazy("surplus", "Sell to another State"),
    Disposal.DONATION_TO_STATE: pgettext_lazy("surplus", "Give to another State"),
    Disposal.STATE_AGENCY: pgettext_lazy("surplus", "Pass to another agency of the State"),
    Disposal.SALE_TO_CIVILIANS: pgettext_lazy("surplus", "Sell to civilians"),
    Disposal.LEGAL_ENTITIES: pgettext_lazy("surplus", "Sell or pass to legal entities"),
    Disposal.KEEP: pgettext_lazy("surplus", "Keep"),
    Disposal.OTHER: pgettext_lazy("surplus", "Something else"),
}
METHODS: Words = {
    Method.BURN_OR_MELT: _("Burning or melting"),
    Method.OPEN_PIT_DETONATION: _("Open-pit detonation"),
    Method.CUT_OR_SHRED: _("Cutting or shredding"),
    Method.BEND_OR_CRUSH: _("Bending or crushing"),
    Method.DUMP_AT_SEA: _("Dumping at sea"),
    Method.BURY: _("Burying"),
    Method.OTHER: pgettext_lazy("method of destruction", "Another method"),
}
DESTRUCTION_STATES: Words = {
    DestructionState.DRAFT: pgettext_lazy("destruction record", "Draft"),
    DestructionState.REQUESTED: pgettext_lazy("destruction record", "Waits for approval"),
    DestructionState.RECORDED: pgettext_lazy("destruction record", "Recorded"),
}
CONDITIONS: Words = {
    Condition.SERVICEABLE: pgettext_lazy("ammunition", "Serviceable"),
    Condition.LIMITED: pgettext_lazy("ammunition", "Of limited use"),
    Condition.UNSERVICEABLE: pgettext_lazy("ammunition", "Unserviceable"),
    Condition.DANGEROUS: pgettext_lazy("ammunition", "Dangerous"),
    Condition.UNKNOWN: pgettext_lazy("ammunition", "Not known"),
}
HAZARDS: Words = {
    HazardDivision.MASS_EXPLOSION: _("1.1 Mass explosion"),
    HazardDivision.PROJECTION: _("1.2 Projection"),
    HazardDivision.FIRE: _("1.3 Fire"),
    HazardDivision.MINOR: _("1.4 Minor hazard"),
    HazardDivision.MINOR_S: _("1.4S Minor hazard, inside the package"),
    HazardDivision.UNKNOWN: pgettext_lazy("hazard", "Not known"),
}
MOVEMENTS: Words = {
    MovementKind.RECEIVED: pgettext_lazy("ammunition", "Received"),
    MovementKind.RETURNED: pgettext_lazy("ammunition", "Returned"),
    MovementKind.CORRECTED: pgettext_lazy("ammunition", "Books corrected"),
    MovementKind.COUNTED: pgettext_lazy("ammunition", "Counted"),
    MovementKind.ISSUED: pgettext_lazy("ammunition", "Issued"),
    MovementKind.DESTROYED: pgettext_lazy("ammunition", "Destroyed"),
    MovementKind.LOST: pgettext_lazy("ammunition", "Lost"),
}
KEPT_APART: Words = {
    "yes": pgettext_lazy("kept apart", "Yes"),
    "no": pgettext_lazy("kept apart", "No"),
    "unknown": pgettext_lazy("kept apart", "Not known"),
}
LISTS: Mapping[str, Words] = {
    "measure_group": MEASURE_GROUPS,
    "measure_answer": MEASURE_ANSWERS,
    "risk": RISKS,
    "taking_state": TAKING_STATES,
    "count_finding": COUNT_FINDINGS,
    "count_result": COUNT_RESULTS,
    "scan_result": SCAN_RESULTS,
    "loss_kind": LOSS_KINDS,
    "surplus_reason": SURPLUS_REASONS,
    "disposal": DISPOSALS,
    "destruction_method": METHODS,
    "destruction_state": DESTRUCTION_STATES,
    "condition": CONDITIONS,
    "hazard": HAZARDS,
    "movement": MOVEMENTS,
    "kept_apart": KEPT_APART,
}
