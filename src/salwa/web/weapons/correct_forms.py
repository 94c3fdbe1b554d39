"""Forms that put a weapon's record right: its description, its marks."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from salwa.domain.weapons import Component, ContentKind, MarkState, Occasion
from salwa.services.weapons.marks_read import MarkEntry, MarkShown
from salwa.services.weapons.values import WeaponPage
from salwa.web.frame import words
from salwa.web.weapons.forms import BUILDS, LONGEST, MATERIALS, YES_NO, mark_box, suggested

# Fields of a weapon in the order of the form; the first ones are read anew from their texts.
TEXTS = ("maker", "model", "calibre", "type", "country", "import_country")
CHOSEN = ("build", "frame_material", "modular", "state_owned", "reference")
FIELDS = (*TEXTS, "year", *CHOSEN)


class RepeatableForm(forms.Form):
    """A form that knows which version of the record it was made from, and that is one when it is sent twice."""

    mostly_optional = True

    uid = forms.CharField(widget=forms.HiddenInput, max_length=36, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("uid", str(uuid4()))

    def repeat(self) -> dict[str, Any]:
        """Version looked at and identifier, as the services take them."""
        known = self.cleaned_data
        return {"seen_version": known.get("version") or 0, "uid": known["uid"]}


class CorrectWeaponForm(RepeatableForm):
    """What is recorded of the weapon itself, and why it is changed. `seen` is what was recorded when it was made."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20_000)
    maker = forms.CharField(label=_("Maker"), required=False, max_length=LONGEST, widget=suggested("maker"))
    model = forms.CharField(label=_("Model"), required=False, max_length=LONGEST, widget=suggested("model"))
    calibre = forms.CharField(label=_("Calibre"), required=False, max_length=LONGEST, widget=suggested("calibre"))
    type = forms.CharField(
        label=_("Type of weapon"), required=False, max_length=LONGEST, widget=mark_box(list="type-names", dir="auto")
    )
    country = forms.CharField(
        label=_("Country of manufacture"), required=False, max_length=LONGEST, widget=suggested("country")
    )
    import_country = forms.CharField(
        label=_("Country on the import mark"), required=False, max_length=LONGEST, widget=suggested("country")
    )
    year = forms.RegexField(
        r"^\s*([0-9]{4})?\s*$",
        label=_("Year of manufacture"),
        required=False,
        widget=mark_box(inputmode="numeric"),
        error_messages={"invalid": _("Write the year with four digits, for example 1987, or leave it empty.")},
    )
    build = forms.ChoiceField(
        label=_("How was it made?"),
        choices=[("unknown", _("Not known")), *((one.value, words.BUILDS[one]) for one in BUILDS)],
    )
    frame_material = forms.ChoiceField(
        label=_("What is the frame or receiver made of?"),
        choices=[("unknown", _("Not known")), *((one.value, words.FRAME_MATERIALS[one]) for one in MATERIALS)],
    )
    modular = forms.ChoiceField(label=_("Can its main parts be exchanged without tools?"), choices=YES_NO)
    state_owned = forms.ChoiceField(label=_("Does the weapon belong to the State?"), choices=YES_NO)
    reference = forms.CharField(label=_("Your reference"), required=False, max_length=200, widget=mark_box(dir="auto"))
    reason = forms.CharField(
        label=_("Why is it corrected?"),
        help_text=_("It is kept beside the old values, for everybody who reads them later."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
        error_messages={"required": _("Say in a few words why the record was wrong.")},
    )

    def typed(self) -> dict[str, str]:
        """The fields as typed."""
        return {name: str(self[name].value() or "") for name in FIELDS} | {
            "year": str(self["year"].value() or "").strip()
        }

    def was(self, recorded: dict[str, str]) -> dict[str, str]:
        """The fields as they were when the form was made; those of `recorded` where the form does not say."""
        try:
            seen = json.loads(self["seen"].value() or "{}")
        except ValueError:
            seen = {}
        told = {str(name): str(value) for name, value in seen.items()} if isinstance(seen, dict) else {}
        return {**recorded, **{name: told[name] for name in recorded if name in told}}

    def changes(self, recorded: dict[str, str]) -> dict[str, str]:
        """Fields that the person changed: what another changed meanwhile is no change of this person."""
        was = self.was(recorded)
        return {name: value for name, value in self.typed().items() if value != was[name]}


def recorded_values(page: WeaponPage) -> dict[str, str]:
    """What is recorded of a weapon itself, as the form shows it."""
    texts = {one.field: one.text for one in page.fields}
    typed_year = str(page.year or "") if page.year_origin != "serial" else ""
    chosen = {name: getattr(page, name) for name in CHOSEN}
    return {**{name: texts[name] for name in TEXTS}, "year": typed_year, **chosen}


def form_of(page: WeaponPage, **instead: str) -> CorrectWeaponForm:
    """The form filled with what is recorded now, and `instead` what somebody typed before."""
    now = recorded_values(page)
    return CorrectWeaponForm(initial={**now, **instead, "version": page.life.version, "seen": json.dumps(now)})


class MarkChangeForm(RepeatableForm):
    """One mark: what it says, where it stands, its state."""

    text = forms.CharField(
        label=_("Mark exactly as read"), required=False, max_length=LONGEST,
        widget=mark_box(**{"class": "mark", "data-mark-reader": "serial"}),
    )  # fmt: skip
    content = forms.ChoiceField(
        label=_("What it is"), choices=[(one.value, words.CONTENTS[one]) for one in ContentKind]
    )
    component = forms.ChoiceField(
        label=_("On which part"), choices=[(one.value, words.COMPONENTS[one]) for one in Component]
    )
    occasion = forms.ChoiceField(
        label=_("Struck when"), choices=[(one.value, words.OCCASIONS[one]) for one in Occasion]
    )
    state = forms.ChoiceField(label=_("State"), choices=[(one.value, words.MARK_STATES[one]) for one in MarkState])
    note = forms.CharField(
        label=_("Note"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"})
    )

    def mark(self) -> MarkEntry:
        """The mark as the services take it."""
        known = self.cleaned_data
        return MarkEntry(known["component"], known["occasion"], known["content"], known["text"], known["state"])


class CorrectMarkForm(MarkChangeForm):
    """A mark that is recorded wrong, or that is another by now."""

    MISREAD, CHANGED, RECOVERED = "misread", "changed", "recovered"
    why = forms.ChoiceField(
        label=_("What was wrong?"),
        widget=forms.RadioSelect,
        choices=[
            (MISREAD, _("It was read or typed wrong")),
            (CHANGED, _("The mark is another by now: erased, worn, struck over")),
            (RECOVERED, _("A laboratory made it visible again")),
        ],
        error_messages={"required": _("Say what was wrong with the mark.")},
    )
    field_order = ("why", "text", "content", "component", "occasion", "state", "note")

    def __init__(self, *args: Any, may_correct: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note"].label = _("Why, and on whose word?")
        self.fields["note"].required = True
        self.fields["note"].error_messages["required"] = _("Say in a few words why the record was wrong.")
        if not may_correct:
            self.fields["why"].choices = self.fields["why"].choices[1:]


def mark_values(mark: MarkShown) -> dict[str, str]:
    """What is recorded of a mark, as the form shows it."""
    return {name: getattr(mark, name) for name in ("text", "content", "component", "occasion", "state")}
