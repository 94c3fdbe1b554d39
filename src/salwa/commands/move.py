"""`salwa move`: the register from SQLite to PostgreSQL or back, with proof that nothing was lost."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from salwa.commands.messages import open_home, put, put_json, say
from salwa.commands.occupancy import alone_in
from salwa.commands.progress import progress_bar
from salwa.settings.databases import database_entry
from salwa.settings.table import UnreadableSetting, settings_in_file, write_settings

app = typer.Typer(add_completion=False, rich_markup_mode=None)
SHOWN = 16


@app.command()
def move(
    to: Annotated[
        str, typer.Option(help="postgresql://... (an empty database), or sqlite for one file in the home folder.")
    ],
    home: Annotated[Path | None, typer.Option(help="Folder of the installation.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Move the register to the other database engine. The setting changes only after every table is proved equal.

    Stop the server first. An interrupted move leaves the old database in force; afterwards the old one takes no more
    changes. Give the password in ~/.pgpass rather than in the address, which other people on the computer can see.

    Example: salwa move --home ./register --to postgresql://salwa@localhost/salwa

    Exit codes: 0 moved, 1 refused, 2 wrong use, or the installation is being served.
    """
    if "SALWA_DATABASE_URL" in os.environ:
        raise UnreadableSetting("SALWA_DATABASE_URL is set and would win over the new setting. Unset it first.")
    place = open_home(home)
    from salwa.services.accounts.actions import operator  # slow start
    from salwa.services.backup.moving import move_register  # slow start

    target = "" if to == "sqlite" else to
    entry = database_entry(target, place)

    def switch() -> None:
        others = {name: value for name, value in settings_in_file(place).items() if name != "database_url"}
        write_settings(place, others | ({"database_url": target} if target else {}))

    with alone_in(place), progress_bar("Moving") as moved:
        done = move_register(acting_user=operator(), to=entry, switch=switch, progress=moved)
    if as_json:
        put_json(
            {
                "rows": done.rows,
                "seconds": done.seconds,
                "log_broken_at": done.log_broken_at,
                "tables": [
                    {
                        "table": line.table, "rows_before": line.rows_before, "rows_after": line.rows_after,
                        "sha256_before": line.sha256_before, "sha256_after": line.sha256_after, "equal": line.equal(),
                    }
                    for line in done.tables
                ],
            }
        )  # fmt: skip
    else:
        for line in done.tables:
            before = f"{line.rows_before}\t{line.sha256_before[:SHOWN]}"
            put(f"{line.table}\t{before}\t{line.rows_after}\t{line.sha256_after[:SHOWN]}\tequal")
    say(f"{done.rows} rows are moved and compared, all equal. The new database is in force.")
    if done.log_broken_at is not None:
        say(f"The audit log does not fit at entry {done.log_broken_at}; it was so before the move.")
