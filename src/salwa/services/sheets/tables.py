"""Lists as text tables: CSV and JSON Lines, exact for programs; CSV disarmed for spreadsheet programs."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterable
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

from salwa.domain.languages import Sentence, message
from salwa.domain.sheets import COLUMNS, DATA_COLUMNS, NOT_FOR_IMPORT, escaped
from salwa.services.languages import spoken
from salwa.services.sheets.about import CONFIDENTIAL, NOT_OPEN, About
from salwa.services.sheets.lines import cell_of_data, line_in_words, line_of_data
from salwa.services.sheets.reading import ListedWeapon

DATA_PACKAGE = "datapackage.json"
# Columns that are no text, as the Table Schema names their types.
TYPES = {
    **dict.fromkeys(
        ("number", "type_confidence", "maker_confidence", "model_confidence", "calibre_confidence", "year", "month",
         "quantity", "contradictions", "source_row"),
        "integer",
    ),
    **dict.fromkeys(("deactivated", "converted"), "boolean"),
    **dict.fromkeys(("marks", "notes"), "array"),
    "holder_since": "date",
    "recorded_at": "datetime",
    "withdrawn_at": "datetime",
}  # fmt: skip
READ_ONLY = message(
    "For reading only: an apostrophe stands before signs that a spreadsheet program would take for a formula. "
    "Take the workbook or the data table to go on working with the marks."
)


def write_data_csv(path: Path, rows: Iterable[ListedWeapon], about: About) -> None:
    """The data profile: UTF-8, stable column names, every value exact; `about` and the columns as a Data Package."""
    counted = count()
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(DATA_COLUMNS)
        for one in rows:
            next(counted)
            line = line_of_data(one)
            writer.writerow([cell_of_data(line[name]) for name in DATA_COLUMNS])
    package = _data_package(path, replace(about, records=next(counted)))
    path.with_name(DATA_PACKAGE).write_text(json.dumps(package, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _data_package(path: Path, about: About) -> dict[str, Any]:
    """What the table is, as a Data Package (version 1): any program that knows these reads columns and origin."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {
        "profile": "tabular-data-package",
        "name": "salwa-weapons",
        "title": "Weapons of the register",
        "created": about.as_of.isoformat(timespec="seconds"),
        "sources": [{"title": about.source}],
        "salwa": _facts(about),
        "resources": [
            {
                "profile": "tabular-data-resource",
                "name": "weapons",
                "path": path.name,
                "encoding": "utf-8",
                "bytes": path.stat().st_size,
                "hash": f"sha256:{digest}",
                "schema": {
                    "fields": [{"name": name, "type": TYPES.get(name, "string")} for name in DATA_COLUMNS],
                    "missingValues": [""],
                },
            }
        ],
    }


def write_jsonl(path: Path, rows: Iterable[ListedWeapon], about: About) -> None:
    """One JSON object a line: first what the list is, then a weapon each, at last how many there were."""
    counted = count()
    with path.open("w", encoding="utf-8") as file:
        file.write(json.dumps({"list": _facts(about)}, ensure_ascii=False) + "\n")
        for one in rows:
            next(counted)
            file.write(json.dumps(line_of_data(one), ensure_ascii=False, separators=(",", ":")) + "\n")
        file.write(json.dumps({"end": {"records": next(counted)}}) + "\n")


def write_spreadsheet_csv(path: Path, rows: Iterable[ListedWeapon], about: About) -> None:
    """The spreadsheet profile: words of the reader, every cell disarmed, never to be imported again.

    Its first cell says so to programs, the second to people; then a line for each fact about the list.
    """
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL)
        writer.writerow([NOT_FOR_IMPORT, spoken(Sentence(READ_ONLY))])
        for label, text in about.lines():
            writer.writerow([escaped(label), escaped(text)])
        writer.writerow([escaped(spoken(Sentence(column.label))) for column in COLUMNS])
        for one in rows:
            line = line_in_words(one)
            writer.writerow([escaped(line[column.code]) for column in COLUMNS])


def _facts(about: About) -> dict[str, Any]:
    return {
        "source": about.source,
        "as_of": about.as_of.isoformat(timespec="seconds"),
        "made_by": about.made_by,
        "purpose": about.purpose,
        "content": [one.english() for one in about.content],
        "records": about.records,
        "confidential": CONFIDENTIAL,
        "terms": NOT_OPEN,
        "documentation": "docs/how_to/take-data-out.md",
    }
