"""The rows of a received file, taken apart one after another, each with its identity."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from salwa.domain.imports.mapping import mapping_from_document
from salwa.domain.imports.rows import FORMULA, RowLayout, SetAside, TakenRow, take_row
from salwa.services.imports.identity import Identities
from salwa.services.imports.stored import imports_folder
from salwa.services.imports.tables import Layout, records
from salwa.services.imports.words import cell_words
from salwa.storage.register.models import Import


class Row(NamedTuple):
    """One record of the file on its way: number, cells as read, identity, and what was taken from it."""

    number: int
    cells: list[str]
    identity: tuple[str, str]
    taken: TakenRow | SetAside


class RowTaker:
    """Takes apart the rows of one mapped import as of one day."""

    def __init__(self, entry: Import, today: date) -> None:
        self.layout = Layout.from_document(entry.layout)
        mapping = mapping_from_document(entry.mapping)
        places = mapping.places(self.layout.headers)
        first = {key: found[0] for key, found in places.items()}
        words = cell_words()
        event = words.event_kind(" ".join(mapping.fields.get("date", ())))
        self.folder = imports_folder()
        self._how = RowLayout(self.layout.headers, places, mapping.date_order, today, words, event)
        self._identifying = (first.get("reference"), first.get("serial"), self.layout.counters)
        self._formulas = dict(self.layout.formulas)

    @property
    def bytes(self) -> int:
        """Size of the file."""
        return (self.folder / self.layout.table).stat().st_size

    def rows(self, after: int = 0) -> Iterator[Row]:
        """Every row of the file; rows up to number `after` only lend their identity."""
        identities = Identities(self.layout.headers, *self._identifying)
        for number, cells in records(self.folder, self.layout):
            identity = identities.of(cells)
            if number > after:
                yield Row(number, cells, identity, self.take(number, cells))

    def take(self, number: int, cells: list[str]) -> TakenRow | SetAside:
        """One row taken apart, or the reason why it is set aside."""
        formula = self._formulas.get(number)
        if formula is None:
            return take_row(cells, self._how)
        headers = self.layout.headers
        return SetAside(FORMULA, headers[formula - 1] if formula <= len(headers) else "")
