"""Whose turn it is to write: those who only note a reading go before those who change something.

A transaction says beforehand what it is for. SQLite's writers wait for locks of files (storage/sqlite), PostgreSQL's
for the lock of the audit log (services/audit/actions.py). In both, whoever changes something first waits at a gate that
lets one through at a time; whoever notes a reading waits for the lock alone, so behind one change instead of all.
"""

from __future__ import annotations

import fcntl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from enum import Enum
from pathlib import Path
from typing import IO


class Purpose(Enum):
    """What a transaction is for: to change something, to note that something was read, only to read."""

    CHANGE = "change"
    NOTE = "note"
    READ = "read"


_purpose: ContextVar[Purpose] = ContextVar("purpose_of_transaction", default=Purpose.CHANGE)
# Seconds to wait for a turn; then SQLite decides who writes, as it does among those who take no turns.
PATIENCE = 30.0
FOLDER = ".cache"


def purpose() -> Purpose:
    """What the transaction under way, or about to begin, is for."""
    return _purpose.get()


@contextmanager
def meant_to(wanted: Purpose) -> Iterator[None]:
    """Transactions begun within are for `wanted`."""
    token = _purpose.set(wanted)
    try:
        yield
    finally:
        _purpose.reset(token)


class Turn:
    """One connection's turn among the writers of a file. Nothing rests on it: without a turn SQLite still refuses two.

    SQLite lets who comes second ask again and again with pauses of up to a tenth of a second, so that some wait for
    seconds while others pass. Waiting for the lock of a file, they are served in the order in which they came.
    """

    def __init__(self, place: Path) -> None:
        """`place` is the database's file; the locks lie in the hidden folder beside it, which no backup takes along.

        Without that folder there are no turns: a database that is being restored has one writer only.
        """
        self._files = [place.parent / FOLDER / f"{place.name}-{name}" for name in ("gate", "turn")]
        self._held: list[IO[str]] = []

    def take(self) -> None:
        """Wait for the turn, half a minute at most; without one where the folder is not there."""
        until = time.monotonic() + PATIENCE
        try:
            for file in self._files[1:] if purpose() is Purpose.NOTE else self._files:
                held = _locked(file, until)
                if held is None:
                    return
                self._held.append(held)
        except OSError:
            self.give_back()

    def give_back(self) -> None:
        """Let the next one write; nothing where no turn is held."""
        while self._held:
            self._held.pop().close()


def _locked(path: Path, until: float) -> IO[str] | None:
    """The opened file with its lock, None when it was not to be had in time."""
    file = path.open("a")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return file if _Waiting(file).until(until) else None
    return file


class _Waiting(threading.Thread):
    """Waits for the lock of a file, which knows no end of patience, so that another can wait for this with one."""

    def __init__(self, file: IO[str]) -> None:
        super().__init__(daemon=True)
        self.file, self.guard, self.locked = file, threading.Lock(), threading.Event()
        self.given_up = False

    def run(self) -> None:
        """Lock, and close at once what nobody waits for any more."""
        fcntl.flock(self.file, fcntl.LOCK_EX)
        with self.guard:
            if self.given_up:
                self.file.close()
            self.locked.set()

    def until(self, moment: float) -> bool:
        """Whether the lock was had before the moment."""
        self.start()
        self.locked.wait(max(0.0, moment - time.monotonic()))
        with self.guard:
            self.given_up = not self.locked.is_set()
        return not self.given_up
