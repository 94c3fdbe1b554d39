"""From rows of the register to lines of the exchange file. What is empty or not known has no field in its line."""

from __future__ import annotations

import json
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Any

from salwa.domain.register_exchange import event_uid, mark_uid, source_uid
from salwa.domain.weapons import ContentKind
from salwa.storage.accounts.models import Organisation
from salwa.storage.register.models import Event, Holder, Import, ImportBatch, Mark, Part, Picture, Weapon

Line = dict[str, Any]
# Empty: a mark that was read as nothing. Absent: nobody has read it yet, so whoever takes it in does.
READ_AS_NOTHING = {"normalised", "skeleton"}
READINGS = ("type", "maker", "model", "calibre")


def plain(line: Line) -> Line:
    """A line without what says nothing: null, false, empty texts and lists. Zero says something and stays."""
    return {name: value for name, value in line.items() if name in READ_AS_NOTHING or not _says_nothing(value)}


def _says_nothing(value: Any) -> bool:
    return value is None or value is False or (isinstance(value, (str, list, dict)) and not value)


def moment(value: datetime | None) -> str | None:
    """A moment in UTC, to the microsecond, always in the same form."""
    return None if value is None else value.astimezone(UTC).isoformat()


def day(value: date | None) -> str | None:
    """A day in ISO 8601."""
    return None if value is None else value.isoformat()


class Units:
    """Names of organisations by number."""

    def __init__(self) -> None:
        self.names = dict(Organisation.objects.values_list("pk", "name"))

    def of(self, number: int | None) -> str | None:
        """The name, None for no or a strange number."""
        return None if number is None else self.names.get(number)


def source_lines() -> Iterator[Line]:
    """Files that weapons were read from."""
    used = Weapon.objects.exclude(origin_import=None).values("origin_import_id").distinct()
    for row in Import.objects.filter(pk__in=used).order_by("pk"):
        yield plain(
            {
                "kind": "source",
                "uid": uid_of_source(row),
                "file": row.file_name,
                "sha256": row.sha256,
                "size": row.size,
                "received_at": moment(row.received_at),
                "headers": [str(one) for one in row.layout.get("headers", [])],
            }
        )


def uid_of_source(row: Import) -> str:
    """Identifier of an imported file."""
    return source_uid(row.sha256, row.file_name, moment(row.received_at) or "")


def holder_line(row: Holder, units: Units, uids: dict[int, str]) -> Line:
    """A holder; `uids` knows the identifiers of all holders by number."""
    return plain(
        {
            "kind": "holder",
            "uid": str(row.uid),
            "holder_kind": row.kind,
            "name": row.name,
            "reference": row.reference,
            "country": row.country_code,
            "address": row.address,
            "unit": units.of(row.unit_id),
            "parent": uids.get(row.parent_id or 0),
            "person": str(row.person_uid) if row.person_uid else None,
            "opened_on": day(row.opened_on),
            "closed_on": day(row.closed_on),
            "successor": uids.get(row.successor_id or 0),
            "recorded_at": moment(row.recorded_at),
        }
    )


def part_line(row: Part, fitted_in: str | None) -> Line:
    """A part; `fitted_in` is the identifier of the weapon it sits in."""
    return plain(
        {
            "kind": "part",
            "uid": str(row.uid),
            "component": row.component,
            "description": row.description,
            "maker_text": row.maker_text,
            "maker": row.maker_code,
            "calibre_text": row.calibre_text,
            "calibre": row.calibre_code,
            "material": row.material,
            "essential": row.essential,
            "fitted_in": fitted_in,
            "recorded_at": moment(row.recorded_at),
        }
    )


def weapon_line(row: Weapon, units: Units, origin: Line | None) -> Line:
    """A weapon; `origin` is the row it was read from."""
    readings: Line = {}
    for name in READINGS:
        readings[f"{name}_text"] = getattr(row, f"{name}_text")
        readings[name] = getattr(row, f"{name}_code")
        readings[f"{name}_sure"] = getattr(row, f"{name}_confidence") or None
    return plain(
        {
            "kind": "weapon",
            "uid": row.identity,
            "item_kind": row.kind,
            **readings,
            "country_text": row.country_text,
            "country": row.country_code,
            "import_country_text": row.import_country_text,
            "import_country": row.import_country_code,
            "year": row.year,
            "month": row.month,
            "year_origin": row.year_origin,
            "state_owned": None if row.state_owned == "unknown" else row.state_owned,
            "quantity": row.quantity,
            "build": None if row.build == "unknown" else row.build,
            "frame_material": None if row.frame_material == "unknown" else row.frame_material,
            "modular": None if row.modular == "unknown" else row.modular,
            "reference": row.reference,
            "fingerprint": row.content,
            "unit": units.of(row.unit_id),
            "origin": origin,
            "recorded_at": moment(row.recorded_at),
            "withdrawn_at": moment(row.withdrawn_at),
        }
    )


def mark_lines(marks: Sequence[Mark], weapon: str, parts: dict[int, str]) -> list[tuple[int, Line]]:
    """(number, line) of the marks of one weapon, in the order in which they were recorded."""
    seen: Counter[str] = Counter()
    uids: dict[int, str] = {}
    found = []
    for row in sorted(marks, key=lambda mark: mark.pk):
        line = {
            "kind": "mark",
            "uid": "",
            "weapon": weapon,
            "component": row.component,
            "occasion": row.occasion,
            "content": row.content,
            "text": row.text,
            "normalised": row.normalised,
            "skeleton": row.skeleton,
            "state": row.state,
            "script": row.script,
            "method": row.method,
            "part": parts.get(row.part_id or 0),
            "recorded_at": moment(row.recorded_at),
        }
        uids[row.pk] = line["uid"] = numbered(mark_uid, line, seen)
        line["corrects"] = uids.get(row.corrects_id or 0)
        if row.content != ContentKind.SERIAL.value or not row.text:
            line = {name: value for name, value in line.items() if name not in READ_AS_NOTHING or value}
        found.append((row.pk, plain(line)))
    return found


def numbered(make: Any, line: Line, seen: Counter[str]) -> str:
    """The identifier of a line that has none, told apart from lines with equal content by how many came before."""
    first = str(make(line, 0))
    ordinal = seen[first]
    seen[first] += 1
    return first if ordinal == 0 else str(make(line, ordinal))


def event_lines(
    events: Sequence[Event], weapon: str, parts: dict[int, str], holders: dict[int, str], units: Units
) -> list[Line]:
    """The entries about one weapon, in the order in which they were recorded."""
    seen: Counter[str] = Counter()
    uids: dict[int, str] = {}
    found = []
    for row in sorted(events, key=lambda event: event.pk):
        line = {
            "kind": "event" if row.corrects_id is None else "correction",
            "uid": row.uid or "",
            "weapon": weapon,
            "event": row.kind,
            "date": day(row.date),
            "precision": None if row.precision == "day" else row.precision,
            "date_text": row.date_text,
            "place_in_day": row.place_in_day or None,
            "giver": holders.get(row.giver_id or 0),
            "receiver": holders.get(row.receiver_id or 0),
            "giver_text": row.giver_text,
            "receiver_text": row.receiver_text,
            "country": row.country_code,
            "document": row.document,
            "place": row.place,
            "incident": row.incident,
            "note": row.note,
            "part": parts.get(row.part_id or 0),
            "source": row.source,
            "unit": units.of(row.unit_id),
            "details": row.details,
            "recorded_at": moment(row.recorded_at),
            "cancels": row.cancels,
        }
        uids[row.pk] = line["uid"] = row.uid or numbered(event_uid, line, seen)
        line["corrects"] = uids.get(row.corrects_id or 0)
        found.append(plain(line))
    return found


def picture_lines(pictures: Iterable[Picture], weapon: str, marks: dict[int, str]) -> list[Line]:
    """The pictures of one weapon."""
    return [
        plain(
            {
                "kind": "picture",
                "weapon": weapon,
                "mark": marks.get(row.mark_id or 0),
                "file": row.file,
                "sha256": row.sha256,
                "caption": row.caption,
                "width": row.width,
                "height": row.height,
                "added_at": moment(row.added_at),
            }
        )
        for row in sorted(pictures, key=lambda picture: picture.pk)
    ]


class Origins:
    """The source rows of weapons, exactly as read. Batches of an import are unpacked once while they are needed."""

    KEPT = 4

    def __init__(self) -> None:
        self._sources: dict[int, str] = {}
        self._batches: dict[int, dict[int, list[str]]] = {}

    def of(self, weapons: Sequence[Weapon]) -> dict[int, Line]:
        """Number of the weapon -> its origin, for those that were imported."""
        wanted: dict[int, list[int]] = defaultdict(list)
        for weapon in weapons:
            if weapon.origin_import_id and weapon.origin_row:
                wanted[weapon.origin_import_id].append(weapon.origin_row)
        cells = {source: self._cells(source, rows) for source, rows in wanted.items()}
        return {
            weapon.pk: plain(
                {
                    "source": self._uid(weapon.origin_import_id),
                    "row": weapon.origin_row,
                    "cells": cells[weapon.origin_import_id].get(weapon.origin_row, []),
                }
            )
            for weapon in weapons
            if weapon.origin_import_id and weapon.origin_row
        }

    def _uid(self, number: int) -> str:
        if number not in self._sources:
            self._sources[number] = uid_of_source(Import.objects.get(pk=number))
        return self._sources[number]

    def _cells(self, source: int, rows: list[int]) -> dict[int, list[str]]:
        batches = ImportBatch.objects.filter(origin_id=source, first_row__lte=max(rows), last_row__gte=min(rows))
        found: dict[int, list[str]] = {}
        for batch in batches.order_by("first_row").values_list("pk", "first_row", "last_row"):
            if any(batch[1] <= row <= batch[2] for row in rows):
                found |= self._unpacked(batch[0])
        return found

    def _unpacked(self, number: int) -> dict[int, list[str]]:
        if number not in self._batches:
            raw = ImportBatch.objects.values_list("raw", flat=True).get(pk=number)
            rows = json.loads(zlib.decompress(bytes(raw)))
            self._batches[number] = {int(row): [str(cell) for cell in cells] for row, cells in rows}
            while len(self._batches) > self.KEPT:
                del self._batches[next(iter(self._batches))]
        return self._batches[number]
