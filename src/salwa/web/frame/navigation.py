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


# (name of the address, words, pictogram, rights any of which will do; empty means everybody who is signed in)
WAYS = (
    ("home", _("Home"), "home", ""),
    ("find", _("Find a weapon"), "find", "weapons.find weapons.find_own"),
    ("weapons", _("Weapons"), "weapons", "weapons.read weapons.read_own"),
    ("record_weapon", _("Record a weapon"), "record", "weapons.record"),
    ("seizures", _("Seizures"), "seizures", "seizures.record tracing.read"),
    ("cases", _("Tracing cases"), "tracing", "tracing.read"),
    ("tracing_requests", _("Tracing requests"), "screening", "tracing.read"),
    ("tracing_inbox", _("Requests of other States"), "imports", "tracing.read"),
    ("questions", _("Questions to experts"), "question", "tracing.advise"),
    (
        "identify",
        _("Identify a weapon"),
        "question",
        "weapons.read weapons.read_own weapons.find weapons.find_own seizures.record",
    ),
    ("stock", _("Stockpile"), "stock", "stock.read stock.read_own"),
    ("ammunition", _("Ammunition"), "ammunition", "stock.read stock.read_own"),
    ("destructions", _("Destruction"), "destruction", "stock.read stock.read_own"),
    ("imports", _("Imports"), "imports", "weapons.import"),
    ("screenings", _("Screen a list"), "screening", "weapons.screen"),
    ("duplicates", _("Recorded twice"), "duplicates", "weapons.list_duplicates"),
    ("licences", _("Authorisations"), "licences", "licences.read"),
    ("holders", _("Holders"), "holders", "licences.read"),
    ("marking", _("Marking"), "marking", "marking.plan marking.work"),
    ("analysis", _("Analysis"), "analysis", "analysis.read"),
    ("tracing_figures", _("Figures of tracing"), "analysis", "analysis.read"),
    ("contacts", _("Contacts of States"), "contacts", "tracing.read directory.manage"),
    ("kept_contacts", _("Directory of contacts"), "contacts", "directory.manage"),
    ("approvals", _("Approvals"), "approvals", "approvals.read"),
    ("exports", _("Exports"), "download", "weapons.export"),
    ("exchange", _("Exchange"), "exchange", "exchange.read"),
    ("audit_log", _("Audit log"), "audit", "audit.read"),
    ("people", _("People and roles"), "people", "accounts.manage"),
)


def ways(rights: Iterable[str], path: str) -> list[Way]:
    """The entries for a person with these rights; addresses this installation lacks are left out."""
    held = set(rights)
    found = []
    for name, words, icon, any_of in WAYS:
        if any_of and not held & set(any_of.split()):
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
