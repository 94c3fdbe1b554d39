"""The mark reader of this process. It needs no installation and no database."""

from __future__ import annotations

import threading
from functools import cache

from salwa.domain.marks.reading import MarkReader
from salwa.reference import load_book

_lock = threading.Lock()


def mark_reader() -> MarkReader:
    """The reader, made on first use (about half a second) and shared from then on, also between threads."""
    with _lock:
        return _made()


@cache
def _made() -> MarkReader:
    return MarkReader(load_book())
