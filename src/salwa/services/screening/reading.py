"""A list of weapons as the search wants it: any table, its columns recognised as an import recognises them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from itertools import chain, islice

from django.conf import settings

from salwa.domain.imports.suggestion import as_mapping, suggest_fields
from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import Refusal
from salwa.services.imports.judging import judges
from salwa.services.imports.stored import imports_folder
from salwa.services.imports.tables import Layout, recognise_layout, records
from salwa.services.imports.words import column_words, is_column_word
from salwa.services.search.asked import MarksAsked

SAMPLE = 500
# No mark is longer; what is cut off could not be compared anyway.
LONGEST = 300
MOST_ROWS = 500_000
TOO_LONG = message("The list {file} has more than {most} rows, the most that one screening takes.")
CUT_IT = message("Cut it into several lists.")
ASKED = tuple(field.name for field in fields(MarksAsked))
NAMES = ("id", "reference")
NO_MARKS = message("No column of {file} is a serial number, maker or model.")
NAME_COLUMNS = message("Name the columns serial, maker, model, calibre, type, country, year, and send the list again.")
NO_ROWS = message("The list {file} holds no rows below its header.")
CHOOSE_OTHER = message("Choose another file.")


@dataclass(frozen=True, slots=True)
class ListedWeapon:
    """One row of a list: its number in the file, the officer's own name for it, and the marks asked for."""

    row: int
    name: str
    asked: MarksAsked


@dataclass(frozen=True, slots=True)
class ReadList:
    """A list taken apart: which column was taken for which field, and its rows."""

    columns: Mapping[str, str]
    rows: tuple[ListedWeapon, ...]


def read_list(stored_file: str, shown_name: str) -> ReadList:
    """Read a stored list. Raises `Refusal` when it is no table, has no rows or no column with marks."""
    path = imports_folder() / stored_file
    megabytes = settings.SALWA["upload_megabytes"]
    layout = recognise_layout(path, shown_name=shown_name, megabytes=megabytes, knows=_is_word)
    rows = records(imports_folder(), layout)
    first = list(islice(rows, SAMPLE))
    if not first:
        raise Refusal("no_rows", Sentence(NO_ROWS, {"file": shown_name}), remedy=Sentence(CHOOSE_OTHER))
    columns = _columns(layout, [cells for _, cells in first])
    if not {"serial", "maker", "model"} & set(columns):
        raise Refusal("no_marks", Sentence(NO_MARKS, {"file": shown_name}), remedy=Sentence(NAME_COLUMNS))
    places = {field: layout.headers.index(header) for field, header in columns.items()}
    listed = tuple(_listed(number, cells, places) for number, cells in islice(chain(first, rows), MOST_ROWS + 1))
    if len(listed) > MOST_ROWS:
        raise Refusal(
            "list_too_long", Sentence(TOO_LONG, {"file": shown_name, "most": MOST_ROWS}), remedy=Sentence(CUT_IT)
        )
    return ReadList(columns, listed)


def _is_word(text: str) -> bool:
    return is_column_word(text) or text.strip().casefold() in {*ASKED, *NAMES}


def _columns(layout: Layout, sample: list[list[str]]) -> dict[str, str]:
    """Field -> header: headers that are our own field names first, then what the words and values suggest."""
    suggested = as_mapping(suggest_fields(layout.headers, sample, column_words(), judges()), layout.headers, sample)
    found = {key: columns[0] for key, columns in suggested.fields.items() if key in {*ASKED, "reference"}}
    for header in layout.headers:
        word = header.strip().casefold()
        if word in ASKED:
            found = {key: column for key, column in found.items() if column != header} | {word: header}
        elif word in NAMES:
            found = {key: column for key, column in found.items() if column != header} | {"reference": header}
    return found


def _listed(number: int, cells: list[str], places: Mapping[str, int]) -> ListedWeapon:
    texts = {field: cells[place].strip()[:LONGEST] if place < len(cells) else "" for field, place in places.items()}
    name = texts.pop("reference", "")
    return ListedWeapon(number, name, MarksAsked(**texts))
