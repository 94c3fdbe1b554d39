"""Forms of the import pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from salwa.domain.imports.fields import FIELDS, KEYS
from salwa.domain.imports.mapping import DATE_ORDERS, ColumnMapping
from salwa.domain.languages import Sentence
from salwa.services.languages import spoken

DATE_WORDS = {
    "ymd": _("Year, month, day (2024-12-31)"),
    "dmy": _("Day, month, year (31/12/2024)"),
    "mdy": _("Month, day, year (12/31/2024)"),
}
# Encodings a person can choose when the automatic choice shows wrong letters; the commonest of each script.
ENCODINGS = (
    ("utf-8", "UTF-8"),
    ("utf-16", "UTF-16"),
    ("cp1252", _("Windows, Western European")),
    ("cp1250", _("Windows, Central European")),
    ("cp1251", _("Windows, Cyrillic")),
    ("cp1254", _("Windows, Turkish")),
    ("cp1256", _("Windows, Arabic")),
    ("mac_roman", _("Macintosh, Western European")),
    ("gb18030", _("Chinese (GB 18030)")),
)


class FileForm(forms.Form):
    """A file to import."""

    file = forms.FileField(
        label=_("Spreadsheet"),
        help_text=_("CSV, XLSX or ODS, with any columns in any order. Nothing is saved in the register yet."),
        error_messages={"required": _("Choose a file."), "empty": _("The file is empty. Choose another one.")},
    )
    encoding = forms.ChoiceField(
        label=_("Letters of a text file"),
        help_text=_("Choose only when the first try showed wrong letters."),
        choices=(("", _("Recognise them")), *ENCODINGS),
        required=False,
    )


class ColumnsForm(forms.Form):
    """One choice per column of the file, and the order of day and month."""

    date_order = forms.ChoiceField(label=_("Dates in this file are written as"), choices=tuple(DATE_WORDS.items()))

    def __init__(self, data: Any, headers: Sequence[str], mapping: ColumnMapping) -> None:
        super().__init__(data)
        self.headers = headers
        chosen = {header: key for key, columns in mapping.fields.items() for header in columns}
        choices = [("", gettext("Not used")), *((one.key, spoken(Sentence(one.label))) for one in FIELDS)]
        self.fields["date_order"].initial = mapping.date_order if mapping.date_order in DATE_ORDERS else "ymd"
        for place, header in enumerate(headers):
            self.fields[f"column_{place}"] = forms.ChoiceField(
                label=header, choices=choices, required=False, initial=chosen.get(header, "")
            )

    def columns(self) -> Iterator[forms.BoundField]:
        """The choices, in the order of the columns."""
        return (self[f"column_{place}"] for place in range(len(self.headers)))

    def clean(self) -> dict[str, Any]:
        """No field may be fed by two columns, except those that may have several."""
        cleaned = super().clean() or {}
        taken: dict[str, str] = {}
        for place, header in enumerate(self.headers):
            key = cleaned.get(f"column_{place}", "")
            if key and key in taken and not KEYS[key].several:
                self.add_error(
                    f"column_{place}",
                    gettext("“%(field)s” is given to the column “%(other)s” already. Choose one of the two.")
                    % {"field": spoken(Sentence(KEYS[key].label)), "other": taken[key]},
                )
            taken.setdefault(key, header)
        return cleaned

    def mapping(self) -> ColumnMapping:
        """What was chosen."""
        fields: dict[str, tuple[str, ...]] = {}
        for place, header in enumerate(self.headers):
            key = self.cleaned_data.get(f"column_{place}", "")
            if key:
                fields[key] = (*fields.get(key, ()), header)
        return ColumnMapping(fields=fields, date_order=self.cleaned_data["date_order"])


class WithdrawForm(forms.Form):
    """Why an import is withdrawn."""

    reason = forms.CharField(
        label=_("Why is it withdrawn?"),
        help_text=_("Whoever approves it reads the reason, and the audit log keeps it. For example: wrong file."),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=500,
        error_messages={"required": _("Give the reason why the import is withdrawn.")},
    )
