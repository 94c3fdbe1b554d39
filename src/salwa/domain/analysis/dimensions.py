"""What the register is counted by, and the words that go with each count."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from salwa.domain.languages import message

# Codes of what is not known, which no reference entry can have: a text was typed and not read, or nothing was typed.
NOT_READ = "?read"
NOT_RECORDED = "?recorded"
UNKNOWN = frozenset({NOT_READ, NOT_RECORDED})


class By(StrEnum):
    """The ways of counting. `YEAR` is the year of manufacture, `RECOVERED` the year of the last recovery."""

    TYPE = "type"
    MAKER = "maker"
    COUNTRY = "country"
    CALIBRE = "calibre"
    YEAR = "year"
    RECOVERED = "recovered"
    MARKS = "marks"


@dataclass(frozen=True, slots=True)
class Dimension:
    """One way of counting and its words.

    `name`: short, for a list of pictures; `measure`: what the figures are; `finding`: the sentence a table of known
    entries says (blanks: name, share, year); `in_order`: entries stand in their own order, not by size;
    `years`: entries are years, gaps between them are zeros; `head`: head of the table's first column.
    """

    by: By
    name: str
    measure: str
    finding: str
    head: str
    in_order: bool = False
    years: bool = False


DIMENSIONS: Mapping[By, Dimension] = {
    By.TYPE: Dimension(
        By.TYPE,
        message("Type"),
        message("Records by type"),
        message("{name}: the commonest type, {share} % of the records whose type is known."),
        message("Type"),
    ),
    By.MAKER: Dimension(
        By.MAKER,
        message("Maker"),
        message("Records by maker"),
        message("{name}: the commonest maker, {share} % of the records whose maker is known."),
        message("Maker"),
    ),
    By.COUNTRY: Dimension(
        By.COUNTRY,
        message("Country of manufacture"),
        message("Records by country of manufacture"),
        message("{name}: the commonest country of manufacture, {share} % of the records whose country is known."),
        message("Country of manufacture"),
    ),
    By.CALIBRE: Dimension(
        By.CALIBRE,
        message("Calibre"),
        message("Records by calibre"),
        message("{name}: the commonest calibre, {share} % of the records whose calibre is known."),
        message("Calibre"),
    ),
    By.YEAR: Dimension(
        By.YEAR,
        message("Year of manufacture"),
        message("Records by year of manufacture"),
        message("Half of those whose year of manufacture is known were made in {year} or earlier."),
        message("Year of manufacture"),
        in_order=True,
        years=True,
    ),
    By.RECOVERED: Dimension(
        By.RECOVERED,
        message("Year of recovery"),
        message("Records by the year in which the object was last seized, found, recovered or surrendered"),
        message("{name}: the year with the most recoveries, {share} % of those whose year is known."),
        message("Year of recovery"),
        in_order=True,
        years=True,
    ),
    By.MARKS: Dimension(
        By.MARKS,
        message("State of the serial number"),
        message("Records by the state of the serial number; with several numbers, the best one counts"),
        message("{share} % of the records that say anything of the serial number have one that can be read in full."),
        message("State of the serial number"),
        in_order=True,
    ),
}


def dimension(by: By) -> Dimension:
    """The words of one way of counting."""
    return DIMENSIONS[by]
