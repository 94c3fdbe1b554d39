"""A weapon's life on its printed sheet: one row an entry, in the order in which things happened."""

from __future__ import annotations

import json
from typing import Any

from salwa.domain.custody import FINDINGS, Life
from salwa.domain.custody.findings import Finding, HolderNumber
from salwa.domain.languages import Sentence, in_order
from salwa.domain.sheets.escaping import visible
from salwa.domain.weapons import EventKind, HolderKind
from salwa.services.languages import spoken
from salwa.services.sheets import sheet_words as words
from salwa.services.sheets.words import said
from salwa.services.weapons.names import name_of
from salwa.storage.register.models import Event, Holder, Weapon

# A text, whose marks and dates the page maker finds by itself, or a mark by itself.
Piece = str | dict[str, str]


class Names:
    """Names of holders for paper; of a person only that it is one: personal data are not printed."""

    def __init__(self) -> None:
        self._known: dict[int, str] = {}

    def of(self, number: int) -> str:
        """Name or reference of a holder."""
        if number not in self._known:
            holder = Holder.objects.filter(pk=number).first()
            self._known[number] = self.shown(holder) if holder else str(number)
        return self._known[number]

    @staticmethod
    def shown(holder: Holder) -> str:
        """A holder in words."""
        if holder.kind == HolderKind.PERSON.value:
            return f"{said('holder_kind', holder.kind)} {holder.pk}"
        return holder.name or holder.reference or f"{said('holder_kind', holder.kind)} {holder.pk}"


def mark(text: str) -> Piece:
    """A mark, date or code: always left to right."""
    return {"mark": text}


def life_shown(life: Life, weapon: Weapon, names: Names) -> list[dict[str, Any]]:
    """The rows of the life, entries in force only, each with what does not fit at it."""
    rows = {row.uid or f"row-{row.pk}": row for row in weapon.events.all()}
    return [
        {
            "when": _when(rows[step.entry.uid]),
            "kind": said("event", step.entry.kind.value),
            "line": _line(rows[step.entry.uid], names),
            "note": _note(rows[step.entry.uid]),
            "findings": [finding_pieces(one, names) for one in step.findings],
        }
        for step in life.steps
        if step.entry.uid in rows
    ]


def finding_pieces(finding: Finding, names: Names) -> list[Piece]:
    """What does not fit, as a sentence with its numbers and names."""
    values = {
        name: in_order(visible(names.of(int(value)))) if isinstance(value, HolderNumber) else str(value)
        for name, value in finding.values.items()
    }
    return [spoken(Sentence(FINDINGS[finding.code][0], values))]


def _when(row: Event) -> list[Piece]:
    if row.date is not None:
        digits = {"year": 4, "month": 7}.get(row.precision, 10)
        return [mark(row.date.isoformat()[:digits])]
    return [row.date_text or spoken(Sentence(words.NO_DATE))]


def _line(row: Event, names: Names) -> list[Piece]:
    """Who, where and on which paper, each on a line of its own."""
    told = [
        (words.FROM, names.shown(row.giver) if row.giver else row.giver_text),
        (words.TO, names.shown(row.receiver) if row.receiver else row.receiver_text),
        (words.COUNTRY, name_of("country", row.country_code) if row.country_code else ""),
        (words.PLACE, row.place),
        (words.CASE, row.incident),
        (words.DOCUMENT, row.document),
    ]
    return [spoken(Sentence(label, {"value": in_order(visible(text))})) for label, text in told if text]


def _note(row: Event) -> str:
    if row.kind == EventKind.CORRECTED.value and row.note.startswith("{"):
        try:
            return str(json.loads(row.note).get("note", ""))
        except ValueError:
            return row.note
    return row.note
