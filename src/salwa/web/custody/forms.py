"""Forms of a weapon's life: an entry of one kind, a correction, a cancellation."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from salwa.domain.custody.days import written_day
from salwa.domain.weapons import EventKind
from salwa.services.custody.names import HolderShown, holders_meant, holders_shown
from salwa.services.custody.shown import EntryShown
from salwa.services.custody.values import LifeEntry
from salwa.services.marks import mark_reader
from salwa.web.custody import kinds
from salwa.web.frame.days import TypedDay, typed_day
from salwa.web.frame.numbers import whole_number
from salwa.web.weapons.forms import mark_box, suggested

LONGEST = 300
SIDES = ("giver", "receiver")
AS_TEXT = "text"
DATE_HINT = _("Year-month-day, for example 2026-11-24. A year alone, or year and month, will do.")


def holder_box() -> forms.TextInput:
    """A box for a holder, with suggestions while typing; without scripts a plain box."""
    return mark_box(
        list="holder-names",
        dir="auto",
        **{
            "hx-get": "/weapons/holders/",
            "hx-trigger": "input changed delay:250ms",
            "hx-target": "#holder-names",
        },
    )


def uid_field() -> forms.CharField:
    """The identifier of what is sent: the same form sent twice is one entry."""
    return forms.CharField(widget=forms.HiddenInput, max_length=36, required=False)


def reason_field() -> forms.CharField:
    """Why something is corrected."""
    return forms.CharField(
        label=_("Why is it corrected?"),
        help_text=_("It is kept beside the old entry, for everybody who reads it later."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
        error_messages={"required": _("Say in a few words why the record was wrong.")},
    )


class EntryForm(forms.Form):
    """One entry of one kind: only the questions that this kind asks. A holder is chosen by name or reference.

    A text that names no holder of the register is kept as text; one that names several asks which is meant.
    """

    mostly_optional = True

    date = forms.CharField(
        label=_("When?"), help_text=DATE_HINT, required=False, max_length=10, widget=mark_box(dir="ltr")
    )
    unknown = forms.BooleanField(label=_("Nobody knows when"), required=False)
    giver = forms.CharField(label=kinds.FROM, required=False, max_length=LONGEST, widget=holder_box())
    receiver = forms.CharField(label=kinds.TO, required=False, max_length=LONGEST, widget=holder_box())
    country = forms.CharField(required=False, max_length=100, widget=suggested("country"))
    place = forms.CharField(label=_("Where?"), required=False, max_length=LONGEST, widget=mark_box(dir="auto"))
    incident = forms.CharField(
        label=_("Number of the case or incident"), required=False, max_length=200, widget=mark_box(dir="auto")
    )
    document = forms.CharField(
        label=_("Document"),
        help_text=_("Number of the licence, receipt, order or report it rests on."),
        required=False,
        max_length=200,
        widget=mark_box(dir="auto"),
    )
    place_in_day = forms.TypedChoiceField(
        label=_("Did more than one thing happen that day?"),
        coerce=int,
        empty_value=0,
        required=False,
        choices=[
            ("0", _("No, or the order does not matter")),
            ("1", _("This was the first")),
            ("2", _("This was the second")),
            ("3", _("This was the third")),
            ("4", _("This was the fourth")),
        ],
    )
    note = forms.CharField(
        label=_("Note"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"})
    )
    uid = uid_field()
    giver_holder = forms.IntegerField(widget=forms.HiddenInput, required=False)
    receiver_holder = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, user: Any, kind: EventKind, correcting: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.kind = user, kind
        self.initial.setdefault("uid", str(uuid4()))
        self.meant: dict[str, HolderShown | None] = dict.fromkeys(SIDES)
        asked = {
            "giver": kind in kinds.GIVING, "receiver": kind in kinds.RECEIVING, "country": kind in kinds.ABROAD,
            "incident": kind in kinds.OF_A_CASE,
        }  # fmt: skip
        for name, wanted in asked.items():
            if not wanted and not self.initial.get(name):
                del self.fields[name]
        labels = {"giver": kinds.GIVER, "receiver": kinds.RECEIVER, "country": kinds.STATE}
        for name, words in labels.items():
            if name in self.fields and kind in words:
                self.fields[name].label = words[kind]
        told = str(self.initial.get("place_in_day") or "0")
        if told not in dict(self.fields["place_in_day"].choices):
            self.fields["place_in_day"].choices += [(told, told)]
        if correcting:
            self.fields["reason"] = reason_field()
        for side in SIDES:
            self._ask_which(side)

    def _ask_which(self, side: str) -> None:
        """Find out which holder a typed text means; add a question where it can mean several."""
        typed = str(self.data.get(self.add_prefix(side), "")).strip() if self.is_bound else ""
        if side not in self.fields or not typed:
            return
        given = whole_number(self.data.get(self.add_prefix(f"{side}_holder"), ""))
        known = holders_shown([given]).get(given) if given else None
        if known is not None and known.label == typed:
            self.meant[side] = known
            return
        found = holders_meant(acting_user=self.user, text=typed)
        if len(found) == 1:
            self.meant[side] = found[0]
        elif found:
            self._add_choice(side, found)

    def _add_choice(self, side: str, found: list[HolderShown]) -> None:
        choices = [(str(one.number), f"{one.label} ({one.number})") for one in found]
        self.fields[f"{side}_choice"] = forms.ChoiceField(
            label=gettext("Which holder is meant?"),
            choices=[*choices, (AS_TEXT, gettext("None of these: keep the text as it is"))],
            widget=forms.RadioSelect,
            error_messages={"required": gettext("Several holders have this name or reference: choose one.")},
        )
        chosen = str(self.data.get(self.add_prefix(f"{side}_choice"), ""))
        self.meant[side] = next((one for one in found if str(one.number) == chosen), None)

    def clean_date(self) -> TypedDay:
        """As much of the day as is known."""
        return typed_day(self.cleaned_data["date"])

    def clean_country(self) -> str:
        """Code of the State that was typed in any language."""
        typed = self.cleaned_data["country"].strip()
        code = mark_reader().read_country(typed).code if typed else ""
        if typed and not code:
            raise forms.ValidationError(gettext("Salwa does not know this State: %(text)s.") % {"text": typed})
        return code or ""

    def clean(self) -> dict[str, Any]:
        """A date, or the word that nobody knows it: an empty box may be a slip."""
        cleaned = super().clean() or {}
        if "date" in cleaned and cleaned["date"].day is None and not cleaned.get("unknown"):
            self.add_error("date", gettext("Write when it happened, or tick that nobody knows."))
        return cleaned

    def entry(self, weapon: int) -> LifeEntry:
        """The entry as the service takes it."""
        known = self.cleaned_data
        when: TypedDay = known["date"]
        sides: dict[str, Any] = {}
        for side in SIDES:
            meant = self.meant[side]
            sides[side] = meant.number if meant else None
            sides[f"{side}_text"] = "" if meant else known.get(side, "").strip()
        return LifeEntry(
            weapon, self.kind, known["uid"] or str(uuid4()), when.day, when.precision, when.text,
            known.get("place_in_day") or 0, **sides, country=known.get("country", ""), place=known["place"].strip(),
            incident=known.get("incident", "").strip(), document=known["document"].strip(), note=known["note"].strip(),
        )  # fmt: skip


def filled_from(entry: EntryShown) -> dict[str, Any]:
    """What a form about an entry is filled with."""
    filled: dict[str, Any] = {
        "date": written_day(entry.date, entry.precision),
        "unknown": entry.date is None,
        "country": entry.country_name,
        "place_in_day": str(entry.place_in_day),
        **{name: getattr(entry, name) for name in ("place", "incident", "document", "note")},
    }
    for side in SIDES:
        holder: HolderShown | None = getattr(entry, side)
        filled[side] = holder.label if holder else getattr(entry, f"{side}_text")
        filled[f"{side}_holder"] = holder.number if holder else None
    return filled


class CancelForm(forms.Form):
    """Why an entry never happened."""

    reason = forms.CharField(
        label=_("Why did it never happen?"),
        help_text=_("It is kept beside the entry, for everybody who reads it later."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
        error_messages={"required": _("Say in a few words why the entry is wrong.")},
    )
    uid = uid_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("uid", str(uuid4()))
