"""Days as people type them into forms."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from django import forms
from django.utils import timezone
from django.utils.translation import gettext

from salwa.domain.custody.days import last_day, read_day


class TypedDay(NamedTuple):
    """The first day of what is known (None: nothing), whether day, month or year is known, the text as typed."""

    day: date | None
    precision: str
    text: str

    @property
    def end(self) -> date | None:
        """The last day of what is known, not later than today."""
        return min(last_day(self.day, self.precision), timezone.localdate()) if self.day else None


def typed_day(text: str) -> TypedDay:
    """What was typed; raises `ValidationError` for what is no day, or lies in the future."""
    text = text.strip()
    try:
        day, precision = read_day(text)
    except ValueError:
        raise forms.ValidationError(
            gettext("There is no such day: %(text)s. Write it as year-month-day, for example 2026-11-24.")
            % {"text": text}
        ) from None
    if day is not None and day > timezone.localdate():
        raise forms.ValidationError(gettext("This day lies in the future."))
    return TypedDay(day, precision, text)
