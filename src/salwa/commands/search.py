"""`salwa search`: the index that finds weapons by damaged marks. It is derived: the register can rebuild it."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from salwa.commands.messages import open_home, put, put_json, say
from salwa.commands.progress import progress_bar

app = typer.Typer(add_completion=False, rich_markup_mode=None, no_args_is_help=True)
Home = Annotated[Path | None, typer.Option(help="Folder of the installation.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]


@app.callback()
def search() -> None:
    """See, merge and rebuild the search index.

    Example: salwa search status --home ./register
    """


@app.command()
def status(
    home: Home = None,
    thorough: Annotated[bool, typer.Option("--thorough", help="Read every byte and compare checksums.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show what the index consists of, and whether it is whole.

    Example: salwa search status --home ./register --thorough

    Exit codes: 0 whole, 1 a part is missing or damaged (rebuild it), 2 no installation there.
    """
    open_home(home)
    from salwa.services.search.upkeep import index_status  # slow start

    found = index_status(thorough=thorough)
    if as_json:
        put_json(asdict(found))
    else:
        for name, value in asdict(found).items():
            put(f"{name}\t{value}")
    if found.unusable:
        say("The index is not whole. Look-ups rebuild it from the register: salwa search rebuild")
        raise typer.Exit(1)


@app.command()
def merge(home: Home = None) -> None:
    """Merge what was added since the last merge, so that look-ups stay quick; imports do this by themselves.

    Example: salwa search merge --home ./register

    Exit codes: 0 merged or nothing to merge, 1 another process is merging, 2 no installation there.
    """
    open_home(home)
    from salwa.services.accounts.actions import operator  # slow start
    from salwa.services.search.upkeep import merge_segments  # slow start

    merge_segments(acting_user=operator())
    say("The index is merged.")


@app.command()
def rebuild(home: Home = None, as_json: AsJson = False) -> None:
    """Build the index anew from the register; look-ups go on meanwhile.

    Example: salwa search rebuild --home ./register

    Exit codes: 0 rebuilt, 1 another process has changed the index meanwhile, 2 no installation there.
    """
    open_home(home)
    from salwa.services.accounts.actions import operator  # slow start
    from salwa.services.search.upkeep import rebuild_index  # slow start

    with progress_bar("Rebuilding") as moved:
        marks = rebuild_index(acting_user=operator(), progress=moved)
    say(f"The index holds {marks} marks.")
    if as_json:
        put_json({"marks": marks})
