"""Persons: recorded sealed, opened with a purpose, found by an exact document number, purged on their day."""
