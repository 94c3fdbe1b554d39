"""What the page of the columns shows beside each column, and whether a file is small enough to be tried at once."""

from __future__ import annotations

from dataclasses import dataclass

from salwa.services.imports.permissions import check_may_import
from salwa.services.imports.queries import import_of, sample_rows
from salwa.services.imports.tables import Layout
from salwa.storage.accounts.models import User

LOOKED_AT = 200
EXAMPLES = 3
TRIED_AT_ONCE_MEGABYTES = 20


@dataclass(frozen=True, slots=True)
class ColumnSample:
    """A column with its first different values as they stand in the file; empty when the first rows hold none."""

    header: str
    examples: tuple[str, ...]


def column_samples(*, acting_user: User, import_id: int) -> list[ColumnSample]:
    """Each column of a received file with up to three different values from its first rows."""
    check_may_import(acting_user)
    entry = import_of(import_id)
    headers = Layout.from_document(entry.layout).headers
    rows = [cells for _, cells in sample_rows(entry, LOOKED_AT)]
    found = []
    for place, header in enumerate(headers):
        values = dict.fromkeys(row[place].strip() for row in rows if place < len(row) and row[place].strip())
        found.append(ColumnSample(header, tuple(list(values)[:EXAMPLES])))
    return found


def may_be_tried_at_once(*, acting_user: User, import_id: int) -> bool:
    """Whether a dry run of the whole file ends within the time a page may take."""
    check_may_import(acting_user)
    return import_of(import_id).size <= TRIED_AT_ONCE_MEGABYTES * 1_000_000
