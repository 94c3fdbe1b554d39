"""Run as a process of its own with limits on memory and time: turns one sheet of a workbook into a plain UTF-8 table.

A hostile workbook can only hurt this process. Usage: python -m salwa.services.imports.workbook_child IN OUT MEGABYTES
Writes OUT (CSV, every row of the sheet that looks most like a table) and prints one JSON line:
{"sheet": name, "sheets": [...], "formulas": [[row, column], ...]} (rows and columns count from 1).
"""

from __future__ import annotations

import csv
import datetime
import json
import re
import resource
import sys
import zipfile
from pathlib import Path
from xml.parsers import expat

from salwa.services.imports.containers import Hostile, unpacked_size

# Address space and processor time grow with what the workbook really unpacks to: a small file gets little of both.
MEMORY, MEMORY_TIMES, MOST_MEMORY = 120_000_000, 2.2, 1_500_000_000
SECONDS, BYTES_A_SECOND, MOST_SECONDS = 8, 8_000_000, 300
# The table that is made of it; a text that many cells share is written many times.
TABLE, TABLE_TIMES = 50_000_000, 3
MOST_FORMULAS = 100_000
# Elements of a sheet: real cells take more than ten bytes each.
FREE_ELEMENTS, BYTES_AN_ELEMENT = 1_000_000, 10


def main() -> None:
    """Convert, or exit with code 3 and a message for people on stderr."""
    source, target, megabytes = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    _limit(10 * source.stat().st_size)
    try:
        _limit(unpacked_size(str(source), megabytes * 1_000_000))
        sys.stdout.write(json.dumps(_convert(source, target), ensure_ascii=True) + "\n")
    except (Hostile, zipfile.BadZipFile, expat.ExpatError, KeyError) as error:
        sys.stderr.write(str(error))
        sys.exit(3)
    except Exception as error:  # python-calamine raises types of its own for damaged files
        sys.stderr.write(f"{type(error).__name__}: {error}")
        sys.exit(3)


def _limit(size: int) -> None:
    """Memory, time and disk for a workbook that unpacks to `size` bytes."""
    memory = min(int(MEMORY + MEMORY_TIMES * size), MOST_MEMORY)
    seconds = min(SECONDS + size // BYTES_A_SECOND, MOST_SECONDS)
    table = TABLE + TABLE_TIMES * size
    for what, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, table),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, resource.RLIM_INFINITY if what != resource.RLIMIT_CORE else 0))


def _convert(source: Path, target: Path) -> dict[str, object]:
    from python_calamine import CalamineWorkbook  # slow start

    book = CalamineWorkbook.from_path(str(source))
    sheets = list(book.sheet_names)
    best, best_size = sheets[0], -1
    for name in sheets:
        sheet = book.get_sheet_by_name(name)
        size = sheet.total_height * min(sheet.total_width, 30)
        if size > best_size:
            best, best_size = name, size
    sheet = book.get_sheet_by_name(best)
    with target.open("w", encoding="utf-8", errors="surrogatepass", newline="") as file:
        writer = csv.writer(file)
        before = [""] * (sheet.start[1] if sheet.start else 0)
        for row in sheet.iter_rows():
            writer.writerow([*before, *(_text(cell) for cell in row)])
    return {"sheet": best, "sheets": sheets, "formulas": _formulas(source, sheets.index(best))}


def _text(cell: object) -> str:
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime.datetime):
        return cell.isoformat(sep=" ")
    return "" if cell is None else str(cell)


def _formulas(source: Path, sheet_index: int) -> list[list[int]]:
    """Places of formula cells of the sheet: calamine gives 0.0 for a formula without a stored result."""
    with zipfile.ZipFile(source) as archive:
        names = archive.namelist()
        if "content.xml" in names:
            return _Cells(OpenDocument(sheet_index)).read(archive, "content.xml")
        path = _sheet_path(archive, sheet_index)
        return _Cells(SpreadsheetML()).read(archive, path) if path else []


def _sheet_path(archive: zipfile.ZipFile, sheet_index: int) -> str | None:
    """Path of a sheet inside an XLSX, following the workbook's relations."""
    book = archive.read("xl/workbook.xml").decode("utf-8", "replace")
    relations = archive.read("xl/_rels/workbook.xml.rels").decode("utf-8", "replace")
    identifiers = re.findall(r"<(?:\w+:)?sheet\b[^>]*?\br:id=\"([^\"]+)\"", book)
    targets = {
        found.group(1): target.group(1)
        for tag in re.findall(r"<(?:\w+:)?Relationship\b[^>]*>", relations)
        if (found := re.search(r"\bId=\"([^\"]+)\"", tag)) and (target := re.search(r"\bTarget=\"([^\"]+)\"", tag))
    }
    path = targets.get(identifiers[sheet_index]) if sheet_index < len(identifiers) else None
    if path is None:
        return None
    return path.lstrip("/") if path.startswith("/") else f"xl/{path}"


class SpreadsheetML:
    """Follows an XLSX sheet: a cell <c r="B5"> that contains <f> is a formula."""

    def __init__(self) -> None:
        self.cell = (0, 0)
        self.row = self.column = 0

    def start(self, name: str, attributes: dict[str, str]) -> tuple[int, int] | None:
        """Place of a formula that begins here, None otherwise."""
        tag = name.rsplit(":", 1)[-1]
        if tag == "row":
            self.row = int(attributes.get("r", self.row + 1))
            self.column = 0
        elif tag == "c":
            self.column = _column_number(attributes["r"]) if "r" in attributes else self.column + 1
        elif tag == "f":
            return self.row, self.column
        return None


class OpenDocument:
    """Follows an ODS sheet: a cell with table:formula is one; repeated cells and rows count as often as they repeat."""

    def __init__(self, sheet_index: int) -> None:
        self.wanted = sheet_index
        self.sheet = -1
        self.row = self.column = 0
        self.rows_repeated = 1

    def start(self, name: str, attributes: dict[str, str]) -> tuple[int, int] | None:
        """Place of a formula that begins here, None otherwise."""
        if name == "table:table":
            self.sheet += 1
            self.row, self.rows_repeated = 0, 1
        elif name == "table:table-row":
            self.row += self.rows_repeated if self.row else 1
            self.rows_repeated = int(attributes.get("table:number-rows-repeated", 1))
            self.column = 0
        elif name in {"table:table-cell", "table:covered-table-cell"}:
            first = self.column + 1
            self.column += int(attributes.get("table:number-columns-repeated", 1))
            if "table:formula" in attributes and self.sheet == self.wanted:
                return self.row, first
        return None


class _Cells:
    """Streams one XML part through a follower; documents with a DOCTYPE are refused (entity bombs)."""

    def __init__(self, follower: SpreadsheetML | OpenDocument) -> None:
        self.follower = follower
        self.found: list[list[int]] = []
        self.elements = self.allowed = 0

    def read(self, archive: zipfile.ZipFile, path: str) -> list[list[int]]:
        parser = expat.ParserCreate()
        parser.StartDoctypeDeclHandler = self._refuse
        parser.StartElementHandler = self._start
        self.allowed = FREE_ELEMENTS + archive.getinfo(path).file_size // BYTES_AN_ELEMENT
        with archive.open(path) as part:
            while chunk := part.read(1 << 20):
                parser.Parse(chunk, False)
        parser.Parse(b"", True)
        return self.found

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.elements += 1
        if self.elements > self.allowed:
            raise Hostile("a sheet of it consists of empty cells")
        place = self.follower.start(name, attributes)
        if place:
            self.found.append(list(place))
        if len(self.found) > MOST_FORMULAS:
            raise Hostile(f"it holds more than {MOST_FORMULAS} formulas; paste the values instead")

    @staticmethod
    def _refuse(*_: object) -> None:
        raise Hostile("the workbook declares a document type, which no spreadsheet program writes")


def _column_number(reference: str) -> int:
    number = 0
    for sign in reference:
        if not sign.isalpha():
            break
        number = number * 26 + ord(sign.upper()) - 64
    return number


if __name__ == "__main__":
    main()
