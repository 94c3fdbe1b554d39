"""`salwa approvals`: what waits for a second person. The command line is no person: it approves nothing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from salwa.commands.messages import open_home, put, put_json, say

if TYPE_CHECKING:
    from salwa.services.approvals.queries import ApprovalLine

app = typer.Typer(add_completion=False, rich_markup_mode=None, no_args_is_help=True)
Home = Annotated[Path | None, typer.Option(help="Folder of the installation.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
Number = Annotated[int, typer.Argument(min=1, help="Number of the request in `salwa approvals list`.")]


@app.callback()
def approvals() -> None:
    """List, show, refuse and withdraw requests for approval. Approving needs a person who signs in.

    Example: salwa approvals list --home ./register
    """


@app.command(name="list")
def list_(
    home: Home = None,
    decided: Annotated[bool, typer.Option("--decided", help="The last decided ones instead of the open ones.")] = False,
    as_json: AsJson = False,
) -> None:
    """List open requests, those that expire first on top; or the decided ones, newest first.

    Example: salwa approvals list --home ./register --json

    Exit codes: 0 listed, 2 no installation there.
    """
    open_home(home)
    from salwa.services.accounts.actions import operator  # slow start
    from salwa.services.approvals.queries import open_approvals  # slow start

    lists = open_approvals(acting_user=operator())
    waiting = sorted([*lists.to_decide, *lists.asked, *lists.others], key=lambda line: line.expires_at)
    lines = [_as_json(line) for line in (lists.decided if decided else waiting)]
    if as_json:
        put_json(lines)
        return
    for line in lines:
        put("\t".join(str(line[name]) for name in ("number", "state", "expires_at", "requested_by", "heading")))


@app.command()
def show(number: Number, home: Home = None, as_json: AsJson = False) -> None:
    """Show one request: what will happen, the facts it rests on, who asked, who decided.

    Example: salwa approvals show 7 --home ./register

    Exit codes: 0 shown, 1 no such request, 2 no installation there.
    """
    open_home(home)
    from salwa.services.accounts.actions import operator  # slow start
    from salwa.services.approvals.queries import view_approval  # slow start

    view = view_approval(acting_user=operator(), approval_id=number)
    shown = _as_json(view.line) | {
        "happens": [sentence.english() for sentence in view.happens],
        "facts": [sentence.english() for sentence in view.facts],
        "reason": view.reason,
        "decision_reason": view.decision_reason,
        "fingerprint": view.fingerprint,
        "could_approve": view.deciders,
    }
    if as_json:
        put_json(shown)
        return
    for name, value in shown.items():
        for text in value if isinstance(value, list) else [value]:
            put(f"{name}\t{'' if text is None else text}")


@app.command()
def refuse(
    number: Number,
    reason: Annotated[str, typer.Option(help="Why it is refused; the audit log keeps it.")],
    home: Home = None,
) -> None:
    """Refuse an open request that somebody else made; nothing of what was asked for happens.

    Example: salwa approvals refuse 7 --home ./register --reason "the file is right"

    Exit codes: 0 refused, 1 it cannot be refused (any more), 2 no installation there.
    """
    open_home(home)
    from salwa.services.accounts.actions import operator  # slow start
    from salwa.services.approvals import actions  # slow start

    actions.refuse(acting_user=operator(), approval_id=number, reason=reason)
    say(f"Request {number} was refused. Nothing was changed.")


@app.command()
def withdraw(number: Number, home: Home = None) -> None:
    """Take back an open request that the command line itself has made.

    Example: salwa approvals withdraw 7 --home ./register

    Exit codes: 0 withdrawn, 1 it cannot be withdrawn (any more), 2 no installation there.
    """
    open_home(home)
    from salwa.services.accounts.actions import operator  # slow start
    from salwa.services.approvals import actions  # slow start

    actions.withdraw_request(acting_user=operator(), approval_id=number)
    say(f"Request {number} was withdrawn. Nothing was changed.")


def _as_json(line: ApprovalLine) -> dict[str, Any]:
    return {
        "number": line.number,
        "kind": line.kind,
        "state": line.state,
        "heading": line.heading.english(),
        "unit": line.unit,
        "requested_by": line.requested_by,
        "requested_at": line.requested_at.isoformat(timespec="seconds"),
        "expires_at": line.expires_at.isoformat(timespec="seconds"),
        "decided_by": line.decided_by,
        "decided_at": line.decided_at.isoformat(timespec="seconds") if line.decided_at else None,
    }
