"""The entries weapons get when an authorisation is used: who gives, who receives, which State is at the other end."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings

from salwa.domain.custody import Whereabouts
from salwa.domain.licences.uses import Route, entry_kind
from salwa.domain.licences.vocabulary import LicenceKind, PartyRole
from salwa.domain.weapons import EventKind
from salwa.services.custody.values import LifeEntry
from salwa.services.licences.values import UseEntry
from salwa.storage.register.models import Custody, Holder, Licence, LicenceParty, LicenceStep

CHUNK = 900
# Who receives the goods first, as far as the parties say.
RECEIVERS = (PartyRole.END_USER, PartyRole.IMPORTER, PartyRole.CONSIGNEE)


@dataclass(frozen=True, slots=True)
class _Sides:
    """Who gives and who receives, as a holder's number or a text, and the other State."""

    giver: int | None
    giver_text: str
    receiver: int | None
    receiver_text: str
    country: str


def entry_kind_of(licence: Licence) -> EventKind:
    """The kind of entry each weapon gets."""
    route = Route(licence.origin, licence.destination, settings.SALWA["state"])
    return entry_kind(LicenceKind(licence.kind), route)


def entries_for(
    licence: Licence, step: LicenceStep, chosen: Sequence[tuple[int, int]], use: UseEntry
) -> list[LifeEntry]:
    """One entry for each (weapon, item), with the authorisation's number as its document."""
    kind = entry_kind_of(licence)
    sides, givers = _sides(licence, kind), _givers(licence, kind, [weapon for weapon, _ in chosen])
    return [
        LifeEntry(
            weapon=weapon,
            kind=kind,
            uid=uid_of(step, weapon),
            day=use.day,
            giver=givers.get(weapon, sides.giver),
            receiver=sides.receiver,
            giver_text=sides.giver_text,
            receiver_text=sides.receiver_text,
            country=sides.country,
            place=use.place,
            document=licence.number,
            details={"licence": licence.pk},
        )
        for weapon, _ in chosen
    ]


def _sides(licence: Licence, kind: EventKind) -> _Sides:
    exporter, exporter_text = _party(licence, (PartyRole.EXPORTER,))
    receiver, receiver_text = _party(licence, RECEIVERS)
    applicant = licence.applicant_id
    if kind is EventKind.MANUFACTURED:
        return _Sides(None, "", applicant, "", "")
    if kind is EventKind.IMPORTED:
        return _Sides(exporter, exporter_text, applicant, "", licence.origin)
    if kind is EventKind.EXPORTED:
        ours = None if licence.kind == LicenceKind.TRANSIT.value else applicant
        if licence.kind == LicenceKind.BROKERING.value:
            # A broker arranges the deal and does not hold the goods.
            ours = exporter
        text = exporter_text if ours is None else ""
        return _Sides(ours, text, receiver, receiver_text, licence.destination)
    return _Sides(exporter, exporter_text, receiver, receiver_text, "")


def _party(licence: Licence, roles: Sequence[PartyRole]) -> tuple[int | None, str]:
    rows = LicenceParty.objects.filter(licence=licence, ended_at=None).order_by("pk")
    by_role: dict[str, LicenceParty] = {}
    for row in rows:
        by_role.setdefault(row.role, row)
    found = next((by_role[role.value] for role in roles if role.value in by_role), None)
    return (None, "") if found is None else (found.holder_id, found.name)


def _givers(licence: Licence, kind: EventKind, weapons: Sequence[int]) -> Mapping[int, int]:
    """Weapon -> its present holder, where that is the applicant's own depot: it is the depot that gives the weapon."""
    if kind is not EventKind.EXPORTED:
        return {}
    own, below = {licence.applicant_id}, {licence.applicant_id}
    while below:
        below = set(Holder.objects.filter(parent__in=below).values_list("pk", flat=True)) - own
        own |= below
    found: dict[int, int] = {}
    for place in range(0, len(weapons), CHUNK):
        rows = Custody.objects.filter(
            weapon_id__in=weapons[place : place + CHUNK], holder__in=own, whereabouts=Whereabouts.HELD.value
        )
        found.update((weapon, holder) for weapon, holder in rows.values_list("weapon_id", "holder_id") if holder)
    return found


def uid_of(step: LicenceStep, weapon: int) -> str:
    """The identifier of the entry of one weapon in one step: the same however often it is worked out."""
    return str(uuid.uuid5(uuid.UUID(str(step.uid)), str(weapon)))
