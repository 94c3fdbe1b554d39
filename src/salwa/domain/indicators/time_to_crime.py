"""Time from the last lawful record to the seizure, in the spans that tracing centres publish (time-to-crime).

Months are calendar months. A date that is known to the month or to the year only counts in a span where every day it
may mean falls into the same one; else the time is not exact enough, and no span is guessed.
"""

from __future__ import annotations

import calendar
from datetime import date
from enum import StrEnum


class Span(StrEnum):
    """The six published spans, and the two ways in which a time cannot be told."""

    UNDER_3_MONTHS = "under-3-months"
    UNDER_7_MONTHS = "3-to-7-months"
    UNDER_1_YEAR = "7-to-12-months"
    UNDER_2_YEARS = "1-to-2-years"
    UNDER_3_YEARS = "2-to-3-years"
    FROM_3_YEARS = "3-years-and-over"
    NOT_EXACT = "not-exact"
    CONTRADICTORY = "contradictory"


# Completed months below which a span ends.
_ENDS = {
    Span.UNDER_3_MONTHS: 3, Span.UNDER_7_MONTHS: 7, Span.UNDER_1_YEAR: 12, Span.UNDER_2_YEARS: 24,
    Span.UNDER_3_YEARS: 36,
}  # fmt: skip


def span_between(last: date, last_precision: str, seized: date, seized_precision: str) -> Span:
    """The span from the last lawful record to the seizure; precisions are day, month or year."""
    last_first, last_last = days_meant(last, last_precision)
    seized_first, seized_last = days_meant(seized, seized_precision)
    if seized_last < last_first:
        return Span.CONTRADICTORY
    shortest = months_between(last_last, max(last_last, seized_first))
    spans = {_span_of(shortest), _span_of(months_between(last_first, seized_last))}
    return spans.pop() if len(spans) == 1 else Span.NOT_EXACT


def days_meant(day: date, precision: str) -> tuple[date, date]:
    """First and last day that a date of this precision may mean."""
    if precision == "year":
        return date(day.year, 1, 1), date(day.year, 12, 31)
    if precision == "month":
        return day.replace(day=1), day.replace(day=calendar.monthrange(day.year, day.month)[1])
    return day, day


def months_between(first: date, last: date) -> int:
    """Completed calendar months from `first` to `last`; the last day of a shorter month completes a month."""
    months = (last.year - first.year) * 12 + last.month - first.month
    end = calendar.monthrange(last.year, last.month)[1]
    return months - (last.day < min(first.day, end))


def _span_of(months: int) -> Span:
    return next((span for span, end in _ENDS.items() if months < end), Span.FROM_3_YEARS)
