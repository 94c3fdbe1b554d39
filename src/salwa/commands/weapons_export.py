"""`salwa weapons export` and `salwa weapons sheet`: lists and printed sheets out of the register."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer

from salwa.commands.messages import open_home, put_json, say
from salwa.commands.progress import progress_bar

ENDINGS = {
    "xlsx": ".xlsx",
    "csv-data": ".csv",
    "csv-spreadsheet": ".csv",
    "jsonl": ".jsonl",
    "pdf": ".pdf",
}
Language = Annotated[str, typer.Option(help="Language of headings and words: ar, zh, en, fr, ru or es.")]
Home = Annotated[Path | None, typer.Option(help="Folder of the installation.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print a summary as JSON.")]


def export_list(
    out: Annotated[Path, typer.Argument(help="File to write.")],
    purpose: Annotated[str, typer.Option(help="Why the list is taken out; stands in it and is recorded.")],
    form: Annotated[
        str, typer.Option("--format", help="xlsx, csv-data, csv-spreadsheet, jsonl or pdf; by the ending of the file.")
    ] = "",
    narrow: Annotated[
        list[str] | None,
        typer.Option(help="NAME=VALUE; may be given several times. Names: docs/how_to/take-data-out.md."),
    ] = None,
    language: Language = "en",
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Write a list of weapons: a workbook or pages for people, exact data for programs.

    Example: salwa weapons export pistols.xlsx --home ./register --narrow type=pistol --language fr --purpose "Audit 3"

    Exit codes: 0 written, 1 refused, 2 wrong use or no installation there.
    """
    chosen = form or next((name for name, ending in ENDINGS.items() if out.suffix == ending), "")
    if not out.absolute().parent.is_dir():
        raise FileNotFoundError(f"There is no folder {out.absolute().parent}.")
    open_home(home)
    from salwa.domain.sheets.selection import selection_of  # slow start
    from salwa.services.accounts.actions import operator  # slow start
    from salwa.services.sheets.actions import export_now  # slow start

    selection = selection_of(dict(_pair(one) for one in narrow or ()))
    started = time.monotonic()
    with progress_bar("Writing") as moved:
        made = export_now(
            acting_user=operator(), selection=selection, format=chosen, language=language, purpose=purpose, out=out,
            progress=moved,
        )  # fmt: skip
    seconds = round(time.monotonic() - started, 2)
    say(f"{made.rows} weapons written to {', '.join(str(file) for file in made.files)} in {seconds} s.")
    if as_json:
        put_json({"rows": made.rows, "files": [str(file) for file in made.files], "seconds": seconds})


def print_sheet(
    weapon: Annotated[int, typer.Argument(help="Number of the weapon in the register.")],
    out: Annotated[Path, typer.Argument(help="PDF file to write.")],
    purpose: Annotated[str, typer.Option(help="Why the sheet is printed; stands on it and is recorded.")],
    language: Language = "en",
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Write the printed sheet of one weapon (PDF/UA-1): marks, life, pictures, origin, audit log head.

    Example: salwa weapons sheet 1204 weapon.pdf --home ./register --language ar --purpose "Case 12/2026"

    Exit codes: 0 written, 1 refused (also: no such weapon, fonts missing), 2 wrong use or no installation there.
    """
    if not out.absolute().parent.is_dir():
        raise FileNotFoundError(f"There is no folder {out.absolute().parent}.")
    open_home(home)
    from salwa.services.accounts.actions import operator  # slow start
    from salwa.services.sheets.weapon_sheet import print_weapon_sheet  # slow start

    sheet = print_weapon_sheet(acting_user=operator(), weapon_id=weapon, purpose=purpose, language=language)
    out.write_bytes(sheet.content)
    say(f"The sheet of weapon {weapon} was written to {out}.")
    if as_json:
        put_json({"weapon": weapon, "file": str(out), "bytes": len(sheet.content)})


def _pair(given: str) -> tuple[str, str]:
    name, sign, value = given.partition("=")
    if not sign:
        raise typer.BadParameter(f"{given!r} is not NAME=VALUE.")
    from dataclasses import fields  # slow start

    from salwa.domain.sheets import Selection  # slow start

    known = [one.name for one in fields(Selection)]
    if name not in known:
        raise typer.BadParameter(f"{name!r} is not one of {', '.join(known)}.")
    return name, value
