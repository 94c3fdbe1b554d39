"""What the screens and commands want to know of imports."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from salwa.domain.imports.mapping import ColumnMapping
from salwa.domain.imports.rows import SetAside
from salwa.domain.imports.suggestion import Suggestion
from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import NotFound
from salwa.services.audit.actions import write_entry
from salwa.services.imports.permissions import check_may_import
from salwa.services.imports.reasons import REMARKS, what_happened
from salwa.services.imports.set_aside import SetAsideGroup, groups_of, write_set_aside_file
from salwa.services.imports.stored import imports_folder
from salwa.services.imports.tables import Layout, records
from salwa.storage.accounts.models import User
from salwa.storage.register.models import Import

NO_SUCH_IMPORT = message("There is no import with this number.")
OPEN_LIST = message("Open the list of imports and choose one.")


@dataclass(frozen=True, slots=True)
class MappingOffer:
    """A mapping to start from; `remembered` from an earlier file with this header, else suggested, with reasons."""

    mapping: ColumnMapping
    suggestions: tuple[Suggestion, ...]
    remembered: bool
    headers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ImportView:
    """One import as the screens show it. `seconds_left` is an estimate, None before there is a pace."""

    id: int
    file_name: str
    status: str
    rows_total: int | None
    rows: int
    imported: int
    merged: int
    set_aside: int
    seconds: float | None
    seconds_left: float | None
    failure: str
    received_at: datetime
    received_by_id: int
    withdrawn_at: datetime | None
    withdrawal_reason: str
    layout: Layout
    mapping: Mapping[str, Any]
    remarks: tuple[tuple[Sentence, int], ...]
    serial_states: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class FieldShown:
    """How one field of one row was understood: text as typed, code and its name, sureness in per cent, why."""

    field: str
    raw: str
    code: str
    confidence: int
    reason: Sentence | None


@dataclass(frozen=True, slots=True)
class RowShown:
    """One row of the preview: its number, what was understood field by field, or why it would be set aside."""

    number: int
    fields: tuple[FieldShown, ...]
    set_aside: Sentence | None


@dataclass(frozen=True, slots=True)
class Trial:
    """Result of a dry run: what would happen to every row, and the remarks, without saving anything."""

    rows: int
    accepted: int
    set_aside: int
    reasons: Mapping[str, int]
    remarks: Mapping[str, int]
    seconds: float


def import_of(import_id: int) -> Import:
    """The row of an import, or `NotFound`. For services of this package; screens use `view_import`."""
    entry = Import.objects.filter(pk=import_id).first()
    if entry is None:
        raise NotFound("no_such_import", Sentence(NO_SUCH_IMPORT), remedy=Sentence(OPEN_LIST))
    return entry


def sample_rows(entry: Import, count: int) -> list[tuple[int, list[str]]]:
    """The first `count` records below the header."""
    return list(islice(records(imports_folder(), Layout.from_document(entry.layout)), count))


def list_imports(*, acting_user: User, count: int = 50) -> list[ImportView]:
    """Imports, newest first."""
    check_may_import(acting_user)
    return [_view(entry) for entry in Import.objects.order_by("-pk")[:count]]


def view_import(*, acting_user: User, import_id: int) -> ImportView:
    """One import: status, counts, pace, remarks."""
    check_may_import(acting_user)
    return _view(import_of(import_id))


def preview(*, acting_user: User, import_id: int, count: int = 20) -> list[RowShown]:
    """The first rows as Salwa understands them with the mapping that is settled."""
    check_may_import(acting_user)
    from salwa.services.imports.taking import RowTaker  # slow start

    entry = import_of(import_id)
    taken = islice(RowTaker(entry, timezone.now().date()).rows(), count)
    return [_shown(row) for row in taken]


def set_aside_groups(*, acting_user: User, import_id: int) -> list[SetAsideGroup]:
    """Rows set aside, in groups by reason with one example and one cure each."""
    check_may_import(acting_user)
    return groups_of(import_of(import_id))


def set_aside_file(*, acting_user: User, import_id: int) -> Path | None:
    """The file of set-aside rows to mend and import again; None when no row was set aside. The export is recorded."""
    check_may_import(acting_user)
    entry = import_of(import_id)
    path = write_set_aside_file(entry)
    if path is not None:
        with transaction.atomic():
            write_entry(
                acting_user=acting_user,
                action="weapons.exported",
                object_kind="import",
                object_id=import_id,
                details={"rows": entry.set_aside, "what": "set aside"},
            )
    return path


def try_import(*, acting_user: User, import_id: int) -> Trial:
    """Dry run: read every row, save nothing."""
    check_may_import(acting_user)
    from salwa.services.imports.trying import counted_rows  # slow start

    entry = import_of(import_id)
    started = timezone.now()
    counts, reasons, remarks = counted_rows(entry)
    with transaction.atomic():
        write_entry(
            acting_user=acting_user,
            action="imports.tried",
            object_kind="import",
            object_id=import_id,
            details={"rows": counts["rows"], "set_aside": counts["set_aside"]},
        )
    return Trial(
        rows=counts["rows"],
        accepted=counts["rows"] - counts["set_aside"],
        set_aside=counts["set_aside"],
        reasons=reasons,
        remarks=remarks,
        seconds=(timezone.now() - started).total_seconds(),
    )


def _view(entry: Import) -> ImportView:
    rows = entry.imported + entry.merged + entry.set_aside
    end = entry.finished_at or timezone.now()
    seconds = (end - entry.started_at).total_seconds() if entry.started_at else None
    left = None
    if entry.status == "running" and seconds and rows and entry.rows_total:
        left = seconds / rows * max(0, entry.rows_total - rows)
    summary = Counter(entry.summary)
    return ImportView(
        id=entry.pk,
        file_name=entry.file_name,
        status=entry.status,
        rows_total=entry.rows_total,
        rows=rows,
        imported=entry.imported,
        merged=entry.merged,
        set_aside=entry.set_aside,
        seconds=seconds,
        seconds_left=left,
        failure=entry.failure,
        received_at=entry.received_at,
        received_by_id=entry.received_by_id,
        withdrawn_at=entry.withdrawn_at,
        withdrawal_reason=entry.withdrawal_reason,
        layout=Layout.from_document(entry.layout),
        mapping=entry.mapping,
        remarks=tuple((Sentence(REMARKS[key]), n) for key, n in summary.most_common() if key in REMARKS),
        serial_states={key.removeprefix("serial_"): n for key, n in summary.most_common() if key.startswith("serial_")},
    )


def _shown(row: Any) -> RowShown:
    from salwa.services.imports.batches import reading_of  # slow start
    from salwa.services.marks.reader import mark_reader  # slow start

    if isinstance(row.taken, SetAside):
        fault = row.taken
        return RowShown(row.number, (), what_happened(fault.reason, fault.column, fault.values))
    reading = reading_of(row.taken, mark_reader())
    return RowShown(row.number, tuple(_fields_shown(row.taken, reading)), None)


def _fields_shown(taken: Any, reading: Any) -> Iterator[FieldShown]:
    serial = reading.serial
    reason = serial.reasons[0] if serial.reasons else None
    yield FieldShown("serial", taken.text("serial"), serial.normalised or serial.state.value, 100, reason)
    for key in ("maker", "model", "calibre", "type", "country"):
        field = getattr(reading, key)
        yield FieldShown(key, taken.text(key), field.code or "", round(100 * field.confidence), field.reason)
    if reading.year:
        yield FieldShown("year", taken.text("year"), str(reading.year), 100, None)
    if taken.text("date").strip():
        shown = taken.when.value.isoformat() if taken.when else ""
        yield FieldShown("date", taken.text("date"), shown, 100 if shown else 0, None)
    yield FieldShown("state_owned", taken.text("state_owned"), taken.state_owned, 100, None)
