"""Forms of the pages of tracing cases."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from salwa.domain.tracing import Diversion, Established, LastLawful, Outcome, OutcomeFound
from salwa.services.marks.reader import mark_reader
from salwa.web.frame.days import TypedDay, typed_day
from salwa.web.frame.tracing_words import ESTABLISHED, OUTCOMES
from salwa.web.weapons.forms import LONGEST, mark_box, suggested

LONG = {"rows": 3, "dir": "auto"}
NO_NAMES = _("Do not write names of persons here; they belong in the file of the case.")


class StateField(forms.CharField):
    """A State, typed in any language or as its three letters; its code is what counts."""

    def __init__(self, **more: Any) -> None:
        super().__init__(required=False, max_length=LONGEST, widget=suggested("country"), **more)

    def clean(self, value: Any) -> str:
        """The code of the State that was typed, empty if none was."""
        typed = super().clean(value).strip()
        found = mark_reader().read_country(typed).code if typed else ""
        if typed and not found:
            raise forms.ValidationError(gettext("Salwa does not know this State. Write its name or its three letters."))
        return found or ""


class FindingForm(forms.Form):
    """What every finding may say: why, and the request whose answer it rests on."""

    reason = forms.CharField(
        label=_("What does this rest on?"), required=False, max_length=2_000, widget=forms.Textarea(attrs=LONG),
        help_text=NO_NAMES,
    )  # fmt: skip
    request = forms.TypedChoiceField(
        label=_("The answer it rests on"), required=False, coerce=int, empty_value=None,
    )  # fmt: skip

    def __init__(self, *args: Any, requests: list[tuple[int, str]] = (), **kwargs: Any) -> None:  # type: ignore[assignment]
        super().__init__(*args, **kwargs)
        if requests:
            self.fields["request"].choices = [("", gettext("None of them")), *requests]
        else:
            del self.fields["request"]


class OutcomeForm(FindingForm):
    """One of the nine outcomes (IAFQ)."""

    outcome = forms.ChoiceField(
        label=_("Outcome of the tracing"), widget=forms.RadioSelect,
        choices=[(one.value, OUTCOMES[one]) for one in Outcome],
        error_messages={"required": _("Choose one of the outcomes.")},
    )  # fmt: skip
    field_order = ("outcome", "reason", "request")

    def found(self) -> OutcomeFound:
        """What the service takes."""
        return OutcomeFound(Outcome(self.cleaned_data["outcome"]))


class DigestForm(forms.Form):
    """Which proposals were looked at."""

    digest = forms.CharField(max_length=64, widget=forms.HiddenInput)


class PlacedForm(FindingForm):
    """A finding with a State and a day."""

    state = StateField(label=_("State"))
    day = forms.CharField(
        label=_("When?"), required=False, max_length=10, widget=mark_box(dir="ltr"),
        help_text=_("Year-month-day, for example 2026-11-24. A year alone, or year and month, will do."),
    )  # fmt: skip

    def clean_day(self) -> TypedDay:
        """As much of the day as is known."""
        return typed_day(self.cleaned_data["day"])


class LastLawfulForm(PlacedForm):
    """The last lawful record."""

    holder = forms.CharField(
        label=_("Who held it"), required=False, max_length=300, widget=mark_box(dir="auto"),
        help_text=_("The office, company or store, not a person."),
    )  # fmt: skip
    document = forms.CharField(
        label=_("Licence or document"), required=False, max_length=200, widget=mark_box(dir="auto")
    )
    field_order = ("state", "day", "holder", "document", "reason", "request")

    def found(self) -> LastLawful:
        """What the service takes."""
        known = self.cleaned_data
        return LastLawful(known["state"], *known["day"][:2], known["holder"], known["document"])


class DiversionForm(PlacedForm):
    """Where the weapon became illicit."""

    place = forms.CharField(label=_("Where?"), required=False, max_length=300, widget=mark_box(dir="auto"))
    how = forms.CharField(
        label=_("How is it known?"), max_length=2_000, widget=forms.Textarea(attrs=LONG),
        help_text=_("For example: reported stolen from a depot; answer of the State that exported it."),
        error_messages={"required": _("Say what shows that the weapon left lawful hands there.")},
    )  # fmt: skip
    established = forms.ChoiceField(
        label=_("How was it established?"), choices=[(one.value, ESTABLISHED[one]) for one in Established],
        widget=forms.RadioSelect, initial=Established.TRACING.value,
    )  # fmt: skip
    field_order = ("state", "day", "place", "how", "established", "reason", "request")

    def found(self) -> Diversion:
        """What the service takes."""
        known = self.cleaned_data
        return Diversion(
            known["state"], *known["day"][:2], known["place"], known["how"], Established(known["established"])
        )


class ReasonForm(forms.Form):
    """Why a case is closed or opened again."""

    reason = forms.CharField(
        label=_("Why?"), max_length=2_000, widget=forms.Textarea(attrs=LONG),
        error_messages={"required": _("Say in a few words why.")},
    )  # fmt: skip


class NoteForm(forms.Form):
    """A restricted note."""

    text = forms.CharField(
        label=_("New note"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
        error_messages={"required": _("Write what is to be kept.")},
    )  # fmt: skip


class AnswerForm(forms.Form):
    """The answer of an expert."""

    answer = forms.CharField(
        label=_("Your answer"), max_length=5_000, widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
        help_text=_("What weapon it is, what its marks say, and how sure you are."),
        error_messages={"required": _("Write what you see; that it cannot be told is an answer, too.")},
    )  # fmt: skip


class ListForm(forms.Form):
    """What the list of cases is narrowed to."""

    mostly_optional = True

    state = forms.ChoiceField(
        label=_("State of the case"), required=False,
        choices=[
            ("", _("Any")),
            ("open", pgettext_lazy("tracing case", "Open")),
            ("closed", pgettext_lazy("tracing case", "Closed")),
        ],
    )  # fmt: skip
    outcome = forms.ChoiceField(
        label=_("Outcome"), required=False,
        choices=[("", _("Any")), ("none", _("Not established yet")), *((one.value, OUTCOMES[one]) for one in Outcome)],
    )  # fmt: skip
    text = forms.CharField(
        label=_("Number, reference or exhibit"), required=False, max_length=100, widget=mark_box(dir="auto")
    )
