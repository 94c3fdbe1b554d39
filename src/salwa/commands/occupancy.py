"""Who is at work in a home folder: a server and its worker together, or somebody who must be alone there."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from salwa.settings.table import UnreadableSetting

LOCK = ".at-work"


@contextmanager
def at_work_in(home: Path) -> Iterator[None]:
    """Hold the folder together with others who serve or work in it."""
    with (home / LOCK).open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)
        yield


@contextmanager
def alone_in(home: Path) -> Iterator[None]:
    """Hold the folder alone; refuses while it is being served."""
    with (home / LOCK).open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise UnreadableSetting(
                f"{home} is being served. Stop `salwa serve` and `salwa work` first, then start again."
            ) from None
        yield
