"""Days as people type them: a day, a month or a year, never more than is known."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from typing import NamedTuple

from django import forms
from django.utils import timezone
from django.utils.translation import gettext

DAY = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d{1,2})(?:-(?P<day>\d{1,2}))?)?$", re.ASCII)


class TypedDay(NamedTuple):
    """The first day of what is known (None: nothing), whether day, month or year is known, the text as typed."""

    day: date | None
    precision: str
    text: str

    @property
    def end(self) -> date | None:
        """The last day of what is known, not later than today."""
        if self.day is None or self.precision == "day":
            return self.day
        month = 12 if self.precision == "year" else self.day.month
        last = date(self.day.year, month, monthrange(self.day.year, month)[1])
        return min(last, timezone.localdate())


def typed_day(text: str) -> TypedDay:
    """What was typed; raises `ValidationError` for what is no day, or lies in the future."""
    text = text.strip()
    if not text:
        return TypedDay(None, "day", "")
    found = DAY.match(text)
    parts = {name: int(value) for name, value in found.groupdict().items() if value} if found else {}
    try:
        value = date(parts["year"], parts.get("month", 1), parts.get("day", 1))
    except (KeyError, ValueError):
        raise forms.ValidationError(
            gettext("There is no such day: %(text)s. Write it as year-month-day, for example 2026-11-24.")
            % {"text": text}
        ) from None
    if value > timezone.localdate():
        raise forms.ValidationError(gettext("This day lies in the future."))
    return TypedDay(value, "day" if "day" in parts else "month" if "month" in parts else "year", text)


def shown_day(day: date | None, precision: str) -> str:
    """A day as it would be typed: as much of it as is known."""
    if day is None:
        return ""
    return day.isoformat()[: {"year": 4, "month": 7}.get(precision, 10)]
