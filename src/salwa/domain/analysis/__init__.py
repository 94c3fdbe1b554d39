"""Counts of the register as tables, sentences and pictures: what is counted, what it shows, how it is drawn."""

from salwa.domain.analysis.dimensions import NOT_READ, NOT_RECORDED, By, Dimension, dimension
from salwa.domain.analysis.tables import Bar, CountTable, bars_of, table_of

__all__ = ["NOT_READ", "NOT_RECORDED", "Bar", "By", "CountTable", "Dimension", "bars_of", "dimension", "table_of"]
