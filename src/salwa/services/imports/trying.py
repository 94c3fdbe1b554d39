"""Counting what an import would do, without saving anything."""

from __future__ import annotations

from collections import Counter

from django.utils import timezone

from salwa.domain.imports.rows import SetAside
from salwa.services.imports.batches import BatchBuilder, Origin
from salwa.services.imports.running import taken_rows
from salwa.services.marks.reader import mark_reader
from salwa.storage.register.models import Import


def counted_rows(entry: Import) -> tuple[Counter[str], Counter[str], Counter[str]]:
    """(rows and set_aside, set-aside rows by reason, remarks) for the whole file."""
    counts: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    remarks: Counter[str] = Counter()
    at = timezone.now()
    for row in taken_rows(entry, today=at.date()):
        counts["rows"] += 1
        if isinstance(row.taken, SetAside):
            counts["set_aside"] += 1
            reasons[row.taken.reason] += 1
            continue
        builder = BatchBuilder(mark_reader(), Origin(entry.pk, 0, at))
        builder.add(row.number, row.taken, row.identity, 0)
        remarks.update(builder.batch.remarks)
    return counts, reasons, remarks
