"""Running an import from wherever it stands: batch after batch, each saved whole, until every row is accounted for."""

from __future__ import annotations

import gc
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from itertools import islice

from django.db import transaction
from django.utils import timezone

from salwa.domain.refusals import Refusal
from salwa.services.audit.actions import write_entry
from salwa.services.imports.batches import Batch, BatchReader
from salwa.services.imports.leases import renew_lease, take_lease
from salwa.services.imports.reading_process import pays, read_elsewhere
from salwa.services.imports.saving import save_batch
from salwa.services.imports.stored import imports_folder
from salwa.services.imports.tables import Layout, records
from salwa.services.imports.taking import RowTaker
from salwa.services.marks.reader import mark_reader
from salwa.services.search.upkeep import merge_after_import
from salwa.storage.accounts.models import User
from salwa.storage.register.bulk import known_weapons
from salwa.storage.register.models import Import

# Rows by which a file is judged to be new or known.
SAMPLE = 500
# Called after each batch with (rows done, rows in all).
Progress = Callable[[int, int], None]


def run(*, user: User, import_id: int, progress: Progress | None = None) -> None:
    """Run or go on with a mapped import. In order: lease, count the rows, save batches, finish, merge the index."""
    take_lease(import_id)
    entry = Import.objects.get(pk=import_id)
    mark_reader()
    # A batch makes and drops millions of small objects and no cycles: looking for cycles costs a fifth of the time.
    gc.disable()
    try:
        done = entry.imported + entry.merged + entry.set_aside
        taker = RowTaker(entry, timezone.now().date())
        with _read(entry, taker) as batches:
            total = entry.rows_total if entry.rows_total is not None else _count_rows(entry)
            for batch in batches:
                save_batch(
                    user=user,
                    import_id=import_id,
                    batch=batch,
                    again=taker.take,
                    expected_done=Import.objects.values_list("rows_done", flat=True).get(pk=import_id),
                )
                _die_if_asked("batch_saved")
                renew_lease(import_id)
                done += batch.count
                if progress:
                    progress(done, total)
    except Refusal as refusal:
        Import.objects.filter(pk=import_id).update(
            status="failed", failure=refusal.sentence.english(), lease_until=None, lease_holder=""
        )
        raise
    finally:
        gc.enable()
    _finish(user, import_id)
    merge_after_import()


def _read(entry: Import, taker: RowTaker) -> AbstractContextManager[Iterator[Batch]]:
    """The batches that are left. A second process reads all marks; this one leaves out those of known records."""
    rows = taker.rows(after=entry.rows_done)
    if pays(taker.bytes) and _is_mostly_new(entry, taker):
        return read_elsewhere(BatchReader(mark_reader()).batches(rows))
    return nullcontext(BatchReader(mark_reader(), known_weapons).batches(rows))


def _is_mostly_new(entry: Import, taker: RowTaker) -> bool:
    """Whether the register lacks most of the file, going by the rows done or else by its first rows."""
    if entry.rows_done:
        return entry.imported >= entry.merged
    first = [row.identity[0] for row in islice(taker.rows(), SAMPLE)]
    return 2 * len(known_weapons(first)) < len(first)


def _finish(user: User, import_id: int) -> None:
    with transaction.atomic():
        Import.objects.filter(pk=import_id).update(
            status="finished", finished_at=timezone.now(), lease_until=None, lease_holder=""
        )
        entry = Import.objects.get(pk=import_id)
        write_entry(
            acting_user=user,
            action="imports.finished",
            object_kind="import",
            object_id=import_id,
            details={"imported": entry.imported, "merged": entry.merged, "set_aside": entry.set_aside},
        )


def _count_rows(entry: Import) -> int:
    total = sum(1 for _ in records(imports_folder(), Layout.from_document(entry.layout)))
    Import.objects.filter(pk=entry.pk).update(rows_total=total)
    return total


def _die_if_asked(step: str) -> None:
    """The fault hook of the kill tests: SALWA_KILL_AT=step kills this process there, as a power cut would."""
    if os.environ.get("SALWA_KILL_AT") == step:
        os.kill(os.getpid(), signal.SIGKILL)
