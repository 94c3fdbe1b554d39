"""Forms of parts: a part with its mark, taking one out, exchanging it for another."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from salwa.domain.weapons import Component, ContentKind, EventKind, FrameMaterial, MarkState, Occasion
from salwa.services.custody.parts_read import parts_in_store
from salwa.services.custody.shown import PartShown
from salwa.services.custody.values import LifeEntry, PartEntry
from salwa.services.languages import together
from salwa.services.weapons.values import MarkEntry
from salwa.web.custody.forms import DATE_HINT, uid_field
from salwa.web.frame import words
from salwa.web.frame.days import TypedDay, typed_day
from salwa.web.weapons.forms import LONGEST, mark_box, suggested

# Frames and receivers first: the controlled part (ITI 10).
COMPONENTS = [one for one in Component if one is not Component.UNKNOWN]


class DayForm(forms.Form):
    """When something was done to a part, and what is noted of it."""

    mostly_optional = True

    date = forms.CharField(
        label=_("When?"), help_text=DATE_HINT, required=False, max_length=10, widget=mark_box(dir="ltr")
    )
    document = forms.CharField(
        label=_("Document"), help_text=_("For example the number of the armourer's work order."), required=False,
        max_length=200, widget=mark_box(dir="auto"),
    )  # fmt: skip
    note = forms.CharField(
        label=_("Note"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"})
    )
    uid = uid_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("uid", str(uuid4()))

    def clean_date(self) -> TypedDay:
        """As much of the day as is known."""
        return typed_day(self.cleaned_data["date"])

    def entry(self, weapon: int, kind: EventKind, part: int | None, *, second: bool = False) -> LifeEntry:
        """The entry as the service takes it; a `second` one of the same form has an identifier of its own."""
        known = self.cleaned_data
        when: TypedDay = known["date"]
        uid = known["uid"] or str(uuid4())
        return LifeEntry(
            weapon, kind, f"{uid[:33]}-in" if second else uid, when.day, when.precision, when.text,
            document=known["document"].strip(), note=known["note"].strip(), part=part,
        )  # fmt: skip


class PartForm(DayForm):
    """A part that is not recorded yet, with the number it bears."""

    component = forms.ChoiceField(
        label=_("Which part?"), choices=[(one.value, words.COMPONENTS[one]) for one in COMPONENTS]
    )
    text = forms.CharField(
        label=_("Its mark exactly as read"), required=False, max_length=LONGEST,
        widget=mark_box(**{"class": "mark", "data-mark-reader": "serial"}),
    )  # fmt: skip
    state = forms.ChoiceField(
        label=_("State of the mark"),
        choices=[(one.value, words.MARK_STATES[one]) for one in MarkState if one is not MarkState.MISSING],
    )
    description = forms.CharField(
        label=_("Description"), help_text=_("For example: barrel 9 mm, 127 mm long."), required=False,
        max_length=LONGEST, widget=mark_box(dir="auto"),
    )  # fmt: skip
    maker = forms.CharField(label=_("Maker"), required=False, max_length=LONGEST, widget=suggested("maker"))
    calibre = forms.CharField(label=_("Calibre"), required=False, max_length=LONGEST, widget=suggested("calibre"))
    material = forms.ChoiceField(
        label=_("Made of"), choices=[(one.value, words.FRAME_MATERIALS[one]) for one in FrameMaterial],
        initial=FrameMaterial.UNKNOWN.value, required=False,
    )  # fmt: skip
    essential = forms.BooleanField(
        label=_("This is the controlled part"),
        help_text=_("Frame or receiver: destroying it makes the weapon useless for good."),
        required=False,
    )
    field_order = ("component", "text", "state", "description", "maker", "calibre", "material", "essential", "date")

    def part(self) -> PartEntry:
        """The part as the service takes it. A legible mark without text is no mark."""
        known = self.cleaned_data
        silent = not known["text"].strip() and known["state"] == MarkState.PRESENT.value
        mark = MarkEntry(
            known["component"], Occasion.UNKNOWN.value, ContentKind.SERIAL.value, known["text"], known["state"]
        )
        return PartEntry(
            known["component"], known["description"].strip(), known["maker"], known["calibre"],
            known["material"] or FrameMaterial.UNKNOWN.value, known["essential"], () if silent else (mark,),
        )  # fmt: skip


class ExchangeForm(PartForm):
    """What takes the place of a part: nothing, one that is in store, or one that is not recorded yet."""

    NOTHING, STORED, NEW = "nothing", "stored", "new"
    what = forms.ChoiceField(
        label=_("What takes its place?"),
        widget=forms.RadioSelect,
        choices=[
            (NEW, _("A part that is not recorded yet")),
            (STORED, _("A part that is in store")),
            (NOTHING, _("Nothing: it is only taken out")),
        ],
        initial=NEW,
    )
    stored = forms.CharField(
        label=_("Number or mark of the part in store"), required=False, max_length=100, widget=mark_box(dir="auto")
    )

    def __init__(self, *args: Any, user: Any, component: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.found: PartShown | None = None
        self.initial.setdefault("component", component)

    def clean(self) -> dict[str, Any]:
        """A part in store must be known, and only one can be meant."""
        cleaned = super().clean() or {}
        if cleaned.get("what") == self.STORED:
            found = parts_in_store(acting_user=self.user, text=cleaned.get("stored", ""))
            if len(found) == 1:
                self.found = found[0]
            elif found:
                numbers = together(one.number for one in found)
                self.add_error(
                    "stored", gettext("Several parts in store have this mark: %(numbers)s.") % {"numbers": numbers}
                )
            else:
                self.add_error("stored", gettext("There is no such part in store."))
        return cleaned
