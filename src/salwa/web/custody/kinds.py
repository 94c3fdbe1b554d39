"""What a person may record of a weapon's life, in groups, and which questions each kind asks."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from salwa.domain.custody import OF_PARTS
from salwa.domain.weapons import EventKind
from salwa.web.frame import words

K = EventKind
# Group -> its kinds. Parts have forms of their own, corrections of the record too; a destruction
# is recorded by its own record, which needs two persons.
GROUPS: tuple[tuple[str | Promise, tuple[EventKind, ...]], ...] = (
    (_("It changed hands"), (K.TRANSFERRED, K.ISSUED, K.RETURNED, K.IMPORTED, K.EXPORTED)),
    (_("It was lost or came back"), (K.LOST, K.STOLEN, K.RECOVERED, K.SEIZED, K.FOUND, K.SURRENDERED)),
    (_("It was made or changed"), (K.MANUFACTURED, K.PROOFED, K.MARKED, K.DEACTIVATED, K.REACTIVATED, K.CONVERTED)),
    (_("It was only seen"), (K.RECORDED, K.TRACED)),
)
RECORDABLE = tuple(kind for _group, kinds in GROUPS for kind in kinds)
# What each kind means where its name alone could be misunderstood.
HINTS: Mapping[EventKind, str | Promise] = {
    K.TRANSFERRED: _("Another holder keeps it from now on: sold, handed over, inherited."),
    K.ISSUED: _("Handed out for use; its keeper stays the same."),
    K.RETURNED: _("Given back by whoever had it on issue."),
    K.IMPORTED: _("Brought into the country."),
    K.EXPORTED: _("Taken out of the country."),
    K.RECOVERED: _("A weapon that was lost or stolen came back."),
    K.SEIZED: _("Taken by an authority."),
    K.SURRENDERED: _("Given up of one's own will."),
    K.MARKED: _("A mark was struck on it. Add the mark itself on the page of the weapon."),
    K.CONVERTED: _("Made to fire differently, or from a weapon that could not fire."),
    K.RECORDED: _("Seen or counted with a holder; nothing changed."),
    K.TRACED: _("Asked about or answered for in a trace."),
}
# Kinds that have a giver, a receiver, another State.
GIVING = frozenset(
    {K.TRANSFERRED, K.ISSUED, K.RETURNED, K.IMPORTED, K.EXPORTED, K.LOST, K.STOLEN, K.SEIZED, K.SURRENDERED}
)
RECEIVING = frozenset(
    {
        K.TRANSFERRED, K.ISSUED, K.RETURNED, K.IMPORTED, K.EXPORTED, K.RECOVERED, K.SEIZED, K.FOUND, K.SURRENDERED,
        K.MANUFACTURED, K.RECORDED,
    }
)  # fmt: skip
ABROAD = frozenset({K.IMPORTED, K.EXPORTED})
# Kinds that usually belong to a case of police or court.
OF_A_CASE = frozenset({K.LOST, K.STOLEN, K.RECOVERED, K.SEIZED, K.FOUND, K.SURRENDERED, K.TRACED, K.RECORDED})

GIVER: Mapping[EventKind, str | Promise] = {
    K.ISSUED: _("Issued by"),
    K.RETURNED: _("Returned by"),
    K.IMPORTED: _("From whom abroad"),
    K.EXPORTED: _("Exported by"),
    K.LOST: _("Who had it?"),
    K.STOLEN: _("Who had it?"),
    K.SEIZED: _("Whose was it?"),
    K.SURRENDERED: _("Who gave it up?"),
}
RECEIVER: Mapping[EventKind, str | Promise] = {
    K.ISSUED: _("Issued to"),
    K.RETURNED: _("Returned to"),
    K.IMPORTED: _("Imported by"),
    K.EXPORTED: _("To whom abroad"),
    K.RECOVERED: _("Who has it now?"),
    K.SEIZED: _("Who keeps it now?"),
    K.FOUND: _("Who keeps it now?"),
    K.SURRENDERED: _("Who keeps it now?"),
    K.MANUFACTURED: _("Who had it first?"),
    K.RECORDED: _("Who had it?"),
}
FROM, TO = _("From whom"), _("To whom")
STATE: Mapping[EventKind, str | Promise] = {K.IMPORTED: _("From which State?"), K.EXPORTED: _("To which State?")}


def recordable(code: str, *, parts: bool = False) -> EventKind | None:
    """The kind of this code, if a person may record it; with `parts` also the kinds that have forms of their own."""
    allowed = (*RECORDABLE, *OF_PARTS) if parts else RECORDABLE
    return next((kind for kind in allowed if kind.value == code), None)


def choices() -> list[tuple[str | Promise, list[tuple[str, str | Promise, str | Promise]]]]:
    """(group, [(code, words, hint)]) for the first question."""
    return [
        (group, [(kind.value, words.EVENTS[kind], HINTS.get(kind, "")) for kind in kinds]) for group, kinds in GROUPS
    ]
