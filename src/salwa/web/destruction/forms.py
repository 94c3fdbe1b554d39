"""Forms of the destruction pages."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from salwa.domain.destruction import METHODS_OF_REPORT
from salwa.web.stock.forms import LONG, NumbersField, choices, day_box, text_box

NAMED = _("The numbers of their pages in this register, one a line; labels can be scanned.")


class RecordForm(forms.Form):
    """What a destruction record says."""

    depot = forms.TypedChoiceField(label=_("Depot the weapons come from"), coerce=int)
    method = forms.ChoiceField(label=_("Method"), choices=lambda: choices("destruction_method", METHODS_OF_REPORT))
    method_note = forms.CharField(label=_("More on the method"), required=False, max_length=300, widget=text_box())
    day = forms.DateField(label=_("Day of the destruction"), widget=day_box())
    place = forms.CharField(
        label=_("Place"), max_length=300, widget=text_box(), error_messages={"required": _("Write the place.")}
    )
    weapons = NumbersField(label=_("Numbers of the weapons"), required=False, help_text=NAMED)
    lot = forms.TypedChoiceField(label=_("Lot of ammunition"), required=False, coerce=int, empty_value=None)
    rounds = forms.IntegerField(
        label=_("Rounds of this lot"), required=False, min_value=1, max_value=1_000_000_000,
        widget=text_box(inputmode="numeric", dir="ltr"),
    )  # fmt: skip
    witness_roles = forms.CharField(
        label=_("Witnesses"), required=False, max_length=2_000, widget=LONG,
        help_text=_("One line each: role and organisation, for example “Inspector, Ministry of Justice”. No names."),
    )  # fmt: skip
    note = forms.CharField(label=_("Remark"), required=False, max_length=5_000, widget=LONG)


class AddForm(forms.Form):
    """More weapons for a draft."""

    weapons = NumbersField(label=_("Numbers of the weapons"), help_text=NAMED)


class PictureForm(forms.Form):
    """A picture from before or after."""

    moment = forms.ChoiceField(
        label=_("When was it taken?"),
        choices=[("before", _("Before the destruction")), ("after", _("After the destruction"))],
    )
    picture = forms.FileField(label=_("Picture"), error_messages={"required": _("Choose a picture.")})
    caption = forms.CharField(label=_("Caption"), required=False, max_length=300, widget=text_box())


class ReasonForm(forms.Form):
    """A few words with a request or a decision."""

    reason = forms.CharField(label=_("Remark for the other person"), required=False, max_length=500, widget=text_box())
