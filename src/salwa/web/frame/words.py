"""Words on screen for the closed lists of the rules. Every code has its words; a test compares the lists."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from salwa.domain.accounts import Role
from salwa.domain.approvals import ApprovalKind, ApprovalState
from salwa.domain.weapons import Component, ContentKind, EventKind, ItemKind, MarkState, Occasion

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
