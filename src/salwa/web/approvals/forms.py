"""The forms of a decision and of a request."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class DecisionForm(forms.Form):
    """Why it is approved or refused; `seen` is the fingerprint of what stood on the page."""

    reason = forms.CharField(
        label=_("Why do you decide so?"),
        help_text=_("The person who asked reads it, and the audit log keeps it. For example: compared with the file."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=500,
        error_messages={"required": _("Say in a few words why you approve or refuse.")},
    )
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)


class AskForm(forms.Form):
    """Why something is asked for."""

    reason = forms.CharField(
        label=_("Why do you ask for it?"),
        help_text=_("Whoever approves it reads the reason, and the audit log keeps it."),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=500,
        error_messages={"required": _("Say in a few words why you ask for it.")},
    )
