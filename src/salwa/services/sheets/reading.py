"""Weapons read from the register for a list, a few thousand at a time, so that the memory stays small."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from salwa.domain.weapons import Component, ContentKind, HolderKind
from salwa.storage.register.models import Custody, Event, Mark, Weapon

AT_ONCE = 2_000
PARTS = {component.value: place for place, component in enumerate(Component)}
WEAPON_FIELDS = (
    "pk", "identity", "kind", "type_text", "type_code", "type_confidence", "maker_text", "maker_code",
    "maker_confidence", "model_text", "model_code", "model_confidence", "calibre_text", "calibre_code",
    "calibre_confidence", "country_text", "country_code", "import_country_text", "import_country_code", "year",
    "month", "year_origin", "state_owned", "quantity", "build", "frame_material", "modular", "reference",
    "recorded_at", "origin_import__file_name", "origin_row", "withdrawn_at",
)  # fmt: skip
MARK_FIELDS = ("pk", "weapon_id", "component", "occasion", "content", "text", "normalised", "state", "method")
CUSTODY_FIELDS = (
    "weapon_id", "whereabouts", "since", "country_code", "deactivated", "converted", "contradictions", "holder__uid",
    "holder__kind", "holder__name", "holder__reference",
)  # fmt: skip


@dataclass(slots=True)
class ListedWeapon:
    """One weapon of a list: its fields as they lie in the register, marks in force, notes, present custody.

    Of a person who holds it nothing is read but that it is a person: personal data never enter a list.
    """

    fields: dict[str, Any]
    marks: list[dict[str, Any]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    custody: dict[str, Any] = field(default_factory=dict)

    @property
    def serial(self) -> dict[str, Any]:
        """The serial number that identifies it: of frame or receiver first (ITI 10); empty without any."""
        return next((mark for mark in self.marks if mark["content"] == ContentKind.SERIAL.value), {})

    @property
    def holder(self) -> str:
        """Name or reference of the holder; empty for a person, whose name is not for lists."""
        if self.custody.get("holder__kind") == HolderKind.PERSON.value:
            return ""
        return str(self.custody.get("holder__name") or self.custody.get("holder__reference") or "")


def listed_weapons(rows: QuerySet[Weapon]) -> Iterator[ListedWeapon]:
    """The weapons of `rows` by number; each batch is read with its marks, notes and custody in four statements."""
    last = 0
    while True:
        found = list(rows.filter(pk__gt=last).order_by("pk").values(*WEAPON_FIELDS)[:AT_ONCE])
        if not found:
            return
        yield from _completed(found)
        last = found[-1]["pk"]


def _completed(found: list[dict[str, Any]]) -> Iterator[ListedWeapon]:
    numbers = [one["pk"] for one in found]
    wanted = {"weapon_id__gte": numbers[0], "weapon_id__lte": numbers[-1], "weapon_id__in": numbers}
    if numbers[-1] - numbers[0] == len(numbers) - 1:
        del wanted["weapon_id__in"]
    marks: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for mark in Mark.objects.filter(**wanted, corrected_by=None).values(*MARK_FIELDS):
        marks[mark["weapon_id"]].append(mark)
    notes: dict[int, list[str]] = defaultdict(list)
    for weapon, note in Event.objects.filter(**wanted).exclude(note="").order_by("pk").values_list("weapon_id", "note"):
        notes[weapon].append(note)
    custody = {one["weapon_id"]: one for one in Custody.objects.filter(**wanted).values(*CUSTODY_FIELDS)}
    for one in found:
        number = one["pk"]
        order = sorted(marks.get(number, ()), key=lambda mark: (PARTS[mark["component"]], mark["pk"]))
        yield ListedWeapon(one, order, notes.get(number, []), custody.get(number, {}))
