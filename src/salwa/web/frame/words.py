"""Words on screen for the closed lists of the rules. Every code has its words; a test compares the lists."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy as words_of

from salwa.domain.accounts import Role
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
    Component.STOCK: words_of("part of a weapon", "Stock"),
    Component.OTHER: words_of("part of a weapon", "Another part"),
    Component.UNKNOWN: words_of("part of a weapon", "Part not recorded"),
}
OCCASIONS: Words = {
    Occasion.MANUFACTURE: _("At manufacture"),
    Occasion.IMPORT: _("At import"),
    Occasion.STATE_STOCK: _("As State stock"),
    Occasion.TRANSFER_FROM_STATE_STOCK: _("On transfer from State stock to civilian use"),
    Occasion.POST_RECOVERY: _("After recovery"),
    Occasion.PROOF_HOUSE: _("At the proof house"),
    Occasion.DEACTIVATION: _("At deactivation"),
    Occasion.OTHER: words_of("occasion of marking", "On another occasion"),
    Occasion.UNKNOWN: words_of("occasion of marking", "Occasion not recorded"),
}
CONTENTS: Words = {
    ContentKind.SERIAL: _("Serial number"),
    ContentKind.IMPORT_MARK: _("Import mark"),
    ContentKind.STOCK_MARK: _("State stock mark"),
    ContentKind.MAKER_STAMP: _("Maker's stamp"),
    ContentKind.SYMBOL: _("Symbol"),
    ContentKind.OTHER: words_of("content of a mark", "Other mark"),
}
MARK_STATES: Words = {
    MarkState.PRESENT: words_of("state of a mark", "Legible"),
    MarkState.PARTIAL: words_of("state of a mark", "Partly legible"),
    MarkState.ILLEGIBLE: words_of("state of a mark", "Illegible"),
    MarkState.ERASED: words_of("state of a mark", "Erased"),
    MarkState.NONE: words_of("state of a mark", "The weapon bears none"),
    MarkState.MISSING: words_of("state of a mark", "Not recorded"),
}
EVENTS: Words = {
    EventKind.MANUFACTURED: words_of("event", "Manufactured"),
    EventKind.PROOFED: words_of("event", "Proofed"),
    EventKind.MARKED: words_of("event", "Marked"),
    EventKind.IMPORTED: words_of("event", "Imported"),
    EventKind.EXPORTED: words_of("event", "Exported"),
    EventKind.TRANSFERRED: words_of("event", "Transferred"),
    EventKind.ISSUED: words_of("event", "Issued"),
    EventKind.RETURNED: words_of("event", "Returned"),
    EventKind.LOST: words_of("event", "Lost"),
    EventKind.STOLEN: words_of("event", "Stolen"),
    EventKind.RECOVERED: words_of("event", "Recovered"),
    EventKind.SEIZED: words_of("event", "Seized"),
    EventKind.FOUND: words_of("event", "Found"),
    EventKind.SURRENDERED: words_of("event", "Surrendered"),
    EventKind.TRACED: words_of("event", "Traced"),
    EventKind.DEACTIVATED: words_of("event", "Deactivated"),
    EventKind.REACTIVATED: words_of("event", "Reactivated"),
    EventKind.CONVERTED: words_of("event", "Converted"),
    EventKind.DESTROYED: words_of("event", "Destroyed"),
    EventKind.CORRECTED: words_of("event", "Corrected"),
    EventKind.RECORDED: words_of("event", "Recorded"),
}
LISTS: Mapping[str, Words] = {
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
