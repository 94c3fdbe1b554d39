"""`salwa indicator`: indicator 16.4.2 from questionnaire rows (needs no installation) or from a register's own cases."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from salwa.commands.messages import put, put_json, say

app = typer.Typer(add_completion=False, rich_markup_mode=None, no_args_is_help=True)


class Form(StrEnum):
    """How figures are printed."""

    TABLE = "table"
    JSON = "json"
    SDMX_CSV = "sdmx-csv"


AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON; the same as --format json.")]
Format = Annotated[Form, typer.Option("--format", help="table, json or sdmx-csv.")]


@app.callback()
def indicator() -> None:
    """Compute SDG indicator 16.4.2 (arms traced) by named methods, with the numbers behind each value.

    Example: salwa indicator sdg-16-4-2 --input questionnaire.csv.gz --method published --json
    """


@app.command(name="sdg-16-4-2")
def sdg_16_4_2(
    input_: Annotated[Path | None, typer.Option("--input", help="Questionnaire rows as CSV, plain or gzip.")] = None,
    method: Annotated[str, typer.Option(help="Name of a method, or all.")] = "published",
    list_methods: Annotated[bool, typer.Option("--list-methods", help="Say what each method counts.")] = False,
    form: Format = Form.TABLE,
    as_json: AsJson = False,
) -> None:
    """Compute the indicator for every State and year in a table of UNODC's questionnaire.

    Example: salwa indicator sdg-16-4-2 --input questionnaire.csv.gz --method statistical-practice --json

    Exit codes: 0 printed, 1 the file is no such table or there is no such method, 2 the file cannot be opened.
    """
    from salwa.services.indicators.files import as_rows, figures_as_sdmx, figures_of, methods, read_file  # slow start

    if list_methods:
        for name, says in methods().items():
            put(f"{name}\t{says.english()}")
        return
    if input_ is None:
        say("Name the file to read: --input FILE. The methods are listed by --list-methods.")
        raise typer.Exit(2)
    read = read_file(input_)
    say(f"{read.rows} rows: {read.used} about tracing, {read.repeated} repeated, {read.left} about other things.")
    if form is Form.SDMX_CSV and not as_json:
        put(figures_as_sdmx(read, method))
        return
    rows = as_rows(figures_of(read, method))
    if as_json or form is Form.JSON:
        put_json(rows)
        return
    for row in rows:
        value = "-" if row["value"] is None else f"{row['value']:.2f}"
        behind = f"{_known(row['numerator'])} of {_known(row['denominator'])}"
        put(f"{row['state']}\t{row['year']}\t{value}\t{behind}\t{row['method']}\t{row['rule']}\t{row['reason'] or ''}")


def _known(number: int | None) -> str:
    return "?" if number is None else str(number)
