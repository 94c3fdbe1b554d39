"""Tables 5.1 to 5.3 of UNODC's questionnaire as a workbook: text cells only, one language, right to left for Arabic."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from salwa.domain.indicators import NINE, Line
from salwa.domain.indicators.words import CIRCUMSTANCES, LINES, NO_OUTCOME
from salwa.domain.languages import Sentence, direction_of, message
from salwa.domain.tracing import Circumstance
from salwa.services.analysis.names import reader_language
from salwa.services.indicators.queries import COUNTED_AS, OwnFigures
from salwa.services.languages import spoken
from salwa.services.sheets.about import CONFIDENTIAL, NOT_OPEN
from salwa.services.sheets.workbooks import OPTIONS, storable

TABLES = {
    Circumstance.SEIZED: ("5.1", message("Table 5.1")),
    Circumstance.FOUND: ("5.2", message("Table 5.2")),
    Circumstance.SURRENDERED: ("5.3", message("Table 5.3")),
}
TITLE = message("Outcomes of tracing in {year}: {circumstance}")
LINE = message("Line")
OUTCOME = message("Outcome of tracing")
ARMS = message("Number of arms")
TOTAL = message("Total")
ABOUT = message("About these tables")
SOURCE, METHOD, BEHIND = message("Source"), message("How it was counted"), message("Weapons counted")
APART = message("In no table, because their incident is not classified yet")
CONFIDENCE, TERMS = message("Confidential"), message("Terms of use")


def tables_workbook(found: OwnFigures) -> bytes:
    """The workbook of one year: a sheet for each circumstance, and one that says where the figures come from."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "tables.xlsx"
        book = xlsxwriter.Workbook(str(path), {**OPTIONS, "constant_memory": False})
        sheets = [(spoken(Sentence(name)), _rows(found, how)) for how, (_, name) in TABLES.items()]
        sheets.append((spoken(Sentence(ABOUT)), _about(found)))
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        plain = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        code = book.add_format({"num_format": "@", "valign": "top", "reading_order": 1})
        for name, rows in sheets:
            _write(book.add_worksheet(_sheet_name(name)), rows, (head, plain, code))
        book.close()
        return path.read_bytes()


def _sheet_name(words: str) -> str:
    """Words as the name of a sheet: at most 31 signs, without those that spreadsheet programs refuse there."""
    return "".join(" " if sign in "[]:*?/\\" else sign for sign in words)[:31].strip("' ")


def lines_of_table(found: OwnFigures, how: Circumstance) -> list[tuple[str, str, str]]:
    """(line, words, number) of one table: the nine lines, the subtotal of line 1, what has no outcome, the total."""
    counts = found.table[how]
    identifiable = sum(counts[line] for line in NINE if line.value.startswith("1."))
    rows = [(Line.IDENTIFIABLE.value, spoken(Sentence(LINES[Line.IDENTIFIABLE])), str(identifiable))]
    rows += [(line.value, spoken(Sentence(LINES[line])), str(counts[line])) for line in NINE]
    rows.append(("", spoken(Sentence(NO_OUTCOME)), str(found.no_outcome[how])))
    rows.append(("", spoken(Sentence(TOTAL)), str(sum(counts.values()) + found.no_outcome[how])))
    return rows


def _rows(found: OwnFigures, how: Circumstance) -> list[Sequence[str]]:
    circumstance = spoken(Sentence(CIRCUMSTANCES[how]))
    title = spoken(Sentence(TITLE, {"year": found.year, "circumstance": circumstance}))
    heads = [spoken(Sentence(one)) for one in (LINE, OUTCOME, ARMS)]
    return [[TABLES[how][0], title], heads, *lines_of_table(found, how)]


def _about(found: OwnFigures) -> list[Sequence[str]]:
    facts = (
        (SOURCE, spoken(found.source)),
        (METHOD, spoken(Sentence(COUNTED_AS))),
        (BEHIND, str(found.weapons)),
        (APART, str(found.not_classified)),
        (CONFIDENCE, spoken(Sentence(CONFIDENTIAL))),
        (TERMS, spoken(Sentence(NOT_OPEN))),
    )
    return [["", spoken(Sentence(ABOUT))], *(["", f"{spoken(Sentence(label))}: {text}"] for label, text in facts)]


def _write(sheet: Worksheet, rows: Sequence[Sequence[str]], formats: Sequence[object]) -> None:
    head, plain, code = formats
    if direction_of(reader_language()) == "rtl":
        sheet.right_to_left()
    for place, (width, look) in enumerate(((8, code), (70, plain), (16, code))):
        sheet.set_column(place, place, width)
        for number, row in enumerate(rows):
            if place < len(row) and row[place]:
                sheet.write_string(number, place, storable(row[place]), head if number < 2 else look)
