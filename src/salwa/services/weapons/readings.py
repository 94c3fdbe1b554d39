"""What the texts of a weapon are read as, put beside them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from salwa.domain.marks.reading import MarkReading, TypedMarks
from salwa.services.marks.reader import mark_reader
from salwa.storage.register.models import Weapon


class Texts(Protocol):
    """A weapon as typed."""

    @property
    def type(self) -> str: ...
    @property
    def maker(self) -> str: ...
    @property
    def model(self) -> str: ...
    @property
    def calibre(self) -> str: ...
    @property
    def country(self) -> str: ...
    @property
    def import_country(self) -> str: ...
    @property
    def year(self) -> str: ...


def reading_of(texts: Texts, serials: Sequence[str]) -> MarkReading:
    """How Salwa reads these texts, with the first serial number, which may tell the year."""
    return mark_reader().read(
        TypedMarks(
            maker=texts.maker, model=texts.model, calibre=texts.calibre, type=texts.type,
            serial=serials[0] if serials else "", country=texts.country, year=texts.year,
        )
    )  # fmt: skip


def put_readings(weapon: Weapon, texts: Texts, reading: MarkReading) -> None:
    """Put the texts and what they were read as into the columns of `weapon`; nothing is saved."""
    for name in ("type", "maker", "model", "calibre"):
        read = getattr(reading, name)
        setattr(weapon, f"{name}_text", getattr(texts, name))
        setattr(weapon, f"{name}_code", read.code or "")
        setattr(weapon, f"{name}_confidence", round(100 * read.confidence))
    imported = mark_reader().read_country(texts.import_country) if texts.import_country.strip() else None
    weapon.country_text, weapon.country_code = texts.country, reading.country.code or ""
    weapon.import_country_text = texts.import_country
    weapon.import_country_code = (imported.code or "") if imported else ""
    weapon.year, weapon.month, weapon.year_origin = reading.year, reading.month, reading.year_origin
