"""All lines of the register in an order in which every line refers to earlier ones only, a few thousand at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Max, Model

from salwa.services.register_exchange.lines import (
    Line,
    Origins,
    Units,
    event_lines,
    holder_line,
    mark_lines,
    part_line,
    picture_lines,
    source_lines,
    weapon_line,
)
from salwa.storage.register.models import Event, Holder, Mark, Part, Picture, Weapon

AT_ONCE = 2_000


class Gatherer:
    """Gathers the lines of the register as it stands: rows that are added meanwhile stay out.

    Holders and parts are read after the last entry is fixed, so that whatever an entry names is there.
    """

    def __init__(self) -> None:
        models = (Weapon, Mark, Event, Picture)
        self.last: dict[type[Model], int] = {
            model: model._default_manager.aggregate(last=Max("pk"))["last"] or 0 for model in models
        }
        self.units = Units()
        self.holders = {pk: str(uid) for pk, uid in Holder.objects.values_list("pk", "uid")}
        self.parts = {pk: str(uid) for pk, uid in Part.objects.values_list("pk", "uid")}
        self.origins = Origins()

    def lines(self) -> Iterator[Line]:
        """Every line between header and trailer."""
        yield from source_lines()
        for holder in Holder.objects.filter(pk__lte=max(self.holders, default=0)).order_by("pk").iterator(AT_ONCE):
            yield holder_line(holder, self.units, self.holders)
        for part in (
            Part.objects.filter(pk__lte=max(self.parts, default=0))
            .select_related("fitted_in")
            .order_by("pk")
            .iterator(AT_ONCE)
        ):
            yield part_line(part, part.fitted_in.identity if part.fitted_in else None)
        for weapons in self._weapons():
            yield from self.lines_of(weapons)

    def _weapons(self) -> Iterator[list[Weapon]]:
        last = 0
        while True:
            rows = Weapon.objects.filter(pk__gt=last, pk__lte=self.last[Weapon]).order_by("pk")
            found = list(rows[:AT_ONCE])
            if not found:
                return
            yield found
            last = found[-1].pk

    def lines_of(self, weapons: Sequence[Weapon]) -> Iterator[Line]:
        """The lines of these weapons: each followed by its marks, entries and pictures."""
        numbers = [weapon.pk for weapon in weapons]
        marks, events = self._by_weapon(Mark, numbers), self._by_weapon(Event, numbers)
        pictures = self._by_weapon(Picture, numbers)
        origins = self.origins.of(weapons)
        for weapon in weapons:
            uid = weapon.identity
            yield weapon_line(weapon, self.units, origins.get(weapon.pk))
            its_marks = mark_lines(marks[weapon.pk], uid, self.parts)
            yield from (line for _, line in its_marks)
            yield from event_lines(events[weapon.pk], uid, self.parts, self.holders, self.units)
            yield from picture_lines(pictures[weapon.pk], uid, {pk: line["uid"] for pk, line in its_marks})

    def _by_weapon(self, model: type[Model], numbers: list[int]) -> defaultdict[int, list[Any]]:
        found: defaultdict[int, list[Any]] = defaultdict(list)
        rows: Any = model._default_manager.filter(weapon_id__in=numbers, pk__lte=self.last[model])
        for row in rows:
            found[row.weapon_id].append(row)
        return found
