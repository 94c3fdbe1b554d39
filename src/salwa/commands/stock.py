"""`salwa stock`: depots and stock-takings on the command line."""

from __future__ import annotations

import hashlib
import sys
import uuid
from pathlib import Path
from typing import Annotated

import typer

from salwa.commands.messages import open_home, put, put_json, say

app = typer.Typer(add_completion=False, rich_markup_mode=None, no_args_is_help=True)
Home = Annotated[Path | None, typer.Option(help="Folder of the installation.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
Taking = Annotated[int, typer.Argument(min=1, help="Number of the stock-taking.")]


@app.callback()
def stock() -> None:
    """List depots and stock-takings, open, count and close a stock-taking.

    Example: salwa stock list --home ./register
    """


@app.command(name="list")
def list_(home: Home = None, as_json: AsJson = False) -> None:
    """List depots with what they hold, and stock-takings, newest first.

    Example: salwa stock list --home ./register --json

    Exit codes: 0 listed, 2 no installation there.
    """
    open_home(home)
    from salwa.services.accounts.actions import operator  # slow start
    from salwa.services.stock.queries import list_depots, list_takings  # slow start

    depots, takings = list_depots(acting_user=operator()), list_takings(acting_user=operator())
    if as_json:
        put_json(
            {
                "depots": [
                    {"depot": one.number, "name": one.name, "unit": one.unit, "weapons": one.weapons} for one in depots
                ],
                "takings": [
                    {
                        "taking": one.number,
                        "depot": one.depot,
                        "state": one.state,
                        "expected": one.expected,
                        "counted": one.counted,
                        "opened_at": one.opened_at.isoformat(),
                    }
                    for one in takings
                ],
            }
        )
        return
    for depot in depots:
        put(f"depot\t{depot.number}\t{depot.name}\t{depot.unit}\t{depot.weapons} weapons")
    for one in takings:
        put(f"taking\t{one.number}\t{one.depot_name}\t{one.state}\t{one.counted} of {one.expected} counted")


@app.command(name="open")
def open_(
    depot: Annotated[int, typer.Argument(min=1, help="Number of the depot.")],
    note: Annotated[str, typer.Option(help="Reason or remark.")] = "",
    recount_of: Annotated[int | None, typer.Option(min=1, help="Number of the closed count it repeats.")] = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Open a stock-taking of a depot: what should be there now is written down. Prints its number.

    Example: salwa stock open 3 --home ./register --note "Yearly count"

    Exit codes: 0 opened, 1 refused (one is open already), 2 wrong use or no installation there.
    """
    open_home(home)
    from salwa.services.accounts.actions import operator  # slow start
    from salwa.services.stock.taking import open_taking  # slow start

    number = open_taking(acting_user=operator(), depot_id=depot, note=note, recount_of=recount_of)
    say(f"Stock-taking {number} is open. Count with: salwa stock count {number} FILE")
    if as_json:
        put_json({"taking": number})
    else:
        put(str(number))


@app.command()
def count(
    taking: Taking,
    file: Annotated[Path, typer.Argument(help="Text file with one mark a line; - reads standard input.")],
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Count marks from a file, one a line. The same line of the same file again is counted once.

    Example: salwa stock count 12 serials.txt --home ./register

    Exit codes: 0 counted, 1 refused, 2 wrong use, unreadable file or no installation there.
    """
    place = open_home(home)
    from django.utils import timezone  # slow start

    from salwa.services.accounts.actions import operator  # slow start
    from salwa.services.stock.taking import receive_scans  # slow start
    from salwa.services.stock.values import Acknowledged, ScanIn  # slow start

    data = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    lines = [line.strip() for line in data.decode("utf-8-sig").splitlines()]
    space = uuid.uuid5(uuid.NAMESPACE_OID, f"{place}/{taking}/{hashlib.sha256(data).hexdigest()}")
    scans = [
        ScanIn(uid=str(uuid.uuid5(space, str(number))), read=line, counted_at=timezone.now(), place=number)
        for number, line in enumerate(lines, start=1)
        if line
    ]
    done: list[Acknowledged] = []
    for start in range(0, len(scans), 100):
        some = scans[start : start + 100]
        done += receive_scans(acting_user=operator(), taking_id=taking, device="command-line", scans=some)
    told: dict[str, int] = {}
    for one in done:
        told[one.result or one.status] = told.get(one.result or one.status, 0) + 1
    say(f"{len(done)} lines counted.")
    if as_json:
        put_json({"taking": taking, "lines": len(done), "results": told})
    else:
        for result, number in sorted(told.items()):
            put(f"{result}\t{number}")


@app.command()
def close(
    taking: Taking,
    without_phones: Annotated[bool, typer.Option(help="Close without scans that phones still hold.")] = False,
    note: Annotated[str, typer.Option(help="Remark on the closing.")] = "",
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Close a stock-taking and list its discrepancies. The command line records nothing in the life of a weapon.

    Example: salwa stock close 12 --home ./register

    Exit codes: 0 closed, 1 refused (findings to be decided, phones still hold scans), 2 no installation there.
    """
    open_home(home)
    from salwa.services.accounts.actions import operator  # slow start
    from salwa.services.stock.closing import close_taking  # slow start
    from salwa.services.stock.queries import counts_of, taking_to_read  # slow start

    person = operator()
    close_taking(acting_user=person, taking_id=taking, note=note, without_phones=without_phones)
    counts = counts_of(person, taking_to_read(person, taking))
    names = ("expected", "there", "unseen", "not_there", "mark_differs", "unexpected", "unknown", "discrepancies")
    say(f"Stock-taking {taking} is closed.")
    if as_json:
        put_json({"taking": taking, **{name: getattr(counts, name) for name in names}})
        return
    for name in names:
        put(f"{name}\t{getattr(counts, name)}")
