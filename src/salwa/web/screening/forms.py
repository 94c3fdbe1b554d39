"""Forms of the screening pages."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class ListForm(forms.Form):
    """A list to screen, and why."""

    file = forms.FileField(
        label=_("List of weapons"),
        help_text=_(
            "CSV, XLSX or ODS with a serial number, maker, model, calibre, type, country or year in each row; "
            "columns that are missing are not compared."
        ),
        error_messages={"required": _("Choose a file."), "empty": _("The file is empty. Choose another one.")},
    )
    purpose = forms.CharField(
        label=_("Purpose"),
        help_text=_("Kept in the audit log, for example: seizure of 12 May, case 44/2026."),
        max_length=500,
        error_messages={"required": _("Say why the list is screened, for example the number of the case.")},
    )
