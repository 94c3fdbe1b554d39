"""`salwa weapons`: importing files, looking for a weapon by its marks, screening lists, weapons recorded twice."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from salwa.commands.messages import open_home, put, put_json, say
from salwa.commands.weapons_export import export_list, print_sheet
from salwa.commands.weapons_import import import_file
from salwa.commands.weapons_lists import duplicates, screen

if TYPE_CHECKING:
    from salwa.services.search.find import FindResult, FoundWeapon

app = typer.Typer(add_completion=False, rich_markup_mode=None, no_args_is_help=True)
app.command(name="import")(import_file)
app.command(name="export")(export_list)
app.command(name="sheet")(print_sheet)
app.command()(screen)
app.command()(duplicates)
Home = Annotated[Path | None, typer.Option(help="Folder of the installation.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]


@app.callback()
def weapons() -> None:
    """Import, find, screen and export weapons, and list those recorded twice.

    Example: salwa weapons find --home ./register --serial "KB?2345" --maker Taurus --purpose "Case 12/2026"
    """


@app.command()
def find(
    purpose: Annotated[str, typer.Option(help="Why the weapon is looked for; recorded with the look-up.")],
    serial: Annotated[str, typer.Option(help="Serial number as read; ? where a character is illegible.")] = "",
    maker: Annotated[str, typer.Option(help="Maker, as typed.")] = "",
    model: Annotated[str, typer.Option(help="Model, as typed.")] = "",
    calibre: Annotated[str, typer.Option(help="Calibre, as typed.")] = "",
    type_: Annotated[str, typer.Option("--type", help="Type of weapon, as typed.")] = "",
    country: Annotated[str, typer.Option(help="Country of manufacture (ISO 3166 alpha-3, or as typed).")] = "",
    import_country: Annotated[str, typer.Option(help="Country of the import mark (ITI 8(b)).")] = "",
    year: Annotated[str, typer.Option(help="Year of manufacture.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=30, help="Candidates at most.")] = 10,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Look for a weapon by its marks, however badly they could be read. Every look-up is recorded with its purpose.

    Example: salwa weapons find --home ./register --serial "KB?2345" --maker Taurus --purpose "Case 12/2026"

    Exit codes: 0 looked for (also when nothing was found), 1 refused, 2 wrong use or no installation there.
    """
    open_home(home)
    from salwa.services.accounts.actions import operator  # slow start
    from salwa.services.search.asked import MarksAsked  # slow start
    from salwa.services.search.find import find_weapons  # slow start

    asked = MarksAsked(
        serial=serial, maker=maker, model=model, calibre=calibre, type=type_, country=country,
        import_country=import_country, year=year,
    )  # fmt: skip
    result = find_weapons(acting_user=operator(), query=asked, purpose=purpose, limit=limit)
    if as_json:
        put_json(_as_json(result))
    else:
        _print(result)


def _as_json(result: FindResult) -> dict[str, Any]:
    return {
        "verdict": result.verdict.value,
        "milliseconds": round(result.milliseconds, 3),
        "candidates": [_candidate(found) for found in result.candidates],
        "would_decide": result.would_decide.english() if result.would_decide else None,
        "absent": round(result.absent, 6),
        "matching": result.matching,
        "method": result.method,
    }


def _candidate(found: FoundWeapon) -> dict[str, Any]:
    return {
        "weapon": found.weapon,
        "class": found.verdict.value,
        "probability": round(found.probability, 6),
        **{name: _recorded(found, name) for name in ("serial", "maker", "model", "calibre")},
        "reasons": [
            {
                "rule": reason.field,
                "bearing": reason.bearing.value,
                "sentence": reason.sentence.english(),
                "asked": reason.asked,
                "recorded": reason.recorded,
            }
            for reason in found.reasons
        ],
    }


def _recorded(found: FoundWeapon, name: str) -> str:
    known = found.marks[name]
    return known.text or known.code


def _print(result: FindResult) -> None:
    from salwa.domain.marks.matching.verdict import VERDICTS  # slow start

    say(VERDICTS[result.verdict])
    for found in result.candidates:
        marks = "\t".join(_recorded(found, name) for name in ("serial", "maker", "model", "calibre"))
        put(f"{found.weapon}\t{found.verdict.value}\t{found.probability:.4f}\t{marks}")
        for reason in found.reasons:
            say(f"    {reason.sentence.english()}")
    if result.would_decide:
        say(result.would_decide.english())
