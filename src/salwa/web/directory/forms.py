"""Forms of the directory."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from salwa.domain.directory import ContactDetails
from salwa.domain.languages import LANGUAGES
from salwa.services.directory.words import KINDS, SOURCES
from salwa.services.reference.queries import state_choices

LONG = forms.Textarea(attrs={"dir": "auto", "rows": 3})
SIX = [(one.code, one.name) for one in LANGUAGES]


def text_box(**attributes: str) -> forms.TextInput:
    """A plain box that takes text of any script."""
    return forms.TextInput(attrs={"autocomplete": "off", "dir": "auto", **attributes})


def day_box() -> forms.DateInput:
    """A box for a day; browsers that can show a calendar."""
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class DetailsForm(forms.Form):
    """What is known of a contact."""

    office = forms.CharField(
        label=_("Office"), max_length=300, widget=text_box(),
        help_text=_("As the State writes it, for example National Commission on Small Arms."),
        error_messages={"required": _("Write the name of the office.")},
    )  # fmt: skip
    email = forms.CharField(
        label=_("E-mail address of the office"), max_length=254,
        widget=text_box(dir="ltr", inputmode="email", spellcheck="false"),
        help_text=_("A role address, for example tracing@police.example: it is published, and people leave."),
        error_messages={"required": _("Write the address of the office.")},
    )  # fmt: skip
    telephone = forms.CharField(
        label=_("Telephone"), max_length=60, required=False, widget=text_box(dir="ltr", inputmode="tel"),
        help_text=_("With the country's code, for example +254 20 555 0100."),
    )  # fmt: skip
    postal = forms.CharField(label=_("Postal address"), max_length=1000, required=False, widget=LONG)
    languages = forms.MultipleChoiceField(
        label=_("Languages in which it answers"), choices=SIX, required=False, widget=forms.CheckboxSelectMultiple
    )
    other_languages = forms.CharField(
        label=_("Other languages"), max_length=100, required=False, widget=text_box(dir="ltr"),
        help_text=_("Codes of ISO 639 with commas between them, for example pt, sw."),
    )  # fmt: skip
    hours = forms.CharField(
        label=_("Hours"), max_length=200, required=False, widget=text_box(),
        help_text=_("For example Monday to Friday, 08:00 to 16:00."),
    )  # fmt: skip
    time_zone = forms.CharField(
        label=_("Time zone"), max_length=60, required=False, widget=text_box(dir="ltr", spellcheck="false"),
        help_text=_("Its name, for example Africa/Nairobi."),
    )  # fmt: skip
    person = forms.CharField(
        label=_("Person"), max_length=200, required=False, widget=text_box(),
        help_text=_("Only States see the person and the title; they are never published."),
    )  # fmt: skip
    title = forms.CharField(label=_("Title of the person"), max_length=200, required=False, widget=text_box())
    valid_until = forms.DateField(label=_("Valid until"), required=False, widget=day_box())

    def details(self) -> ContactDetails:
        """What was typed, as a value."""
        known: dict[str, Any] = dict(self.cleaned_data)
        others = tuple(one for one in re.split(r"[\s,;]+", known["other_languages"].lower()) if one)
        return ContactDetails(
            office=known["office"], email=known["email"], telephone=known["telephone"], postal=known["postal"],
            languages=(*known["languages"], *others), hours=known["hours"], time_zone=known["time_zone"],
            person=known["person"], title=known["title"], valid_until=known["valid_until"],
        )  # fmt: skip


def known_details(details: ContactDetails) -> dict[str, Any]:
    """What the form begins with."""
    six = {code for code, _name in SIX}
    return {
        "office": details.office, "email": details.email, "telephone": details.telephone, "postal": details.postal,
        "languages": [one for one in details.languages if one in six],
        "other_languages": ", ".join(one for one in details.languages if one not in six),
        "hours": details.hours, "time_zone": details.time_zone, "person": details.person, "title": details.title,
        "valid_until": details.valid_until,
    }  # fmt: skip


class SourceForm(forms.Form):
    """On whose word something is done."""

    source = forms.ChoiceField(
        label=_("Who gave these details"), choices=lambda: [(str(code), word) for code, word in SOURCES.items()],
        widget=forms.RadioSelect, error_messages={"required": _("Choose who gave these details.")},
    )  # fmt: skip
    document = forms.CharField(
        label=_("Note verbale or letter"), max_length=200, required=False, widget=text_box(),
        help_text=_("Its number and day. Needed for a note verbale."),
    )  # fmt: skip


class NewContactForm(DetailsForm, SourceForm):
    """A contact that is not in the directory yet."""

    state = forms.ChoiceField(label=_("State"), choices=lambda: _states())
    kind = forms.ChoiceField(label=_("Kind of contact"), choices=lambda: _kinds())
    field_order = ("state", "kind")


class ChangedContactForm(DetailsForm, SourceForm):
    """A contact whose details change, or that is handed over."""

    act = forms.ChoiceField(
        label=_("What happens"), widget=forms.RadioSelect,
        choices=[("handed_over", _("Another office takes over")), ("corrected", _("The same office has new details"))],
        error_messages={"required": _("Choose what happens.")},
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=1_000_000)


class OwnContactForm(DetailsForm):
    """An own correction of the directory."""

    kind = forms.ChoiceField(label=_("Kind of contact"), choices=lambda: _kinds())
    reason = forms.CharField(
        label=_("Reason"), max_length=2000, widget=LONG,
        help_text=_("Who told you, for example the other State's letter and its day."),
        error_messages={"required": _("Say who told you.")},
    )  # fmt: skip


class ReasonForm(forms.Form):
    """Why a contact ends."""

    reason = forms.CharField(
        label=_("Reason"), max_length=2000, widget=text_box(), error_messages={"required": _("Say why.")}
    )


class AnswerForm(forms.Form):
    """When a test message was answered."""

    day = forms.DateField(
        label=_("Day of the answer"), widget=day_box(), error_messages={"required": _("Give the day.")}
    )


class KeyForm(forms.Form):
    """The key of the secretariat."""

    key = forms.FileField(
        label=_("File of the key"), help_text=_("directory-key.json, as the secretariat offers it."),
        error_messages={"required": _("Choose the file.")},
    )  # fmt: skip
    fingerprint = forms.CharField(
        label=_("Fingerprint"), max_length=100, widget=text_box(dir="ltr", spellcheck="false"),
        help_text=_("Forty-three signs, learnt by another way than the file: from a letter or by telephone."),
        error_messages={"required": _("Write the fingerprint.")},
    )  # fmt: skip


class EditionForm(forms.Form):
    """An edition, from a file or an address."""

    file = forms.FileField(label=_("File of the edition"), required=False)
    address = forms.CharField(
        label=_("Address of the secretariat"), max_length=300, required=False,
        widget=text_box(dir="ltr", spellcheck="false", inputmode="url"),
        help_text=_("Instead of a file, for example https://secretariat.example."),
    )  # fmt: skip


class DeclareForm(DetailsForm):
    """The own contact, to be signed for the secretariat."""

    kind = forms.ChoiceField(label=_("Kind of contact"), choices=lambda: _kinds())
    field_order = ("kind",)


class DeclarationForm(forms.Form):
    """What a State declared, and its key where that is new."""

    file = forms.FileField(label=_("File of the declaration"), error_messages={"required": _("Choose the file.")})
    key = forms.FileField(label=_("Key of the State"), required=False, help_text=_("Only when it is new."))
    fingerprint = forms.CharField(
        label=_("Fingerprint"), max_length=100, required=False, widget=text_box(dir="ltr", spellcheck="false"),
        help_text=_("Forty-three signs, learnt by another way than the file: from a letter or by telephone."),
    )  # fmt: skip


class GroupForm(forms.Form):
    """Which regional group to show."""

    group = forms.ChoiceField(label=_("Regional group"), required=False)

    def __init__(self, data: object, groups: list[tuple[str, str]]) -> None:
        super().__init__(data)
        self.fields["group"].choices = [("", _("All States")), *groups]


def _states() -> list[tuple[str, str]]:
    return [("", "–"), *state_choices()]


def _kinds() -> list[tuple[str, Any]]:
    return [(str(code), word) for code, word in KINDS.items()]
