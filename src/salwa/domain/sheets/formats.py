"""The forms in which a list of weapons leaves the register."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ListFormat(StrEnum):
    """Workbook and two kinds of CSV (exact for programs, disarmed for spreadsheets), JSON Lines, PDF."""

    XLSX = "xlsx"
    CSV_DATA = "csv_data"
    CSV_SPREADSHEET = "csv_spreadsheet"
    JSONL = "jsonl"
    PDF = "pdf"


@dataclass(frozen=True, slots=True)
class FormatFacts:
    """Ending and media type of the file; `most_rows` None for any number; `in_words`: in the reader's language."""

    ending: str
    media_type: str
    in_words: bool
    most_rows: int | None = None


FORMATS: dict[ListFormat, FormatFacts] = {
    ListFormat.XLSX: FormatFacts(
        "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", in_words=True
    ),
    ListFormat.CSV_DATA: FormatFacts("zip", "application/zip", in_words=False),
    ListFormat.CSV_SPREADSHEET: FormatFacts("csv", "text/csv; charset=utf-8", in_words=True),
    ListFormat.JSONL: FormatFacts("jsonl", "application/x-ndjson; charset=utf-8", in_words=False),
    # The page maker holds the whole document in memory: 2,000 weapons take 8 seconds and 0.4 GB, 10,000 take 40 seconds
    # and 1.8 GB, more than small machines have beside everything else.
    ListFormat.PDF: FormatFacts("pdf", "application/pdf", in_words=True, most_rows=2_000),
}
