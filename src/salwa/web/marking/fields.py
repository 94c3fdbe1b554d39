"""Fields of the marking forms: days, measures and codes as people type them."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from salwa.web.frame.words import Words

DAY = re.compile(r"\d{4}-\d{1,2}-\d{1,2}")
WEEKDAYS = (
    (0, _("Monday")),
    (1, _("Tuesday")),
    (2, _("Wednesday")),
    (3, _("Thursday")),
    (4, _("Friday")),
    (5, _("Saturday")),
    (6, _("Sunday")),
)


def box(**attributes: str) -> forms.TextInput:
    """A box without guessing by the browser."""
    return forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "off", **attributes})


def choices(words: Words) -> list[tuple[str, Any]]:
    """The codes of a closed list with their words."""
    return [(str(code), text) for code, text in words.items()]


def day_of(text: str) -> date:
    """A day written year-month-day. Raises `ValidationError` in words."""
    try:
        if not DAY.fullmatch(text) or not text.isascii():
            raise ValueError(text)
        return date(*(int(part) for part in text.split("-")))
    except ValueError:
        raise forms.ValidationError(
            gettext("There is no such day: %(text)s. Write it as year-month-day, for example 2026-11-24.")
            % {"text": text}
        ) from None


class DayField(forms.CharField):
    """One day, typed year-month-day."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("help_text", _("Year-month-day, for example 2026-11-24."))
        super().__init__(max_length=10, widget=box(dir="ltr", inputmode="numeric"), **options)

    def clean(self, value: Any) -> date | None:
        """The day, None when it may be left empty and was."""
        text = super().clean(value).strip()
        return day_of(text) if text else None


class DaysField(forms.CharField):
    """Several days, one in a line."""

    def __init__(self, **options: Any) -> None:
        widget = forms.Textarea(attrs={"rows": 3, "dir": "ltr", "spellcheck": "false"})
        super().__init__(max_length=5_000, required=False, widget=widget, **options)

    def clean(self, value: Any) -> tuple[date, ...]:
        """The days in their order."""
        return tuple(day_of(line.strip()) for line in super().clean(value).splitlines() if line.strip())


class MeasureField(forms.CharField):
    """A measured or counted value; a comma is taken for the decimal mark."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=20, widget=box(dir="ltr", inputmode="decimal"), **options)

    def clean(self, value: Any) -> Decimal | None:
        """The number, None when it may be left empty and was."""
        text = super().clean(value).strip().replace(",", ".")
        if not text:
            return None
        if not re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,4})?", text):
            raise forms.ValidationError(gettext("Write a number such as 0.12, with at most four decimals."))
        return Decimal(text)
