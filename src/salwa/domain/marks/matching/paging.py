"""Reading from a cold disk: the pages a look-up will need are asked for at once, not one after another.

A disk serves a hundred requests together almost as quickly as one. Asking costs a system call a page, so it is done
only while look-ups still had to wait for the disk; a segment in memory is never asked for.
"""

from __future__ import annotations

import mmap
import resource

import numpy as np
import numpy.typing as npt

_PAGE_BITS = 12
# After a look-up that waited for so many pages, the next ones ask ahead.
_WAITED = 4
# A segment is taken for cold during so many look-ups after it was opened or was met cold.
_LOOK_UPS = 32
_WHO = getattr(resource, "RUSAGE_THREAD", resource.RUSAGE_SELF)


class Pages:
    """The pages of one memory-mapped file; safe to share between threads (the counters need not be exact)."""

    def __init__(self, whole: mmap.mmap) -> None:
        self._whole = whole
        self._start = np.frombuffer(whole, dtype=np.uint8).ctypes.data
        self._length = len(whole)
        self._cold = _LOOK_UPS
        self._waits = 0

    def want(self, array: npt.NDArray, places: npt.NDArray[np.intp]) -> None:
        """Ask for the pages of these items of an array of the file, when the file seems to be cold."""
        if self._cold <= 0 or not len(places):
            return
        waits = resource.getrusage(_WHO).ru_majflt
        self._cold = _LOOK_UPS if waits - self._waits >= _WAITED else self._cold - 1
        self._waits = waits
        first = array.ctypes.data - self._start
        pages = np.unique((first + places * array.itemsize) >> _PAGE_BITS)
        # Neighbouring pages are asked for together.
        breaks = np.flatnonzero(np.diff(pages) > 1)
        begins = pages[np.concatenate([[0], breaks + 1])].tolist()
        ends = pages[np.concatenate([breaks, [len(pages) - 1]])].tolist()
        for begin, end in zip(begins, ends, strict=True):
            at = begin << _PAGE_BITS
            self._whole.madvise(mmap.MADV_WILLNEED, at, min((end + 1 << _PAGE_BITS), self._length) - at)

    def note(self) -> None:
        """Called at the end of a look-up: notices when a file that was in memory has been thrown out of it."""
        waits = resource.getrusage(_WHO).ru_majflt
        if waits - self._waits >= _WAITED:
            self._cold = _LOOK_UPS
        self._waits = waits
