"""`salwa restore`: a backup put back on an empty machine, or only checked."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from salwa.commands.messages import put_json, say
from salwa.commands.passphrases import read_passphrase
from salwa.commands.progress import progress_bar
from salwa.settings.start import open_installation
from salwa.settings.table import UnreadableSetting, default_home, write_settings

if TYPE_CHECKING:
    from salwa.services.backup.verifying import Verified

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="The backup.")],
    home: Annotated[Path | None, typer.Option(help="Folder to restore into; it must be empty or not there.")] = None,
    database_url: Annotated[str, typer.Option(help="postgresql://... ; empty means one SQLite file.")] = "",
    passphrase_file: Annotated[
        Path | None, typer.Option(help="File whose first line is the passphrase; - reads it from standard input.")
    ] = None,
    keys: Annotated[
        Path | None, typer.Option(help="Folder with the key files kept apart, for a backup without passphrase.")
    ] = None,
    verify: Annotated[
        bool, typer.Option("--verify", help="Check every byte of the backup and restore nothing.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Restore a backup into an empty folder. Everything is checked before the first byte is written.

    Afterwards every table is read back and compared with the backup, the audit log is checked and the index built.

    Example: salwa restore salwa-KEN-20261124T101500Z.backup --home ./register --passphrase-file passphrase.txt

    Exit codes: 0 restored or whole, 1 refused, damaged, or restored with a log that does not verify, 2 wrong use.
    """
    if not file.is_file():
        raise FileNotFoundError(f"there is no file {file}")
    place = (home or default_home()).absolute()
    from salwa.services.backup.home_files import check_home_is_empty  # slow start
    from salwa.services.backup.verifying import verify_backup  # slow start

    if not verify:
        check_home_is_empty(place)
    passphrase = read_passphrase(passphrase_file, os.environ.get("SALWA_BACKUP_PASSPHRASE_FILE", ""))
    with progress_bar("Checking") as moved:
        verified = verify_backup(file=file, passphrase=passphrase, progress=moved)
    if verify:
        _tell_of_backup(verified, as_json=as_json)
        return
    if keys is not None and not keys.is_dir():
        raise FileNotFoundError(f"there is no folder {keys}")
    settings = _settings_to_write(verified.manifest.settings, database_url)
    _restore(verified, passphrase, place, settings, keys, as_json=as_json)


def _restore(
    verified: Verified,
    passphrase: str | None,
    place: Path,
    settings: Mapping[str, Any],
    keys: Path | None,
    *,
    as_json: bool,
) -> None:
    for name in {"profile", "state", "secret_key", "database_url"} & set(settings):
        os.environ[f"SALWA_{name.upper()}"] = str(settings[name])
    open_installation(place)
    from salwa.services.backup.restoring import restore_backup  # slow start

    with progress_bar("Restoring") as moved:
        done = restore_backup(
            verified=verified,
            passphrase=passphrase,
            put_in_force=lambda: write_settings(place, settings),
            keys=keys,
            progress=moved,
        )
    if as_json:
        tables = {line.table: {"rows": line.rows_after, "sha256": line.sha256_after} for line in done.tables}
        put_json(
            {
                "home": str(place), "rows": done.rows, "files": done.files, "tables": tables, "keyring": done.keyring,
                "log_broken_at": done.log_broken_at, "seconds": done.seconds,
            }
        )  # fmt: skip
    say(f"{done.rows} rows in {len(done.tables)} tables and {done.files} files are restored and compared, all equal.")
    if not verified.manifest.keys and keys is None:
        say("This backup holds no keys: older checkpoints of the audit log are signed with a key that is not here.")
    if not done.keyring:
        say("Sealed fields cannot be opened: put back the keyring that was kept apart (keys/fields.json).")
    say(f"Next: salwa serve --home {place}. Everybody signs in again.")
    if done.log_broken_at is not None:
        say(f"The audit log does not fit at entry {done.log_broken_at}; it was so when the backup was made.")
        raise typer.Exit(1)


def _settings_to_write(told: Mapping[str, Any], database_url: str) -> dict[str, Any]:
    settings = dict(told)
    if settings.get("profile") not in {"national", "secretariat"}:
        raise UnreadableSetting("The backup does not say what kind of installation it is of.")
    settings.setdefault("secret_key", secrets.token_urlsafe(50))
    return settings | ({"database_url": database_url} if database_url else {})


def _tell_of_backup(verified: Verified, *, as_json: bool) -> None:
    manifest = verified.manifest
    told = {
        "made_at": manifest.made_at,
        "program": manifest.program,
        "state": manifest.installation.get("state", ""),
        "rows": manifest.rows(),
        "files": manifest.files["count"],
        "bytes": verified.bytes,
        "encrypted": verified.encrypted,
        "keyring": manifest.keyring(),
        "audit_head": manifest.audit["hash"],
        "missing_files": manifest.missing_files,
    }
    if as_json:
        put_json({**told, "tables": {table.name: table.rows for table in manifest.tables}})
    else:
        for name, value in told.items():
            say(f"{name}: {value}")
    say("Every byte of this backup was checked; it is whole.")
