"""`salwa retention`: what is kept and until when, and the purge of personal data on their day."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from salwa.commands.messages import open_home, put, put_json, say

app = typer.Typer(add_completion=False, rich_markup_mode=None, no_args_is_help=True)
Home = Annotated[Path | None, typer.Option(help="Folder of the installation.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]


@app.callback()
def retention() -> None:
    """Records are kept for ever; the floors of the Instrument are 30 years for manufacture and 20 for all others.

    Example: salwa retention report --home ./register
    """


@app.command()
def report(home: Home = None, as_json: AsJson = False) -> None:
    """Count what is kept: since when, when its floor ends (nothing is deleted then either), and persons by purge day.

    Example: salwa retention report --home ./register

    Exit codes: 0 reported, 2 no installation there or one without a register.
    """
    open_home(home)
    from django.utils import timezone  # slow start

    from salwa.services.accounts.actions import operator  # slow start
    from salwa.services.retention.queries import retention_report  # slow start

    told = retention_report(acting_user=operator(), today=timezone.localdate())
    if as_json:
        put_json(
            {
                "today": told.today.isoformat(),
                "kept": [
                    {
                        "records": line.records, "kind": line.kind.value, "count": line.count,
                        "oldest": _day(line.oldest), "floor_ends": _day(line.floor_ends),
                        "past_floor": line.past_floor,
                    }
                    for line in told.lines
                ],
                "persons": {
                    "with_data": told.persons.with_data, "kept_for_ever": told.persons.kept_for_ever,
                    "due": told.persons.due, "held": told.persons.held, "purged": told.persons.purged,
                    "next_purge": _day(told.persons.next_purge),
                },
            }
        )  # fmt: skip
        return
    for line in told.lines:
        cells = (line.records, line.kind.value, line.count, _day(line.oldest), _day(line.floor_ends), line.past_floor)
        put("\t".join(str(cell or "") for cell in cells))
    persons = told.persons
    say(f"Persons: {persons.with_data} with data, of them {persons.kept_for_ever} without a purge day; "
        f"{persons.due} due, {persons.held} due but under legal hold, {persons.purged} purged.")  # fmt: skip


@app.command()
def purge(home: Home = None, as_json: AsJson = False) -> None:
    """Purge the personal data whose day has come; never before it, never under a legal hold. Run it once a day.

    Example: salwa retention purge --home ./register

    Exit codes: 0 done (also when nothing was due), 2 no installation there or one without a register.
    """
    open_home(home)
    from django.utils import timezone  # slow start

    from salwa.services.accounts.actions import operator  # slow start
    from salwa.services.persons.purging import purge_due_persons  # slow start

    done = purge_due_persons(acting_user=operator(), today=timezone.localdate())
    if as_json:
        put_json({"purged": done.purged, "held": done.held})
    say(f"{done.purged} persons purged; {done.held} are due but under legal hold.")


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
