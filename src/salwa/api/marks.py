"""Reading marks as people typed them. Nothing is looked up in the register and nothing is kept."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Router
from pydantic import Field

from salwa.api.values import StrictModel, Text, Year, left_out
from salwa.domain.marks.reading import FieldReading, MarkReading, TypedMarks
from salwa.services.languages import spoken
from salwa.services.marks import mark_reader

router = Router(tags=["marks"])
FIELDS = ("maker", "model", "calibre", "type", "country")


class TypedMarksIn(StrictModel):
    """The marks of one weapon, exactly as typed; a field nobody typed is left out."""

    serial: Text = left_out()
    maker: Text = left_out()
    model: Text = left_out()
    calibre: Text = left_out()
    type: Text = left_out()
    country: Text = left_out()
    year: Year = left_out(None)


class ReadRequest(StrictModel):
    """Up to 1,000 weapons at a time."""

    rows: Annotated[list[TypedMarksIn], Field(min_length=1, max_length=1_000)]


class FieldOut(StrictModel):
    """One field: the text untouched, the code it means (null = not known), how sure (0 to 1), why, and other codes."""

    raw: str
    code: str | None
    confidence: float
    reason: str
    alternatives: list[str]


class SerialOut(StrictModel):
    """The serial: the text untouched, the number in it, its plain form, and how much of it could be read."""

    raw: str
    text: str
    normalised: str
    state: str
    reasons: list[str]


class ReadingOut(StrictModel):
    """One weapon as read. `confidence` is that of the weakest field in which something telling was typed."""

    maker: FieldOut
    model: FieldOut
    calibre: FieldOut
    type: FieldOut
    country: FieldOut
    serial: SerialOut
    year: int | None
    month: int | None
    confidence: float


class ReadAnswer(StrictModel):
    """The readings in the order of the rows."""

    rows: list[ReadingOut]


@router.post("/read", response=ReadAnswer)
def read_marks(request: HttpRequest, asked: ReadRequest) -> dict[str, Any]:
    """Say what typed makers, models, calibres, types, countries and serials mean, how surely and why."""
    reader = mark_reader()
    return {"rows": [_told(reader.read(_typed(row))) for row in asked.rows]}


def _typed(row: TypedMarksIn) -> TypedMarks:
    return TypedMarks(
        maker=row.maker, model=row.model, calibre=row.calibre, type=row.type, serial=row.serial, country=row.country,
        year=str(row.year) if row.year else None,
    )  # fmt: skip


def _told(reading: MarkReading) -> dict[str, Any]:
    return {
        **{name: told_field(getattr(reading, name)) for name in FIELDS},
        "serial": {
            "raw": reading.serial.raw,
            "text": reading.serial.text,
            "normalised": reading.serial.normalised,
            "state": reading.serial.state.value,
            "reasons": [spoken(reason) for reason in reading.serial.reasons],
        },
        "year": reading.year,
        "month": reading.month,
        "confidence": float(reading.confidence),
    }


def told_field(field: FieldReading) -> dict[str, Any]:
    """One field as plain values."""
    return {
        "raw": field.raw,
        "code": field.code,
        "confidence": float(field.confidence),
        "reason": spoken(field.reason),
        "alternatives": list(field.alternatives),
    }
