"""Forms of the ammunition pages."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from salwa.domain.ammunition import Condition, HazardDivision, MovementKind
from salwa.web.stock.forms import LONG, choices, day_box, text_box

# Counting is recorded by stock-taking, destruction by its record, losses by their report.
BY_HAND = (
    MovementKind.ISSUED,
    MovementKind.RECEIVED,
    MovementKind.RETURNED,
    MovementKind.COUNTED,
    MovementKind.CORRECTED,
)


class LotForm(forms.Form):
    """A lot, and the rounds that came with it."""

    mostly_optional = True
    lot_number = forms.CharField(
        label=_("Lot number"), help_text=_("As it stands on the box."), max_length=100,
        widget=text_box(**{"class": "mark"}), error_messages={"required": _("Write the lot number.")},
    )  # fmt: skip
    store = forms.TypedChoiceField(label=_("Depot"), coerce=int)
    quantity = forms.IntegerField(
        label=_("Rounds received"), min_value=1, max_value=1_000_000_000,
        widget=text_box(inputmode="numeric", dir="ltr"),
        error_messages={"required": _("Write how many rounds came.")},
    )  # fmt: skip
    day = forms.DateField(label=_("Received on"), required=False, widget=day_box())
    calibre = forms.CharField(label=_("Calibre"), required=False, max_length=200, widget=text_box())
    headstamp = forms.CharField(label=_("Headstamp"), required=False, max_length=200, widget=text_box())
    maker = forms.CharField(label=_("Maker"), required=False, max_length=200, widget=text_box())
    packaging = forms.CharField(label=_("Packaging"), required=False, max_length=300, widget=text_box())
    condition = forms.ChoiceField(
        label=_("Condition"), choices=lambda: choices("condition", Condition), initial=Condition.UNKNOWN.value
    )
    hazard = forms.ChoiceField(
        label=_("Hazard division"),
        choices=lambda: choices("hazard", HazardDivision),
        initial=HazardDivision.UNKNOWN.value,
    )
    inspected_on = forms.DateField(label=_("Inspected on"), required=False, widget=day_box())
    inspect_by = forms.DateField(label=_("Next inspection by"), required=False, widget=day_box())
    expires_on = forms.DateField(label=_("Expires on"), required=False, widget=day_box())
    note = forms.CharField(label=_("Remark"), required=False, max_length=5_000, widget=LONG)


class MovementForm(forms.Form):
    """A movement of rounds of one lot."""

    uid = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("What happened?"), choices=lambda: choices("movement", BY_HAND))
    store = forms.TypedChoiceField(label=_("Depot"), coerce=int)
    quantity = forms.IntegerField(
        label=_("Rounds"), min_value=-1_000_000_000, max_value=1_000_000_000,
        help_text=_("Only a correction may be negative."), widget=text_box(inputmode="numeric", dir="ltr"),
        error_messages={"required": _("Write how many rounds.")},
    )  # fmt: skip
    day = forms.DateField(label=_("Day"), required=False, widget=day_box(), help_text=_("Empty means today."))
    other_text = forms.CharField(label=_("From or to"), required=False, max_length=300, widget=text_box())
    document = forms.CharField(label=_("Document"), required=False, max_length=200, widget=text_box())
    note = forms.CharField(label=_("Remark or reason"), required=False, max_length=2_000, widget=text_box())
