"""What the import page shows, put in the order in which it stands there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from salwa.domain.imports.suggestion import Suggestion
from salwa.domain.languages import Sentence
from salwa.services.analysis.names import code_name
from salwa.services.imports.queries import FieldShown, RowShown
from salwa.services.imports.samples import ColumnSample
from salwa.web.frame.words import said

STATUSES = {
    "received": (_("Columns to be checked"), "warn"),
    "mapped": (_("Ready to start"), "warn"),
    "queued": (_("Waiting to run"), "plain"),
    "running": (_("Running"), "plain"),
    "finished": (_("Finished"), "good"),
    "failed": (_("Stopped"), "bad"),
    "withdrawn": (_("Withdrawn"), "plain"),
}
# Fields of the preview, in the order of its columns.
PREVIEWED = (
    ("serial", _("Serial number")),
    ("maker", _("Maker")),
    ("model", _("Model")),
    ("calibre", _("Calibre")),
    ("type", _("Type")),
    ("country", _("Country")),
    ("year", _("Year")),
    ("date", _("Date")),
)
SURE = 90


@dataclass(frozen=True, slots=True)
class ColumnLine:
    """One column of the file: its choice, examples of its values, why its field was suggested."""

    choice: BoundField
    examples: tuple[str, ...]
    reason: Sentence | None


@dataclass(frozen=True, slots=True)
class Cell:
    """One field of a previewed row: `read` is its name as understood, `unread` says a text was there and not read."""

    label: str
    field: str
    raw: str
    read: str
    unread: bool
    reason: Sentence | None


@dataclass(frozen=True, slots=True)
class Line:
    """One previewed row; `problem` says why it would be set aside."""

    number: int
    cells: tuple[Cell, ...]
    problem: Sentence | None


def column_lines(
    choices: Iterable[BoundField], samples: Sequence[ColumnSample], suggestions: Iterable[Suggestion]
) -> list[ColumnLine]:
    """The columns of the file with what is known of each."""
    reasons = {one.header: one.reason for one in suggestions}
    return [
        ColumnLine(choice, sample.examples, reasons.get(sample.header))
        for choice, sample in zip(choices, samples, strict=True)
    ]


def preview_lines(rows: Iterable[RowShown], mapped: Iterable[str]) -> tuple[list[str], list[Line]]:
    """Heads and lines of the preview; fields that no column feeds and nothing was read for are left out."""
    rows = list(rows)
    fed = set(mapped) | {field.field for row in rows for field in row.fields if field.code and field.field != "serial"}
    columns = [(key, str(label)) for key, label in PREVIEWED if key in fed]
    lines = []
    for row in rows:
        by_field = {field.field: field for field in row.fields}
        cells = tuple(_cell(label, by_field.get(key), key) for key, label in columns)
        lines.append(Line(row.number, cells, row.set_aside))
    return [label for _, label in columns], lines


def _cell(label: str, shown: FieldShown | None, key: str) -> Cell:
    if shown is None:
        return Cell(label, key, "", "", False, None)
    read = said("state", shown.code) if key == "serial" else code_name(key, shown.code)
    unread = bool(shown.raw.strip()) and not shown.code
    told = shown.reason if unread or shown.confidence < SURE or key == "serial" else None
    return Cell(label, key, shown.raw, "" if read == shown.raw else read, unread, told)
