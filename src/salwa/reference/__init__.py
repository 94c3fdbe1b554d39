"""Reviewed reference data (YAML) and its checked loader. Imports the rules only."""

from salwa.reference.loader import ReferenceFault, load_book

__all__ = ["ReferenceFault", "load_book"]
