"""From taken rows to database rows: what one batch adds to the register, column by column."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from salwa.domain.imports.rows import TakenRow
from salwa.domain.marks.matching.records import MarkRow
from salwa.domain.marks.reading import MarkReader, MarkReading, TypedMarks
from salwa.domain.marks.skeleton import skeletons
from salwa.domain.weapons import ContentKind, EventKind, ItemKind, MarkState, Occasion
from salwa.storage.register.bulk import database_time

WEAPON_COLUMNS = (
    "id", "kind", "type_text", "type_code", "type_confidence", "maker_text", "maker_code", "maker_confidence",
    "model_text", "model_code", "model_confidence", "calibre_text", "calibre_code", "calibre_confidence",
    "country_text", "country_code", "import_country_text", "import_country_code", "year", "month", "year_origin",
    "state_owned", "quantity", "reference", "identity", "content", "origin_import_id", "origin_row", "recorded_at",
    "recorded_by_id", "unit_id",
)  # fmt: skip
MARK_COLUMNS = (
    "id", "weapon_id", "component", "occasion", "content", "text", "normalised", "skeleton", "state", "script",
    "method", "recorded_at",
)  # fmt: skip
EVENT_COLUMNS = (
    "weapon_id", "kind", "date", "precision", "date_text", "place", "incident", "note", "recorded_at",
)  # fmt: skip
NOT_READ = ("maker", "model", "calibre", "type", "country")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a batch comes from: the import, who runs it, the moment it is saved, the unit its weapons belong to."""

    import_id: int
    user_id: int
    at: datetime
    unit_id: int | None = None

    @property
    def stamp(self) -> datetime | str:
        """The moment as the database stores it."""
        return database_time(self.at)


@dataclass(slots=True)
class Batch:
    """What a batch adds: rows for each table and for the search index, remarks counted."""

    weapons: list[tuple[Any, ...]] = field(default_factory=list)
    marks: list[tuple[Any, ...]] = field(default_factory=list)
    events: list[tuple[Any, ...]] = field(default_factory=list)
    index: list[MarkRow] = field(default_factory=list)
    remarks: Counter[str] = field(default_factory=Counter)


def reading_of(row: TakenRow, reader: MarkReader) -> MarkReading:
    """How Salwa reads the marks a row gives."""
    return reader.read(
        TypedMarks(
            maker=row.text("maker"),
            model=row.text("model"),
            calibre=row.text("calibre"),
            type=row.text("type") or row.text("kind"),
            serial=row.text("serial"),
            country=row.text("country"),
            year=row.text("year"),
        )
    )


def item_kind(row: TakenRow, reading: MarkReading, reader: MarkReader) -> str:
    """weapon, part, ammunition or other: from the type, else from the class; a weapon when nothing says otherwise."""
    for code in (reading.type.code, reader.read_type(row.text("kind")).code if row.text("kind").strip() else None):
        if code:
            return str(reader.item_kind(code))
    return ItemKind.WEAPON.value


def numbers_of(reading: MarkReading) -> list[tuple[str, str, str]]:
    """(component, text, normalised) of every number a serial field holds; empty texts for a state alone."""
    serial = reading.serial
    if serial.parts:
        return [(part.component.value, part.text, part.normalised) for part in serial.parts]
    if serial.text:
        return [(serial.component.value, serial.text, serial.normalised)]
    return [(serial.component.value, "", "")] if serial.state is not MarkState.MISSING else []


class BatchBuilder:
    """Adds rows to a batch. Identifiers of weapons and marks are given by the caller, reserved beforehand."""

    def __init__(self, reader: MarkReader, origin: Origin) -> None:
        self.reader = reader
        self.origin = origin
        self.stamp = origin.stamp
        self.batch = Batch()

    def add(self, number: int, row: TakenRow, identity: tuple[str, str], weapon_id: int) -> None:
        """One new record."""
        reading = reading_of(row, self.reader)
        self._count_remarks(row, reading)
        text = row.texts.get
        import_country = self.reader.read_country(text("import_country", ""))
        self.batch.weapons.append(
            (
                weapon_id, item_kind(row, reading, self.reader),
                text("type", ""), reading.type.code or "", _percent(reading.type.confidence),
                text("maker", ""), reading.maker.code or "", _percent(reading.maker.confidence),
                text("model", ""), reading.model.code or "", _percent(reading.model.confidence),
                text("calibre", ""), reading.calibre.code or "", _percent(reading.calibre.confidence),
                text("country", ""), reading.country.code or "", text("import_country", ""), import_country.code or "",
                reading.year, reading.month, reading.year_origin, row.state_owned, row.quantity,
                text("reference", "").strip()[:200], identity[0], identity[1],
                self.origin.import_id, number, self.stamp, self.origin.user_id, self.origin.unit_id,
            )
        )  # fmt: skip
        self._add_event(row, weapon_id)
        self._add_marks(row, reading, weapon_id, import_country.code or "")

    def _add_event(self, row: TakenRow, weapon_id: int) -> None:
        date_text, place, incident = row.text("date").strip(), row.text("place").strip(), row.text("incident").strip()
        if not (date_text or place or incident or row.note or row.event != EventKind.RECORDED.value):
            return
        day, precision = (row.when.value.isoformat(), row.when.precision) if row.when else (None, "day")
        self.batch.events.append(
            (weapon_id, row.event, day, precision, date_text[:100], place, incident, row.note,
             self.stamp)
        )  # fmt: skip

    def _add_marks(self, row: TakenRow, reading: MarkReading, weapon_id: int, import_country: str) -> None:
        serial, raw = reading.serial, row.text("serial")
        method = "laboratory" if serial.recovered else ""
        for component, text, normalised in numbers_of(reading):
            folded = skeletons(text) if text else ("",)
            self.batch.marks.append(
                (None, weapon_id, component, Occasion.UNKNOWN.value, ContentKind.SERIAL.value, raw, normalised[:120],
                 folded[0][:120], serial.state.value, "", method, self.stamp)
            )  # fmt: skip
            self.batch.index.extend(
                MarkRow(
                    mark=len(self.batch.marks) - 1, weapon=weapon_id, skeleton=form, text=text,
                    maker=reading.maker.code or "", model=reading.model.code or "", calibre=reading.calibre.code or "",
                    type=reading.type.code or "", country=reading.country.code or "", import_country=import_country,
                    year=reading.year,
                )
                for form in folded if form
            )  # fmt: skip
        import_mark = row.text("import_mark")
        if import_mark.strip():
            self.batch.marks.append(
                (None, weapon_id, "unknown", Occasion.IMPORT.value, ContentKind.IMPORT_MARK.value, import_mark, "", "",
                 MarkState.PRESENT.value, "", "", self.stamp)
            )  # fmt: skip

    def _count_remarks(self, row: TakenRow, reading: MarkReading) -> None:
        remarks = self.batch.remarks
        remarks[f"serial_{reading.serial.state.value}"] += 1
        for remark in row.remarks:
            remarks[remark] += 1
        for key in NOT_READ:
            field = getattr(reading, key)
            if field.code is None and not field.silent:
                remarks[f"{key}_not_read"] += 1
        if reading.year is None and row.texts.get("year", "").strip():
            remarks["year_not_read"] += 1


def with_identifiers(batch: Batch, mark_ids: Sequence[int]) -> tuple[list[tuple[Any, ...]], list[MarkRow]]:
    """Mark rows and index rows with the reserved identifiers put in."""
    marks = [(mark_id, *mark[1:]) for mark_id, mark in zip(mark_ids, batch.marks, strict=True)]
    index = [
        MarkRow(
            mark=mark_ids[row.mark], weapon=row.weapon, skeleton=row.skeleton, text=row.text, maker=row.maker,
            model=row.model, calibre=row.calibre, type=row.type, country=row.country,
            import_country=row.import_country, year=row.year,
        )
        for row in batch.index
    ]  # fmt: skip
    return marks, index


def _percent(confidence: float) -> int:
    return round(100 * confidence)
