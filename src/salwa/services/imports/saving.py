"""Saving one batch of rows in one transaction: register, origin, search index, progress, audit - all or nothing."""

from __future__ import annotations

import json
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from salwa.domain.imports.rows import SetAside, TakenRow
from salwa.domain.marks.reading import MarkReader
from salwa.services.accounts.units import unit_for_new_records
from salwa.services.audit.actions import write_entry
from salwa.services.custody.present import CUSTODY_COLUMNS, count_up_versions, states_of_batch
from salwa.services.imports.batches import (
    EVENT_COLUMNS,
    MARK_COLUMNS,
    WEAPON_COLUMNS,
    Batch,
    BatchBuilder,
    Origin,
    with_identifiers,
)
from salwa.services.imports.corrections import correct
from salwa.services.search.upkeep import index_batch
from salwa.storage.accounts.models import User
from salwa.storage.register.bulk import insert_rows, reserve_ids
from salwa.storage.register.models import Custody, Event, Import, ImportBatch, Mark, SetAsideRow, Weapon

IMPORTED, MERGED, SET_ASIDE, REINSTATED, CORRECTED = "imported", "merged", "set_aside", "reinstated", "corrected"


@dataclass(slots=True)
class Row:
    """One record of the file on its way: number, cells as read, identity, and what was taken from it."""

    number: int
    cells: list[str]
    identity: tuple[str, str]
    taken: TakenRow | SetAside


@dataclass(slots=True)
class Outcome:
    """What became of the rows of a batch."""

    counts: Counter[str] = field(default_factory=Counter)
    remarks: Counter[str] = field(default_factory=Counter)
    rows: list[list[Any]] = field(default_factory=list)


def save_batch(*, user: User, import_id: int, rows: list[Row], reader: MarkReader, expected_done: int) -> Outcome:
    """Save `rows`. In order: lock the import and see that nobody else went on, add the new records, bring back or
    correct known ones, set the rest aside, keep the rows as read, index, count, audit. Raises `RuntimeError` when
    another process has gone on with the import.
    """
    with transaction.atomic():
        entry = Import.objects.select_for_update().get(pk=import_id)
        if entry.rows_done != expected_done or entry.status != "running":
            raise RuntimeError("Another process has gone on with this import.")
        at = timezone.now()
        origin = Origin(import_id, user.pk, at, unit_for_new_records(user, "weapons.import"))
        outcome = _save_rows(rows, BatchBuilder(reader, origin), import_id)
        ImportBatch.objects.create(
            origin_id=import_id,
            first_row=rows[0].number,
            last_row=rows[-1].number,
            raw=_packed([[row.number, row.cells] for row in rows]),
            outcomes=_packed(outcome.rows),
            saved_at=at,
        )
        _count(entry, outcome, rows[-1].number)
        write_entry(
            acting_user=user,
            action="imports.batch_saved",
            object_kind="import",
            object_id=import_id,
            details={"first_row": rows[0].number, "last_row": rows[-1].number, **outcome.counts},
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


def _save_rows(rows: list[Row], builder: BatchBuilder, import_id: int) -> Outcome:
    outcome = Outcome()
    known = _known([row.identity[0] for row in rows])
    new = [row for row in rows if isinstance(row.taken, TakenRow) and row.identity[0] not in known]
    weapon_ids = iter(reserve_ids(Weapon, len(new)) if new else ())
    set_aside: list[SetAsideRow] = []
    back: list[int] = []
    for row in rows:
        if isinstance(row.taken, SetAside):
            set_aside.append(_set_aside_row(import_id, row, row.taken))
            _note(outcome, row, SET_ASIDE, row.taken.reason)
        elif row.identity[0] not in known:
            weapon_id = next(weapon_ids)
            builder.add(row.number, row.taken, row.identity, weapon_id)
            known[row.identity[0]] = (weapon_id, row.identity[1], None)
            _note(outcome, row, IMPORTED, weapon_id)
        else:
            _note(outcome, row, *_again(row, row.taken, known[row.identity[0]], builder, back))
    _write(builder)
    SetAsideRow.objects.bulk_create(set_aside)
    Weapon.objects.filter(pk__in=back).update(withdrawn_at=None)
    count_up_versions(weapon for _, what, weapon in outcome.rows if what in (CORRECTED, REINSTATED))
    outcome.remarks = builder.batch.remarks
    return outcome


def _again(
    row: Row, taken: TakenRow, known: tuple[int, str, Any], builder: BatchBuilder, back: list[int]
) -> tuple[str, int]:
    """A record the register has already: brought back if it was withdrawn, corrected if its content changed."""
    weapon_id, content, withdrawn_at = known
    what = MERGED
    if withdrawn_at is not None:
        back.append(weapon_id)
        what = REINSTATED
    if content and content != row.identity[1]:
        correct(weapon_id, taken, row.identity[1], builder)
        what = CORRECTED if what == MERGED else what
    return what, weapon_id


def _known(identities: list[str]) -> dict[str, tuple[int, str, Any]]:
    """identity -> (weapon, content, withdrawn at) of records the register has."""
    found: dict[str, tuple[int, str, Any]] = {}
    for start in range(0, len(identities), 900):
        part = Weapon.objects.filter(identity__in=identities[start : start + 900])
        for identity, pk, content, withdrawn_at in part.values_list("identity", "pk", "content", "withdrawn_at"):
            found[identity] = (pk, content, withdrawn_at)
    return found


def _write(builder: BatchBuilder) -> None:
    batch = builder.batch
    if batch.weapons:
        insert_rows(Weapon, WEAPON_COLUMNS, batch.weapons)
    if batch.marks:
        marks, index = with_identifiers(batch, reserve_ids(Mark, len(batch.marks)))
        insert_rows(Mark, MARK_COLUMNS, marks)
        index_batch(index)
    if batch.events:
        insert_rows(Event, EVENT_COLUMNS, batch.events)
    states = states_of_batch(_made(batch), (event[:4] for event in batch.events))
    insert_rows(Custody, CUSTODY_COLUMNS, states)


def _made(batch: Batch) -> Iterator[tuple[int, int | None, int | None]]:
    """(number, year, month of manufacture) of every new weapon."""
    year, month = WEAPON_COLUMNS.index("year"), WEAPON_COLUMNS.index("month")
    return ((row[0], row[year], row[month]) for row in batch.weapons)


def _set_aside_row(import_id: int, row: Row, fault: SetAside) -> SetAsideRow:
    cells = [cell.replace("\x00", "\ufffd").encode("utf-8", "replace").decode() for cell in row.cells]
    return SetAsideRow(
        origin_id=import_id,
        row=row.number,
        reason=fault.reason,
        field=fault.column[:200],
        values=dict(fault.values),
        cells=cells,
    )


def _note(outcome: Outcome, row: Row, what: str, detail: str | int) -> None:
    outcome.counts[what] += 1
    outcome.rows.append([row.number, what, detail])


def _packed(value: Any) -> bytes:
    return zlib.compress(json.dumps(value, ensure_ascii=True, separators=(",", ":")).encode(), 1)
