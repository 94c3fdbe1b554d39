"""Lists and sheets that leave the register: which weapons, columns, forms, and what makes them harmless."""

from salwa.domain.sheets.columns import COLUMNS, DATA_COLUMNS, Column
from salwa.domain.sheets.escaping import NOT_FOR_IMPORT, escaped
from salwa.domain.sheets.formats import FORMATS, ListFormat
from salwa.domain.sheets.selection import Selection

__all__ = [
    "COLUMNS",
    "DATA_COLUMNS",
    "FORMATS",
    "NOT_FOR_IMPORT",
    "Column",
    "ListFormat",
    "Selection",
    "escaped",
]
