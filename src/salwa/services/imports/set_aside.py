"""The rows that were set aside: as a file to mend and import again, and in groups by reason for the screen."""

from __future__ import annotations

import csv
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from django.db.models import Count, Min

from salwa.domain.imports.mapping import OWN_COLUMNS
from salwa.domain.languages import Sentence
from salwa.services.imports.reasons import what_happened, what_to_do
from salwa.services.imports.stored import imports_folder
from salwa.services.imports.tables import Layout
from salwa.storage.register.models import Import, SetAsideRow


@dataclass(frozen=True, slots=True)
class SetAsideGroup:
    """All rows set aside for one reason: how many, one example (row number and cells), one cure."""

    reason: str
    count: int
    what: Sentence
    to_do: Sentence
    example_row: int
    example: Mapping[str, str]


def groups_of(entry: Import) -> list[SetAsideGroup]:
    """Groups by reason, largest first."""
    headers = Layout.from_document(entry.layout).headers
    counted = (
        SetAsideRow.objects.filter(origin=entry)
        .values("reason")
        .annotate(count=Count("id"), first=Min("row"))
        .order_by("-count", "reason")
    )
    found = []
    for group in counted:
        row = SetAsideRow.objects.get(origin=entry, row=group["first"])
        example = {header: cell for header, cell in zip(headers, row.cells, strict=False) if header not in OWN_COLUMNS}
        found.append(
            SetAsideGroup(
                reason=group["reason"],
                count=group["count"],
                what=what_happened(row.reason, row.field, row.values),
                to_do=what_to_do(row.reason),
                example_row=row.row,
                example=example,
            )
        )
    return found


def write_set_aside_file(entry: Import) -> Path | None:
    """Write the file of set-aside rows (UTF-8 CSV with the original columns) and return its path; None without any.

    Cells stand exactly as read: the file is data to mend and import again, not a sheet for show.
    """
    rows = SetAsideRow.objects.filter(origin=entry).order_by("row")
    if not rows.exists():
        return None
    headers = Layout.from_document(entry.layout).headers
    kept = [place for place, header in enumerate(headers) if header not in OWN_COLUMNS]
    path = imports_folder() / f"{entry.pk}-set-aside.csv"
    part = path.with_suffix(".part")
    with part.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*OWN_COLUMNS, *(headers[place] for place in kept)])
        for row in rows.iterator(chunk_size=2_000):
            cells = [row.cells[place] if place < len(row.cells) else "" for place in kept]
            what = what_happened(row.reason, row.field, row.values).english()
            writer.writerow([row.row, what, what_to_do(row.reason).english(), *cells, *row.cells[len(headers) :]])
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    return path
