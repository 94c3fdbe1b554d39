"""Reading marks as people type them: serials, makers, models, calibres, types and countries."""

from salwa.domain.marks.reading.book import ReferenceBook
from salwa.domain.marks.reading.reader import MarkReader
from salwa.domain.marks.reading.typed import FieldReading, MarkReading, TypedMarks

__all__ = ["FieldReading", "MarkReader", "MarkReading", "ReferenceBook", "TypedMarks"]
