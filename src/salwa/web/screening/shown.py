"""What the screening pages show, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from salwa.domain.imports.fields import KEYS
from salwa.domain.languages import Sentence
from salwa.domain.marks.matching.verdict import Verdict
from salwa.services.languages import spoken

STATUSES = {
    "queued": (_("Waiting to run"), "plain"),
    "running": (_("Running"), "plain"),
    "finished": (_("Finished"), "good"),
    "failed": (_("Stopped"), "bad"),
}
# In the order an officer reads them; with the tone of their tag.
VERDICTS = {
    Verdict.IDENTIFIED: (_("Identified"), "good"),
    Verdict.PROBABLE: (_("Probable"), "warn"),
    Verdict.LEAD: (_("Leads"), "plain"),
    Verdict.NOT_FOUND: (_("Not found"), "plain"),
}
FIELDS = {
    "serial": _("Serial number"),
    "maker": _("Maker"),
    "model": _("Model"),
    "calibre": _("Calibre"),
    "type": _("Type"),
    "country": _("Country"),
    "year": _("Year"),
}


@dataclass(frozen=True, slots=True)
class Comparison:
    """One field of two records side by side; `differs` when both are known and are not the same."""

    label: str
    first: str
    second: str
    is_mark: bool
    differs: bool


def compared(marks: list[Mapping[str, str]]) -> list[Comparison]:
    """The fields that at least one of two records has."""
    found = []
    for field, label in FIELDS.items():
        first, second = marks[0].get(field, ""), marks[1].get(field, "")
        if first or second:
            is_mark = field in {"serial", "year"}
            found.append(Comparison(str(label), first, second, is_mark, bool(first and second and first != second)))
    return found


def pairs_shown(rows: tuple[dict[str, Any], ...]) -> list[dict[str, Any]]:
    """Pairs of weapons recorded twice, with their fields side by side."""
    return [row | {"fields": compared(row["marks"]), "width": round(100 * row["probability"], 1)} for row in rows]


def rows_shown(rows: tuple[dict[str, Any], ...]) -> list[dict[str, Any]]:
    """Rows of a screening with what the register has of the candidate."""
    shown = []
    for row in rows:
        recorded = {reason["field"]: reason["recorded"] for reason in row.get("reasons", ())}
        line = [recorded[field] for field in ("maker", "model", "calibre") if recorded.get(field)]
        asked = [text for field, text in row["asked"].items() if field != "serial"]
        shown.append(row | {"recorded_serial": recorded.get("serial", ""), "recorded": line, "asked_line": asked})
    return shown


def columns_shown(columns: Mapping[str, str]) -> list[tuple[str, str]]:
    """(field in words, header) of the columns that were recognised."""
    return [(spoken(Sentence(KEYS[field].label)), header) for field, header in columns.items() if field in KEYS]
