"""Reading marks with the reference book: one process-wide reader, and files of marks."""

from salwa.services.marks.reader import mark_reader

__all__ = ["mark_reader"]
