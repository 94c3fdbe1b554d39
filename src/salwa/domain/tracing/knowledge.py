"""What the gate needs to know of makers, models, calibres and marks: read-only, given by whoever runs it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from salwa.domain.marks.reading import MarkReading, TypedMarks
from salwa.domain.marks.reading.book import Calibre, Maker, Model, State, WeaponType
from salwa.domain.marks.reading.typed import FieldReading
from salwa.domain.marks.serial_dates import SerialDateRule
from salwa.domain.marks.serials import SerialReading


@dataclass(frozen=True, slots=True)
class ImporterMark:
    """What an importer strikes (ITI 8(b)). `maker_code`: the same firm among the makers; `also_maker`: it makes too."""

    code: str
    name: str
    country: str
    stamps: tuple[str, ...]
    maker_code: str = ""
    also_maker: bool = False
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ProofMark:
    """A mark of proof. `texts`: its letters; `above`, `form`, `meaning`: words of closed lists; years or None."""

    code: str
    name: str
    country: str
    texts: tuple[str, ...]
    above: str
    form: str
    meaning: str
    years: tuple[int | None, int | None] = (None, None)
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SerialShape:
    """Shapes of the serial numbers of some makers: regular expressions for the plain form, and how to show them."""

    makers: frozenset[str]
    like: str
    shapes: tuple[str, ...]


class Reads(Protocol):
    """The part of the mark reader that the gate uses (domain/marks/reading)."""

    def read(self, marks: TypedMarks) -> MarkReading: ...
    def read_serial(self, serial: str | None) -> SerialReading: ...
    def read_maker(self, raw: str | None) -> FieldReading: ...
    def read_model(self, raw: str | None) -> FieldReading: ...
    def read_calibre(self, raw: str | None) -> FieldReading: ...
    def read_type(self, raw: str | None) -> FieldReading: ...


class Knowledge(Protocol):
    """The reference data, by code. Everything is read only."""

    @property
    def makers(self) -> Mapping[str, Maker]: ...
    @property
    def models(self) -> Mapping[str, Model]: ...
    @property
    def calibres(self) -> Mapping[str, Calibre]: ...
    @property
    def types(self) -> Mapping[str, WeaponType]: ...
    @property
    def states(self) -> Mapping[str, State]: ...
    @property
    def serial_dates(self) -> Sequence[SerialDateRule]: ...
    @property
    def shapes(self) -> Sequence[SerialShape]: ...
    @property
    def importers(self) -> Sequence[ImporterMark]: ...
    @property
    def proofs(self) -> Sequence[ProofMark]: ...
    @property
    def reader(self) -> Reads: ...
