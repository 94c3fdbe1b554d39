"""Making a backup while the installation goes on working."""

from __future__ import annotations

import fcntl
import hashlib
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings as django_settings
from django.db import transaction

from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import Refusal
from salwa.services.audit.actions import write_entry
from salwa.services.backup.permissions import check_may_back_up
from salwa.services.backup.writing import Progress, write_backup
from salwa.services.installation.disk import force_name
from salwa.storage.accounts.models import User
from salwa.storage.backup.databases import synced

SHORTEST_PASSPHRASE = 12
THERE_ALREADY = message("There is a file {file} already. A backup never overwrites another one.")
GIVE_ANOTHER_NAME = message("Give another name, or a folder: the backup is then named after the State and the moment.")
TOO_SHORT = message("A passphrase needs at least {least} characters; this one has {found}.")
FOUR_WORDS = message("Take five or six words at random from a book, and write them down.")
INSIDE_HOME = message("The backup would lie inside the home folder, and so inside the next backup.")
PUT_ELSEWHERE = message("Write it to another folder, best on another disk.")
RUNS_ALREADY = message("Another backup is being written to {file} at this moment.")
WAIT_FOR_IT = message("Wait until it is finished.")


@dataclass(frozen=True, slots=True)
class BackupMade:
    """A finished backup: `sha256` of the whole file, worth writing down; `missing_files` are named but not there."""

    file: Path
    bytes: int
    sha256: str
    rows: int
    files: int
    missing_files: int
    encrypted: bool
    keyring: bool
    seconds: float


def make_backup(
    *,
    acting_user: User,
    to: Path,
    passphrase: str | None,
    settings: Mapping[str, Any],
    progress: Progress | None = None,
) -> BackupMade:
    """Write a backup of the whole installation to the file `to`, or into the folder `to`.

    In order: permit, take a snapshot, write all of it beside under another name, wait for the disk, audit, give it
    its name. `settings` is what the manifest says about the settings. Raises `NotPermitted` and `Refusal`
    (`backup_there_already`, `passphrase_too_short`, `backup_inside_home`, `backup_running`, `not_a_plain_file`).
    """
    check_may_back_up(acting_user)
    began = time.monotonic()
    home = Path(django_settings.HOME)
    to = _checked(to, home, passphrase)
    with _beside(to) as (file, beside):
        counted = _Counted(file)
        manifest = write_backup(counted, settings=settings, passphrase=passphrase, progress=progress)  # type: ignore[arg-type]
        file.flush()
        os.fsync(file.fileno())
        made = BackupMade(
            to, counted.bytes, counted.digest.hexdigest(), manifest.rows(), int(manifest.files["count"]),
            manifest.missing_files, passphrase is not None, manifest.keyring(), round(time.monotonic() - began, 2),
        )  # fmt: skip
        with transaction.atomic():
            write_entry(
                acting_user=acting_user,
                action="backup.made",
                object_kind="backup",
                details={"sha256": made.sha256, "rows": made.rows, "files": made.files, "encrypted": made.encrypted},
            )
            _give_name(beside, to)
    synced(to.parent)
    return made


def _checked(to: Path, home: Path, passphrase: str | None) -> Path:
    to = to.absolute()
    if to.is_dir():
        named = str(django_settings.SALWA["state"] or django_settings.SALWA["profile"])
        to = to / f"salwa-{named}-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.backup"
    if to.exists():
        raise Refusal(
            "backup_there_already", Sentence(THERE_ALREADY, {"file": str(to)}), remedy=Sentence(GIVE_ANOTHER_NAME)
        )
    if to.resolve().is_relative_to(home.resolve()):
        raise Refusal("backup_inside_home", Sentence(INSIDE_HOME), remedy=Sentence(PUT_ELSEWHERE))
    if passphrase is not None and len(passphrase) < SHORTEST_PASSPHRASE:
        raise Refusal(
            "passphrase_too_short",
            Sentence(TOO_SHORT, {"least": SHORTEST_PASSPHRASE, "found": len(passphrase)}),
            remedy=Sentence(FOUR_WORDS),
        )
    if not to.parent.is_dir():
        raise FileNotFoundError(f"there is no folder {to.parent}")
    return to


@contextmanager
def _beside(to: Path) -> Iterator[tuple[BinaryIO, Path]]:
    """A file beside the final one, for its owner only; gone afterwards unless it was given its name.

    What a killed run left under this name is overwritten by the next one.
    """
    beside = to.with_name(f".{to.name}.unfinished")
    with os.fdopen(os.open(beside, os.O_RDWR | os.O_CREAT, 0o600), "wb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refusal(
                "backup_running", Sentence(RUNS_ALREADY, {"file": str(to)}), remedy=Sentence(WAIT_FOR_IT)
            ) from None
        try:
            file.truncate(0)
            yield file, beside
        finally:
            beside.unlink(missing_ok=True)


def _give_name(beside: Path, to: Path) -> None:
    """Give the finished file its name, never over another file, also on disks without hard links (memory sticks)."""
    try:
        os.link(beside, to)
    except FileExistsError:
        raise
    except OSError:
        if to.exists():
            raise
        beside.rename(to)
    force_name(to)


class _Counted:
    """The file being written, counted and digested."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.bytes = 0
        self.digest = hashlib.sha256()

    def write(self, data: bytes) -> int:
        self._file.write(data)
        self.digest.update(data)
        self.bytes += len(data)
        return len(data)
