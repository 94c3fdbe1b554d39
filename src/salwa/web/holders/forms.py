"""Forms of the holder pages."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from salwa.domain.weapons import HolderKind
from salwa.services.holders.persons import FIELDS, KEPT_FOR
from salwa.services.holders.queries import unit_choices
from salwa.services.holders.values import HolderEntry
from salwa.services.reference.queries import state_choices
from salwa.web.frame.words import HOLDER_KINDS
from salwa.web.holders.choosing import HolderField, chosen

PERSON = HolderKind.PERSON.value
PERSON_FIELDS = tuple(f"person_{name}" for name in (*FIELDS, *KEPT_FOR))


def plain_box(**attributes: str) -> forms.TextInput:
    """A box for names and references, in any direction."""
    return forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "dir": "auto", **attributes})


def day_field(**how: Any) -> forms.DateField:
    """A day as year-month-day, digits of any script."""
    how.setdefault("help_text", _("Year-month-day, for example 2026-11-24."))
    wrong = _("There is no such day. Write it as year-month-day, for example 2026-11-24.")
    messages = {"invalid": wrong, **how.pop("error_messages", {})}
    box = plain_box(dir="ltr", inputmode="numeric", maxlength="10")
    return forms.DateField(input_formats=["%Y-%m-%d"], widget=box, error_messages=messages, **how)


class SearchForm(forms.Form):
    """Looking for holders."""

    mostly_optional = True

    q = forms.CharField(label=_("Name or reference"), required=False, max_length=200, widget=plain_box())
    kind = forms.ChoiceField(label=_("Kind of holder"), required=False)
    closed = forms.BooleanField(label=_("Closed ones too"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", gettext("All but persons")), *HOLDER_KINDS.items()]


class HolderForm(forms.Form):
    """A holder as typed. What is known of a person goes into the sealed table; it is not corrected here."""

    mostly_optional = True

    uid = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    kind = forms.ChoiceField(label=_("Kind of holder"), choices=list(HOLDER_KINDS.items()))
    name = forms.CharField(
        label=_("Name"),
        help_text=_("As the holder itself writes it. Leave it empty for a person."),
        required=False,
        max_length=300,
        widget=plain_box(),
    )
    reference = forms.CharField(
        label=_("Reference"),
        help_text=_("For example the number of the dealer's register, or of the file."),
        required=False,
        max_length=100,
        widget=plain_box(),
    )
    country = forms.ChoiceField(label=_("Country"), required=False)
    address = forms.CharField(
        label=_("Address"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"})
    )
    unit = forms.ChoiceField(
        label=_("Organisation of this register"),
        help_text=_("For units and depots of the State: people of that organisation see what it holds."),
        required=False,
    )
    parent = HolderField(label=_("Lies under"), required=False)
    opened_on = day_field(label=_("Opened on"), required=False)
    person_name = forms.CharField(label=_("Full name"), required=False, max_length=300, widget=plain_box())
    person_birth_date = forms.CharField(
        label=_("Date of birth"), required=False, max_length=20, widget=plain_box(dir="ltr")
    )
    person_document_number = forms.CharField(
        label=_("Number of an identity document"), required=False, max_length=100, widget=plain_box()
    )
    person_address = forms.CharField(
        label=_("Address of the person"), required=False, max_length=1000, widget=plain_box()
    )
    person_note = forms.CharField(label=_("Note"), required=False, max_length=1000, widget=plain_box())
    person_purpose = forms.CharField(
        label=_("Why are these data kept?"), required=False, max_length=300, widget=plain_box()
    )
    person_legal_basis = forms.CharField(
        label=_("On which legal basis?"),
        help_text=_("For example the article of the arms act."),
        required=False,
        max_length=300,
        widget=plain_box(),
    )
    reason = forms.CharField(
        label=_("Why is it corrected?"),
        help_text=_("The old value stays readable with this reason."),
        required=False,
        max_length=500,
        widget=plain_box(),
    )

    def __init__(self, *args: Any, user: Any, correcting: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["country"].choices = [("", gettext("Not known")), *state_choices()]
        units = [(str(number), name) for number, name in unit_choices(acting_user=user)]
        self.fields["unit"].choices = [("", gettext("None")), *units]
        self.sealing = not correcting
        if not self.sealing:
            for name in PERSON_FIELDS:
                del self.fields[name]
        if not correcting:
            del self.fields["reason"]

    def clean_parent(self) -> int | None:
        """The holder's number."""
        return chosen(self, "parent", self.user)

    def entry(self) -> HolderEntry:
        """As the service takes it."""
        known = self.cleaned_data
        return HolderEntry(
            kind=known["kind"],
            name=known["name"],
            reference=known["reference"],
            country=known["country"],
            address=known["address"],
            unit=int(known["unit"]) if known["unit"] else None,
            parent=known["parent"],
            opened_on=known["opened_on"],
            uid=str(known["uid"]),
            person={
                name.removeprefix("person_"): known[name]
                for name in PERSON_FIELDS
                if self.sealing and known["kind"] == PERSON
            },
        )


class CloseForm(forms.Form):
    """Closing a holder."""

    day = day_field(label=_("Closed on"), error_messages={"required": _("Say when it closed.")})
    successor = HolderField(label=_("Who takes over the records?"), required=False)
    reason = forms.CharField(
        label=_("Why?"),
        max_length=500,
        widget=plain_box(),
        error_messages={"required": _("Say why it is closed.")},
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["successor"].help_text = gettext(
            "Another company, or the authority that keeps the records. Left empty, the State keeps them (ITI 13)."
        )

    def clean_successor(self) -> int | None:
        """The holder's number."""
        return chosen(self, "successor", self.user)


class ReasonForm(forms.Form):
    """One reason."""

    reason = forms.CharField(
        label=_("Why?"), max_length=500, widget=plain_box(), error_messages={"required": _("Say why.")}
    )


class PurposeForm(forms.Form):
    """Why personal data are opened."""

    purpose = forms.CharField(
        label=_("Why do you open the personal data?"),
        help_text=_("For example the number of the case. It is recorded with your name."),
        max_length=300,
        widget=plain_box(),
        error_messages={"required": _("Say why, for example the number of the case.")},
    )
