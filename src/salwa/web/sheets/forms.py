"""Forms of the export pages."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from salwa.domain.languages import LANGUAGES
from salwa.domain.sheets import ListFormat
from salwa.services.weapons.names import reader_language

FORMS = {
    ListFormat.XLSX: _("Workbook (XLSX) for reading and sorting; every value is text, marks stay exact"),
    ListFormat.PDF: _("Pages to print (PDF), up to 2,000 weapons"),
    ListFormat.CSV_DATA: _("Data table (CSV with a description, in a ZIP file) for programs; every value exact"),
    ListFormat.JSONL: _("Data lines (JSON Lines) for programs; marks and notes as lists"),
    ListFormat.CSV_SPREADSHEET: _("Table for spreadsheet programs (CSV), made harmless; for reading only"),
}
NAMES = [(language.code, language.name) for language in LANGUAGES]


class TakeForm(forms.Form):
    """In which language and why; both forms need these."""

    language = forms.ChoiceField(
        label=_("Language"), choices=NAMES, help_text=_("Of headings and words; marks stay as they are.")
    )
    purpose = forms.CharField(
        label=_("Purpose"),
        help_text=_("Stands on what you take out and is kept in the audit log, for example: court order 44/2026."),
        max_length=500,
        error_messages={"required": _("Say why you take this out, for example the number of the case.")},
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].initial = reader_language()


class ListForm(TakeForm):
    """The form of a list as well."""

    format = forms.ChoiceField(
        label=_("Form"), choices=[(one.value, words) for one, words in FORMS.items()], widget=forms.RadioSelect,
        initial=ListFormat.XLSX.value,
    )  # fmt: skip
    field_order = ("format", "language", "purpose")
