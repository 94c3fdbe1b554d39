"""From the bytes of a table to its rows: gzip, encoding, separator, title lines above the header, names of columns."""

from __future__ import annotations

import csv
import gzip
import io
import zlib
from collections.abc import Iterator, Sequence

from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import Refusal

# Published tables have some megabytes; a file that unpacks to more than this is none of them.
LARGEST = 300_000_000
LONGEST_CELL = 100_000
# Title and source lines that publishers put above the header.
TITLE_LINES = 30
TOO_LARGE = message("The file holds more than {most} megabytes when unpacked.")
NOT_UNPACKED = message("The file begins like a gzip file but cannot be unpacked.")
NO_HEADER = message(
    "No line of the file names the columns of the questionnaire: State, year, indicator, category, value."
)
NOT_CSV = message("Line {line} of the file cannot be read as CSV.")
GIVE_TABLE = message(
    "Give the table of UNODC's illicit arms flows questionnaire as CSV (UTF-8), plain or packed with gzip."
)
# Field -> names of its column in the vintages known so far, in small letters and without signs.
COLUMNS = {
    "state": ("iso3code", "iso3", "iso", "isocode", "countrycode", "iso3countrycode"),
    "country": ("country", "countryname", "countryterritory", "geoareaname"),
    "indicator": ("indicator", "indicatorname"),
    "dimension": ("dimension", "dimensionname"),
    "category": ("category", "categoryname"),
    "sex": ("sex", "gender"),
    "age": ("age", "agegroup"),
    "year": ("year", "timeperiod", "referenceyear"),
    "unit": ("unitofmeasurement", "unitofmeasure", "unit"),
    "value": ("value", "obsvalue", "values", "txtvalue", "count"),
    "source": ("source", "sources", "sourcedetail"),
}
NEEDED = ("indicator", "category", "year", "value")


def rows_of(data: bytes) -> Iterator[dict[str, str]]:
    """The rows below the header as field -> text, blank where the row is too short. Raises `Refusal`."""
    text = decoded(unpacked(data))
    lines = _lines(text)
    places = _header(lines)
    for line in lines:
        if any(cell.strip() for cell in line):
            yield {name: line[place].strip() if place < len(line) else "" for name, place in places.items()}


def unpacked(data: bytes) -> bytes:
    """The table itself, unpacked where it came as gzip; never more than `LARGEST` bytes."""
    if data[:2] == b"\x1f\x8b":
        try:
            with gzip.GzipFile(fileobj=io.BytesIO(data)) as file:
                data = file.read(LARGEST + 1)
        except (OSError, EOFError, zlib.error):
            raise _refusal("not_unpacked", Sentence(NOT_UNPACKED)) from None
    if len(data) > LARGEST:
        raise _refusal("too_large", Sentence(TOO_LARGE, {"most": LARGEST // 1_000_000}))
    return data


def decoded(data: bytes) -> str:
    """UTF-8 or UTF-16 with their marks; else Windows-1252, in which every byte is a sign (category names are ASCII)."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _lines(text: str) -> Iterator[list[str]]:
    text = text.replace("\0", "")
    before = csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text))
    try:
        yield from reader
    except csv.Error:
        raise _refusal("not_csv", Sentence(NOT_CSV, {"line": reader.line_num})) from None
    finally:
        csv.field_size_limit(before)


def _separator(text: str) -> str:
    """The sign that parts the cells of the line with the most of them, among the first lines."""
    beginning = text[:20_000].splitlines()[:TITLE_LINES]
    return max(",;\t|", key=lambda sign: max((line.count(sign) for line in beginning), default=0))


def _header(lines: Iterator[list[str]]) -> dict[str, int]:
    """Field -> place of its column, from the first line that names what is needed; lines above it are titles."""
    for _, line in zip(range(TITLE_LINES), lines, strict=False):
        places = _places(["".join(sign for sign in cell.casefold() if sign.isalnum()) for cell in line])
        if all(name in places for name in NEEDED) and ("state" in places or "country" in places):
            return places
    raise _refusal("no_header", Sentence(NO_HEADER))


def _places(cells: Sequence[str]) -> dict[str, int]:
    return {
        name: next(cells.index(one) for one in known if one in cells)
        for name, known in COLUMNS.items()
        if any(one in cells for one in known)
    }


def _refusal(code: str, sentence: Sentence) -> Refusal:
    return Refusal(code, sentence, remedy=Sentence(GIVE_TABLE))
