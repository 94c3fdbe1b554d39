"""Checking a backup from its first byte to its last, without a database and without writing anything."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from salwa.domain.backup import Manifest
from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import Refusal
from salwa.services.backup.archive import FILES, TABLES, Sink, walk
from salwa.services.backup.container import ChunkReader, DamagedBackup, NotABackup, WrongPassphrase

NO_BACKUP = message("{file} is not a backup that this program can read: {why}.")
LOOK_FOR_IT = message("Give the file that `salwa backup` wrote. A backup of a newer Salwa needs that newer Salwa.")
WRONG = message("The passphrase does not belong to this backup. Nothing was changed.")
TRY_THE_OTHER = message("Look at the sealed envelope: capitals, spaces and the end of the line count.")
NEEDED = message("This backup is encrypted and needs its passphrase. Nothing was changed.")
GIVE_IT = message("Write the passphrase into a file and give it with --passphrase-file.")
DAMAGED_TABLE = message("The backup is damaged near table {table}, at byte {at} of the file. Nothing was changed.")
DAMAGED_FILE = message("The backup is damaged near the file {path}, at byte {at}. Nothing was changed.")
DAMAGED_BEGINNING = message("The backup is damaged at its beginning. Nothing was changed.")
DAMAGED_END = message("The backup is damaged at its end, or its end is missing. Nothing was changed.")
TAKE_ANOTHER = message("Copy the file again from where it came from, or take another backup. Check it with --verify.")
# Called with (bytes read, bytes in all).
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Verified:
    """A backup of which every byte was checked."""

    file: Path
    bytes: int
    encrypted: bool
    manifest: Manifest


class OnlyChecked:
    """A sink that keeps nothing."""

    def part(self, table: str, data: bytes) -> None:
        """Checked already by the walk."""

    def file(self, path: str) -> BinaryIO | None:
        """Nowhere."""
        return None

    def key_file(self, name: str, data: bytes) -> None:
        """Checked already by the chunk it came in."""


def verify_backup(*, file: Path, passphrase: str | None, progress: Progress | None = None) -> Verified:
    """Check every byte of a backup.

    Raises `Refusal` (`not_a_backup`, `wrong_passphrase`, `passphrase_needed`, `backup_damaged`).
    """
    return read_backup(file, passphrase, OnlyChecked(), progress)


def read_backup(file: Path, passphrase: str | None, sink: Sink, progress: Progress | None = None) -> Verified:
    """Read a whole backup into `sink`, checking it on the way; refuses in the words of `verify_backup`."""
    with file.open("rb") as stream:
        size = os.fstat(stream.fileno()).st_size
        watched = _Watched(stream, size, progress)
        try:
            reader = ChunkReader(watched, passphrase)  # type: ignore[arg-type]
            manifest = walk(reader, sink)
        except NotABackup as error:
            raise Refusal(
                "not_a_backup",
                Sentence(NO_BACKUP, {"file": file.name, "why": str(error)}),
                remedy=Sentence(LOOK_FOR_IT),
            ) from error
        except WrongPassphrase as error:
            if error.given:
                raise Refusal("wrong_passphrase", Sentence(WRONG), remedy=Sentence(TRY_THE_OTHER)) from error
            raise Refusal("passphrase_needed", Sentence(NEEDED), remedy=Sentence(GIVE_IT)) from error
        except DamagedBackup as error:
            raise damaged(error) from error
    return Verified(file, size, reader.encrypted, manifest)


def damaged(error: DamagedBackup) -> Refusal:
    """The words for a damaged backup: which table or file the damage is near."""
    return Refusal("backup_damaged", _where(error), remedy=Sentence(TAKE_ANOTHER), where={"byte": error.at})


def _where(error: DamagedBackup) -> Sentence:
    folder, _, rest = error.place.partition("/")
    if folder == TABLES:
        return Sentence(DAMAGED_TABLE, {"table": rest.partition("/")[0], "at": error.at})
    if folder == FILES:
        return Sentence(DAMAGED_FILE, {"path": rest, "at": error.at})
    return Sentence(DAMAGED_END if error.place else DAMAGED_BEGINNING)


class _Watched:
    """A file that tells how far it was read."""

    def __init__(self, stream: BinaryIO, size: int, progress: Progress | None) -> None:
        self._stream, self._size, self._progress, self._read = stream, size, progress, 0

    def read(self, size: int) -> bytes:
        data = self._stream.read(size)
        self._read += len(data)
        if self._progress is not None:
            self._progress(self._read, self._size)
        return data
