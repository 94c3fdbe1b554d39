"""The files of an installation: which belong into a backup, and how they come back."""

from __future__ import annotations

import json
import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from salwa.domain.backup import is_left_out
from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import Refusal

# A home folder with this file is being restored; it is no installation yet.
UNFINISHED = ".unfinished-restore"
NOT_EMPTY = message("The folder {folder} is not empty. Nothing was changed.")
GIVE_EMPTY = message("Give a folder that is not there yet. A register is never restored over another one.")
PLAIN_FILES_ONLY = message("{path} is neither a plain file nor a folder, so it cannot be part of a backup.")
MOVE_IT_AWAY = message("Move it out of the home folder, or put the file itself there, and start again.")


def files_to_keep(home: Path) -> Iterator[str]:
    """Every file that belongs into a backup, as a path below `home`, in the order of its name.

    What goes away while it is looked at (a temporary file) is passed over. Raises `Refusal` (`not_a_plain_file`).
    """
    for entry in _names(home):
        yield from _below(home, entry)


def _below(home: Path, path: str) -> Iterator[str]:
    if is_left_out(path):
        return
    try:
        mode = (home / path).lstat().st_mode
    except FileNotFoundError:
        return
    if stat.S_ISREG(mode):
        yield path
    elif stat.S_ISDIR(mode):
        for entry in _names(home / path):
            yield from _below(home, f"{path}/{entry}")
    else:
        raise Refusal("not_a_plain_file", Sentence(PLAIN_FILES_ONLY, {"path": path}), remedy=Sentence(MOVE_IT_AWAY))


def _names(folder: Path) -> list[str]:
    try:
        return sorted(one.name for one in folder.iterdir())
    except FileNotFoundError:
        return []


def check_home_is_empty(home: Path) -> None:
    """Refuse a home folder that holds anything but the remains of an unfinished restore."""
    unfinished = (home / UNFINISHED).exists() and not (home / "salwa.toml").exists()
    if home.exists() and (not home.is_dir() or (any(home.iterdir()) and not unfinished)):
        raise Refusal("target_not_empty", Sentence(NOT_EMPTY, {"folder": str(home)}), remedy=Sentence(GIVE_EMPTY))


class RestoredHome:
    """A home folder being filled. Nothing in it is an installation before its settings are written at the very end."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self._made = not home.exists()
        self._folders: set[Path] = set()
        self._entries: list[str] = []

    def begin(self) -> None:
        """Take away what an unfinished restore left, and mark the folder."""
        check_home_is_empty(self.home)
        self.home.mkdir(parents=True, exist_ok=True)
        self.home.chmod(0o700)
        marked = self.home / UNFINISHED
        if marked.exists():
            self._entries = json.loads(marked.read_text())
            self._take_away()
        self._entries = []
        self._mark()

    def file(self, path: str) -> BinaryIO:
        """A new file of this path to be written, for its owner only."""
        self.enter(path.partition("/")[0])
        place = self.home / path
        if place.parent not in self._folders:
            place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._folders.add(place.parent)
        return os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")

    def enter(self, entry: str) -> None:
        """Remember that this entry of the home folder comes from the restore, before it is made."""
        if entry not in self._entries:
            self._entries.append(entry)
            self._mark()

    def finish(self) -> None:
        """Everything is on the disk; the settings, written next, make the folder an installation."""
        (self.home / UNFINISHED).unlink()

    def undo(self) -> None:
        """Leave the folder as it was found."""
        self._take_away()
        (self.home / UNFINISHED).unlink(missing_ok=True)
        if self._made:
            self.home.rmdir()

    def _mark(self) -> None:
        beside = self.home / f"{UNFINISHED}.new"
        beside.write_text(json.dumps(self._entries))
        beside.rename(self.home / UNFINISHED)

    def _take_away(self) -> None:
        for entry in self._entries:
            place = self.home / entry
            if place.is_dir():
                shutil.rmtree(place)
            else:
                place.unlink(missing_ok=True)
