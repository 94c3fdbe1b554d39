"""Which ways a person is offered: by right, and only those this installation has."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Way:
    """One entry: address, words, pictogram, and whether the present page lies under it."""

    address: str
    words: str | Promise
    icon: str
    here: bool


# (name of the address, words, pictogram, right; an empty right means everybody who is signed in)
WAYS = (
    ("home", _("Home"), "home", ""),
    ("find", _("Find a weapon"), "find", "weapons.find"),
    ("record_weapon", _("Record a weapon"), "record", "weapons.record"),
    ("imports", _("Imports"), "imports", "weapons.import"),
    ("screenings", _("Screen a list"), "screening", "weapons.screen"),
    ("duplicates", _("Recorded twice"), "duplicates", "weapons.list_duplicates"),
    ("analysis", _("Analysis"), "analysis", "analysis.read"),
    ("exports", _("Exports"), "download", "weapons.export"),
    ("audit_log", _("Audit log"), "audit", "audit.read"),
    ("people", _("People and roles"), "people", "accounts.manage"),
)


def ways(rights: Iterable[str], path: str) -> list[Way]:
    """The entries for a person with these rights; addresses this installation lacks are left out."""
    held = set(rights)
    found = []
    for name, words, icon, right in WAYS:
        if right and right not in held:
            continue
        try:
            address = reverse(name)
        except NoReverseMatch:
            continue
        here = path == address or (address != "/" and path.startswith(address))
        found.append(Way(address, words, icon, here))
    return _only_the_nearest(found)


def _only_the_nearest(found: list[Way]) -> list[Way]:
    """When one address lies under another (weapons/ and weapons/record/), only the longer one is the present place."""
    nearest = max((way.address for way in found if way.here), key=len, default="")
    return [Way(way.address, way.words, way.icon, way.address == nearest) for way in found]
