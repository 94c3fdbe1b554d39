"""Words on screen for the closed lists of the rules. Every code has its words; a test compares the lists."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from salwa.domain.accounts import Role
from salwa.domain.ammunition import Condition, HazardDivision, MovementKind
from salwa.domain.approvals import ApprovalKind, ApprovalState
from salwa.domain.custody import Whereabouts
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
from salwa.domain.weapons import (
    Build,
    Component,
    ContentKind,
    EventKind,
    FrameMaterial,
    HolderKind,
    ItemKind,
    MarkState,
    Occasion,
)

Words = Mapping[str, str | Promise]

ROLES: Words = {
    Role.REGISTRAR: _("Registrar"),
    Role.STOCK_OFFICER: _("Stock officer"),
    Role.TRACING_OFFICER: _("Tracing officer"),
    Role.SUPERVISOR: _("Supervisor"),
    Role.AUDITOR: _("Auditor"),
    Role.ADMINISTRATOR: _("Administrator"),
}
KINDS: Words = {
    ItemKind.WEAPON: _("Weapon"),
    ItemKind.PART: _("Part or component"),
    ItemKind.AMMUNITION: _("Ammunition"),
    ItemKind.OTHER: _("Other object"),
}
COMPONENTS: Words = {
    Component.FRAME: _("Frame"),
    Component.RECEIVER: _("Receiver"),
    Component.BARREL: _("Barrel"),
    Component.SLIDE: _("Slide"),
    Component.CYLINDER: _("Cylinder"),
    Component.BOLT: _("Bolt"),
    Component.CHASSIS: _("Chassis"),
    Component.STOCK: pgettext_lazy("part of a weapon", "Stock"),
    Component.OTHER: pgettext_lazy("part of a weapon", "Another part"),
    Component.UNKNOWN: pgettext_lazy("part of a weapon", "Part not recorded"),
}
OCCASIONS: Words = {
    Occasion.MANUFACTURE: _("At manufacture"),
    Occasion.IMPORT: _("At import"),
    Occasion.STATE_STOCK: _("As State stock"),
    Occasion.TRANSFER_FROM_STATE_STOCK: _("On transfer from State stock to civilian use"),
    Occasion.POST_RECOVERY: _("After recovery"),
    Occasion.PROOF_HOUSE: _("At the proof house"),
    Occasion.DEACTIVATION: _("At deactivation"),
    Occasion.OTHER: pgettext_lazy("occasion of marking", "On another occasion"),
    Occasion.UNKNOWN: pgettext_lazy("occasion of marking", "Occasion not recorded"),
}
CONTENTS: Words = {
    ContentKind.SERIAL: _("Serial number"),
    ContentKind.IMPORT_MARK: _("Import mark"),
    ContentKind.STOCK_MARK: _("State stock mark"),
    ContentKind.MAKER_STAMP: _("Maker's stamp"),
    ContentKind.SYMBOL: _("Symbol"),
    ContentKind.OTHER: pgettext_lazy("content of a mark", "Other mark"),
}
MARK_STATES: Words = {
    MarkState.PRESENT: pgettext_lazy("state of a mark", "Legible"),
    MarkState.PARTIAL: pgettext_lazy("state of a mark", "Partly legible"),
    MarkState.ILLEGIBLE: pgettext_lazy("state of a mark", "Illegible"),
    MarkState.ERASED: pgettext_lazy("state of a mark", "Erased"),
    MarkState.NONE: pgettext_lazy("state of a mark", "The weapon bears none"),
    MarkState.MISSING: pgettext_lazy("state of a mark", "Not recorded"),
}
EVENTS: Words = {
    EventKind.MANUFACTURED: pgettext_lazy("event", "Manufactured"),
    EventKind.PROOFED: pgettext_lazy("event", "Proofed"),
    EventKind.MARKED: pgettext_lazy("event", "Marked"),
    EventKind.IMPORTED: pgettext_lazy("event", "Imported"),
    EventKind.EXPORTED: pgettext_lazy("event", "Exported"),
    EventKind.TRANSFERRED: pgettext_lazy("event", "Transferred"),
    EventKind.ISSUED: pgettext_lazy("event", "Issued"),
    EventKind.RETURNED: pgettext_lazy("event", "Returned"),
    EventKind.LOST: pgettext_lazy("event", "Lost"),
    EventKind.STOLEN: pgettext_lazy("event", "Stolen"),
    EventKind.RECOVERED: pgettext_lazy("event", "Recovered"),
    EventKind.SEIZED: pgettext_lazy("event", "Seized"),
    EventKind.FOUND: pgettext_lazy("event", "Found"),
    EventKind.SURRENDERED: pgettext_lazy("event", "Surrendered"),
    EventKind.TRACED: pgettext_lazy("event", "Traced"),
    EventKind.DEACTIVATED: pgettext_lazy("event", "Deactivated"),
    EventKind.REACTIVATED: pgettext_lazy("event", "Reactivated"),
    EventKind.CONVERTED: pgettext_lazy("event", "Converted"),
    EventKind.DESTROYED: pgettext_lazy("event", "Destroyed"),
    EventKind.CORRECTED: pgettext_lazy("event", "Corrected"),
    EventKind.RECORDED: pgettext_lazy("event", "Recorded"),
    EventKind.PART_FITTED: pgettext_lazy("event", "Part fitted"),
    EventKind.PART_REMOVED: pgettext_lazy("event", "Part removed"),
}
WHEREABOUTS: Words = {
    Whereabouts.UNKNOWN: pgettext_lazy("whereabouts", "Not known"),
    Whereabouts.HELD: pgettext_lazy("whereabouts", "Held"),
    Whereabouts.ISSUED: pgettext_lazy("whereabouts", "Issued"),
    Whereabouts.ABROAD: pgettext_lazy("whereabouts", "Exported"),
    Whereabouts.LOST: pgettext_lazy("whereabouts", "Lost"),
    Whereabouts.STOLEN: pgettext_lazy("whereabouts", "Stolen"),
    Whereabouts.IN_EVIDENCE: pgettext_lazy("whereabouts", "Seized, found or surrendered"),
    Whereabouts.DESTROYED: pgettext_lazy("whereabouts", "Destroyed"),
}
HOLDER_KINDS: Words = {
    HolderKind.STATE_UNIT: pgettext_lazy("holder", "State unit"),
    HolderKind.DEPOT: pgettext_lazy("holder", "Depot"),
    HolderKind.EVIDENCE_STORE: pgettext_lazy("holder", "Evidence store"),
    HolderKind.MAKER: pgettext_lazy("holder", "Manufacturer"),
    HolderKind.DEALER: pgettext_lazy("holder", "Dealer"),
    HolderKind.BROKER: pgettext_lazy("holder", "Broker"),
    HolderKind.MUSEUM: pgettext_lazy("holder", "Museum"),
    HolderKind.CLUB: pgettext_lazy("holder", "Shooting club"),
    HolderKind.PERSON: pgettext_lazy("holder", "Person"),
    HolderKind.FOREIGN: pgettext_lazy("holder", "Holder abroad"),
    HolderKind.OTHER: pgettext_lazy("holder", "Another holder"),
}
BUILDS: Words = {
    Build.FACTORY: pgettext_lazy("build", "Made in a factory"),
    Build.CRAFT: pgettext_lazy("build", "Craft-made"),
    Build.KIT: pgettext_lazy("build", "Assembled from a kit"),
    Build.PRINTED: pgettext_lazy("build", "3D-printed"),
    Build.CONVERTED: pgettext_lazy("build", "Converted"),
    Build.REACTIVATED: pgettext_lazy("build", "Reactivated"),
    Build.UNKNOWN: pgettext_lazy("build", "Not known"),
}
FRAME_MATERIALS: Words = {
    FrameMaterial.METAL: pgettext_lazy("frame material", "Metal"),
    FrameMaterial.POLYMER: pgettext_lazy("frame material", "Polymer"),
    FrameMaterial.POLYMER_WITH_PLATE: pgettext_lazy("frame material", "Polymer with a metal plate"),
    FrameMaterial.OTHER: pgettext_lazy("frame material", "Another material"),
    FrameMaterial.UNKNOWN: pgettext_lazy("frame material", "Not known"),
}
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
APPROVAL_KINDS: Words = {
    ApprovalKind.ROLE_GRANT: pgettext_lazy("kind of approval", "Role for a person"),
    ApprovalKind.IMPORT_WITHDRAWAL: pgettext_lazy("kind of approval", "Withdrawal of an import"),
    ApprovalKind.DESTRUCTION: pgettext_lazy("kind of approval", "Destruction of weapons"),
    ApprovalKind.KEY_CHANGE: pgettext_lazy("kind of approval", "Change of a key"),
    ApprovalKind.RETENTION_PURGE: pgettext_lazy("kind of approval", "Removal of personal data"),
    ApprovalKind.RESTORE: pgettext_lazy("kind of approval", "Return to a checkpoint"),
}
APPROVAL_STATES: Words = {
    ApprovalState.OPEN: pgettext_lazy("state of a request", "Open"),
    ApprovalState.APPROVED: pgettext_lazy("state of a request", "Approved"),
    ApprovalState.REFUSED: pgettext_lazy("state of a request", "Refused"),
    ApprovalState.WITHDRAWN: pgettext_lazy("state of a request", "Withdrawn"),
    ApprovalState.EXPIRED: pgettext_lazy("state of a request", "Expired"),
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
    "method": METHODS,
    "destruction_state": DESTRUCTION_STATES,
    "condition": CONDITIONS,
    "hazard": HAZARDS,
    "movement": MOVEMENTS,
    "kept_apart": KEPT_APART,
    "whereabouts": WHEREABOUTS,
    "holder_kind": HOLDER_KINDS,
    "build": BUILDS,
    "frame_material": FRAME_MATERIALS,
    "approval_kind": APPROVAL_KINDS,
    "approval_state": APPROVAL_STATES,
    "role": ROLES,
    "kind": KINDS,
    "component": COMPONENTS,
    "occasion": OCCASIONS,
    "content": CONTENTS,
    "state": MARK_STATES,
    "event": EVENTS,
}


def said(which: str, code: str) -> str:
    """The words for `code` of the list `which`; a code without words is shown as it is."""
    return str(LISTS[which].get(code, code))
