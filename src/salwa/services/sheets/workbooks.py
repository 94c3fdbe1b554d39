"""Lists as workbooks: every value a text cell, one language a workbook, from right to left for Arabic."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, islice
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from salwa.domain.languages import Sentence, message
from salwa.domain.sheets import COLUMNS
from salwa.services.languages import spoken
from salwa.services.sheets.about import About
from salwa.services.sheets.lines import line_in_words
from salwa.services.sheets.reading import ListedWeapon
from salwa.services.sheets.words import LISTS, said

# A sheet holds 1,048,576 rows; longer lists go on on another sheet.
ROWS_OF_A_SHEET = 1_000_000
# Excel keeps no more of a cell; longer texts are cut there and marked.
LONGEST_CELL = 32_767
CUT = " [...]"
WEAPONS = message("Weapons")
CODES = message("Codes")
ABOUT = message("About this list")
COLUMN = message("Column")
CODE = message("Code")
MEANING = message("Meaning")
# Nothing that somebody typed may come alive: no formulas, no links, no numbers made of texts.
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


class ListWorkbook:
    """Writes one workbook: the weapons, the codes behind the words, and what the list is."""

    def __init__(self, path: Path, *, right_to_left: bool) -> None:
        self.book: Workbook = xlsxwriter.Workbook(str(path), {**OPTIONS, "tmpdir": str(path.parent)})
        self.right_to_left = right_to_left
        self.head = self.book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        self.plain = self.book.add_format({"num_format": "@", "valign": "top"})
        # 1: left to right, whatever stands around it. Marks, dates and codes never turn round in an Arabic sheet.
        self.mark = self.book.add_format({"num_format": "@", "valign": "top", "reading_order": 1})
        self.used: dict[str, set[str]] = {column.codes: set() for column in COLUMNS if column.codes}

    def write(self, rows: Iterable[ListedWeapon], about: About) -> None:
        """Everything, in an order that keeps only one row in memory; closes the file."""
        lines = iter(rows)
        first = spoken(Sentence(WEAPONS))
        for number, part in enumerate(_parts(lines), start=1):
            self._weapons(f"{first} {number}" if number > 1 else first, part)
        self._codes()
        self._about(about)
        self.book.set_properties({"title": first, "subject": about.source, "comments": about.purpose[:250]})
        self.book.close()

    def _sheet(self, name: str) -> Worksheet:
        sheet = self.book.add_worksheet(name[:31])
        if self.right_to_left:
            sheet.right_to_left()
        return sheet

    def _weapons(self, name: str, rows: Iterable[ListedWeapon]) -> None:
        sheet = self._sheet(name)
        sheet.freeze_panes(1, 1)
        formats: dict[str, Format] = {}
        for place, column in enumerate(COLUMNS):
            formats[column.code] = self.mark if column.left_to_right else self.plain
            sheet.set_column(place, place, column.width, formats[column.code])
        for place, column in enumerate(COLUMNS):
            sheet.write_string(0, place, spoken(Sentence(column.label)), self.head)
        for number, one in enumerate(rows, start=1):
            line = line_in_words(one)
            for place, column in enumerate(COLUMNS):
                if text := line[column.code]:
                    sheet.write_string(number, place, storable(text), formats[column.code])
            self._note_codes(one)

    def _note_codes(self, one: ListedWeapon) -> None:
        known = one.fields
        for name in ("type", "maker", "model", "calibre", "country"):
            if code := known[f"{name}_code"]:
                self.used[name].add(code)
        if code := known["import_country_code"]:
            self.used["country"].add(code)

    def _codes(self) -> None:
        """Which code stands behind each header and behind each word, so that programs can read the first sheet."""
        sheet = self._sheet(spoken(Sentence(CODES)))
        sheet.set_column(0, 2, 34)
        for place, label in enumerate((COLUMN, CODE, MEANING)):
            sheet.write_string(0, place, spoken(Sentence(label)), self.head)
        lines = chain(
            (("column", column.code, spoken(Sentence(column.label))) for column in COLUMNS),
            ((name, code, words) for name, codes in _code_lists(self.used).items() for code, words in codes.items()),
        )
        for number, (name, code, words) in enumerate(lines, start=1):
            sheet.write_string(number, 0, name, self.mark)
            sheet.write_string(number, 1, storable(code), self.mark)
            sheet.write_string(number, 2, storable(words), self.plain)

    def _about(self, about: About) -> None:
        sheet = self._sheet(spoken(Sentence(ABOUT)))
        sheet.set_column(0, 0, 24)
        sheet.set_column(1, 1, 100)
        wrapped = self.book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
        for number, (label, text) in enumerate(about.lines()):
            sheet.write_string(number, 0, label, self.head)
            sheet.write_string(number, 1, storable(text), wrapped)


def _code_lists(used: Mapping[str, set[str]]) -> dict[str, dict[str, str]]:
    """List -> code -> words: closed lists whole, of the reference lists what occurs."""
    return {
        name: {str(code): said(name, str(code)) for code in (LISTS[name] if name in LISTS else sorted(codes))}
        for name, codes in used.items()
    }


def _parts(lines: Iterator[ListedWeapon]) -> Iterator[Iterator[ListedWeapon]]:
    """The lines in parts that fit onto a sheet; at least one, which may be empty."""
    first = next(lines, None)
    if first is None:
        yield iter(())
    while first is not None:
        yield chain([first], islice(lines, ROWS_OF_A_SHEET - 1))
        first = next(lines, None)


def storable(text: Any) -> str:
    """A text as a workbook can hold it: what XML has no sign for becomes U+FFFD, what is too long is cut and marked."""
    shown = str(text)
    if not shown.isprintable():
        shown = "".join("\ufffd" if _not_in_xml(sign) else sign for sign in shown)
    return shown if len(shown) <= LONGEST_CELL else shown[: LONGEST_CELL - len(CUT)] + CUT


def _not_in_xml(sign: str) -> bool:
    return sign in "\ufffe\uffff" or "\ud800" <= sign <= "\udfff"
