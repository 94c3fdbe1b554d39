"""Forms of the stockpile pages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from salwa.domain.stock import CountFinding, Disposal, LossKind, MeasureAnswer, RiskLevel, SurplusReason
from salwa.services.stock.matching import weapon_of_label
from salwa.services.stock.permissions import STORES
from salwa.web.frame import words

LONG = forms.Textarea(attrs={"dir": "auto", "rows": 3})
NUMBERS = re.compile(r"[\s,;]+")


def choices(which: str, codes: Any) -> list[tuple[str, Any]]:
    """(code, words) of a closed list."""
    return [(str(code), words.LISTS[which][code]) for code in codes]


def text_box(**attributes: str) -> forms.TextInput:
    """A plain box that takes text of any script."""
    return forms.TextInput(attrs={"autocomplete": "off", "dir": "auto", **attributes})


def day_box() -> forms.DateInput:
    """A box for a day; browsers that can show a calendar."""
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class NumbersField(forms.CharField):
    """Numbers of weapons, one a line or set apart by spaces or commas; labels of ours may be pasted or scanned."""

    def __init__(self, **more: Any) -> None:
        widget = forms.Textarea(attrs={"rows": 4, "dir": "ltr", "class": "numbers", "autocomplete": "off"})
        super().__init__(widget=widget, max_length=400_000, **more)

    def clean(self, value: Any) -> Any:
        """The numbers, each once, in their order."""
        found: dict[int, None] = {}
        for part in NUMBERS.split(super().clean(value).strip()):
            plain = part.isascii() and part.isdigit() and len(part) < 16
            number = int(part) if plain else weapon_of_label(part)
            if part and number is None:
                raise forms.ValidationError(gettext("“%(part)s” is no number of a weapon.") % {"part": part[:40]})
            if number is not None:
                found[number] = None
        return list(found)


class DepotForm(forms.Form):
    """A depot and what is known of it."""

    mostly_optional = True
    name = forms.CharField(
        label=_("Name"), help_text=_("The name people use; it need not say where it lies."), max_length=300,
        widget=text_box(), error_messages={"required": _("Write the name of the depot.")},
    )  # fmt: skip
    kind = forms.ChoiceField(label=_("Kind"), choices=lambda: choices("holder_kind", STORES))
    reference = forms.CharField(label=_("Reference number"), max_length=100, required=False, widget=text_box())
    place = forms.CharField(label=_("Place"), max_length=300, required=False, widget=text_box())
    latitude = forms.DecimalField(
        label=_("Latitude"), required=False, max_digits=8, decimal_places=5, min_value=-90, max_value=90,
        help_text=_("Degrees, for example -1.29207. Only people who manage or approve for this depot see it."),
        widget=text_box(inputmode="decimal", dir="ltr"),
    )  # fmt: skip
    longitude = forms.DecimalField(
        label=_("Longitude"), required=False, max_digits=8, decimal_places=5, min_value=-180, max_value=180,
        help_text=_("Degrees, for example 36.82195."), widget=text_box(inputmode="decimal", dir="ltr"),
    )  # fmt: skip
    capacity = forms.IntegerField(
        label=_("Capacity in weapons"), required=False, min_value=0, max_value=10_000_000,
        widget=text_box(inputmode="numeric", dir="ltr"),
    )  # fmt: skip
    hazard_notes = forms.CharField(
        label=_("Hazards"), help_text=_("For example ammunition in the same building, fuel nearby, floods."),
        required=False, max_length=5_000, widget=LONG,
    )  # fmt: skip


class ReviewForm(forms.Form):
    """The head of a review; its measures stand beneath as one small form each."""

    day = forms.DateField(label=_("Day of the review"), widget=day_box())
    risk = forms.ChoiceField(label=_("Risk as a whole"), choices=lambda: choices("risk", RiskLevel))
    note = forms.CharField(label=_("Remark"), required=False, max_length=5_000, widget=LONG)


class MeasureForm(forms.Form):
    """The answer to one measure."""

    answer = forms.ChoiceField(
        label=_("Is it in place?"), choices=lambda: choices("measure_answer", MeasureAnswer),
        widget=forms.RadioSelect, initial=MeasureAnswer.NOT_KNOWN.value,
    )  # fmt: skip
    remark = forms.CharField(label=_("Remark"), required=False, max_length=2_000, widget=text_box())
    action = forms.CharField(label=_("What has to be done"), required=False, max_length=2_000, widget=text_box())
    due = forms.DateField(label=_("Until when"), required=False, widget=day_box())


class DoneForm(forms.Form):
    """Reporting an action as done."""

    note = forms.CharField(label=_("What was done"), required=False, max_length=2_000, widget=text_box())


class OpenTakingForm(forms.Form):
    """Opening a stock-taking of a depot."""

    note = forms.CharField(
        label=_("Reason or remark"), help_text=_("For example: yearly count, change of the keeper."), required=False,
        max_length=2_000, widget=text_box(),
    )  # fmt: skip
    recount_of = forms.TypedChoiceField(label=_("Recount of"), required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, closed: Sequence[int] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        none = ("", gettext("No, a count of its own"))
        told = [(number, gettext("Stock-taking %(number)s") % {"number": number}) for number in closed]
        self.fields["recount_of"].choices = [none, *told]
        if not closed:
            del self.fields["recount_of"]


class ScanForm(forms.Form):
    """One scan, for people without scripts; with scripts the same boxes are read by counting.js."""

    uid = forms.UUIDField(widget=forms.HiddenInput)
    read = forms.CharField(
        label=_("Mark, lot number or label"), max_length=300,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters", "class": "mark",
                "enterkeyhint": "done", "autofocus": True,
            }
        ),
        error_messages={"required": _("Type or scan what stands on the weapon.")},
    )  # fmt: skip
    finding = forms.ChoiceField(
        label=_("What did you find?"), widget=forms.RadioSelect, initial=CountFinding.PRESENT.value,
        choices=lambda: choices("count_finding", CountFinding),
    )  # fmt: skip
    pieces = forms.IntegerField(
        label=_("Rounds, if this is a lot of ammunition"), required=False, min_value=0, max_value=100_000_000,
        widget=text_box(inputmode="numeric", dir="ltr"),
    )  # fmt: skip
    note = forms.CharField(label=_("Remark"), required=False, max_length=500, widget=text_box())


class CloseForm(forms.Form):
    """Closing a stock-taking."""

    lost = forms.MultipleChoiceField(
        label=_("Record as lost"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Weapons that should be here and were not found. Only what you tick is recorded."),
    )  # fmt: skip
    found = forms.MultipleChoiceField(
        label=_("Record as held here"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Weapons found here that the books have elsewhere."),
    )  # fmt: skip
    note = forms.CharField(label=_("Remark on the closing"), required=False, max_length=5_000, widget=LONG)
    without_phones = forms.BooleanField(label=_("Close without the scans that phones still hold"), required=False)


class ReasonForm(forms.Form):
    """Why something is sent back."""

    reason = forms.CharField(
        label=_("Reason"), max_length=500, widget=text_box(), error_messages={"required": _("Say why.")}
    )


class LossForm(forms.Form):
    """Reporting a loss, theft or diversion."""

    kind = forms.ChoiceField(
        label=_("What was it?"), choices=lambda: choices("loss_kind", LossKind), widget=forms.RadioSelect
    )
    depot = forms.TypedChoiceField(label=_("Depot"), coerce=int)
    discovered_on = forms.DateField(label=_("Noticed on"), widget=day_box())
    happened_text = forms.CharField(
        label=_("When it happened, as far as known"), required=False, max_length=200, widget=text_box()
    )
    weapons = NumbersField(
        label=_("Numbers of the weapons"), required=False,
        help_text=_("The numbers of their pages in this register, one a line; labels can be scanned."),
    )  # fmt: skip
    lot = forms.TypedChoiceField(label=_("Lot of ammunition"), required=False, coerce=int, empty_value=None)
    rounds = forms.IntegerField(
        label=_("Rounds of this lot"), required=False, min_value=1, max_value=1_000_000_000,
        widget=text_box(inputmode="numeric", dir="ltr"),
    )  # fmt: skip
    circumstances = forms.CharField(
        label=_("What happened"), help_text=_("How it was noticed and what is known. No names of suspects."),
        max_length=10_000, widget=LONG, error_messages={"required": _("Say what happened.")},
    )  # fmt: skip
    measures = forms.CharField(label=_("What was done about it"), required=False, max_length=10_000, widget=LONG)
    reference = forms.CharField(
        label=_("Number of the police report"), required=False, max_length=200, widget=text_box()
    )


class SurplusForm(forms.Form):
    """Writing down which weapons are surplus."""

    depot = forms.TypedChoiceField(label=_("Depot"), coerce=int)
    reason = forms.ChoiceField(
        label=_("Why are they surplus?"), choices=lambda: choices("surplus_reason", SurplusReason)
    )
    weapons = NumbersField(
        label=_("Numbers of the weapons"),
        help_text=_("The numbers of their pages in this register, one a line; labels can be scanned."),
        error_messages={"required": _("Write the numbers of the weapons.")},
    )  # fmt: skip
    identified_on = forms.DateField(label=_("Identified on"), widget=day_box())
    kept_apart = forms.ChoiceField(
        label=_("Are they kept apart from the weapons in use?"),
        choices=lambda: choices("kept_apart", ("yes", "no", "unknown")),
        initial="unknown",
    )  # fmt: skip
    kept_where = forms.CharField(label=_("Where they are kept"), required=False, max_length=300, widget=text_box())
    note = forms.CharField(label=_("Remark"), required=False, max_length=5_000, widget=LONG)


class DecideSurplusForm(forms.Form):
    """Deciding what becomes of surplus."""

    decision = forms.ChoiceField(
        label=_("What becomes of these weapons?"), widget=forms.RadioSelect, initial=Disposal.DESTRUCTION.value,
        choices=lambda: choices("disposal", Disposal),
        help_text=_("Destruction is preferred: PoA II.18. Anything else needs a reason."),
    )  # fmt: skip
    reason = forms.CharField(label=_("Reason"), required=False, max_length=5_000, widget=LONG)
