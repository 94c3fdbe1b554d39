"""`salwa indicator`: SDG 16.4.2 from questionnaire rows (needs no installation) or from a register's own cases."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from salwa.commands.messages import open_home, put, put_json, say

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


@app.command()
def own(
    year: Annotated[int, typer.Option(min=1900, max=2200, help="Year of the seizures and of the requests.")],
    home: Annotated[Path | None, typer.Option(help="Folder of the installation.")] = None,
    form: Format = Form.TABLE,
    as_json: AsJson = False,
) -> None:
    """Count the State's own cases of one year: outcomes, the indicator by each method, times and answer rates.

    Example: salwa indicator own --home ./register --year 2025 --json

    Exit codes: 0 printed, 2 wrong use or no installation there.
    """
    open_home(home)
    from salwa.services.accounts.actions import operator  # slow start
    from salwa.services.indicators.downloads import download_figures  # slow start
    from salwa.services.indicators.queries import own_figures, plain  # slow start

    if form is Form.SDMX_CSV and not as_json:
        put(download_figures(acting_user=operator(), year=year, suffix="sdmx").content.decode())
        return
    found = plain(own_figures(acting_user=operator(), year=year))
    if as_json or form is Form.JSON:
        put_json(found)
        return
    say(found["source"])
    for row in found["outcomes"]["rows"]:
        put(f"{row['circumstance']}\t{row['line'] or '-'}\t{row['weapons']}")
    for one in found["indicator"]:
        value = "-" if one["value"] is None else f"{one['value']:.2f}"
        behind = f"{_known(one['numerator'])} of {_known(one['denominator'])}"
        put(f"{one['method']}\t{value}\t{behind}\t{one['reason'] or ''}")
    for span, weapons in found["time_to_crime"]["spans"].items():
        put(f"{span}\t{weapons}")


def _known(number: int | None) -> str:
    return "?" if number is None else str(number)
