"""The floors of ITI 12: records of manufacture at least thirty years, all other records at least twenty.

The Instrument wants records kept indefinitely "to the extent possible". Salwa keeps everything; the floors are the days
before which even a decision to delete would be refused.
"""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum


class RecordKind(StrEnum):
    """The two kinds of records that ITI 12 tells apart."""

    MANUFACTURE = "manufacture"
    OTHER = "other"


FLOOR_YEARS: dict[RecordKind, int] = {RecordKind.MANUFACTURE: 30, RecordKind.OTHER: 20}


def years_after(day: date, years: int) -> date:
    """The same day so many years later; 29 February becomes 1 March, so that a floor never ends early."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def kept_at_least_until(kind: RecordKind, recorded_on: date) -> date:
    """The first day on which the Instrument would allow this record to be deleted."""
    return years_after(recorded_on, FLOOR_YEARS[kind])


def may_be_deleted(kind: RecordKind, recorded_on: date, today: date) -> bool:
    """Whether the floor of a record has passed."""
    return today >= kept_at_least_until(kind, recorded_on)


def last_day_past_floor(kind: RecordKind, today: date) -> date:
    """Records of this day and before are past their floor today."""
    day = years_after(today, -FLOOR_YEARS[kind])
    while kept_at_least_until(kind, day) > today:
        day -= timedelta(days=1)
    return day
