"""Persons who hold or held weapons: what may be kept of them, why, and when it goes."""

from salwa.domain.persons.purging import earliest_purge, may_be_purged

__all__ = ["earliest_purge", "may_be_purged"]
