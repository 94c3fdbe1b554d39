"""Forms of the seizure pages, for a phone as well: few boxes at a time, nearly all of them optional."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from salwa.domain.tracing import Circumstance, IllicitLimb, LegalGround, Offence, PlaceKind
from salwa.domain.weapons import Build, Component, MarkState
from salwa.services.seizures.values import ClassificationEntry, IncidentEntry
from salwa.services.weapons.marks_read import MarkEntry
from salwa.services.weapons.names import type_choices
from salwa.services.weapons.values import WeaponEntry
from salwa.web.frame import words
from salwa.web.frame.days import TypedDay, typed_day
from salwa.web.frame.tracing_words import CIRCUMSTANCES, GROUNDS, LIMBS, OFFENCES, PLACE_KINDS
from salwa.web.weapons.forms import BUILDS, LONGEST, mark_box, suggested

LONG = {"rows": 3, "dir": "auto"}
NO_NAMES = _("Do not write names of persons here; they belong in the file of the case.")
SERIAL_STATES = (MarkState.PRESENT, MarkState.PARTIAL, MarkState.ILLEGIBLE, MarkState.ERASED, MarkState.NONE)
MOST_WEAPONS = 40
WHY = {limb: f"why_{limb.value}" for limb in IllicitLimb}


def _unknown_first(listed: words.Words, unknown: str) -> list[tuple[str, Any]]:
    """The choices of a closed list, with what is chosen when nothing is known at the top."""
    return [(str(unknown), listed[unknown]), *((str(one), text) for one, text in listed.items() if one != unknown)]


class ClassificationForm(forms.Form):
    """What an incident is counted as (indicator 16.4.2), and why the weapons are illicit (ITI 6)."""

    mostly_optional = True

    circumstance = forms.ChoiceField(
        label=_("What happened?"), choices=[(one.value, CIRCUMSTANCES[one]) for one in Circumstance],
        widget=forms.RadioSelect, initial=Circumstance.SEIZED.value,
        error_messages={"required": _("Say whether it was seized, found or surrendered.")},
    )  # fmt: skip
    ground = forms.ChoiceField(label=_("Legal ground"), choices=_unknown_first(GROUNDS, LegalGround.UNKNOWN))
    place_kind = forms.ChoiceField(label=_("Kind of place"), choices=_unknown_first(PLACE_KINDS, PlaceKind.UNKNOWN))
    offences = forms.MultipleChoiceField(
        label=_("Suspected offences"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=[(one.value, OFFENCES[one]) for one in Offence],
    )  # fmt: skip
    limbs = forms.MultipleChoiceField(
        label=_("Why is the weapon illicit?"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=[(one.value, LIMBS[one]) for one in IllicitLimb],
        help_text=_(
            "Tick what holds; several may at once (ITI 6). Beneath each tick is room for its legal justification, "
            "which a request to another State needs."
        ),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for limb, name in WHY.items():
            self.fields[name] = forms.CharField(
                # The blank placeholder lets the style sheet tell a box with words in it from an empty one.
                label=LIMBS[limb], required=False, max_length=2_000, widget=mark_box(dir="auto", placeholder=" ")
            )  # fmt: skip

    @property
    def limbs_with_reasons(self) -> list[tuple[Any, Any]]:
        """Each tick with the box for its justification, in the order of the limbs."""
        return list(zip(self["limbs"], (self[name] for name in WHY.values()), strict=True))

    @property
    def not_ticked(self) -> list[str]:
        """The limbs that count only because a justification was written; for a form that is valid."""
        return [one for one in self.cleaned_data["limbs"] if one not in self["limbs"].data]

    def clean(self) -> dict[str, Any]:
        """A justification ticks its limb: whoever writes one means it."""
        known = super().clean() or {}
        told = [limb.value for limb, name in WHY.items() if known.get(name, "").strip()]
        known["limbs"] = [one.value for one in IllicitLimb if one.value in {*told, *known.get("limbs", [])}]
        return known

    def classification(self) -> ClassificationEntry:
        """What the service takes."""
        known = self.cleaned_data
        return ClassificationEntry(
            Circumstance(known["circumstance"]), LegalGround(known["ground"]), PlaceKind(known["place_kind"]),
            tuple(map(Offence, known["offences"])),
            {IllicitLimb(one): known[WHY[IllicitLimb(one)]].strip() for one in known["limbs"]},
        )  # fmt: skip


class IncidentForm(ClassificationForm):
    """Where, when, who holds it, how it came about."""

    uid = forms.UUIDField(widget=forms.HiddenInput)
    day = forms.CharField(
        label=_("When?"), required=False, max_length=10, widget=mark_box(dir="ltr"),
        help_text=_("Year-month-day, for example 2026-11-24. A year alone, or year and month, will do."),
    )  # fmt: skip
    place = forms.CharField(label=_("Where?"), required=False, max_length=300, widget=mark_box(dir="auto"))
    kept_by = forms.CharField(
        label=_("Who holds the weapons now?"), required=False, max_length=300, widget=mark_box(dir="auto"),
        help_text=_("The office or store, not a person."),
    )  # fmt: skip
    evidence = forms.CharField(
        label=_("Number of the exhibit"), required=False, max_length=200, widget=mark_box(dir="auto")
    )
    reference = forms.CharField(
        label=_("Number of your case"), required=False, max_length=100, widget=mark_box(dir="auto")
    )
    circumstances = forms.CharField(
        label=_("Circumstances"),
        required=False,
        max_length=5_000,
        widget=forms.Textarea(attrs=LONG),
        help_text=NO_NAMES,
    )

    def clean_day(self) -> TypedDay:
        """As much of the day as is known."""
        return typed_day(self.cleaned_data["day"])

    def entry(self, weapons: tuple[WeaponEntry, ...]) -> IncidentEntry:
        """What the service takes."""
        known = self.cleaned_data
        day, precision, text = known["day"]
        return IncidentEntry(
            self.classification(), weapons, day, precision, text, known["place"], known["circumstances"].strip(),
            known["kept_by"], known["evidence"], known["reference"], known["uid"],
        )  # fmt: skip


def _part(label: Any) -> forms.ChoiceField:
    known = [one for one in Component if one is not Component.UNKNOWN]
    choices = [(one.value, words.COMPONENTS[one]) for one in (Component.UNKNOWN, *known)]
    return forms.ChoiceField(label=label, choices=choices, required=False)


class SeizedWeaponForm(forms.Form):
    """One weapon: its marks as read and what else can be seen. Everything may stay empty but not all of it."""

    mostly_optional = True

    serial = forms.CharField(
        label=_("Serial number"), required=False, max_length=LONGEST,
        help_text=_("Exactly as you read it. Type ? for each sign you cannot read, for example AB?1234."),
        widget=mark_box(**{"class": "mark", "data-mark-reader": "serial"}),
    )  # fmt: skip
    serial_state = forms.ChoiceField(
        label=_("State of the serial number"), choices=[(one.value, words.MARK_STATES[one]) for one in SERIAL_STATES],
        required=False,
    )  # fmt: skip
    serial_part = _part(_("On which part"))
    second = forms.CharField(
        label=_("Second serial number, if there is another"), required=False, max_length=LONGEST,
        widget=mark_box(**{"class": "mark"}),
    )  # fmt: skip
    second_part = _part(_("Part with the second number"))
    maker = forms.CharField(
        label=_("Maker"), help_text=_("As it is stamped, for example FN HERSTAL."), required=False, max_length=LONGEST,
        widget=suggested("maker"),
    )  # fmt: skip
    model = forms.CharField(label=_("Model"), required=False, max_length=LONGEST, widget=suggested("model"))
    calibre = forms.CharField(label=_("Calibre"), required=False, max_length=LONGEST, widget=suggested("calibre"))
    type = forms.ChoiceField(label=_("Type of weapon"), required=False)
    country = forms.CharField(
        label=_("Country of manufacture"), required=False, max_length=LONGEST, widget=suggested("country")
    )
    import_mark = forms.CharField(
        label=_("Import mark exactly as read"), required=False, max_length=LONGEST, widget=mark_box(**{"class": "mark"})
    )
    import_country = forms.CharField(
        label=_("Country on the import mark"), required=False, max_length=LONGEST, widget=suggested("country")
    )
    year = forms.RegexField(
        r"^\s*(\d{4})?\s*$", label=_("Year of manufacture"), required=False, widget=mark_box(inputmode="numeric"),
        error_messages={"invalid": _("Write the year with four digits, for example 1987, or leave it empty.")},
    )  # fmt: skip
    build = forms.ChoiceField(
        label=_("How was it made?"), required=False,
        choices=[(one.value, words.BUILDS[one]) for one in (Build.UNKNOWN, *BUILDS)],
    )  # fmt: skip
    others = forms.CharField(
        label=_("Other marks, one a line"), required=False, max_length=3_000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto", "spellcheck": "false", "autocapitalize": "off"}),
        help_text=_("Stamps, proof marks, symbols in words, exactly as you see them."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["type"].choices = [("", gettext("Not known")), *type_choices()]

    @property
    def type_said(self) -> str:
        """The type that was chosen, in words; empty where none was."""
        chosen = self["type"].value()
        return str(dict(self.fields["type"].choices).get(chosen, "")) if chosen else ""

    @property
    def more(self) -> bool:
        """Whether something stands in the boxes that are folded away at first."""
        folded = ("second", "import_mark", "import_country", "country", "year", "others")
        return any(self[name].value() for name in folded) or self["build"].value() not in (
            None,
            "",
            Build.UNKNOWN.value,
        )

    def is_empty(self) -> bool:
        """Whether nothing was said of this weapon."""
        known = getattr(self, "cleaned_data", {})
        said = [
            value
            for name, value in known.items()
            if name not in ("serial_state", "serial_part", "second_part", "build")
        ]
        state = known.get("serial_state") in ("", MarkState.PRESENT.value)
        return state and known.get("build") in ("", Build.UNKNOWN.value) and not any(str(one).strip() for one in said)

    def marks(self) -> tuple[MarkEntry, ...]:
        """The marks in the order of the form."""
        known = self.cleaned_data
        state = known["serial_state"] or MarkState.PRESENT.value
        found = []
        if known["serial"].strip() or state != MarkState.PRESENT.value:
            found.append(_mark(known["serial_part"], "manufacture", "serial", known["serial"], state))
        if known["second"].strip():
            found.append(_mark(known["second_part"], "unknown", "serial", known["second"]))
        if known["import_mark"].strip():
            found.append(_mark("", "import", "import_mark", known["import_mark"]))
        lines = [line.strip() for line in known["others"].splitlines() if line.strip()]
        return (*found, *(_mark("", "unknown", "other", line[:LONGEST]) for line in lines))

    def entry(self) -> WeaponEntry:
        """What the service takes."""
        known = self.cleaned_data
        plain = ("type", "maker", "model", "calibre", "country", "import_country")
        return WeaponEntry(
            **{name: known[name] for name in plain}, year=known["year"].strip(), build=known["build"] or "unknown",
            marks=self.marks(),
        )  # fmt: skip


def _mark(part: str, occasion: str, content: str, text: str, state: str = "present") -> MarkEntry:
    return MarkEntry(part or Component.UNKNOWN.value, occasion, content, text, state)


class WeaponsFormSet(forms.BaseFormSet):
    """The weapons of an incident; forms of which nothing was said are left out, but one must say something."""

    def filled(self) -> list[SeizedWeaponForm]:
        """The forms that say something."""
        return [one for one in self.forms if not one.is_empty()]

    def clean(self) -> None:
        """At least one weapon."""
        if any(one.errors for one in self.forms) or self.filled():
            return
        said = gettext("Write down what you can read on the weapon.")
        if not self.forms:
            raise forms.ValidationError(said)
        self.forms[0].add_error("serial", said)


WeaponForms = forms.formset_factory(
    SeizedWeaponForm, formset=WeaponsFormSet, extra=0, min_num=1, max_num=MOST_WEAPONS, absolute_max=MOST_WEAPONS
)


class ReclassifyForm(ClassificationForm):
    """What an incident is counted as from now on, and why."""

    reason = forms.CharField(
        label=_("Why is it counted differently now?"), max_length=2_000, widget=forms.Textarea(attrs=LONG),
        error_messages={"required": _("Say in a few words why it is counted differently now.")},
    )  # fmt: skip


class IdentifyForm(forms.Form):
    """Why a seized weapon is a record of the register, or none."""

    reason = forms.CharField(
        label=_("What does this rest on?"), max_length=2_000, widget=forms.Textarea(attrs=LONG),
        help_text=_("For example: the number on the barrel agrees as well."),
        error_messages={"required": _("Say in a few words what this rests on.")},
    )  # fmt: skip


class QuestionForm(forms.Form):
    """A question to the experts; without words it asks what weapon it is."""

    question = forms.CharField(
        label=_("Your question"),
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs=LONG),
        help_text=NO_NAMES,
    )


class ListForm(forms.Form):
    """What the list of incidents is narrowed to."""

    mostly_optional = True

    circumstance = forms.ChoiceField(
        label=_("What happened?"), required=False,
        choices=[("", _("Anything")), *((one.value, CIRCUMSTANCES[one]) for one in Circumstance)],
    )  # fmt: skip
    text = forms.CharField(
        label=_("Words of reference, place or exhibit"), required=False, max_length=100, widget=mark_box(dir="auto")
    )
    since = forms.CharField(label=_("From the day"), required=False, max_length=10, widget=mark_box(dir="ltr"))
    until = forms.CharField(label=_("Until the day"), required=False, max_length=10, widget=mark_box(dir="ltr"))
    untraced = forms.BooleanField(label=_("Only those without a tracing case"), required=False)

    def clean_since(self) -> Any:
        """The first day of what was typed."""
        return typed_day(self.cleaned_data["since"]).day

    def clean_until(self) -> Any:
        """The last day of what was typed."""
        return typed_day(self.cleaned_data["until"]).end


def new_uid() -> str:
    """An identifier for a form that is opened now."""
    return str(uuid.uuid4())
