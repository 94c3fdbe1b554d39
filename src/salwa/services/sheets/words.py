"""Words for closed lists on what leaves the register, in the language of the file.

The same words as on the screens (web/frame/words.py), which a background worker cannot ask; a test compares the two.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from salwa.domain.custody import Whereabouts
from salwa.domain.weapons import Component, ContentKind, EventKind, HolderKind, ItemKind, MarkState, Occasion
from salwa.services.weapons.names import name_of

Words = Mapping[str, str | Promise]

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
YES_NO: Words = {
    "yes": _("Yes"),
    "no": _("No"),
    "unknown": _("Not known"),
}
LISTS: Mapping[str, Words] = {
    "kind": KINDS,
    "component": COMPONENTS,
    "occasion": OCCASIONS,
    "content": CONTENTS,
    "state": MARK_STATES,
    "event": EVENTS,
    "whereabouts": WHEREABOUTS,
    "holder_kind": HOLDER_KINDS,
    "yes_no": YES_NO,
}


def said(which: str, code: str) -> str:
    """The words for `code`: of a closed list, or the name of a reference entry; a code without words stays itself."""
    if which in LISTS:
        return str(LISTS[which].get(code, code))
    return name_of(which, code)
