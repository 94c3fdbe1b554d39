"""Days as people type them: a day, a month or a year, never more than is known."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

TYPED = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?", re.ASCII)
KEPT = {"year": 4, "month": 7, "day": 10}


def read_day(text: str) -> tuple[date | None, str]:
    """(first day of what is known, day, month or year) of "2026-11-24", "2026-11" or "2026"; (None, "day") of nothing.

    Raises `ValueError` for anything else, also for a day that does not exist.
    """
    text = text.strip()
    if not text:
        return None, "day"
    found = TYPED.fullmatch(text)
    if not found:
        raise ValueError(f"{text!r} is no day")
    year, month, day = found.groups()
    precision = "day" if day else "month" if month else "year"
    return date(int(year), int(month or 1), int(day or 1)), precision


def last_day(day: date, precision: str) -> date:
    """The last day of the period that is known."""
    if precision == "year":
        return date(day.year, 12, 31)
    return day.replace(day=monthrange(day.year, day.month)[1]) if precision == "month" else day


def written_day(day: date | None, precision: str) -> str:
    """A day as it would be typed: as much of it as is known."""
    return day.isoformat()[: KEPT.get(precision, 10)] if day else ""
