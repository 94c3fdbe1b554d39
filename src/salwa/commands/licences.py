"""`salwa licences`: the register of authorisations, and one of them. They are granted on the screens, by two people."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from salwa.commands.messages import open_home, put, put_json, say
from salwa.domain.licences.vocabulary import LicenceKind, LicenceState

if TYPE_CHECKING:
    from salwa.services.licences.values import LicenceLine, LicencePage

app = typer.Typer(add_completion=False, rich_markup_mode=None, no_args_is_help=True)
Home = Annotated[Path | None, typer.Option(help="Folder of the installation.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]


@app.callback()
def licences() -> None:
    """List and show authorisations of manufacture, export, import, transit, retransfer and brokering.

    Example: salwa licences list --home ./register --state granted
    """


@app.command(name="list")
def list_(
    text: Annotated[str, typer.Option(help="Words of number, contract or parties, in any script.")] = "",
    kind: Annotated[LicenceKind | None, typer.Option(help="Only this kind.")] = None,
    state: Annotated[LicenceState | None, typer.Option(help="Only those in this state today.")] = None,
    country: Annotated[str, typer.Option(help="Only those from or to this country (ISO 3166 alpha-3).")] = "",
    limit: Annotated[int, typer.Option(min=1, max=100_000, help="Authorisations at most.")] = 1_000,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """List authorisations, the last recorded first: number, kind, state, applicant, destination, last day, pieces.

    Example: salwa licences list --home ./register --state expired --json

    Exit codes: 0 listed, 2 wrong use or no installation there.
    """
    open_home(home)
    from salwa.services.accounts.actions import operator  # slow start
    from salwa.services.licences.queries import list_licences  # slow start

    found: list[LicenceLine] = []
    before = None
    while len(found) < limit:
        page = list_licences(
            acting_user=operator(), text=text, kind=_code(kind), state=_code(state), country=country.strip().upper(),
            before=before, count=min(500, limit - len(found)),
        )  # fmt: skip
        found += page.lines
        before = page.following
        if before is None:
            break
    lines = [_line(one) for one in found]
    if as_json:
        put_json(lines)
        return
    for line in lines:
        put("\t".join("" if value is None else str(value) for value in line.values()))


@app.command()
def show(
    number: Annotated[str, typer.Argument(help="Number of the authorisation, for example KEN-E-2026-00001.")],
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Show one authorisation: its state, goods, what is missing, what speaks against it, and its steps.

    Example: salwa licences show KEN-E-2026-00001 --home ./register --json

    Exit codes: 0 shown, 1 refused, 2 no such authorisation or no installation there.
    """
    open_home(home)
    from salwa.services.accounts.actions import operator  # slow start
    from salwa.services.licences.queries import licence_with_number, open_licence  # slow start

    found = licence_with_number(acting_user=operator(), number=number)
    if found is None:
        raise typer.BadParameter(f"There is no authorisation with the number {number}; see salwa licences list.")
    page = open_licence(acting_user=operator(), licence_id=found)
    if as_json:
        put_json(_page(page))
        return
    for name, value in _line(page.line).items():
        put(f"{name}\t{'' if value is None else value}")
    for step in page.steps:
        put(f"step\t{step.day.isoformat()}\t{step.kind}\t{step.reason}")
    for sentence in (*(one.sentence for one in page.lacks), *page.warnings):
        say(sentence.english())


def _code(value: StrEnum | None) -> str:
    return "" if value is None else value.value


def _line(line: LicenceLine) -> dict[str, Any]:
    return {
        "number": line.number,
        "kind": line.kind,
        "state": line.state,
        "applicant": line.applicant.name or f"{line.applicant.kind} {line.applicant.number}",
        "destination": line.destination,
        "valid_until": line.valid_until.isoformat() if line.valid_until else None,
        "pieces": line.pieces,
    }


def _page(page: LicencePage) -> dict[str, Any]:
    return _line(page.line) | {
        "origin": page.origin,
        "transit": [code for code, _ in page.transit],
        "end_use": page.end_use,
        "contract": page.contract,
        "conditions": page.conditions,
        "valid_from": page.valid_from.isoformat() if page.valid_from else None,
        "parties": [{"role": one.role, "name": one.name, "country": one.country} for one in page.parties],
        "items": [
            {
                "type": one.type_text,
                "type_code": one.type_code,
                "calibre": one.calibre_text,
                "quantity": one.quantity,
                "listed": one.listed,
                "used": one.used,
                "left": one.left,
            }
            for one in page.items
        ],
        "missing": [one.sentence.english() for one in page.lacks],
        "warnings": [one.english() for one in page.warnings],
        "original_exporters": [
            {"state": one.state, "weapons": one.weapons, "told": one.notified_on is not None}
            for one in page.exporters
        ],
        "steps": [
            {"number": one.number, "kind": one.kind, "day": one.day.isoformat(), "reason": one.reason,
             "undone": one.undone}
            for one in page.steps
        ],
    }  # fmt: skip
