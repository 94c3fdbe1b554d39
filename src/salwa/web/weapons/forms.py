"""Forms of the weapon pages: looking for a weapon, recording one, adding a picture."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from salwa.domain.weapons import Build, Component, ContentKind, EventKind, FrameMaterial, MarkState, Occasion
from salwa.services.weapons.names import type_choices
from salwa.services.weapons.values import EventEntry
from salwa.web.frame import words
from salwa.web.frame.days import TypedDay, typed_day

LONGEST = 200
# What can have brought a weapon before the person who records it.
BROUGHT_BY = (
    EventKind.RECORDED, EventKind.SEIZED, EventKind.FOUND, EventKind.SURRENDERED, EventKind.RECOVERED,
    EventKind.IMPORTED, EventKind.MANUFACTURED, EventKind.TRANSFERRED, EventKind.STOLEN, EventKind.LOST,
)  # fmt: skip

YES_NO = [("unknown", _("Not known")), ("yes", _("Yes")), ("no", _("No"))]
BUILDS = [one for one in Build if one is not Build.UNKNOWN]
MATERIALS = [one for one in FrameMaterial if one is not FrameMaterial.UNKNOWN]


def mark_box(**attributes: str) -> forms.TextInput:
    """A box for something read off a weapon: no correction, no guessing by the browser."""
    return forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "off", **attributes})


def suggested(field: str) -> forms.TextInput:
    """A box with suggestions while typing, in any script; without scripts a plain box."""
    return mark_box(
        list=f"{field}-names",
        dir="auto",
        **{
            "hx-get": "/weapons/find/suggestions/",
            "hx-trigger": "input changed delay:250ms",
            "hx-target": f"#{field}-names",
            "hx-vals": f'{{"field": "{field}"}}',
        },
    )


class FindForm(forms.Form):
    """The marks as read off the weapon, and why somebody looks."""

    mostly_optional = True

    serial = forms.CharField(
        label=_("Serial number"),
        help_text=_("Exactly as you read it. Type ? for each sign you cannot read, for example AB?1234."),
        required=False,
        max_length=LONGEST,
        widget=mark_box(**{"class": "mark", "data-mark-reader": "serial"}),
    )
    maker = forms.CharField(label=_("Maker"), required=False, max_length=LONGEST, widget=suggested("maker"))
    model = forms.CharField(label=_("Model"), required=False, max_length=LONGEST, widget=suggested("model"))
    calibre = forms.CharField(label=_("Calibre"), required=False, max_length=LONGEST, widget=suggested("calibre"))
    type = forms.ChoiceField(label=_("Type of weapon"), required=False)
    country = forms.CharField(
        label=_("Country of manufacture"), required=False, max_length=LONGEST, widget=suggested("country")
    )
    import_country = forms.CharField(
        label=_("Country on the import mark"), required=False, max_length=LONGEST, widget=suggested("country")
    )
    year = forms.CharField(
        label=_("Year of manufacture"), required=False, max_length=20, widget=mark_box(inputmode="numeric")
    )
    purpose = forms.CharField(
        label=_("Why do you look for it?"),
        help_text=_("For example the number of the case. It is recorded with the look-up."),
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
        error_messages={"required": _("Say why you look for it, for example the number of the case.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["type"].choices = [("", gettext("Not known")), *type_choices()]

    def clean(self) -> dict[str, Any]:
        """At least one mark."""
        cleaned = super().clean() or {}
        if not any(cleaned.get(name, "").strip() for name in self.fields if name != "purpose"):
            self.add_error("serial", gettext("Type the serial number, or at least the maker and the model."))
        return cleaned


class WeaponForm(forms.Form):
    """What is known of the weapon itself."""

    mostly_optional = True

    type = forms.ChoiceField(label=_("Type of weapon"), required=False)
    maker = forms.CharField(
        label=_("Maker"),
        help_text=_("As it is stamped, for example FN HERSTAL."),
        required=False,
        max_length=LONGEST,
        widget=suggested("maker"),
    )
    model = forms.CharField(
        label=_("Model"), help_text=_("For example FAL 50.00."), required=False, max_length=LONGEST,
        widget=suggested("model"),
    )  # fmt: skip
    calibre = forms.CharField(
        label=_("Calibre"), help_text=_("For example 7.62 x 51."), required=False, max_length=LONGEST,
        widget=suggested("calibre"),
    )  # fmt: skip
    country = forms.CharField(
        label=_("Country of manufacture"), required=False, max_length=LONGEST, widget=suggested("country")
    )
    import_country = forms.CharField(
        label=_("Country on the import mark"), required=False, max_length=LONGEST, widget=suggested("country")
    )
    year = forms.RegexField(
        r"^\s*(\d{4})?\s*$",
        label=_("Year of manufacture"),
        required=False,
        widget=mark_box(inputmode="numeric"),
        error_messages={"invalid": _("Write the year with four digits, for example 1987, or leave it empty.")},
    )
    state_owned = forms.ChoiceField(
        label=_("Does the weapon belong to the State?"),
        choices=YES_NO,
    )
    build = forms.ChoiceField(
        label=_("How was it made?"),
        help_text=_("A home-made, printed or converted weapon needs no maker."),
        choices=[(one.value, words.BUILDS[one]) for one in (Build.UNKNOWN, *BUILDS)],
        required=False,
    )
    frame_material = forms.ChoiceField(
        label=_("What is the frame or receiver made of?"),
        choices=[(one.value, words.FRAME_MATERIALS[one]) for one in (FrameMaterial.UNKNOWN, *MATERIALS)],
        required=False,
    )
    modular = forms.ChoiceField(
        label=_("Can its main parts be exchanged without tools?"), choices=YES_NO, required=False
    )
    reference = forms.CharField(
        label=_("Your reference"),
        help_text=_("For example the number of the exhibit."),
        required=False,
        max_length=200,
        widget=mark_box(dir="auto"),
    )
    event = forms.ChoiceField(
        label=_("What brought it to you?"), choices=[(kind.value, words.EVENTS[kind]) for kind in BROUGHT_BY]
    )
    date = forms.CharField(
        label=_("When?"),
        help_text=_("Year-month-day, for example 2026-11-24. A year alone, or year and month, will do."),
        required=False,
        max_length=10,
        widget=mark_box(dir="ltr"),
    )
    place = forms.CharField(label=_("Where?"), required=False, max_length=300, widget=mark_box(dir="auto"))
    incident = forms.CharField(
        label=_("Number of the case or incident"), required=False, max_length=200, widget=mark_box(dir="auto")
    )
    note = forms.CharField(
        label=_("Note"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["type"].choices = [("", gettext("Not known")), *type_choices()]

    def clean_date(self) -> TypedDay:
        """As much of the day as is known."""
        return typed_day(self.cleaned_data["date"])

    def entry_of_event(self) -> EventEntry:
        """What happened, as the service takes it."""
        known = self.cleaned_data
        when, precision, text = known["date"]
        return EventEntry(
            known["event"], when, precision, text, known["place"], known["incident"], known["note"].strip()
        )


class MarkForm(forms.Form):
    """One mark on one part."""

    mostly_optional = True

    text = forms.CharField(
        label=_("Mark exactly as read"),
        required=False,
        max_length=LONGEST,
        widget=mark_box(**{"class": "mark", "data-mark-reader": "serial"}),
    )
    content = forms.ChoiceField(
        label=_("What it is"), choices=[(one.value, words.CONTENTS[one]) for one in ContentKind]
    )
    component = forms.ChoiceField(
        label=_("On which part"), choices=[(one.value, words.COMPONENTS[one]) for one in Component]
    )
    occasion = forms.ChoiceField(
        label=_("Struck when"), choices=[(one.value, words.OCCASIONS[one]) for one in Occasion]
    )
    state = forms.ChoiceField(
        label=_("State"),
        choices=[(one.value, words.MARK_STATES[one]) for one in MarkState if one != MarkState.MISSING],
    )

    def is_empty(self) -> bool:
        """Whether nothing was entered: no text, and the state says nothing either."""
        known = getattr(self, "cleaned_data", {})
        return not known.get("text", "").strip() and known.get("state") in {"", None, MarkState.PRESENT.value}


MarkForms = forms.formset_factory(MarkForm, extra=0, min_num=3, max_num=12, absolute_max=12)


class PictureForm(forms.Form):
    """A picture of the weapon or of one mark."""

    picture = forms.FileField(
        label=_("Picture"),
        help_text=_("JPEG, PNG, WebP, TIFF or BMP, up to 25 MB. Place and time stored in it by the phone are removed."),
        widget=forms.ClearableFileInput(attrs={"accept": "image/*"}),
    )
    caption = forms.CharField(
        label=_("What does it show?"), required=False, max_length=300, widget=mark_box(dir="auto")
    )
    mark = forms.ChoiceField(label=_("Which mark?"), required=False)

    def __init__(self, *args: Any, marks: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["mark"].choices = [("", gettext("The weapon as a whole")), *marks]
