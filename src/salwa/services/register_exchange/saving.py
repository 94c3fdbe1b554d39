"""Saving a batch of lines in one transaction: new records are added, known ones recognised, nothing is overwritten."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from salwa.domain.register_exchange import Fault, mark_uid
from salwa.services.register_exchange.known import Known
from salwa.services.register_exchange.lines import (
    Line,
    Origins,
    Units,
    event_lines,
    holder_line,
    mark_lines,
    numbered,
    part_line,
    weapon_line,
)
from salwa.services.register_exchange.outcomes import Outcomes
from salwa.services.register_exchange.rows import (
    canonical,
    event_row,
    holder_row,
    mark_row,
    part_row,
    weapon_row,
)
from salwa.services.register_exchange.sources import save_source, save_source_rows
from salwa.services.search.upkeep import index_batch, rows_of_marks
from salwa.storage.register.bulk import reserve_ids
from salwa.storage.register.models import Event, Holder, Mark, Part, Weapon

# Fields of known records that are linked at the end, and the person, who gets a new identifier when taken in.
LINKED = {"parent", "successor", "fitted_in", "person"}


class Saver:
    """Saves batches one after another. Call `save` inside a transaction; `links` are to be set when all is read."""

    def __init__(self, user_id: int) -> None:
        self.user_id = user_id
        self.known = Known()
        self.links: list[tuple[type[Any], str, str, str]] = []
        # The marks of this batch by the identifiers of the file and by our own.
        self.marks: dict[str, int] = {}
        self.touched: set[int] = set()

    def save(self, lines: Sequence[tuple[int, Line]], outcomes: Outcomes) -> None:
        """Save these lines (number in the file, line), in the order in which kinds build upon each other."""
        by_kind: dict[str, list[tuple[int, Line]]] = defaultdict(list)
        for number, line in lines:
            by_kind[line["kind"]].append((number, canonical(line)))
        self.known.prepare(line for _, line in lines)
        self.marks, self.touched = {}, set()
        for number, line in by_kind["source"]:
            outcomes.note(number, line, "added" if save_source(line, self.known, self.user_id) else "known")
        self._holders(by_kind["holder"], outcomes)
        self._parts(by_kind["part"], outcomes)
        before = self._weapons(by_kind["weapon"], outcomes)
        self._marks(by_kind["mark"], before, outcomes)
        self._events([*by_kind["event"], *by_kind["correction"]], before, outcomes)

    def _holders(self, lines: Iterable[tuple[int, Line]], outcomes: Outcomes) -> None:
        new: list[Holder] = []
        for number, line in lines:
            if line["holder_kind"] == "person" and (line.get("name") or line.get("address")):
                outcomes.set_aside(number, line, Fault("person_with_name"))
            elif line["uid"] in self.known.holders:
                row = Holder.objects.get(pk=self.known.holders[line["uid"]])
                self._compare(number, line, holder_line(row, Units(), {}), outcomes)
            else:
                new.append(holder_row(line, self.known, self.user_id))
                outcomes.note(number, line, "added")
                self.known.holders[line["uid"]] = 0
            for name in ("parent", "successor"):
                if name in line:
                    self.links.append((Holder, line["uid"], name, line[name]))
        self._create(Holder, new)
        self.known.holders.update((str(row.uid), row.pk) for row in new)

    def _parts(self, lines: Iterable[tuple[int, Line]], outcomes: Outcomes) -> None:
        new: list[Part] = []
        for number, line in lines:
            if line["uid"] in self.known.parts:
                row = Part.objects.get(pk=self.known.parts[line["uid"]])
                self._compare(number, line, part_line(row, None), outcomes)
            else:
                new.append(part_row(line, self.user_id))
                outcomes.note(number, line, "added")
                self.known.parts[line["uid"]] = 0
            if "fitted_in" in line:
                self.links.append((Part, line["uid"], "fitted_in", line["fitted_in"]))
        self._create(Part, new)
        self.known.parts.update((str(row.uid), row.pk) for row in new)

    def _weapons(self, lines: Sequence[tuple[int, Line]], outcomes: Outcomes) -> set[int]:
        """Save new weapons; returns the numbers of those that were there before the batch."""
        before = set(self.known.weapons.values())
        new: list[Weapon] = []
        rows: list[Line] = []
        there = self._known_lines([line["uid"] for _, line in lines])
        for number, line in lines:
            source = line.get("origin", {}).get("source")
            if source and source not in self.known.sources:
                outcomes.set_aside(number, line, _unknown("origin.source", source))
            elif line["uid"] in self.known.weapons:
                self._compare(number, line, there.get(line["uid"], line), outcomes)
            else:
                new.append(weapon_row(line, self.known, self.user_id))
                rows.append(line)
                outcomes.note(number, line, "added")
                self.known.weapons[line["uid"]] = 0
        self._create(Weapon, new)
        self.known.weapons.update((row.identity, row.pk) for row in new)
        save_source_rows(rows, self.known)
        return before

    def _known_lines(self, uids: Sequence[str]) -> dict[str, Line]:
        """The lines of weapons that are here already, as this register would write them."""
        here = [uid for uid in uids if uid in self.known.weapons]
        if not here:
            return {}
        weapons = list(Weapon.objects.filter(identity__in=here))
        origins, units = Origins().of(weapons), Units()
        return {row.identity: weapon_line(row, units, origins.get(row.pk)) for row in weapons}

    def _marks(self, lines: Sequence[tuple[int, Line]], before: set[int], outcomes: Outcomes) -> None:
        here = self._marks_here({line["weapon"] for _, line in lines}, before)
        self.marks.update(here)
        seen: Counter[str] = Counter()
        new: list[tuple[Mark, Line]] = []
        for number, line in lines:
            weapon = self.known.weapons.get(line["weapon"])
            fault = self._refers(line, ("weapon", "part"))
            if weapon is None or fault:
                outcomes.set_aside(number, line, fault or _unknown("weapon", line["weapon"]))
                continue
            own = numbered(mark_uid, line, seen)
            if own in here:
                self.marks[line["uid"]] = self.marks[own] = here[own]
                outcomes.note(number, line, "known")
                continue
            part = self.known.parts.get(line.get("part", ""))
            new.append((mark_row(line, weapon, part), line | {"own": own, "number": number}))
        self._save_marks(new, outcomes)

    def _save_marks(self, new: list[tuple[Mark, Line]], outcomes: Outcomes) -> None:
        numbers = list(reserve_ids(Mark, len(new))) if new else []
        rows: list[Mark] = []
        for (row, line), pk in zip(new, numbers, strict=True):
            corrects = line.get("corrects")
            if corrects and corrects not in self.marks:
                outcomes.set_aside(line["number"], line, _unknown("corrects", corrects))
                continue
            row.pk, row.corrects_id = pk, self.marks.get(corrects or "")
            self.marks[line["uid"]] = self.marks[line["own"]] = pk
            rows.append(row)
            outcomes.note(line["number"], line, "added")
        Mark.objects.bulk_create(rows, batch_size=1_000)
        index_batch(list(rows_of_marks([row.pk for row in rows if row.skeleton])) if rows else [])

    def _marks_here(self, weapons: set[str], before: set[int]) -> dict[str, int]:
        numbers = {pk: uid for uid in weapons if (pk := self.known.weapons.get(uid)) in before}
        found: dict[str, int] = {}
        marks: dict[int, list[Mark]] = defaultdict(list)
        for row in Mark.objects.filter(weapon_id__in=list(numbers)):
            marks[row.weapon_id].append(row)
        for pk, rows in marks.items():
            found.update((line["uid"], number) for number, line in mark_lines(rows, numbers[pk], {}))
        return found

    def _events(self, lines: Sequence[tuple[int, Line]], before: set[int], outcomes: Outcomes) -> None:
        here = self._events_here({line["weapon"] for _, line in lines}, before)
        elsewhere = _owners([line["uid"] for _, line in lines])
        new: list[tuple[int, Line, int]] = []
        for number, line in sorted(lines, key=lambda one: one[0]):
            weapon = self.known.weapons.get(line["weapon"])
            fault = self._refers(line, ("weapon", "part", "giver", "receiver"))
            if weapon is None or fault:
                outcomes.set_aside(number, line, fault or _unknown("weapon", line["weapon"]))
            elif (weapon, line["uid"]) in here:
                outcomes.note(number, line, "known")
            elif line["uid"] in elsewhere:
                outcomes.set_aside(number, line, Fault("of_another", {"value": line["uid"]}))
            else:
                new.append((number, line, weapon))
                elsewhere.add(line["uid"])
        self._save_events(new, here, outcomes)

    def _save_events(
        self, new: list[tuple[int, Line, int]], here: dict[tuple[int, str], int], outcomes: Outcomes
    ) -> None:
        numbers = list(reserve_ids(Event, len(new))) if new else []
        rows: list[Event] = []
        for (number, line, weapon), pk in zip(new, numbers, strict=True):
            corrects = line.get("corrects")
            if corrects and (weapon, corrects) not in here:
                outcomes.set_aside(number, line, _unknown("corrects", corrects))
                continue
            row = event_row(line, weapon, self.known, self.user_id)
            row.pk, row.corrects_id = pk, here.get((weapon, corrects)) if corrects else None
            here[weapon, line["uid"]] = pk
            rows.append(row)
            self.touched.add(weapon)
            outcomes.note(number, line, "added")
        Event.objects.bulk_create(rows, batch_size=1_000)

    def _events_here(self, weapons: set[str], before: set[int]) -> dict[tuple[int, str], int]:
        """(weapon, identifier) -> number of the entries that weapons known before the batch have."""
        numbers = {pk: uid for uid in weapons if (pk := self.known.weapons.get(uid)) in before}
        events: dict[int, list[Event]] = defaultdict(list)
        for row in Event.objects.filter(weapon_id__in=list(numbers)).order_by("pk"):
            events[row.weapon_id].append(row)
        units = Units()
        found: dict[tuple[int, str], int] = {}
        for pk, rows in events.items():
            lines = event_lines(rows, numbers[pk], {}, {}, units)
            found.update(((pk, line["uid"]), row.pk) for row, line in zip(rows, lines, strict=True))
        return found

    def _refers(self, line: Line, names: tuple[str, ...]) -> Fault | None:
        """The first reference of a line that leads nowhere."""
        tables = {"weapon": self.known.weapons, "part": self.known.parts}
        for name in names:
            value = line.get(name)
            if value and value not in tables.get(name, self.known.holders):
                return _unknown(name, value)
        return None

    def _compare(self, number: int, line: Line, here: Line, outcomes: Outcomes) -> None:
        names = (line.keys() | here.keys()) - LINKED
        differing = sorted(name for name in names if line.get(name) != here.get(name))
        if differing:
            outcomes.set_aside(number, line, Fault("differs", {"fields": ", ".join(differing)}))
        else:
            outcomes.note(number, line, "known")

    @staticmethod
    def _create(model: Any, rows: list[Any]) -> None:
        if rows:
            for row, pk in zip(rows, reserve_ids(model, len(rows)), strict=True):
                row.pk = pk
            model.objects.bulk_create(rows, batch_size=1_000)


def _owners(uids: list[str]) -> set[str]:
    return {str(uid) for uid in Event.objects.filter(uid__in=uids).values_list("uid", flat=True)}


def _unknown(field: str, value: str) -> Fault:
    return Fault("refers_to_unknown", {"field": field, "value": value})
