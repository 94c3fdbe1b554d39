"""Corrections of a weapon's record, by a person or by an import, as they stay readable."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from salwa.domain.weapons import EventKind
from salwa.services.custody.shown import ChangeShown, CorrectionShown
from salwa.storage.register.models import Event

# Columns that hold the same answer in another form than the text a person typed.
READINGS = ("_code", "_confidence")


def corrections_of(rows: Iterable[Event], people: Mapping[int, str]) -> tuple[CorrectionShown, ...]:
    """Corrections newest first. Imports keep the texts before in a JSON note, people old and new values in details."""
    found = [row for row in rows if row.kind == EventKind.CORRECTED.value]
    return tuple(_shown(row, people) for row in sorted(found, key=lambda row: row.pk, reverse=True))


def _shown(row: Event, people: Mapping[int, str]) -> CorrectionShown:
    details = row.details if isinstance(row.details, dict) else {}
    reason, changes = row.note, _changes(details.get("changes"))
    if row.note.startswith("{"):
        told = _document(row.note)
        if told is not None:
            reason = str(told.get("note", ""))
            before = told.get("before")
            pairs = before.items() if isinstance(before, dict) else ()
            changes = tuple(ChangeShown(str(name), str(text), "") for name, text in pairs)
    return CorrectionShown(
        row.pk, row.recorded_at, people.get(row.recorded_by_id or 0, ""), reason, changes, row.date, row.precision,
        row.place, row.incident,
    )  # fmt: skip


def _document(note: str) -> dict[str, Any] | None:
    """The note of an import as a document; a note that only looks like one is a note."""
    try:
        told = json.loads(note)
    except ValueError:
        return None
    return told if isinstance(told, dict) else None


def _changes(changes: Any) -> tuple[ChangeShown, ...]:
    """Texts as typed; what they were read as follows from them and is left out unless nothing was typed."""
    if not isinstance(changes, dict):
        return ()
    shown = []
    for name, values in changes.items():
        if name.endswith(READINGS) and not _only_read(name, changes):
            continue
        before, after = values if isinstance(values, list) and len(values) == 2 else (values, "")
        shown.append(ChangeShown(name.removesuffix("_text").removesuffix("_code"), _text(before), _text(after)))
    return tuple(shown)


def _only_read(name: str, changes: Mapping[str, Any]) -> bool:
    return name.endswith("_code") and f"{name.removesuffix('_code')}_text" not in changes


def _text(value: Any) -> str:
    return "" if value is None else str(value)
