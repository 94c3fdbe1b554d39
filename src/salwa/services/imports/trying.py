"""Counting what an import would do, without saving anything."""

from __future__ import annotations

from collections import Counter

from django.utils import timezone

from salwa.services.imports.batches import BatchReader
from salwa.services.imports.taking import RowTaker
from salwa.services.marks.reader import mark_reader
from salwa.storage.register.models import Import


def counted_rows(entry: Import) -> tuple[Counter[str], Counter[str], Counter[str]]:
    """(rows and set_aside, set-aside rows by reason, remarks) for the whole file."""
    counts: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    remarks: Counter[str] = Counter()
    rows = RowTaker(entry, timezone.now().date()).rows()
    for batch in BatchReader(mark_reader()).batches(rows):
        counts["rows"] += batch.count
        counts["set_aside"] += len(batch.set_aside)
        reasons.update(fault.reason for _, fault, _ in batch.set_aside)
        remarks.update(remark for row in batch.remarks for remark in row)
    return counts, reasons, remarks
