"""Saving one batch of rows in one transaction: register, origin, search index, progress, audit - all or nothing."""

from __future__ import annotations

import json
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import numpy as np
from django.db import transaction
from django.utils import timezone

from salwa.domain.imports.rows import SetAside, TakenRow
from salwa.domain.marks.matching.records import columns_from
from salwa.services.accounts.units import unit_for_new_records
from salwa.services.audit.actions import write_entry
from salwa.services.custody.present import CUSTODY_COLUMNS, count_up_versions, states_of_batch
from salwa.services.imports.batches import EVENT_COLUMNS, MARK_COLUMNS, WEAPON_COLUMNS, Batch, packed
from salwa.services.imports.corrections import correct
from salwa.services.search.upkeep import index_columns
from salwa.storage.accounts.models import User
from salwa.storage.register.bulk import database_time, insert_values, known_weapons, reserve_ids
from salwa.storage.register.models import Custody, Event, Import, ImportBatch, Mark, SetAsideRow, Weapon

IMPORTED, MERGED, SET_ASIDE, REINSTATED, CORRECTED = "imported", "merged", "set_aside", "reinstated", "corrected"
# Takes a row apart again: its number and cells as read.
Again = Callable[[int, list[str]], TakenRow | SetAside]


@dataclass(slots=True)
class Outcome:
    """What became of the rows of a batch."""

    counts: Counter[str] = field(default_factory=Counter)
    remarks: Counter[str] = field(default_factory=Counter)
    rows: list[list[Any]] = field(default_factory=list)

    def note(self, what: str, rows: list[tuple[int, str | int]]) -> None:
        """These rows, each with its detail, became `what`."""
        self.counts[what] += len(rows)
        self.rows += [[number, what, detail] for number, detail in rows]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a batch comes from: the import, who runs it, the moment it is saved, the unit its weapons belong to."""

    import_id: int
    user_id: int
    at: datetime
    unit_id: int | None = None


def save_batch(*, user: User, import_id: int, batch: Batch, again: Again, expected_done: int) -> Outcome:
    """Save `batch`. In order: lock the import and see that nobody else went on, add the new records, bring back or
    correct known ones, set the rest aside, keep the rows as read, index, count, audit. Raises `RuntimeError` when
    another process has gone on with the import.
    """
    with transaction.atomic():
        entry = Import.objects.select_for_update().get(pk=import_id)
        if entry.rows_done != expected_done or entry.status != "running":
            raise RuntimeError("Another process has gone on with this import.")
        at = timezone.now()
        unit = unit_for_new_records(user, "weapons.import")
        outcome = _save_rows(batch, Origin(import_id, user.pk, at, unit), again)
        ImportBatch.objects.create(
            origin_id=import_id,
            first_row=batch.first_row,
            last_row=batch.last_row,
            raw=batch.raw,
            outcomes=packed(sorted(outcome.rows)),
            saved_at=at,
        )
        _count(entry, outcome, batch.last_row)
        write_entry(
            acting_user=user,
            action="imports.batch_saved",
            object_kind="import",
            object_id=import_id,
            details={"first_row": batch.first_row, "last_row": batch.last_row, **outcome.counts},
        )
    return outcome


def _count(entry: Import, outcome: Outcome, last_row: int) -> None:
    entry.rows_done = last_row
    entry.imported += outcome.counts[IMPORTED] + outcome.counts[REINSTATED]
    entry.merged += outcome.counts[MERGED] + outcome.counts[CORRECTED]
    entry.set_aside += outcome.counts[SET_ASIDE]
    summary = Counter(entry.summary)
    summary.update(outcome.remarks)
    summary.update({name: outcome.counts[name] for name in (REINSTATED, CORRECTED) if outcome.counts[name]})
    entry.summary = dict(summary)
    entry.save(update_fields=["rows_done", "imported", "merged", "set_aside", "summary"])


def _save_rows(batch: Batch, origin: Origin, again: Again) -> Outcome:
    outcome = Outcome()
    known = known_weapons([*(identity for identity, _ in batch.identities), *(one[0] for _, one in batch.again)])
    if known or batch.again:
        new = [place for place, (identity, _) in enumerate(batch.identities) if identity not in known]
        _bring_up_to_date(batch, known, origin, again, outcome)
        batch = batch.only(new)
    outcome.note(IMPORTED, list(zip(batch.numbers, _insert(batch, origin), strict=True)))
    for remarks, times in Counter(batch.remarks).items():
        for remark in remarks:
            outcome.remarks[remark] += times
    SetAsideRow.objects.bulk_create(
        _set_aside_row(origin.import_id, number, fault, cells) for number, fault, cells in batch.set_aside
    )
    outcome.note(SET_ASIDE, [(number, fault.reason) for number, fault, _ in batch.set_aside])
    return outcome


def _bring_up_to_date(
    batch: Batch, known: dict[str, tuple[int, str, Any]], origin: Origin, again: Again, outcome: Outcome
) -> None:
    """Records the register has already: brought back if withdrawn, corrected if their content changed."""
    cells: dict[int, list[str]] = {}
    back: list[int] = []
    read = [one for one in zip(batch.numbers, batch.identities, strict=True) if one[1][0] in known]
    for number, (identity, content) in (*batch.again, *read):
        weapon_id, old_content, withdrawn_at = known[identity]
        what = MERGED
        if withdrawn_at is not None:
            back.append(weapon_id)
            what = REINSTATED
        if old_content and old_content != content:
            cells = cells or dict(json.loads(zlib.decompress(batch.raw)))
            taken = again(number, cells[number])
            if isinstance(taken, SetAside):
                raise RuntimeError(f"Row {number} was read twice and differently.")
            correct(weapon_id, taken, content, origin.at)
            what = CORRECTED if what == MERGED else what
        outcome.note(what, [(number, weapon_id)])
    Weapon.objects.filter(pk__in=back).update(withdrawn_at=None)
    count_up_versions(weapon for _, what, weapon in outcome.rows if what in (CORRECTED, REINSTATED))


def _insert(batch: Batch, origin: Origin) -> list[int]:
    """Put the identifiers and the moment into the rows of a batch, and insert them; the identifiers of the weapons."""
    if not batch.numbers:
        return []
    weapon_ids, stamp = list(reserve_ids(Weapon, len(batch.numbers))), database_time(origin.at)
    given: dict[str, Any] = {
        "origin_import_id": origin.import_id, "recorded_at": stamp, "recorded_by_id": origin.user_id,
        "unit_id": origin.unit_id,
    }  # fmt: skip
    _put(batch.weapons, WEAPON_COLUMNS, {"id": weapon_ids}, given)
    insert_values(Weapon, WEAPON_COLUMNS, batch.weapons)
    if batch.mark_of:
        mark_ids = list(reserve_ids(Mark, len(batch.mark_of)))
        owners = [weapon_ids[place] for place in batch.mark_of]
        _put(batch.marks, MARK_COLUMNS, {"id": mark_ids, "weapon_id": owners}, {"recorded_at": stamp})
        insert_values(Mark, MARK_COLUMNS, batch.marks)
        indexed = np.array(batch.index_of, dtype=np.intp)
        marks, weapons = np.array(mark_ids, dtype=np.int64), np.array(owners, dtype=np.int64)
        index_columns(columns_from(b"".join(batch.index), marks[indexed], weapons[indexed]))
    if batch.event_of:
        owners = [weapon_ids[place] for place in batch.event_of]
        _put(batch.events, EVENT_COLUMNS, {"weapon_id": owners}, {"recorded_at": stamp})
        insert_values(Event, EVENT_COLUMNS, batch.events)
    insert_values(Custody, CUSTODY_COLUMNS, states_of_batch(_made(batch), _happened(batch)))
    return weapon_ids


def _made(batch: Batch) -> Iterator[tuple[Any, ...]]:
    """(number, year, month of manufacture) of every weapon."""
    return zip(*(_column(batch.weapons, WEAPON_COLUMNS, name) for name in ("id", "year", "month")), strict=True)


def _happened(batch: Batch) -> Iterator[tuple[Any, ...]]:
    """(weapon, kind, day, precision) of every event."""
    names = ("weapon_id", "kind", "date", "precision")
    return zip(*(_column(batch.events, EVENT_COLUMNS, name) for name in names), strict=True)


def _column(values: list[Any], columns: tuple[str, ...], name: str) -> list[Any]:
    return values[columns.index(name) :: len(columns)]


def _put(values: list[Any], columns: tuple[str, ...], each: dict[str, list[int]], same: dict[str, Any]) -> None:
    """Fill columns of rows that lie one after another: `each` with a value a row, `same` with one for all."""
    rows = len(values) // len(columns)
    for name, column in (*each.items(), *((name, [value] * rows) for name, value in same.items())):
        values[columns.index(name) :: len(columns)] = column


def _set_aside_row(import_id: int, number: int, fault: SetAside, cells: list[str]) -> SetAsideRow:
    cells = [cell.replace("\x00", "\ufffd").encode("utf-8", "replace").decode() for cell in cells]
    return SetAsideRow(
        origin_id=import_id,
        row=number,
        reason=fault.reason,
        field=fault.column[:200],
        values=dict(fault.values),
        cells=cells,
    )
