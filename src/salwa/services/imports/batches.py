"""From taken rows to database rows: what one batch adds to the register, column by column.

Nothing here asks the database: a batch can be made in another process. Identifiers and the moment are put in when it is
saved (services/imports/saving.py).
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from typing import Any, NamedTuple

from salwa.domain.imports.rows import SetAside, TakenRow
from salwa.domain.marks.matching.records import Described
from salwa.domain.marks.reading import MarkReader, MarkReading, TypedMarks
from salwa.domain.marks.reading.reader import Fields
from salwa.domain.marks.serials import SerialReading
from salwa.domain.marks.skeleton import skeletons
from salwa.domain.weapons import ContentKind, EventKind, ItemKind, MarkState, Occasion
from salwa.services.imports.taking import Row

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
BATCH = 5_000
NOT_READ = ("maker", "model", "calibre", "type", "country")
# Distinct combinations of the fields that repeat from weapon to weapon, remembered.
MEMORY = 20_000
_SERIAL = (Occasion.UNKNOWN.value, ContentKind.SERIAL.value)
_IMPORT_MARK = ("unknown", Occasion.IMPORT.value, ContentKind.IMPORT_MARK.value)
_PRESENT, _RECORDED = MarkState.PRESENT.value, EventKind.RECORDED.value


class Common(NamedTuple):
    """What the fields that repeat from weapon to weapon give: columns `kind` to `import_country_code`, and more."""

    fields: Fields
    columns: tuple[Any, ...]
    described: Described
    remarks: tuple[str, ...]


@dataclass(slots=True)
class Batch:
    """Rows `first_row`..`last_row` of a file, `count` in all, read and ready to be saved; `raw` is them as read.

    One entry of `numbers`, `identities` (identity, content) and `remarks` for each record, and its columns in
    `weapons`, one record after another. `marks` and `events` likewise; `mark_of`, `event_of` say whose they are.
    `index` holds a RECORD for each skeleton, `index_of` its mark. Identifiers and moments are None so far. `again` are
    rows of records that were known to be in the register already: number, identity and content, nothing else of them.
    """

    first_row: int = 0
    last_row: int = 0
    count: int = 0
    raw: bytes = b""
    numbers: list[int] = field(default_factory=list)
    identities: list[tuple[str, str]] = field(default_factory=list)
    remarks: list[tuple[str, ...]] = field(default_factory=list)
    weapons: list[Any] = field(default_factory=list)
    marks: list[Any] = field(default_factory=list)
    mark_of: list[int] = field(default_factory=list)
    events: list[Any] = field(default_factory=list)
    event_of: list[int] = field(default_factory=list)
    index: list[bytes] = field(default_factory=list)
    index_of: list[int] = field(default_factory=list)
    set_aside: list[tuple[int, SetAside, list[str]]] = field(default_factory=list)
    again: list[tuple[int, tuple[str, str]]] = field(default_factory=list)

    def only(self, places: Sequence[int]) -> Batch:
        """The batch with the records at these places alone, and all that is set aside."""
        new = {place: at for at, place in enumerate(places)}
        marks = [mark for mark, owner in enumerate(self.mark_of) if owner in new]
        new_mark = {mark: at for at, mark in enumerate(marks)}
        events = [event for event, owner in enumerate(self.event_of) if owner in new]
        index = [at for at, mark in enumerate(self.index_of) if mark in new_mark]
        return Batch(
            self.first_row, self.last_row, self.count, self.raw,
            numbers=[self.numbers[place] for place in places],
            identities=[self.identities[place] for place in places],
            remarks=[self.remarks[place] for place in places],
            weapons=_rows_of(self.weapons, len(WEAPON_COLUMNS), places),
            marks=_rows_of(self.marks, len(MARK_COLUMNS), marks), mark_of=[new[self.mark_of[mark]] for mark in marks],
            events=_rows_of(self.events, len(EVENT_COLUMNS), events),
            event_of=[new[self.event_of[event]] for event in events],
            index=[self.index[at] for at in index], index_of=[new_mark[self.index_of[at]] for at in index],
            set_aside=self.set_aside,
        )  # fmt: skip


def _rows_of(values: list[Any], width: int, places: Iterable[int]) -> list[Any]:
    return [value for place in places for value in values[place * width : (place + 1) * width]]


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


def item_kind(kind_text: str, type_code: str | None, reader: MarkReader) -> str:
    """weapon, part, ammunition or other: from the type, else from the class; a weapon when nothing says otherwise."""
    for code in (type_code, reader.read_type(kind_text).code if kind_text.strip() else None):
        if code:
            return str(reader.item_kind(code))
    return ItemKind.WEAPON.value


def numbers_of(serial: SerialReading) -> list[tuple[str, str, str]]:
    """(component, text, normalised) of every number a serial field holds; empty texts for a state alone."""
    if serial.parts:
        return [(part.component.value, part.text, part.normalised) for part in serial.parts]
    if serial.text:
        return [(serial.component.value, serial.text, serial.normalised)]
    return [(serial.component.value, "", "")] if serial.state is not MarkState.MISSING else []


class BatchReader:
    """Makes batches of the rows of a file; what distinct texts mean is worked out once.

    `known` tells which of some identities the register has: the marks of those rows need not be read.
    """

    def __init__(self, reader: MarkReader, known: Callable[[list[str]], Container[str]] = lambda _: ()) -> None:
        self._reader = reader
        self._known = known
        self._common: Callable[..., Common] = lru_cache(MEMORY)(self._read_common)

    def batches(self, rows: Iterator[Row], size: int = BATCH) -> Iterator[Batch]:
        """All rows, `size` a batch."""
        while taken := list(islice(rows, size)):
            yield self.batch(taken)

    def batch(self, rows: Sequence[Row]) -> Batch:
        """One batch of these rows."""
        batch = Batch(rows[0].number, rows[-1].number, len(rows), packed([[row.number, row.cells] for row in rows]))
        known = self._known([row.identity[0] for row in rows])
        for row in rows:
            if isinstance(row.taken, SetAside):
                batch.set_aside.append((row.number, row.taken, row.cells))
            elif row.identity[0] in known:
                batch.again.append((row.number, row.identity))
            else:
                self._add(batch, row.number, row.taken, row.identity)
        return batch

    def _add(self, batch: Batch, number: int, row: TakenRow, identity: tuple[str, str]) -> None:
        text = row.texts.get
        common = self._common(
            text("type", ""), text("maker", ""), text("model", ""), text("calibre", ""), text("country", ""),
            text("import_country", ""), text("kind", ""),
        )  # fmt: skip
        serial = self._reader.read_serial(text("serial", ""))
        year, month, told = self._reader.read_year(text("year", ""), serial, common.fields)
        origin = "" if year is None else "serial" if told else "typed"
        batch.weapons += (
            None, *common.columns, year, month, origin, row.state_owned, row.quantity,
            text("reference", "").strip()[:200], *identity, None, number, None, None, None,
        )  # fmt: skip
        remarks = (f"serial_{serial.state.value}", *row.remarks, *common.remarks)
        batch.remarks.append((*remarks, "year_not_read") if year is None and text("year", "").strip() else remarks)
        place = len(batch.numbers)
        batch.numbers.append(number)
        batch.identities.append(identity)
        _add_event(batch, row, place)
        _add_marks(batch, row, place, serial, described=common.described, year=year)

    def _read_common(self, type_text: str, maker: str, model: str, calibre: str, country: str, *others: str) -> Common:
        import_country, kind_text = others
        fields = self._reader.read_fields(maker, model, calibre, type_text or kind_text, country)
        maker_read, model_read, calibre_read, type_read, country_read = fields
        import_code = self._reader.read_country(import_country).code or ""
        columns = (
            item_kind(kind_text, type_read.code, self._reader),
            type_text, type_read.code or "", percent(type_read.confidence),
            maker, maker_read.code or "", percent(maker_read.confidence),
            model, model_read.code or "", percent(model_read.confidence),
            calibre, calibre_read.code or "", percent(calibre_read.confidence),
            country, country_read.code or "", import_country, import_code,
        )  # fmt: skip
        described = Described.of(
            maker_read.code or "", model_read.code or "", calibre_read.code or "", type=type_read.code or "",
            country=country_read.code or "", import_country=import_code,
        )  # fmt: skip
        named = zip(NOT_READ, fields, strict=True)
        remarks = tuple(f"{key}_not_read" for key, one in named if one.code is None and not one.silent)
        return Common(fields, columns, described, remarks)


def _add_event(batch: Batch, row: TakenRow, place: int) -> None:
    text = row.texts.get
    date_text, where, incident = text("date", "").strip(), text("place", "").strip(), text("incident", "").strip()
    if not (date_text or where or incident or row.note or row.event != _RECORDED):
        return
    day, precision = (row.when.value.isoformat(), row.when.precision) if row.when else (None, "day")
    batch.events += (None, row.event, day, precision, date_text[:100], where, incident, row.note, None)
    batch.event_of.append(place)


def _add_marks(
    batch: Batch, row: TakenRow, place: int, serial: SerialReading, *, described: Described, year: int | None
) -> None:
    raw = row.texts.get("serial", "")
    method = "laboratory" if serial.recovered else ""
    for component, text, normalised in numbers_of(serial):
        folded = skeletons(text) if text else ("",)
        batch.marks += (
            None, None, component, *_SERIAL, raw, normalised[:120], folded[0][:120], serial.state.value, "", method,
            None,
        )  # fmt: skip
        for form in folded:
            if form:
                batch.index.append(described.record(form, text, year))
                batch.index_of.append(len(batch.mark_of))
        batch.mark_of.append(place)
    import_mark = row.texts.get("import_mark", "")
    if import_mark.strip():
        batch.marks += (None, None, *_IMPORT_MARK, import_mark, "", "", _PRESENT, "", "", None)
        batch.mark_of.append(place)


def packed(value: Any) -> bytes:
    """A value as compressed JSON, as ImportBatch keeps it."""
    return zlib.compress(json.dumps(value, ensure_ascii=True, separators=(",", ":")).encode(), 1)


def percent(confidence: float) -> int:
    """A confidence as the register keeps it."""
    return round(100 * confidence)
