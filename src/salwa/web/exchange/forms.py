"""Forms of the exchange."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from salwa.web.frame.exchange_words import MESSAGE_STATES


class TrafficFilter(forms.Form):
    """Which messages to show."""

    mostly_optional = True

    state = forms.ChoiceField(
        label=_("How far it came"), required=False, choices=[("", _("Everything")), *MESSAGE_STATES.items()]
    )
    to_state = forms.CharField(
        label=_("State"), help_text=_("Three letters, for example KEN."), required=False, max_length=3
    )


class SealedFileForm(forms.Form):
    """What another State sent as a file."""

    file = forms.FileField(
        label=_("Sealed message or receipt"),
        help_text=_("As it came by e-mail or on a stick, unchanged. The same file again does no harm."),
        error_messages={"required": _("Choose a file."), "empty": _("The file is empty. Choose another one.")},
    )


class PinForm(forms.Form):
    """Keys of another State, as they were handed over."""

    public = forms.CharField(
        label=_("Public keys"),
        help_text=_("The text that the other State's installation prints. It may come by any way."),
        widget=forms.Textarea(attrs={"rows": 5, "dir": "ltr", "spellcheck": "false"}),
        max_length=4_000,
    )
    fingerprint = forms.CharField(
        label=_("Fingerprint"),
        help_text=_("From paper, or read out by somebody whose voice you know. Never from where the keys came from."),
        max_length=100,
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off", "spellcheck": "false"}),
    )
    address = forms.CharField(
        label=_("Address of the installation"),
        help_text=_("It begins with https://. Leave it empty when messages are carried as files."),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"dir": "ltr", "spellcheck": "false"}),
    )
    reason = forms.CharField(
        label=_("How did the keys and the fingerprint come?"),
        help_text=_("The administrator who approves reads it."),
        max_length=500,
    )
