"""`salwa audit export`, `prove` and `keys`: what others need to check the log by themselves."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from salwa.commands.messages import open_home, put, put_json, say

Home = Annotated[Path | None, typer.Option(help="Folder of the installation.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]


def export(
    out: Annotated[Path, typer.Argument(help="Where to write the log; its checkpoint goes beside it.")],
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Write the whole log, one entry a line exactly as it is hashed, and beside it a checkpoint over all of it.

    The export is itself recorded. tools/verify_audit_log.py checks the two files without Salwa.

    Example: salwa audit export log.jsonl --home ./register

    Exit codes: 0 written, 1 written and the log is damaged (no new checkpoint), 2 no installation there or the file
    cannot be written.
    """
    open_home(home)
    from salwa.services.accounts.actions import operator  # slow start
    from salwa.services.audit.exports import export_log  # slow start

    exported = export_log(acting_user=operator())
    beside = Path(f"{out}.checkpoint")
    descriptor, name = tempfile.mkstemp(dir=out.absolute().parent, prefix=f".{out.name}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.writelines(exported.lines())
        Path(name).replace(out)
    finally:
        Path(name).unlink(missing_ok=True)
    beside.write_text(exported.checkpoint, encoding="utf-8")
    say(f"Wrote {exported.entries} entries to {out} and their checkpoint to {beside}.")
    if as_json:
        put_json({"entries": exported.entries, "covered": exported.covered, "log": str(out), "checkpoint": str(beside)})
    if exported.covered < exported.entries:
        say("The log is damaged and was not signed anew. Run: salwa audit verify")
        raise typer.Exit(1)


def prove(
    number: Annotated[int, typer.Argument(min=1, help="Number of the entry.")],
    home: Home = None,
    out: Annotated[Path | None, typer.Option(help="Where to write the proof; standard output without it.")] = None,
) -> None:
    """Prove that one entry is in the log, without showing any other. The proof holds the entry itself.

    Example: salwa audit prove 17 --home ./register --out entry-17.tlog-proof

    Exit codes: 0 proved, 1 no such entry or the log is damaged, 2 no installation there or the file cannot be written.
    """
    open_home(home)
    from salwa.services.accounts.actions import operator  # slow start
    from salwa.services.audit.exports import prove_entry  # slow start

    text = prove_entry(acting_user=operator(), number=number)
    if out is None:
        sys.stdout.write(text)
    else:
        out.write_text(text, encoding="utf-8")
        say(f"Wrote the proof of entry {number} to {out}.")


def keys(
    home: Home = None,
    renew: Annotated[bool, typer.Option("--renew", help="Make a new signing key; old ones stay for checking.")] = False,
    as_json: AsJson = False,
) -> None:
    """Print the public keys of the log, newest last. Whoever checks checkpoints needs them, by a way of their own.

    Example: salwa audit keys --home ./register

    Exit codes: 0 printed, 1 the key file cannot be read or the log is damaged, 2 no installation there.
    """
    open_home(home)
    from salwa.services.accounts.actions import operator  # slow start
    from salwa.services.audit.checkpoints import ensure_key, renew_key  # slow start

    found = renew_key(acting_user=operator()) if renew else ensure_key(operator())
    if renew:
        say(
            "A new key signs from now on. Give it to everybody who checks; the newest checkpoint bears both signatures."
        )
    if as_json:
        put_json({"origin": found.origin, "keys": [key.to_text() for key in found.public], "epoch": found.epoch})
    else:
        for key in found.public:
            put(key.to_text())
    say(f"As a witness of other logs: {found.newest.as_witness().to_text()}")
