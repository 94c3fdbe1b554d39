"""Forms of marking: planning a campaign, the bench, a second reading, grounds, the profile, scanning."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from salwa.domain.marking.profile import OWN_OCCASIONS
from salwa.domain.marking.vocabulary import Method
from salwa.domain.weapons import Component
from salwa.web.frame import words
from salwa.web.marking.fields import WEEKDAYS, DayField, DaysField, MeasureField, box, choices


def must(words: Any) -> dict[str, Any]:
    """What is said when the field is left empty: what to write."""
    return {"required": words}


class PlanForm(forms.Form):
    """A campaign: what is struck, on which weapons, where and when."""

    name = forms.CharField(
        label=_("Name of the campaign"),
        help_text=_("For example: Stock marks, northern depots 2026."),
        max_length=200,
        widget=box(dir="auto"),
        error_messages={"required": _("Write a short name by which people know it.")},
    )
    occasion = forms.ChoiceField(
        label=_("Which marks are struck?"),
        choices=[(one.value, words.OCCASIONS[one]) for one in OWN_OCCASIONS],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose which marks are struck.")},
    )
    only_lacking = forms.ChoiceField(
        label=_("On which weapons?"),
        choices=[
            ("yes", _("On those that the rules do not find duly marked")),
            ("no", _("On every weapon of the stores that bears no such mark yet")),
        ],
        widget=forms.RadioSelect,
        initial="yes",
    )
    numbering = forms.ChoiceField(
        label=_("Which weapons get a national number?"),
        choices=[
            ("if_none", _("Only those without a unique mark that can be read")),
            ("always", _("All of them")),
        ],
        widget=forms.RadioSelect,
        initial="if_none",
    )
    method = forms.ChoiceField(label=_("How are marks struck?"))
    stores = forms.MultipleChoiceField(
        label=_("Stores"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose the stores whose weapons are to be marked.")},
    )
    starts_on = DayField(label=_("First day of work"), error_messages=must(_("Write the first day of work.")))
    weekdays = forms.TypedMultipleChoiceField(
        label=_("Working days"),
        choices=WEEKDAYS,
        coerce=int,
        initial=[0, 1, 2, 3, 4],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose the days of the week on which teams work.")},
    )
    days_off = DaysField(
        label=_("Days without work"), help_text=_("Holidays and the like, one in a line, year-month-day.")
    )
    sample_percent = forms.IntegerField(
        label=_("Share of marks that a second person reads, per cent"), min_value=0, max_value=100, initial=5,
        widget=box(inputmode="numeric", dir="ltr"),
    )  # fmt: skip
    note = forms.CharField(
        label=_("Note"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"})
    )

    def __init__(self, *args: Any, stores: list[tuple[str, str]], methods: tuple[Method, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stores"].choices = stores
        self.fields["method"].choices = [(one.value, words.LISTS["marking_method"][one]) for one in methods]


class TeamForm(forms.Form):
    """A team of the campaign."""

    name = forms.CharField(
        label=_("Name of the team"), max_length=100, widget=box(dir="auto"),
        error_messages=must(_("Write the name of the team.")),
    )  # fmt: skip
    people = forms.IntegerField(
        label=_("People"), help_text=_("Three or four are enough."), min_value=1, max_value=50, initial=4,
        widget=box(inputmode="numeric", dir="ltr"),
    )  # fmt: skip
    machines = forms.IntegerField(
        label=_("Machines"), min_value=0, max_value=50, initial=1, widget=box(inputmode="numeric", dir="ltr")
    )
    yield_per_day = forms.IntegerField(
        label=_("Weapons a day"), help_text=_("What you expect of the whole team."), min_value=1, max_value=10_000,
        initial=80, widget=box(inputmode="numeric", dir="ltr"),
    )  # fmt: skip
    depot = forms.ChoiceField(label=_("Store"), required=False)

    def __init__(self, *args: Any, depots: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["depot"].choices = [("", _("All stores, in their order")), *depots]


class SupplyForm(forms.Form):
    """Something the campaign uses up."""

    kind = forms.ChoiceField(label=_("Kind"), choices=choices(words.LISTS["supply_kind"]))
    name = forms.CharField(
        label=_("What is it?"), help_text=_("For example needles, diesel, daily allowances."), max_length=100,
        widget=box(dir="auto"), error_messages=must(_("Write what it is.")),
    )  # fmt: skip
    measure = forms.CharField(
        label=_("Measured in"), help_text=_("For example pieces, litres."), max_length=30, required=False,
        widget=box(dir="auto"),
    )  # fmt: skip
    in_stock = MeasureField(label=_("There today"), error_messages=must(_("Write how much is there today.")))
    per_weapon = MeasureField(label=_("Used for one weapon"), required=False)
    per_team_day = MeasureField(label=_("Used by one team in a day"), required=False)


class CountForm(forms.Form):
    """How much of a supply is there."""

    amount = MeasureField(
        label=_("There now, deliveries included"), error_messages=must(_("Write how much is there now."))
    )


class StruckForm(forms.Form):
    """What a team struck."""

    mostly_optional = True

    uid = forms.UUIDField(widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("The mark as it now stands on the weapon"),
        max_length=60,
        widget=box(**{"class": "mark", "dir": "ltr"}),
        error_messages={"required": _("Type the mark exactly as it now stands on the weapon.")},
    )
    component = forms.ChoiceField(
        label=_("On which part"),
        choices=[(one.value, words.COMPONENTS[one]) for one in Component if one is not Component.UNKNOWN],
    )
    method = forms.ChoiceField(label=_("Struck how"))
    depth = MeasureField(label=_("Measured depth in mm"), required=False)
    height = MeasureField(label=_("Height of the signs in mm"), required=False)
    picture = forms.FileField(
        label=_("Picture of the mark"),
        help_text=_("Place and time stored in it by the phone are removed."),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": "image/*", "capture": "environment"}),
    )
    day = DayField(label=_("Struck on"), error_messages=must(_("Write the day on which the mark was struck.")))
    corrects = forms.BooleanField(
        label=_("The weapon was not touched again: the mark had been recorded wrongly"), required=False
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=2000, widget=box(dir="auto"))

    def __init__(self, *args: Any, methods: tuple[Method, ...], rework: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["method"].choices = [(one.value, words.LISTS["marking_method"][one]) for one in methods]
        if not rework:
            del self.fields["corrects"]


class SkipForm(forms.Form):
    """Why a weapon cannot be marked now."""

    reason = forms.ChoiceField(label=_("What is in the way?"), choices=choices(words.LISTS["skip_reason"]))
    note = forms.CharField(label=_("Note"), required=False, max_length=2000, widget=box(dir="auto"))


class ReadForm(forms.Form):
    """What a second person reads off the weapon."""

    uid = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    readable = forms.ChoiceField(
        label=_("Can you read the mark without tools?"),
        choices=[("yes", _("Yes")), ("no", _("No"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether you can read it.")},
    )
    read_as = forms.CharField(
        label=_("What does it say?"),
        help_text=_("Sign by sign, as you see it. Leave it empty when you cannot read it."),
        required=False,
        max_length=60,
        widget=box(**{"class": "mark", "dir": "ltr"}),
    )


class GroundForm(forms.Form):
    """Why a weapon needs no import mark."""

    ground = forms.ChoiceField(
        label=_("Ground"), choices=choices(words.LISTS["ground"]), widget=forms.RadioSelect,
        error_messages={"required": _("Choose the ground.")},
    )  # fmt: skip
    document = forms.CharField(
        label=_("Document that proves it"), max_length=200, widget=box(dir="auto"),
        error_messages={"required": _("Write the number of the permit, customs paper or museum's inventory.")},
    )  # fmt: skip
    until = DayField(label=_("Last day of a temporary import"), required=False)


class MeasuredForm(forms.Form):
    """A mark that was measured."""

    mark = forms.ChoiceField(label=_("Mark"))
    depth = MeasureField(label=_("Measured depth in mm"), required=False)
    height = MeasureField(label=_("Height of the signs in mm"), required=False)

    def __init__(self, *args: Any, marks: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["mark"].choices = marks


class ProfileForm(forms.Form):
    """The text of the national marking profile."""

    text = forms.CharField(
        label=_("National marking profile (YAML)"),
        max_length=100_000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 28, "dir": "ltr", "spellcheck": "false", "class": "code-text"}),
        error_messages={"required": _("Paste the text of the profile.")},
    )


class ScanForm(forms.Form):
    """A scanned or typed label, or a national number."""

    code = forms.CharField(
        label=_("Label or national number"),
        help_text=_("Scan the square, or type what stands below it, or a number struck in a campaign."),
        max_length=200,
        widget=box(**{"class": "mark", "dir": "ltr", "autofocus": "autofocus"}),
        error_messages={"required": _("Scan or type something.")},
    )
