"""`salwa work`: the background worker (imports, screenings, index upkeep)."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from salwa.commands.messages import open_home

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def work(
    home: Annotated[Path | None, typer.Option(help="Folder of the installation.")] = None,
    once: Annotated[bool, typer.Option("--once", help="Do what is waiting, then stop.")] = False,
) -> None:
    """Run waiting imports and screenings; `salwa serve` starts one of these by itself.

    Example: salwa work --home ./register --once

    Exit codes: 0 stopped, 2 no installation there.
    """
    open_home(home)
    from django.core.management import call_command  # slow start

    from salwa.services.installation.leftovers import remove_all_leftovers  # slow start

    remove_all_leftovers()
    call_command("db_worker", batch=once, interval=1, startup_delay=False, verbosity=0)
