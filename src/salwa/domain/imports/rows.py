"""From the cells of one row to what can be recorded, or to the reason why it is set aside.

Only what cannot be truthfully recorded is set aside. A wrong date or an unknown maker does not lose the weapon: the
text is kept, the reading stays empty, and the row is counted under a remark.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import NamedTuple

from salwa.domain.imports.dates import ReadDate, read_date
from salwa.domain.imports.ownership import CellWords
from salwa.domain.weapons import EventKind

# Reason codes of rows set aside; the sentences are in reasons.py.
NO_CONTENT = "no_content"
BROKEN_TEXT = "broken_text"
TOO_MANY_CELLS = "too_many_cells"
FORMULA = "formula_cell"
NOT_A_RECORD = "not_a_record"
TOO_LONG = "too_long"

MARK_FIELDS = ("type", "maker", "model", "calibre", "serial")
LONGEST_CELL = 10_000


@dataclass(frozen=True, slots=True)
class SetAside:
    """Why a row cannot be recorded: stable reason code, the column concerned, and values for the sentence."""

    reason: str
    column: str = ""
    values: Mapping[str, str | int] = field(default_factory=dict)


class TakenRow(NamedTuple):
    """What a row says, field by field, as typed; dates and ownership read. `remarks` are counted in the summary."""

    texts: Mapping[str, str]
    when: ReadDate | None
    event: str
    state_owned: str
    quantity: int | None
    note: str
    remarks: tuple[str, ...]

    def text(self, key: str) -> str:
        """The text of a field, empty when the file has none."""
        return self.texts.get(key, "")


@dataclass(frozen=True)
class RowLayout:
    """How to take rows of one file: headers, positions of the columns of each field, order of dates, today, words.

    `event` is what happened where no cell says so: a column headed "date of seizure" tells of seizures.
    """

    headers: tuple[str, ...]
    places: Mapping[str, tuple[int, ...]]
    date_order: str
    today: date
    words: CellWords
    event: str = EventKind.RECORDED.value

    @cached_property
    def single(self) -> tuple[tuple[str, int], ...]:
        """The fields that one column feeds, with its position."""
        return tuple((key, places[0]) for key, places in self.places.items() if len(places) == 1)

    @cached_property
    def marks(self) -> tuple[str, ...]:
        """The fields of this file that describe a weapon."""
        return tuple(key for key, _ in self.single if key in MARK_FIELDS)

    @cached_property
    def notes(self) -> tuple[tuple[str, int], ...]:
        """Header and position of every column that is kept as a note."""
        return tuple((self.headers[place], place) for place in self.places.get("note", ()))


def take_row(cells: Sequence[str], layout: RowLayout) -> TakenRow | SetAside:
    """Take one row apart. `cells` are texts exactly as read."""
    fault = _fault(cells, layout)
    if fault:
        return fault
    width = len(cells)
    texts = {key: cells[place] if place < width else "" for key, place in layout.single}
    if not any(texts[key] and texts[key].strip() for key in layout.marks):
        return SetAside(NO_CONTENT)
    if _is_sum(cells, texts, layout):
        return SetAside(NOT_A_RECORD)
    remarks: list[str] = []
    return TakenRow(
        texts=texts,
        when=_when(texts.get("date", ""), layout, remarks),
        event=layout.words.event_kind(texts["event"]) if texts.get("event", "").strip() else layout.event,
        state_owned=layout.words.state_ownership(texts.get("state_owned", "")),
        quantity=_quantity(texts.get("quantity", ""), remarks),
        note=_joined(cells, layout),
        remarks=tuple(remarks),
    )


def _fault(cells: Sequence[str], layout: RowLayout) -> SetAside | None:
    width = len(layout.headers)
    if len(cells) > width and any(cell.strip() for cell in cells[width:]):
        return SetAside(TOO_MANY_CELLS, values={"cells": len(cells), "columns": width})
    together = "".join(cells)
    if len(together) <= LONGEST_CELL and together.isprintable() and "\ufffd" not in together:
        return None
    for place, cell in enumerate(cells[:width]):
        if "\ufffd" in cell or (not cell.isprintable() and _broken(cell)):
            return SetAside(BROKEN_TEXT, layout.headers[place])
        if len(cell) > LONGEST_CELL:
            return SetAside(TOO_LONG, layout.headers[place], {"length": len(cell), "longest": LONGEST_CELL})
    return None


def _broken(cell: str) -> bool:
    return any(sign == "\x00" or "\ud800" <= sign <= "\udfff" for sign in cell)


def _is_sum(cells: Sequence[str], texts: Mapping[str, str], layout: RowLayout) -> bool:
    if texts.get("serial", "").strip():
        return False
    return layout.words.heads_a_sum(next((cell for cell in cells if cell.strip()), ""))


def _when(text: str, layout: RowLayout, remarks: list[str]) -> ReadDate | None:
    if not text or not text.strip():
        return None
    found = read_date(text, layout.date_order)
    if found is None:
        remarks.append("date_not_read")
    elif found.value > layout.today:
        remarks.append("date_in_future")
    return found


def _quantity(text: str, remarks: list[str]) -> int | None:
    stripped = text.strip().removesuffix(".0").replace(" ", "") if text else ""
    if not stripped:
        return None
    if stripped.isdecimal() and len(stripped) <= 9:
        return int(stripped)
    remarks.append("quantity_not_read")
    return None


def _joined(cells: Sequence[str], layout: RowLayout) -> str:
    width = len(cells)
    return "; ".join([f"{head}: {cells[p].strip()}" for head, p in layout.notes if p < width and cells[p].strip()])
