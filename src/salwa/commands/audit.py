"""`salwa audit`: reading the log of who did what, and checking that nobody has changed it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from salwa.commands.messages import open_home, put, put_json, say

app = typer.Typer(add_completion=False, rich_markup_mode=None, no_args_is_help=True)
Home = Annotated[Path | None, typer.Option(help="Folder of the installation.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]


@app.callback()
def audit() -> None:
    """Read the audit log and check that no entry was changed, removed or put in.

    Example: salwa audit verify --home ./register
    """


@app.command()
def verify(home: Home = None, as_json: AsJson = False) -> None:
    """Check the chain of hashes over the whole log. A cut-off end cannot be seen this way; keep copies elsewhere.

    Example: salwa audit verify --home ./register

    Exit codes: 0 the chain is whole, 1 an entry does not fit, 2 no installation there.
    """
    open_home(home)
    from salwa.services.audit.actions import verify_chain  # slow start

    wrong = verify_chain()
    if as_json:
        put_json({"whole": wrong is None, "first_wrong_entry": wrong})
    if wrong is not None:
        say(f"Entry {wrong} does not fit the one before it: the log was changed there. Compare with a backup.")
        raise typer.Exit(1)
    say("Every entry fits the one before it.")


@app.command(name="list")
def list_(
    home: Home = None,
    action: Annotated[str, typer.Option(help="Only this action, for example weapons.found.")] = "",
    object_id: Annotated[str, typer.Option("--object", help="Only entries about the object of this number.")] = "",
    before: Annotated[int | None, typer.Option(min=1, help="Entries older than this number (next page).")] = None,
    count: Annotated[int, typer.Option(min=1, max=1000, help="Entries at most.")] = 50,
    as_json: AsJson = False,
) -> None:
    """List entries of the log, newest first. Reading the log is itself recorded.

    Example: salwa audit list --home ./register --action weapons.found --count 20

    Exit codes: 0 listed, 2 no installation there or no such action.
    """
    from salwa.domain.audit import ACTIONS  # slow start

    if action and action not in ACTIONS:
        raise typer.BadParameter(f"There is no action {action}; docs/reference/audit-events.md lists them.")
    open_home(home)
    from salwa.services.accounts.actions import operator  # slow start
    from salwa.services.audit.queries import read_log  # slow start

    page = read_log(acting_user=operator(), action=action, object_id=object_id, before=before, count=count)
    if as_json:
        put_json(
            [
                {
                    "number": line.number,
                    "at": line.at.isoformat(),
                    "actor": line.actor,
                    "action": line.action,
                    "object_kind": line.object_kind,
                    "object_id": line.object_id,
                    "purpose": line.purpose,
                    "details": line.details,
                }
                for line in page.lines
            ]
        )
    else:
        for line in page.lines:
            about = f"{line.object_kind} {line.object_id}".strip()
            put("\t".join((str(line.number), line.at.isoformat(timespec="seconds"), line.actor, line.action, about)))
    if page.next_before:
        say(f"There are older entries: --before {page.next_before}")
