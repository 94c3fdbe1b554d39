"""Reading in a second process while this one saves. It ends with this one, however this one ends."""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import signal
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from multiprocessing.context import ForkProcess

from salwa.services.imports.batches import Batch

# For a smaller file (some 7,000 rows) a second process does not pay.
LEAST_BYTES = 500_000
_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG of prctl(2)


def pays(size: int) -> bool:
    """Whether a second process helps with a file of `size` bytes; it takes Linux (fork, prctl) and two processors."""
    return size >= LEAST_BYTES and sys.platform == "linux" and len(os.sched_getaffinity(0)) > 1


@contextmanager
def read_elsewhere(batches: Iterator[Batch]) -> Iterator[Iterator[Batch]]:
    """The same batches, worked out by a copy of this process; it never touches the database and is gone afterwards.

    What goes wrong there is raised here, after the batches before it.
    """
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_read, args=(batches, ours, theirs, os.getpid()), daemon=True)
    process.start()
    theirs.close()
    try:
        yield _received(ours, process)
    finally:
        process.kill()
        process.join()
        ours.close()


def _received(ours: Connection, process: ForkProcess) -> Iterator[Batch]:
    while True:
        try:
            got = ours.recv()
        except EOFError:
            process.join()
            raise RuntimeError(f"The process that reads the rows ended with code {process.exitcode}.") from None
        if got is None:
            return
        if isinstance(got, Exception):
            raise got
        yield got


def _read(batches: Iterator[Batch], ours: Connection, theirs: Connection, parent: int) -> None:
    ours.close()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent hears it too, and ends this process
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
    if os.getppid() != parent:
        return
    try:
        for batch in batches:
            theirs.send(batch)
        theirs.send(None)
    except Exception as error:
        error.add_note("In the process that reads the rows:\n" + traceback.format_exc())
        theirs.send(error)
