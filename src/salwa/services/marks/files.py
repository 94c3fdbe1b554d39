"""A file of typed marks read row by row: what was typed stays, what it means is written beside it."""

from __future__ import annotations

import csv
import io
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from salwa.domain.languages import Sentence, message
from salwa.domain.marks.reading import MarkReader, MarkReading, TypedMarks
from salwa.domain.refusals import Refusal
from salwa.services.marks.reader import mark_reader

ADDED = (
    "maker_code", "maker_country", "model_code", "calibre_code", "type_code",
    "serial_state", "serial_normalised", "year", "confidence", "reasons",
)  # fmt: skip
COLUMNS = {
    "maker": ("maker", "make", "manufacturer"),
    "model": ("model",),
    "calibre": ("calibre", "caliber"),
    "type": ("type", "weapon_type"),
    "serial": ("serial", "serial_number"),
    "country": ("country", "country_of_manufacture"),
    "year": ("year", "year_of_manufacture"),
}
DELIMITERS = ",;\t|"
EXTRA_CELLS = message("The row has {count} cells more than the header; they were left out.")
Row = list[str]


class UnreadableMarks(Refusal):
    """The file as a whole cannot be read; no row was."""


@dataclass(frozen=True, slots=True)
class FileSummary:
    """What a run did. `read`: fields with a code; `states`: serials by state; `seconds`: without start-up."""

    rows: int
    seconds: float
    read: dict[str, int]
    states: dict[str, int]


def read_marks_file(
    source: Path, target: Path, *, progress: Callable[[int], None] | None = None, reader: MarkReader | None = None
) -> FileSummary:
    """Read the marks in `source` (CSV, UTF-8 or UTF-16) and write them with their meaning to `target` (UTF-8).

    Columns: maker, model, calibre, type, serial; country and year help where present. The input columns come first,
    unchanged, then `ADDED`. `progress` is called with the rows done. The target appears whole or not at all. Raises
    UnreadableMarks for an encoding that is not Unicode, NUL characters, or no known column; OSError as usual.
    """
    text = _text_of(source)
    rows = _rows(source, text)
    header = next(rows, [])
    places = _places(source, header)
    chosen = reader or mark_reader()
    begun = time.monotonic()
    counts: Counter[str] = Counter()
    states: Counter[str] = Counter()
    with tempfile.NamedTemporaryFile(
        "w", encoding="utf-8", newline="", dir=target.absolute().parent, prefix=f".{target.name}.", delete=False
    ) as file:
        try:
            writer = csv.writer(file)
            writer.writerow([*header, *ADDED])
            done = _write_rows(writer.writerow, rows, (chosen, places, len(header)), (counts, states, progress))
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise
    Path(file.name).chmod(0o666 & ~_umask())
    Path(file.name).replace(target)
    return FileSummary(done, round(time.monotonic() - begun, 3), dict(counts), dict(states))


def _write_rows(
    write: Callable[[Row], object],
    rows: Iterator[Row],
    how: tuple[MarkReader, dict[str, int], int],
    tally: tuple[Counter[str], Counter[str], Callable[[int], None] | None],
) -> int:
    reader, places, width = how
    counts, states, progress = tally
    told: dict[tuple[str | None, ...], tuple[tuple[str, ...], str, str]] = {}
    at = [places.get(name) for name in ("maker", "model", "calibre", "type", "country")]
    serial_at, year_at = places.get("serial"), places.get("year")
    done = 0
    for cells in rows:
        if not cells:
            continue
        extra = len(cells) - width
        if extra:
            cells = cells[:width] + [""] * -extra if extra < 0 else cells[:width]
        maker, model, calibre, kind, country = (None if place is None else cells[place] for place in at)
        serial = cells[serial_at] if serial_at is not None else None
        year = cells[year_at] if year_at is not None else None
        reading = reader.read(TypedMarks(maker, model, calibre, kind, serial, country, year))
        key = (maker, model, calibre, kind, country)
        known = told.get(key)
        if known is None:
            known = told[key] = _told(reading, places)
        codes, confidence, reasons = known
        for name, code in zip(("maker", "model", "calibre", "type"), (codes[0], *codes[2:]), strict=True):
            if code:
                counts[name] += 1
        states[reading.serial.state.value] += 1
        beside = _serial_reasons(reading, extra)
        year_text = str(reading.year) if reading.year else ""
        write([
            *cells, *codes, reading.serial.state.value, reading.serial.normalised, year_text, confidence,
            " | ".join([reasons, *beside] if reasons else beside) if beside else reasons,
        ])  # fmt: skip
        done += 1
        if progress is not None and done % 100_000 == 0:
            progress(done)
    return done


def _told(reading: MarkReading, places: dict[str, int]) -> tuple[tuple[str, ...], str, str]:
    """Codes, confidence and reasons of the fields that repeat from row to row."""
    fields = {
        "maker": reading.maker, "model": reading.model, "calibre": reading.calibre,
        "type": reading.type, "country": reading.country,
    }  # fmt: skip
    reasons = [
        field.reason.english()
        for name, field in fields.items()
        if field.code is not None or (name in places and field.raw.strip())
    ]
    codes = (
        reading.maker.code or "", reading.maker_country or "", reading.model.code or "",
        reading.calibre.code or "", reading.type.code or "",
    )  # fmt: skip
    return codes, f"{reading.confidence:.2f}", " | ".join(reasons)


def _serial_reasons(reading: MarkReading, extra: int) -> list[str]:
    sentences = [reason.english() for reason in reading.serial.reasons]
    if reading.year_reason:
        sentences.append(reading.year_reason.english())
    if extra > 0:
        sentences.append(Sentence(EXTRA_CELLS, {"count": extra}).english())
    return sentences


def _text_of(source: Path) -> str:
    """The whole file as text. UTF-8 with or without a byte order mark, or UTF-16 with one."""
    content = source.read_bytes()
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise _unreadable(
            source,
            message("The file is not in UTF-8: line {line} holds bytes that are no text in it."),
            message("Save it as CSV UTF-8, or use `salwa weapons import`, which recognises other encodings."),
            {"line": line},
        ) from error
    if "\0" in text:
        raise _unreadable(
            source,
            message("The file holds NUL characters (line {line}); it is not a CSV file or it is damaged."),
            message("Save it again as CSV UTF-8 from the program it comes from."),
            {"line": text[: text.index("\0")].count("\n") + 1},
        )
    return text


def _rows(source: Path, text: str) -> Iterator[Row]:
    first = text.lstrip("\r\n").split("\n", 1)[0]
    delimiter = max(DELIMITERS, key=first.count)
    csv.field_size_limit(min(sys.maxsize, 2**31 - 1))
    try:
        yield from csv.reader(io.StringIO(text.lstrip("\r\n"), newline=""), delimiter=delimiter)
    except csv.Error as error:
        raise _unreadable(
            source,
            message("The file is not a CSV file: {error}."),
            message("Save it again as CSV UTF-8."),
            {"error": str(error)},
        ) from error


def _places(source: Path, header: Sequence[str]) -> dict[str, int]:
    """Where the known columns stand; the first of two with one name counts."""
    names = {name.strip().casefold().replace(" ", "_"): place for place, name in reversed(list(enumerate(header)))}
    places = {
        field: next(names[alias] for alias in aliases if alias in names)
        for field, aliases in COLUMNS.items()
        if any(alias in names for alias in aliases)
    }
    if not set(places) & {"maker", "model", "calibre", "type", "serial"}:
        raise _unreadable(
            source,
            message("No column is named maker, model, calibre, type or serial; the header reads: {header}."),
            message("Name at least one column so, or use `salwa weapons import`, which suggests what columns mean."),
            {"header": ", ".join(header)[:200]},
        )
    return places


def _unreadable(source: Path, what: str, remedy: str, values: dict[str, str | int]) -> UnreadableMarks:
    return UnreadableMarks(
        "marks_file_unreadable", Sentence(what, values), remedy=Sentence(remedy), where={"file": str(source)}
    )


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
