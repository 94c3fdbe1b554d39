"""When personal data go: on their day, not before, and not while a court or an investigation needs them."""

from __future__ import annotations

from datetime import date

from salwa.domain.retention import RecordKind, kept_at_least_until


def earliest_purge(recorded_on: date) -> date:
    """The first day that may be set as purge day: a person is part of a record of ITI 12, kept twenty years."""
    return kept_at_least_until(RecordKind.OTHER, recorded_on)


def may_be_purged(*, recorded_on: date, purge_due: date | None, legal_hold: bool, today: date) -> bool:
    """Whether the data of this person go today. Without a purge day they are kept for ever."""
    if purge_due is None or legal_hold:
        return False
    return today >= purge_due and today >= earliest_purge(recorded_on)
