"""Opening a received file as a stream of records, whatever program wrote it."""

from __future__ import annotations

import csv
import gzip
import io
import json
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO, Literal

from salwa.domain.imports.delimiters import recognise_delimiter
from salwa.domain.imports.encodings import SAMPLE, recognise_encoding
from salwa.domain.imports.headers import counting_columns, find_header, named_columns
from salwa.domain.sheets import NOT_FOR_IMPORT
from salwa.services.imports import refused_files
from salwa.services.imports.stored import TABLE

LONGEST_FIELD = 100_000
LONGEST_LINE = 4_000_000
CHILD_SECONDS = 330
# More columns than any register; the first records are looked at up to so many signs.
MOST_COLUMNS, MOST_SAMPLED = 1_000, 20_000_000
# A packed text may be so many times larger than it is packed; registers are some ten times larger.
FREE_UNPACKED, MOST_TIMES_LARGER, CHUNK = 50_000_000, 150, 1 << 20
# How texts begin that are no tables, and what they are.
DOCUMENTS = {
    b"<": "it holds markup, not a table",
    b"%pdf": "it is a PDF document",
    b"{\\rtf": "it is a document of a word processor",
    b'{"kind":"header"': "it is an exchange file of a register, taken in with salwa register import",
}
ZIP_SIGNATURE, GZIP_SIGNATURE = b"PK\x03\x04", b"\x1f\x8b"
OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True, slots=True)
class Layout:
    """How a received file is to be read. `header` is the number of the record that holds the column names (from 1)."""

    format: str
    encoding: str
    encoding_sure: bool
    delimiter: str
    quoted: bool
    header: int
    headers: tuple[str, ...]
    sheet: str
    sheets: tuple[str, ...]
    formulas: tuple[tuple[int, int], ...]
    counters: tuple[int, ...]
    table: str

    def as_document(self) -> dict[str, Any]:
        """Plain values for the database."""
        return asdict(self)

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> Layout:
        """The layout that `as_document` wrote."""
        plain = dict(document)
        for name in ("headers", "sheets", "counters"):
            plain[name] = tuple(plain[name])
        plain["formulas"] = tuple((place[0], place[1]) for place in plain["formulas"])
        return cls(**plain)


def recognise_layout(
    stored: Path, *, shown_name: str, megabytes: int, knows: Callable[[str], bool], encoding: str | None = None
) -> Layout:
    """Find out how to read a file; workbooks are turned into a plain table beside it by a process with limits.

    `knows` says whether a text is a column word. Raises `Refusal` for files that hold no table.
    """
    with stored.open("rb") as file:
        start = file.read(4)
    if start[:2] == GZIP_SIGNATURE:
        _check_packed(stored, shown_name)
    if start == OLD_WORKBOOK:
        raise refused_files.unreadable(shown_name, "it is in the old XLS format")
    if start == ZIP_SIGNATURE:
        return _workbook_layout(stored, shown_name, megabytes, knows)
    return _text_layout(stored, shown_name, knows, encoding)


def _workbook_layout(stored: Path, shown_name: str, megabytes: int, knows: Callable[[str], bool]) -> Layout:
    table = stored.with_name(stored.name + TABLE)
    command = [sys.executable, "-m", "salwa.services.imports.workbook_child", str(stored), str(table), str(megabytes)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=CHILD_SECONDS, check=False)  # noqa: S603 - our own module
    except subprocess.TimeoutExpired:
        raise refused_files.not_finished(shown_name) from None
    if done.returncode == 3:
        raise refused_files.unreadable(shown_name, done.stderr.strip() or "it is damaged")
    if done.returncode != 0:
        raise refused_files.not_finished(shown_name)
    facts = json.loads(done.stdout)
    rows = _first_records(table, "utf-8", ",", quoted=True)
    header = _header_or_refusal(rows, shown_name, knows)
    return Layout(
        format="workbook",
        encoding="utf-8",
        encoding_sure=True,
        delimiter=",",
        quoted=True,
        header=header + 1,
        headers=tuple(named_columns(rows[header])),
        sheet=facts["sheet"],
        sheets=tuple(facts["sheets"]),
        formulas=tuple((row, column) for row, column in facts["formulas"]),
        counters=_counters(rows, header),
        table=table.name,
    )


def _text_layout(stored: Path, shown_name: str, knows: Callable[[str], bool], encoding: str | None) -> Layout:
    try:
        with _bytes_of(stored) as stream:
            sample = stream.read(SAMPLE)
    except (OSError, EOFError, zlib.error) as error:
        raise refused_files.unreadable(shown_name, "it is damaged") from error
    _check_is_no_document(sample, shown_name)
    recognised = recognise_encoding(sample)
    name, sure = (encoding, True) if encoding else (recognised.name, recognised.sure)
    text = sample.decode(name, "replace")
    if sum(sign < " " and sign not in "\t\r\n\f" for sign in text) > len(text) // 100:
        raise refused_files.unreadable(shown_name, "it holds bytes that are no text")
    delimiter = recognise_delimiter(text.rsplit("\n", 1)[0] if "\n" in text else text)
    quoted = not _swallows_lines(text, delimiter)
    rows = _first_records(stored, name, delimiter, quoted=quoted)
    header = _header_or_refusal(rows, shown_name, knows)
    return Layout(
        format="text",
        encoding=name,
        encoding_sure=sure,
        delimiter=delimiter,
        quoted=quoted,
        header=header + 1,
        headers=tuple(named_columns(rows[header])),
        sheet="",
        sheets=(),
        formulas=(),
        counters=_counters(rows, header),
        table=stored.name,
    )


def _counters(rows: list[list[str]], header: int) -> tuple[int, ...]:
    width = len(rows[header])
    return tuple(counting_columns([row[:width] for row in rows[header + 1 :]]))


def _check_is_no_document(sample: bytes, shown_name: str) -> None:
    """Files of other kinds that consist of text: they would pass for tables of one odd column."""
    begin = sample[:4_096].lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n")
    for starts, what in DOCUMENTS.items():
        if begin[:200].replace(b"\x00", b"").lower().startswith(starts):
            raise refused_files.unreadable(shown_name, what)


def _check_packed(stored: Path, shown_name: str) -> None:
    """Refuse a packed text that is damaged or unpacks to far more than a table of its size (a bomb)."""
    allowed = max(FREE_UNPACKED, MOST_TIMES_LARGER * stored.stat().st_size)
    size = 0
    try:
        with gzip.open(stored, "rb") as file:
            while piece := file.read(CHUNK):
                size += len(piece)
                if size > allowed:
                    raise refused_files.unreadable(shown_name, "it unpacks to far more than a table can hold")
    except (OSError, EOFError, zlib.error):
        raise refused_files.unreadable(shown_name, "it is damaged") from None


def _header_or_refusal(rows: list[list[str]], shown_name: str, knows: Callable[[str], bool]) -> int:
    if any(cell.strip(" '\ufeff") == NOT_FOR_IMPORT for row in rows[:20] for cell in row[:3]):
        raise refused_files.for_reading_only(shown_name)
    if not any(cell.strip() for row in rows for cell in row):
        raise refused_files.empty(shown_name)
    header = find_header(rows, knows)
    if len(rows[header]) > MOST_COLUMNS:
        raise refused_files.unreadable(shown_name, f"it has more than {MOST_COLUMNS} columns")
    if not any(cell.strip() for row in rows[header + 1 :] for cell in row):
        raise refused_files.empty(shown_name)
    return header


def _swallows_lines(text: str, delimiter: str) -> bool:
    """Whether quotation marks in this file are plain signs (inches): read as quotes, they would join lines into a cell.

    That is so when the rows have one width with the marks taken as signs, and not with the marks taken as quotes.
    """
    lines = text.splitlines(keepends=True)[:-1] or [text]
    try:
        as_quotes = {len(row) for row in csv.reader(lines, delimiter=delimiter) if row}
    except csv.Error:
        return True
    as_signs = {len(row) for row in csv.reader(lines, delimiter=delimiter, quoting=csv.QUOTE_NONE) if row}
    return len(as_signs) == 1 and len(as_quotes) > 1


def _first_records(path: Path, encoding: str, delimiter: str, *, quoted: bool) -> list[list[str]]:
    found: list[list[str]] = []
    signs = 0
    for record in _records(path, encoding, delimiter, quoted):
        found.append(record)
        signs += sum(map(len, record)) + 50 * len(record)
        if len(found) >= 400 or signs > MOST_SAMPLED:
            break
    return found


def records(folder: Path, layout: Layout) -> Iterator[tuple[int, list[str]]]:
    """(number, cells) of every record below the header that is not empty; numbers count from 1 with the file's first.

    Raises `Refusal` (unclosed_quotation) where a quotation mark swallows the rest of the file.
    """
    stream = _records(folder / layout.table, layout.encoding, layout.delimiter, layout.quoted)
    for number, cells in enumerate(stream, start=1):
        if number > layout.header and any(map(str.strip, cells)):
            yield number, cells


def _records(path: Path, encoding: str, delimiter: str, quoted: bool) -> Iterator[list[str]]:
    csv.field_size_limit(LONGEST_FIELD)
    number = 0
    with _bytes_of(path) as raw, io.TextIOWrapper(raw, encoding, errors="replace", newline="") as text:
        quoting: Literal[0, 3] = csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE
        reader = csv.reader(_lines(text), delimiter=delimiter, quoting=quoting)
        try:
            for number, cells in enumerate(reader, start=1):
                if number == 1 and cells:
                    cells[0] = cells[0].removeprefix("\ufeff")
                yield cells
        except csv.Error:
            raise refused_files.unclosed_quotation(number + 1) from None


def _lines(text: io.TextIOWrapper) -> Iterator[str]:
    """Lines, none longer than a table can have: a file without line ends must not fill the memory."""
    while line := text.readline(LONGEST_LINE):
        if len(line) == LONGEST_LINE and not line.endswith("\n"):
            raise csv.Error("line too long")
        yield line


def _bytes_of(path: Path) -> BinaryIO:
    with path.open("rb") as file:
        packed = file.read(2) == GZIP_SIGNATURE
    return gzip.open(path, "rb") if packed else path.open("rb")  # type: ignore[return-value]
