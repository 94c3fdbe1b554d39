"""`salwa audit witness`: others vouch for our log, and we vouch for theirs. Only hashes travel."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from salwa.commands.messages import open_home, put_json, say

app = typer.Typer(add_completion=False, rich_markup_mode=None, no_args_is_help=True)
Home = Annotated[Path | None, typer.Option(help="Folder of the installation.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]


@app.callback()
def witness() -> None:
    """Keep what witnesses say about the audit log, or be the witness of another installation's log.

    Example: salwa audit witness add cosigned.checkpoint --home ./register --key "uganda/w1+..."
    """


@app.command()
def add(
    file: Annotated[Path, typer.Argument(help="One of our checkpoints with the signature lines of witnesses.")],
    home: Home = None,
    key: Annotated[str, typer.Option(help="Public key of the witness; needed the first time.")] = "",
    as_json: AsJson = False,
) -> None:
    """Keep the signatures of witnesses under one of our checkpoints, after checking them.

    Example: salwa audit witness add cosigned.checkpoint --home ./register --key "uganda/w1+0a1b2c3d+BC..."

    Exit codes: 0 kept, 1 no valid signature of a known witness, or the log was rolled back, 2 no installation there
    or the file cannot be read.
    """
    content = file.read_bytes()
    open_home(home)
    from salwa.services.accounts.actions import operator  # slow start
    from salwa.services.audit.witnesses import add_cosignature  # slow start

    names = add_cosignature(acting_user=operator(), content=content, key=key)
    say(f"Kept what {', '.join(names)} signed.")
    if as_json:
        put_json({"witnesses": list(names)})


@app.command()
def sign(
    file: Annotated[Path, typer.Argument(help="A checkpoint of another installation, best with its proof (--since).")],
    home: Home = None,
    key: Annotated[str, typer.Option(help="Public key of that log; needed the first time, pinned then.")] = "",
    out: Annotated[Path | None, typer.Option(help="Where to write the co-signed checkpoint.")] = None,
) -> None:
    """Co-sign a checkpoint of another installation's log, when it only grew since the last one co-signed here.

    Example: salwa audit witness sign ruritania.checkpoint --home ./register --out cosigned.checkpoint

    Exit codes: 0 co-signed, 1 refused (unknown key, or the log did not only grow), 2 no installation there or the file
    cannot be read.
    """
    content = file.read_bytes()
    open_home(home)
    from salwa.services.accounts.actions import operator  # slow start
    from salwa.services.audit.witnesses import cosign_checkpoint  # slow start

    text = cosign_checkpoint(acting_user=operator(), content=content, key=key)
    if out is None:
        sys.stdout.write(text)
    else:
        out.write_text(text, encoding="utf-8")
        say(f"Wrote the co-signed checkpoint to {out}; send it back.")
