"""What goes into a reading and what comes out of it."""

from __future__ import annotations

from dataclasses import dataclass

from salwa.domain.languages import Sentence
from salwa.domain.marks.serials import SerialReading


@dataclass(frozen=True, slots=True)
class TypedMarks:
    """The marks as somebody typed them. None or empty: nothing was typed."""

    maker: str | None = None
    model: str | None = None
    calibre: str | None = None
    type: str | None = None
    serial: str | None = None
    country: str | None = None
    year: str | None = None


@dataclass(frozen=True, slots=True)
class FieldReading:
    """One field read: the text untouched, the code it means (None = not known), how sure (0 to 1) and why.

    `alternatives`: other codes the text may mean, the likeliest first. `inferred`: the code follows from another
    field, nothing (or nothing telling) was typed here. `silent`: nothing was typed, or only that it is unknown.
    """

    raw: str
    code: str | None
    confidence: float
    reason: Sentence
    alternatives: tuple[str, ...] = ()
    inferred: bool = False
    silent: bool = False


@dataclass(frozen=True, slots=True)
class MarkReading:
    """All fields of one weapon read together.

    `confidence` is that of the weakest field (maker, model, calibre, type, country) in which something telling was
    typed; 0 when a typed field could not be read, and when nothing was typed. `year` is the year of manufacture.
    """

    maker: FieldReading
    model: FieldReading
    calibre: FieldReading
    type: FieldReading
    country: FieldReading
    serial: SerialReading
    maker_country: str | None
    year: int | None
    month: int | None
    year_reason: Sentence | None
    confidence: float

    @property
    def year_origin(self) -> str:
        """Where the year comes from: "typed", "serial" (the maker's dating rule), or "" when there is none."""
        if self.year is None:
            return ""
        return "serial" if self.year_reason else "typed"

    def reasons(self) -> tuple[Sentence, ...]:
        """Every reason worth showing, field by field; silent fields say nothing."""
        fields = (self.maker, self.model, self.calibre, self.type, self.country)
        told = [field.reason for field in fields if not field.silent or field.code is not None or field.raw.strip()]
        return (*told, *self.serial.reasons, *((self.year_reason,) if self.year_reason else ()))
