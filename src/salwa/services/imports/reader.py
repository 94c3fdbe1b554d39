"""The reader of marks, made once per process."""

from __future__ import annotations

from functools import cache

from salwa.domain.marks.reading import MarkReader
from salwa.reference.loader import load_book


@cache
def mark_reader() -> MarkReader:
    """Reader over the reference data; it remembers what it has read, so one per process."""
    return MarkReader(load_book())
