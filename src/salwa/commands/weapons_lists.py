"""`salwa weapons screen` and `salwa weapons duplicates`: lists in, lists out."""

from __future__ import annotations

import csv
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain, count
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from salwa.commands.messages import open_home, put_json, say
from salwa.commands.progress import progress_bar

if TYPE_CHECKING:
    from salwa.services.search.asked import MarksAsked
    from salwa.services.search.screen import ScreenedRow

MARKS = ("serial", "maker", "model", "calibre", "type", "country", "import_country", "year")
SCREENED = ("id", "rank", "weapon", "class", "probability", "serial", "maker", "calibre")
DUPLICATES = ("weapon_a", "weapon_b", "probability", "reasons")
LONGEST_CELL = 300


def screen(
    file: Annotated[Path, typer.Argument(help="CSV (UTF-8) with columns id, serial, maker, model, calibre, type ...")],
    out: Annotated[Path, typer.Option(help="Where to write the candidates (CSV).")],
    purpose: Annotated[str, typer.Option(help="Why the list is screened; recorded.")] = "",
    home: Annotated[Path | None, typer.Option(help="Folder of the installation.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print a summary as JSON.")] = False,
) -> None:
    """Screen a list of seized weapons against the register: one line per row and candidate, best first.

    Columns may come in any order and any of them may be absent; a row without candidates gets one line without rank.

    Example: salwa weapons screen seized.csv --home ./register --out candidates.csv --purpose "Operation 7/2026"

    Exit codes: 0 screened, 1 refused, 2 the list cannot be read or no installation there.
    """
    open_home(home)
    names, rows = _list_of(file)
    from salwa.services.accounts.actions import operator  # slow start
    from salwa.services.search.asked import MarksAsked  # slow start
    from salwa.services.search.screen import screen_list  # slow start

    asked: list[MarksAsked] = [MarksAsked(**marks) for marks in rows]
    started = time.monotonic()
    with progress_bar("Screening") as moved:
        result = screen_list(
            acting_user=operator(),
            rows=asked,
            purpose=purpose or f"The list {file.name} was screened from the command line.",
            progress=moved,
        )
    with _written_whole(out) as write:
        write(SCREENED)
        for name, row in zip(names, result.rows, strict=True):
            for line in _lines(name, row):
                write(line)
    seconds = round(time.monotonic() - started, 3)
    say(f"{len(rows)} rows screened in {seconds} s: " + ", ".join(f"{n} {word}" for word, n in result.counts.items()))
    if as_json:
        put_json({"rows": len(rows), "seconds": seconds, "verdicts": result.counts, "out": str(out)})


def duplicates(
    out: Annotated[Path, typer.Option(help="Where to write the pairs (CSV).")],
    least: Annotated[float, typer.Option(min=0.0, max=1.0, help="Least probability of a pair.")] = 0.5,
    home: Annotated[Path | None, typer.Option(help="Folder of the installation.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print a summary as JSON.")] = False,
) -> None:
    """List weapons that are probably recorded twice, each pair once, with the reasons. Nothing is merged.

    Example: salwa weapons duplicates --home ./register --out twice.csv --least 0.9

    Exit codes: 0 listed, 1 refused, 2 no installation there.
    """
    open_home(home)
    from salwa.services.accounts.actions import operator  # slow start
    from salwa.services.search.duplicates import find_duplicates  # slow start

    started = time.monotonic()
    pairs = 0
    with _written_whole(out) as write:
        write(DUPLICATES)
        for pair in find_duplicates(acting_user=operator(), least=least):
            reasons = " | ".join(reason.sentence.english() for reason in pair.reasons)
            write((*pair.weapons, f"{pair.probability:.6f}", reasons))
            pairs += 1
            if pairs % 1_000 == 0 and sys.stderr.isatty():
                say(f"{pairs} pairs so far")
    seconds = round(time.monotonic() - started, 3)
    say(f"{pairs} pairs written to {out} in {seconds} s.")
    if as_json:
        put_json({"pairs": pairs, "seconds": seconds, "out": str(out)})


def _lines(name: str, row: ScreenedRow) -> Iterator[tuple[Any, ...]]:
    if not row.candidates:
        yield (name, "", "", row.verdict.value, "", "", "", "")
    for rank, one in enumerate(row.candidates, start=1):
        yield (
            name, rank, one.weapon, one.verdict.value, f"{one.probability:.6f}", one.serial, one.maker, one.calibre,
        )  # fmt: skip


def _list_of(file: Path) -> tuple[list[str], list[dict[str, str]]]:
    """Names and marks of every row; a row without `id` is named by its number. Refuses what is no such list.

    Lines, cells, columns and rows are limited as those of imports and of screenings on the screen are.
    """
    from salwa.services.imports.tables import LONGEST_FIELD, MOST_COLUMNS  # slow start
    from salwa.services.screening.reading import MOST_ROWS  # slow start

    lines = _lines_of(file)
    first = next(lines, "")
    table = csv.DictReader(chain([first], lines), delimiter=max(",;\t", key=first.count), restval="")
    csv.field_size_limit(LONGEST_FIELD)
    names, rows = [], []
    try:
        table.fieldnames = [name.strip().lower().replace(" ", "_") for name in table.fieldnames or []]
        if not set(MARKS) & set(table.fieldnames) or len(table.fieldnames) > MOST_COLUMNS:
            shown = first.strip()[:LONGEST_CELL]
            raise typer.BadParameter(f"{file} has none of the columns {', '.join(MARKS)}; its header is {shown!r}.")
        for number, row in enumerate(table, start=1):
            if number > MOST_ROWS:
                raise typer.BadParameter(f"{file} has more than {MOST_ROWS} rows; cut it into several lists.")
            names.append((row.get("id") or str(number))[:LONGEST_CELL])
            rows.append({mark: row[mark][:LONGEST_CELL] for mark in MARKS if row.get(mark)})
    except csv.Error as error:
        raise typer.BadParameter(f"{file}, line {table.line_num}: {error}") from None
    return names, rows


def _lines_of(file: Path) -> Iterator[str]:
    from salwa.services.imports.tables import LONGEST_LINE  # slow start

    with file.open(encoding="utf-8-sig", newline="") as text:
        for number in count(1):
            line = text.readline(LONGEST_LINE + 1)
            if not line:
                return
            if len(line) > LONGEST_LINE:
                raise typer.BadParameter(f"{file}, line {number} has more than {LONGEST_LINE} signs; it is no list.")
            if "\0" in line:
                raise typer.BadParameter(f"{file} holds NUL characters; save it as CSV UTF-8.")
            yield line


@contextmanager
def _written_whole(target: Path) -> Iterator[Any]:
    """Gives a function that writes one row; the file appears whole or not at all."""
    folder = target.absolute().parent
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", newline="", dir=folder, delete=False) as file:
        try:
            yield csv.writer(file).writerow
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise
    mask = os.umask(0)
    os.umask(mask)
    Path(file.name).chmod(0o666 & ~mask)
    Path(file.name).replace(target)
