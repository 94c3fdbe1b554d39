"""Making the file of a list in a folder: the same for the background worker and for the command line."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from django.utils.translation import override

from salwa.domain.languages import Sentence, direction_of, message
from salwa.domain.refusals import Refusal
from salwa.domain.sheets import COLUMNS, FORMATS, ListFormat, Selection
from salwa.services.languages import spoken
from salwa.services.sheets.about import CONFIDENTIAL, About, about_of
from salwa.services.sheets.choosing import chosen_in_words, chosen_weapons
from salwa.services.sheets.lines import line_in_words
from salwa.services.sheets.printing import printed
from salwa.services.sheets.reading import ListedWeapon, listed_weapons
from salwa.services.sheets.tables import DATA_PACKAGE, write_data_csv, write_jsonl, write_spreadsheet_csv
from salwa.services.sheets.weapon_sheet import django_language
from salwa.services.sheets.workbooks import ListWorkbook
from salwa.storage.accounts.models import User

# Called with (rows done, rows in all).
Progress = Callable[[int, int], None]
TOLD_EVERY = 2_000
TITLE = message("List of weapons")
TOO_MANY = message("A list of {rows} weapons is too long for this form; it takes {most} at most.")
NARROW = message("Narrow the list, or take it as a workbook or a table.")


def make_list(
    user: User, selection: Selection, format: ListFormat, *, language: str, purpose: str, folder: Path,
    progress: Progress | None = None,
) -> tuple[list[Path], int]:  # fmt: skip
    """Write the list into `folder`; returns the files (the list first) and how many weapons it holds.

    The caller has permitted it and writes the audit entry. Raises `Refusal` (`too_many_rows`, `fonts_missing`).
    """
    weapons = chosen_weapons(user, selection)
    total = weapons.count()
    most = FORMATS[format].most_rows
    if most is not None and total > most:
        raise Refusal("too_many_rows", Sentence(TOO_MANY, {"rows": total, "most": most}), remedy=Sentence(NARROW))
    counted = _Counted(listed_weapons(weapons), total, progress)
    with override(django_language(language)):
        about = about_of(user, purpose, chosen_in_words(selection), total)
        files = _written(counted, about, format, language, folder)
    return files, counted.rows


def _written(rows: _Counted, about: About, format: ListFormat, language: str, folder: Path) -> list[Path]:
    path = folder / f"weapons.{'csv' if format is ListFormat.CSV_DATA else FORMATS[format].ending}"
    if format is ListFormat.XLSX:
        ListWorkbook(path, right_to_left=direction_of(language) == "rtl").write(rows, about)
    elif format is ListFormat.CSV_SPREADSHEET:
        write_spreadsheet_csv(path, rows, about)
    elif format is ListFormat.JSONL:
        write_jsonl(path, rows, about)
    elif format is ListFormat.CSV_DATA:
        write_data_csv(path, rows, about)
        return [path, path.with_name(DATA_PACKAGE)]
    else:
        path.write_bytes(printed("list", _printed_list(rows, about), language))
    return [path]


def as_one_file(files: list[Path]) -> Path:
    """The files of a list as one to fetch: several are packed into a ZIP archive, piece by piece."""
    if len(files) == 1:
        return files[0]
    packed = files[0].with_suffix(".zip")
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for file in files:
            archive.write(file, file.name)
            file.unlink()
    return packed


def _printed_list(rows: _Counted, about: About) -> dict[str, Any]:
    columns = [column for column in COLUMNS if column.printed]
    lines = [line_in_words(one) for one in islice(rows, FORMATS[ListFormat.PDF].most_rows)]
    return {
        "title": spoken(Sentence(TITLE)),
        "document_title": spoken(Sentence(TITLE)),
        "author": about.source,
        "confidential": spoken(Sentence(CONFIDENTIAL)),
        "about": [[label, text] for label, text in about.lines() if text],
        "columns": [{"label": spoken(Sentence(column.label)), "width": column.width} for column in columns],
        "rows": [
            [{"mark": line[column.code]} if column.left_to_right else line[column.code] for column in columns]
            for line in lines
        ],
    }


class _Counted:
    """The weapons as they go by, counted, with word of the progress."""

    def __init__(self, weapons: Iterator[ListedWeapon], total: int, progress: Progress | None) -> None:
        self.weapons, self.total, self.progress = weapons, total, progress
        self.rows = 0

    def __iter__(self) -> Iterator[ListedWeapon]:
        for one in self.weapons:
            self.rows += 1
            yield one
            if self.progress is not None and self.rows % TOLD_EVERY == 0:
                self.progress(self.rows, max(self.total, self.rows))
