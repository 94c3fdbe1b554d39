"""`salwa register`: the whole register as one exchange file, out and in."""

from __future__ import annotations

import getpass
import sys
import time
from pathlib import Path
from typing import Annotated

import typer

from salwa.commands.messages import open_home, put_json, say
from salwa.commands.progress import progress_bar

app = typer.Typer(add_completion=False, rich_markup_mode=None, no_args_is_help=True)
Home = Annotated[Path | None, typer.Option(help="Folder of the installation.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print a summary as JSON.")]
Pictures = Annotated[Path | None, typer.Option(help="Folder for the pictures, which travel beside the file.")]


@app.callback()
def register() -> None:
    """Write the register to an exchange file, or take one in (docs/protocol/register-exchange.md).

    Example: salwa register export register.jsonl.gz --home ./register --purpose "Move to the new ministry"
    """


@app.command(name="export")
def export_file(
    out: Annotated[Path, typer.Argument(help="File to write; packed when its name ends with .gz.")],
    purpose: Annotated[str, typer.Option(help="Why the register is taken out; recorded.")],
    pictures: Pictures = None,
    with_persons: Annotated[
        bool, typer.Option("--with-persons", help="Seal persons with a passphrase (asked for, or from standard input).")
    ] = False,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Write the whole register to an exchange file. Data of persons are left out unless asked for.

    Example: salwa register export register.jsonl.gz --home ./register --pictures ./pictures --purpose "Yearly copy"

    Exit codes: 0 written, 1 refused, 2 wrong use or no installation there.
    """
    if not out.absolute().parent.is_dir():
        raise FileNotFoundError(f"There is no folder {out.absolute().parent}.")
    open_home(home)
    from salwa.services.accounts.actions import operator  # slow start
    from salwa.services.register_exchange.actions import export_register  # slow start

    passphrase = _passphrase(twice=True) if with_persons else ""
    started = time.monotonic()
    with progress_bar("Writing") as moved:
        written = export_register(
            acting_user=operator(), out=out, purpose=purpose, passphrase=passphrase, pictures=pictures,
            told=(lambda lines: moved(lines, lines)) if moved else None,
        )  # fmt: skip
    seconds = round(time.monotonic() - started, 2)
    say(f"{written.lines} lines written to {out} in {seconds} s.")
    if as_json:
        put_json(
            {
                "lines": written.lines,
                "counts": dict(sorted(written.counts.items())),
                "records_sha256": written.records_sha256,
                "file": str(out),
                "seconds": seconds,
            }
        )


@app.command(name="import")
def import_file(
    file: Annotated[Path, typer.Argument(help="Exchange file of a register (JSON Lines, may be packed with gzip).")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Read and check every line, save nothing.")] = False,
    set_aside: Annotated[
        Path | None, typer.Option(help="Where to write lines that cannot be taken; beside the file otherwise.")
    ] = None,
    mended: Annotated[
        bool, typer.Option("--mended", help="The file was changed on purpose: do not compare its fingerprints.")
    ] = False,
    pictures: Pictures = None,
    with_persons: Annotated[
        bool, typer.Option("--with-persons", help="Open sealed persons (passphrase asked for, or standard input).")
    ] = False,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Take an exchange file in. Give an interrupted import again: what is here already is recognised, never doubled.

    Example: salwa register import register.jsonl.gz --home ./new --dry-run --json

    Exit codes: 0 every line is accounted for, 1 refused, 2 no such file or no installation there.
    """
    if not file.is_file():
        raise FileNotFoundError(f"There is no file {file}.")
    open_home(home)
    from salwa.services.accounts.actions import operator  # slow start
    from salwa.services.register_exchange.actions import import_register  # slow start

    passphrase = _passphrase(twice=False) if with_persons else ""
    started = time.monotonic()
    with progress_bar("Taking in") as moved:
        taken = import_register(
            acting_user=operator(), path=file, set_aside=set_aside or file.with_name(f"{file.name}.set-aside.jsonl"),
            trial=dry_run, mended=mended, pictures=pictures, passphrase=passphrase, progress=moved,
        )  # fmt: skip
    result = {
        "lines": taken.lines,
        "added": taken.added,
        "known": taken.known,
        "set_aside": taken.set_aside,
        "by_kind": taken.by_kind,
        "reasons": taken.reasons,
        "contradictions": taken.contradictions,
        "set_aside_file": str(taken.set_aside_file) if taken.set_aside_file else None,
        "dry_run": dry_run,
        "seconds": round(time.monotonic() - started, 2),
    }
    if as_json:
        put_json(result)
    else:
        for name, value in result.items():
            say(f"{name}: {value}")


def _passphrase(*, twice: bool) -> str:
    """From a person at the terminal, else the first line of standard input; never from an option."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    given = getpass.getpass("Passphrase: ")
    if twice and getpass.getpass("Once more: ") != given:
        raise typer.BadParameter("The two passphrases differ.")
    return given
