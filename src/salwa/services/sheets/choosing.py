"""From a selection to the weapons it means, and to sentences that say what was chosen."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from salwa.domain.languages import Sentence, message
from salwa.domain.sheets import Selection
from salwa.domain.sheets.selection import WORDS
from salwa.services.languages import together
from salwa.services.sheets.permissions import visible_weapons
from salwa.services.sheets.words import said
from salwa.storage.accounts.models import User
from salwa.storage.register.models import Holder, Import, Weapon

ALL = message("All weapons of the register that are not withdrawn.")
SAID = {
    "numbers": message("Weapons chosen one by one: {value}."),
    "import_number": message("Weapons of the import {value}."),
    "holder": message("Weapons of the holder {value}."),
    "licence": message("Weapons on the licence with the number {value} in this register."),
    "unit": message("Weapons recorded by the unit {value}."),
    "kind": message("Kind of object: {value}."),
    "type": message("Type of weapon: {value}."),
    "maker": message("Maker: {value}."),
    "model": message("Model: {value}."),
    "calibre": message("Calibre: {value}."),
    "country": message("Country of manufacture: {value}."),
    "import_country": message("Country on the import mark: {value}."),
    "year_from": message("Manufactured in {value} or later."),
    "year_to": message("Manufactured in {value} or earlier."),
    "state_owned": message("Belongs to the State: {value}."),
    "whereabouts": message("Where it is: {value}."),
    "recorded_from": message("Recorded on {value} or later."),
    "recorded_to": message("Recorded on {value} or earlier."),
    "contradictory": message("Only weapons whose life holds contradictions."),
}


def chosen_weapons(user: User, selection: Selection) -> QuerySet[Weapon]:
    """The weapons of a selection that this person may see; withdrawn records are left out."""
    rows = visible_weapons(user).filter(withdrawn_at=None).filter(_meant(selection))
    if selection.numbers:
        rows = rows.filter(pk__in=selection.numbers)
    if selection.holder is not None:
        under = Q(custody__holder__parent_id=selection.holder)
        rows = rows.filter(Q(custody__holder_id=selection.holder) | Q(custody__user_id=selection.holder) | under)
    if selection.licence is not None:
        rows = rows.filter(pk__in=_of_licence(selection.licence))
    return rows


def _meant(selection: Selection) -> Q:
    meant = Q()
    for word in WORDS:
        if code := getattr(selection, word):
            meant &= Q(**{f"{word}_code": code})
    plain = {
        "kind": selection.kind or None,
        "state_owned": selection.state_owned or None,
        "origin_import_id": selection.import_number,
        "unit_id": selection.unit,
        "year__gte": selection.year_from,
        "year__lte": selection.year_to,
        "custody__whereabouts": selection.whereabouts or None,
        "custody__contradictions__gt": 0 if selection.contradictory else None,
        "recorded_at__gte": _begin(selection.recorded_from) if selection.recorded_from else None,
        "recorded_at__lt": _begin(selection.recorded_to) + timedelta(days=1) if selection.recorded_to else None,
    }
    return meant & Q(**{name: value for name, value in plain.items() if value is not None})


def _begin(day: str) -> datetime:
    return datetime.combine(date.fromisoformat(day), time(), UTC)


def _of_licence(number: int) -> QuerySet[Weapon, int]:
    """Weapons on the list of a licence; none where this installation keeps no licences."""
    if "licences" not in {one.name for one in Weapon._meta.related_objects}:
        return Weapon.objects.none().values_list("pk", flat=True)
    return Weapon.objects.filter(**{"licences__licence_id": number, "licences__ended_at": None}).values_list(
        "pk", flat=True
    )


def chosen_in_words(selection: Selection) -> list[Sentence]:
    """What a list holds, one sentence for each thing that narrows it."""
    document = selection.as_document()
    if not document:
        return [Sentence(ALL)]
    return [Sentence(SAID[name], {"value": _value(name, value)}) for name, value in document.items()]


def _value(name: str, value: Any) -> str:
    if isinstance(value, list):
        shown = together(value[:10])
        return f"{shown} ... ({len(value)})" if len(value) > 10 else shown
    if name == "holder":
        holder = Holder.objects.filter(pk=value).first()
        return f"{holder.name or holder.reference} ({value})" if holder else str(value)
    if name == "import_number":
        source = Import.objects.filter(pk=value).first()
        return f"{value} ({source.file_name})" if source else str(value)
    lists = {"state_owned": "yes_no"}
    return (
        said(lists.get(name, name), str(value))
        if name in {*WORDS, "kind", "state_owned", "whereabouts"}
        else str(value)
    )
