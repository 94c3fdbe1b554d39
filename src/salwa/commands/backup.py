"""`salwa backup`: the whole installation in one file, while it goes on working."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from salwa.commands.messages import open_home, put, put_json, say
from salwa.commands.passphrases import read_passphrase
from salwa.commands.progress import progress_bar
from salwa.settings.table import TABLE, read_settings, settings_in_file

app = typer.Typer(add_completion=False, rich_markup_mode=None)
# Settings that belong to one computer and do not travel.
OF_THIS_COMPUTER = {"database_url", "field_keys_file", "backup_passphrase_file"}


@app.command()
def backup(
    to: Annotated[Path, typer.Argument(help="File to write, or a folder: the file is then named after the moment.")],
    home: Annotated[Path | None, typer.Option(help="Folder of the installation.")] = None,
    passphrase_file: Annotated[
        Path | None, typer.Option(help="File whose first line is the passphrase; - reads it from standard input.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Write a backup of everything: records, pictures, files as received, audit log, keys (only when encrypted).

    Work goes on meanwhile. Keep the passphrase apart from the backup: without it nobody can restore.

    Example: salwa backup /media/disk --home ./register --passphrase-file passphrase.txt

    Exit codes: 0 written, 1 refused or the disk is full, 2 wrong use or no installation there.
    """
    place = open_home(home)
    from salwa.services.accounts.actions import operator  # slow start
    from salwa.services.backup.faults import told_plainly  # slow start
    from salwa.services.backup.making import make_backup  # slow start

    passphrase = read_passphrase(passphrase_file, read_settings(place)["backup_passphrase_file"])
    secret = {one.name for one in TABLE if one.secret} if passphrase is None else set()
    kept = {name: value for name, value in settings_in_file(place).items() if name not in OF_THIS_COMPUTER | secret}
    with told_plainly(), progress_bar("Backing up") as moved:
        made = make_backup(acting_user=operator(), to=to, passphrase=passphrase, settings=kept, progress=moved)
    if as_json:
        put_json({**asdict(made), "file": str(made.file)})
    else:
        put(str(made.file))
        say(f"{made.rows} rows and {made.files} files in {made.bytes} bytes, {made.seconds} seconds.")
        say(f"SHA-256 {made.sha256}")
    if passphrase is None:
        say("This backup is not encrypted and lacks the keys of sealed fields; guard it like the disk itself.")
    if made.missing_files:
        say(f"{made.missing_files} files that records name are missing in {place}; they are not in the backup.")
