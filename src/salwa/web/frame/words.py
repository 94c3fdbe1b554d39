"""Words on screen for the closed lists of the rules. Every code has its words; a test compares the lists."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from salwa.domain.accounts import Role
from salwa.domain.approvals import ApprovalKind, ApprovalState
from salwa.domain.custody import Whereabouts
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
from salwa.services.directory.words import ACTS as CONTACT_ACTS
from salwa.services.directory.words import KINDS as CONTACT_KINDS
from salwa.services.directory.words import NEEDS as CONTACT_NEEDS
from salwa.services.directory.words import SOURCES as CONTACT_SOURCES
from salwa.web.frame import exchange_words, licence_words, marking_words, request_words, stock_words, tracing_words

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
    ContentKind.COUNTRY: _("Country of manufacture"),
    ContentKind.YEAR: _("Year of manufacture"),
    ContentKind.MODEL: pgettext_lazy("content of a mark", "Type or model"),
    ContentKind.CALIBRE: _("Calibre"),
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
YES_NO: Words = {"yes": _("Yes"), "no": _("No"), "unknown": pgettext_lazy("answer", "Not known")}
# Names of what a correction changed.
RECORDED_FIELDS: Words = {
    "type": _("Type of weapon"),
    "maker": _("Maker"),
    "model": _("Model"),
    "calibre": _("Calibre"),
    "country": _("Country of manufacture"),
    "import_country": _("Country on the import mark"),
    "year": _("Year of manufacture"),
    "month": _("Month of manufacture"),
    "kind": _("Kind of record"),
    "state_owned": _("Belongs to the State"),
    "modular": _("Modular"),
    "build": _("How it was made"),
    "frame_material": _("Frame or receiver"),
    "reference": _("Reference"),
    "mark": _("Mark"),
    "mark_state": _("State of the mark"),
    "mark_component": _("Part that bears the mark"),
    "mark_occasion": _("When the mark was struck"),
    "mark_content": _("What the mark is"),
}
# Fields whose values are codes of a list.
CODED = {
    "kind": "kind", "state_owned": "yes_no", "modular": "yes_no", "build": "build", "frame_material": "frame_material",
    "mark_state": "state", "mark_component": "component", "mark_occasion": "occasion", "mark_content": "content",
}  # fmt: skip
APPROVAL_KINDS: Words = {
    ApprovalKind.ROLE_GRANT: pgettext_lazy("kind of approval", "Role for a person"),
    ApprovalKind.IMPORT_WITHDRAWAL: pgettext_lazy("kind of approval", "Withdrawal of an import"),
    ApprovalKind.DESTRUCTION: pgettext_lazy("kind of approval", "Destruction of weapons"),
    ApprovalKind.KEY_CHANGE: pgettext_lazy("kind of approval", "Change of a key"),
    ApprovalKind.RETENTION_PURGE: pgettext_lazy("kind of approval", "Removal of personal data"),
    ApprovalKind.PARTNER_PIN: pgettext_lazy("kind of approval", "Keys of another State"),
}
APPROVAL_STATES: Words = {
    ApprovalState.OPEN: pgettext_lazy("state of a request", "Open"),
    ApprovalState.APPROVED: pgettext_lazy("state of a request", "Approved"),
    ApprovalState.REFUSED: pgettext_lazy("state of a request", "Refused"),
    ApprovalState.WITHDRAWN: pgettext_lazy("state of a request", "Withdrawn"),
    ApprovalState.EXPIRED: pgettext_lazy("state of a request", "Expired"),
}
LISTS: Mapping[str, Words] = {
    **exchange_words.LISTS,
    **licence_words.LISTS,
    **marking_words.LISTS,
    **request_words.LISTS,
    **stock_words.LISTS,
    **tracing_words.LISTS,
    "yes_no": YES_NO,
    "recorded_field": RECORDED_FIELDS,
    "whereabouts": WHEREABOUTS,
    "holder_kind": HOLDER_KINDS,
    "contact_kind": CONTACT_KINDS,
    "contact_source": CONTACT_SOURCES,
    "contact_need": CONTACT_NEEDS,
    "contact_act": CONTACT_ACTS,
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
