"""`salwa holders`: recording, listing and closing those who hold weapons."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from salwa.commands.messages import open_home, put, put_json, say
from salwa.domain.weapons import HolderKind

app = typer.Typer(add_completion=False, rich_markup_mode=None, no_args_is_help=True)
Home = Annotated[Path | None, typer.Option(help="Folder of the installation.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]


@app.callback()
def holders() -> None:
    """Record, list and close units, depots, makers, dealers and others that hold weapons.

    Example: salwa holders list --home ./register --text "depot"
    """


@app.command()
def add(
    kind: Annotated[HolderKind, typer.Option(help="Kind of holder. A person is recorded under a reference only.")],
    name: Annotated[str, typer.Option(help="Name as the holder writes it; not for a person.")] = "",
    reference: Annotated[str, typer.Option(help="Number in another register, or of a file.")] = "",
    country: Annotated[str, typer.Option(help="ISO 3166 alpha-3 code.")] = "",
    address: Annotated[str, typer.Option(help="Address; not for a person.")] = "",
    parent: Annotated[int | None, typer.Option(min=1, help="Number of the holder it lies under.")] = None,
    opened_on: Annotated[str, typer.Option(help="Day on which it opened (year-month-day).")] = "",
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Record a holder and print its number.

    Example: salwa holders add --home ./register --kind depot --name "Depot North" --parent 3

    Exit codes: 0 recorded, 1 refused, 2 wrong use or no installation there.
    """
    day = _day(opened_on)
    open_home(home)
    from salwa.services.accounts.actions import operator  # slow start
    from salwa.services.holders.actions import record_holder  # slow start
    from salwa.services.holders.values import HolderEntry  # slow start

    entry = HolderEntry(
        kind=kind.value, name=name, reference=reference, country=country.strip().upper(), address=address,
        parent=parent, opened_on=day,
    )  # fmt: skip
    number = record_holder(acting_user=operator(), entry=entry)
    say(f"The holder {number} was recorded.")
    if as_json:
        put_json({"holder": number})
    else:
        put(str(number))


@app.command(name="list")
def list_(
    text: Annotated[str, typer.Option(help="Words of the name or reference, in any script.")] = "",
    kind: Annotated[HolderKind | None, typer.Option(help="Only holders of this kind.")] = None,
    closed: Annotated[bool, typer.Option("--closed", help="Closed ones too.")] = False,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """List holders by name: number, kind, name, reference, country, day of closing.

    Example: salwa holders list --home ./register --kind dealer --json

    Exit codes: 0 listed, 2 wrong use or no installation there.
    """
    open_home(home)
    from salwa.services.accounts.actions import operator  # slow start
    from salwa.services.holders.queries import find_holders  # slow start

    after, told = None, []
    while True:
        page = find_holders(
            acting_user=operator(), text=text, kind=kind.value if kind else "", closed=closed, after=after, count=500
        )
        told += page.lines
        after = page.following
        if after is None:
            break
    lines = [
        {
            "holder": one.number,
            "kind": one.kind,
            "name": one.name,
            "reference": one.reference,
            "country": one.country,
            "closed_on": one.closed_on.isoformat() if one.closed_on else None,
        }
        for one in told
    ]
    if as_json:
        put_json(lines)
        return
    for line in lines:
        put("\t".join("" if value is None else str(value) for value in line.values()))


@app.command()
def close(
    holder: Annotated[int, typer.Argument(min=1, help="Number of the holder.")],
    day: Annotated[str, typer.Option(help="Day on which it closed (year-month-day).")],
    reason: Annotated[str, typer.Option(help="Why it closed; stays readable.")],
    successor: Annotated[
        int | None, typer.Option(min=1, help="Number of the holder that took over the records.")
    ] = None,
    home: Home = None,
) -> None:
    """Close a holder. Its weapons stay recorded with it; the successor takes over the records (ITI 13).

    Example: salwa holders close 12 --home ./register --day 2026-11-01 --reason "bankrupt" --successor 3

    Exit codes: 0 closed, 1 refused, 2 wrong use or no installation there.
    """
    closed_on = _day(day)
    if closed_on is None:
        raise typer.BadParameter("Say on which day it closed, for example --day 2026-11-01.")
    open_home(home)
    from salwa.services.accounts.actions import operator  # slow start
    from salwa.services.holders.actions import close_holder  # slow start

    close_holder(acting_user=operator(), holder_id=holder, day=closed_on, successor=successor, reason=reason)
    say(f"The holder {holder} was closed.")


def _day(text: str) -> date | None:
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise typer.BadParameter(f"{text} is no day; write it as year-month-day, for example 2026-11-24.") from None
