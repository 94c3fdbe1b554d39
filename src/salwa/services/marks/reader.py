"""The mark reader of this process. It needs no installation and no database."""

from __future__ import annotations

from functools import cache

from salwa.domain.marks.reading import MarkReader
from salwa.reference import load_book


@cache
def mark_reader() -> MarkReader:
    """The reader, made on first use (about half a second) and shared from then on."""
    return MarkReader(load_book())
