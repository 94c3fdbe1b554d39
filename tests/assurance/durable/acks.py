"""What the client was told is done: one line for each acknowledgement, on the disk before anything else happens."""

from __future__ import annotations

import os
from pathlib import Path


class Acks:
    """The client's own notes. A line is shorter than a page and appended in one write, so a kill cannot cut it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = -1

    def write(self, number: int, *more: object) -> None:
        """Step `number` was acknowledged; with `more`, only that much of it."""
        if self._file < 0:
            self._file = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        os.write(self._file, (" ".join(map(str, (number, *more))) + "\n").encode())
        os.fsync(self._file)

    def last(self) -> int:
        """The highest step that was acknowledged as a whole; -1 before the first."""
        return max((int(words[0]) for words in self._lines() if len(words) == 1), default=-1)

    def parts(self, number: int) -> int:
        """The most that was acknowledged of step `number` before it was whole."""
        return max((int(words[1]) for words in self._lines() if len(words) == 2 and words[0] == str(number)), default=0)

    def _lines(self) -> list[list[str]]:
        return [line.split() for line in self.path.read_text().splitlines()] if self.path.exists() else []
