"""`salwa marks`: reading marks as people type them. Needs no installation."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from salwa.commands.messages import put_json, say
from salwa.services.marks.files import FileSummary, UnreadableMarks, read_marks_file

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


@app.callback()
def marks() -> None:
    """Read makers, models, calibres, types and serial numbers as they were typed."""


@app.command()
def read(
    file: Annotated[Path, typer.Option(help="CSV file (UTF-8) with columns maker, model, calibre, type, serial.")],
    out: Annotated[Path, typer.Option(help="Where to write the rows with what they mean.")],
    json: Annotated[bool, typer.Option("--json", help="Print a summary as JSON.")] = False,
) -> None:
    """Read every row of a CSV file of marks: codes of maker, model, calibre and type, state of the serial, reasons.

    Exit codes: 0 done, 1 the file holds no rows, 2 the file cannot be read.

    Example: salwa marks read --file seized.csv --out seized-read.csv
    """
    try:
        summary = read_marks_file(file, out, progress=lambda done: say(f"{done} rows read"))
    except UnreadableMarks as refusal:
        say(f"{refusal.sentence.english()} (file {file})")
        say(refusal.remedy.english() if refusal.remedy else "")
        raise typer.Exit(2) from refusal
    except OSError as error:
        say(f"The file cannot be opened: {error}. Check the name and the rights to read and write.")
        raise typer.Exit(2) from error
    if json:
        put_json(asdict(summary))
    else:
        say(_in_words(summary, out))
    if not summary.rows:
        raise typer.Exit(1)


def _in_words(summary: FileSummary, out: Path) -> str:
    fields = ", ".join(f"{name} in {count}" for name, count in summary.read.items())
    states = ", ".join(f"{count} {state}" for state, count in summary.states.items())
    return f"{summary.rows} rows read in {summary.seconds} s. Known: {fields}. Serials: {states}. Written to {out}."
