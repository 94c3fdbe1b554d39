"""What the gate of tracing requests knows: the reference book, the tables of marks, and the reader of this process."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from salwa.domain.marks.reading import MarkReader, ReferenceBook
from salwa.domain.marks.reading.book import Calibre, Maker, Model, State, WeaponType
from salwa.domain.marks.serial_dates import SerialDateRule
from salwa.domain.tracing.knowledge import ImporterMark, ProofMark, SerialShape
from salwa.reference import load_book
from salwa.reference.identification import importers, proof_marks, serial_shapes
from salwa.services.marks.reader import mark_reader


@dataclass(frozen=True)
class ReferenceKnowledge:
    """A `Knowledge` (domain/tracing/knowledge) over the reviewed reference data. Read only, shared between threads."""

    book: ReferenceBook
    reader: MarkReader
    importers: Sequence[ImporterMark]
    proofs: Sequence[ProofMark]
    shapes: Sequence[SerialShape]

    @property
    def makers(self) -> Mapping[str, Maker]:
        """Makers by code."""
        return self.book.makers

    @property
    def models(self) -> Mapping[str, Model]:
        """Models by code."""
        return self.book.models

    @property
    def calibres(self) -> Mapping[str, Calibre]:
        """Calibres by code."""
        return self.book.calibres

    @property
    def types(self) -> Mapping[str, WeaponType]:
        """Types of weapon by code."""
        return self.book.types

    @property
    def states(self) -> Mapping[str, State]:
        """States, former ones too, by ISO 3166 alpha-3 code."""
        return self.book.states

    @property
    def serial_dates(self) -> Sequence[SerialDateRule]:
        """How makers put the date into the serial number."""
        return self.book.serial_dates


def tracing_knowledge() -> ReferenceKnowledge:
    """The knowledge of this process; needs no installation and no database. The slow parts are made once."""
    return ReferenceKnowledge(load_book(), mark_reader(), importers(), proof_marks(), serial_shapes())
