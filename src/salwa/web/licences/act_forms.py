"""Forms for what happens to an authorisation: decided, amended, its weapons listed and used, delivery, notices."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from salwa.services.licences.values import ItemShown
from salwa.web.holders.forms import day_field, plain_box
from salwa.web.licences.forms import area, pieces_field


class ReasonForm(forms.Form):
    """A step that needs its reason."""

    reason = forms.CharField(
        label=_("Why?"), max_length=2000, widget=area(), error_messages={"required": _("Say why.")}
    )


class OpinionForm(forms.Form):
    """Handing an application over for its decision."""

    opinion = forms.CharField(
        label=_("What does whoever decides have to know?"), required=False, max_length=2000, widget=area()
    )


class DecisionForm(forms.Form):
    """Granting, refusing, or asking for more."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    decision = forms.ChoiceField(
        label=_("Your decision"),
        choices=[
            ("grant", pgettext_lazy("decision", "Grant it")),
            ("refuse", pgettext_lazy("decision", "Refuse it")),
            ("ask", pgettext_lazy("decision", "Ask for more information")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a decision.")},
    )
    reason = forms.CharField(
        label=_("Reasons"),
        help_text=_("Needed for a refusal, a question, and wherever a warning speaks against granting."),
        required=False,
        max_length=2000,
        widget=area(),
    )
    conditions = forms.CharField(
        label=_("Conditions of the authorisation"), required=False, max_length=5000, widget=area()
    )
    day = day_field(
        label=_("Decided on"),
        help_text=_("Leave it empty for today. A day in the past is for decisions that were made on paper."),
        required=False,
    )


class AmendmentForm(forms.Form):
    """What is to be changed in an authorisation in force."""

    mostly_optional = True

    valid_until = day_field(label=_("Valid until"), required=False)
    conditions = forms.CharField(label=_("Conditions"), required=False, max_length=5000, widget=area())
    reason = forms.CharField(
        label=_("Why?"), max_length=2000, widget=area(), error_messages={"required": _("Say why.")}
    )

    def __init__(self, *args: Any, items: Sequence[ItemShown], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = items
        for one in items:
            self.fields[f"pieces-{one.id}"] = pieces_field(
                label=gettext("Pieces: %(item)s") % {"item": one.type_name or one.type_text},
                required=False,
                initial=one.quantity,
            )
        self.order_fields(["valid_until", *(f"pieces-{one.id}" for one in items), "conditions", "reason"])

    def quantities(self) -> dict[int, int]:
        """Item -> pieces, as typed."""
        found = {one.id: self.cleaned_data[f"pieces-{one.id}"] for one in self.items}
        return {item: pieces for item, pieces in found.items() if pieces}


class AmendmentDecisionForm(forms.Form):
    """Deciding on an amendment."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    decision = forms.ChoiceField(
        label=_("Your decision"),
        choices=[
            ("grant", pgettext_lazy("decision", "Grant it")),
            ("refuse", pgettext_lazy("decision", "Refuse it")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a decision.")},
    )
    reason = forms.CharField(label=_("Reasons"), required=False, max_length=2000, widget=area())


class ItemChoice(forms.Form):
    """Under which item weapons are listed."""

    item = forms.ChoiceField(label=_("Item"))

    def __init__(self, *args: Any, items: Sequence[ItemShown], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"].choices = [(str(one.id), one.type_name or one.type_text) for one in items]
        if len(items) == 1:
            self.fields["item"].widget = forms.HiddenInput()
            self.fields["item"].initial = str(items[0].id)


class NumbersForm(ItemChoice):
    """Weapons by their numbers in the register."""

    numbers = forms.CharField(
        label=_("Numbers of the register"),
        help_text=_("One in a line, or with commas between them."),
        max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "ltr"}),
        error_messages={"required": _("Type at least one number.")},
    )


class SeriesForm(ItemChoice):
    """Weapons by a series of one maker."""

    first = forms.CharField(
        label=_("First serial number"), max_length=100, widget=plain_box(dir="ltr"),
        error_messages={"required": _("Type the first number.")},
    )  # fmt: skip
    last = forms.CharField(
        label=_("Last serial number"), max_length=100, widget=plain_box(dir="ltr"),
        error_messages={"required": _("Type the last number.")},
    )  # fmt: skip
    maker = forms.CharField(
        label=_("Maker"), max_length=200, widget=plain_box(), error_messages={"required": _("Type the maker.")}
    )
    model = forms.CharField(label=_("Model"), required=False, max_length=200, widget=plain_box())


class SerialsForm(ItemChoice):
    """Weapons by their serial numbers."""

    serials = forms.CharField(
        label=_("Serial numbers"), help_text=_("One in a line."), max_length=400_000,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "ltr"}),
        error_messages={"required": _("Type at least one number.")},
    )  # fmt: skip
    maker = forms.CharField(label=_("Maker"), required=False, max_length=200, widget=plain_box())
    model = forms.CharField(label=_("Model"), required=False, max_length=200, widget=plain_box())


class SerialsFileForm(ItemChoice):
    """Weapons by a file of serial numbers."""

    file = forms.FileField(
        label=_("File with serial numbers"),
        help_text=_(
            "CSV, XLSX or ODS of any layout, with a column of serial numbers, and maker and model if there are."
        ),
        error_messages={"required": _("Choose a file."), "empty": _("The file is empty. Choose another one.")},
    )


class UseForm(forms.Form):
    """A use of an authorisation."""

    mostly_optional = True

    uid = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    day = day_field(label=_("When?"), error_messages={"required": _("Say when.")})
    which = forms.ChoiceField(label=_("Which weapons of the list?"), required=False, widget=forms.RadioSelect)
    numbers = forms.CharField(
        label=_("Numbers of the register"),
        help_text=_("Only for a part of the list: one in a line, or with commas between them."),
        required=False,
        max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "ltr"}),
    )
    place = forms.CharField(label=_("Where?"), required=False, max_length=300, widget=plain_box())
    note = forms.CharField(label=_("Note"), required=False, max_length=2000, widget=area())
    despite = forms.BooleanField(
        label=_("Also weapons whose records say that they are lost, stolen, seized, abroad or destroyed"),
        required=False,
    )

    def __init__(self, *args: Any, items: Sequence[ItemShown], unused: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = items
        self.unused = unused
        self.fields["which"].choices = [
            ("all", gettext("All that were not used yet: %(count)s") % {"count": unused}),
            ("some", gettext("Those whose numbers I type")),
            ("none", gettext("None: only pieces that are not listed")),
        ]
        self.fields["which"].initial = "all" if unused else "none"
        if not unused:
            del self.fields["which"], self.fields["numbers"], self.fields["despite"]
        for one in items:
            self.fields[f"pieces-{one.id}"] = pieces_field(
                label=gettext("Pieces not listed one by one: %(item)s") % {"item": one.type_name or one.type_text},
                required=False,
                least=0,
            )

    def piece_fields(self) -> list[forms.BoundField]:
        """The fields for pieces without a weapon of the list."""
        return [self[f"pieces-{one.id}"] for one in self.items]

    def pieces(self) -> dict[int, int]:
        """Item -> pieces."""
        return {one.id: self.cleaned_data[f"pieces-{one.id}"] or 0 for one in self.items}


class DeliveryForm(forms.Form):
    """What is known of the arrival."""

    day = day_field(label=_("Verified on"), error_messages={"required": _("Say when.")})
    arrived = pieces_field(label=_("Pieces that arrived"), required=False, least=0)
    confirmed_by = forms.CharField(
        label=_("Who confirms it?"),
        help_text=_("For example the customs of the country of destination."),
        max_length=300,
        widget=plain_box(),
        error_messages={"required": _("Say who confirmed the arrival.")},
    )
    document = forms.CharField(label=_("On which paper?"), required=False, max_length=200, widget=plain_box())
    note = forms.CharField(label=_("Note"), required=False, max_length=2000, widget=area())


class NoticeForm(forms.Form):
    """That an original exporter was told."""

    state = forms.CharField(widget=forms.HiddenInput, max_length=3)
    day = day_field(label=_("Told on"), error_messages={"required": _("Say when.")})
    how = forms.CharField(
        label=_("How?"), help_text=_("For example the number of the letter or note verbale."), required=False,
        max_length=500, widget=plain_box(),
    )  # fmt: skip
    answer = forms.CharField(label=_("Answer"), required=False, max_length=2000, widget=area())


class LetterForm(forms.Form):
    """By which day an answer is asked for."""

    answer_by = day_field(label=_("Answer asked for before"), required=False)
