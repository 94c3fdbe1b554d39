"""Forms of tracing requests: whom to ask, what for, the answer of a State, the draft of an own answer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from salwa.domain.tracing import (
    AnswerContents,
    AnswerKind,
    AskedMark,
    AskedWeapon,
    Contact,
    IllicitLimb,
    IntendedUse,
    Limb,
    Priority,
    Reason,
    RegisteredAs,
    RequestContents,
    Restriction,
    Statement,
    StatementKind,
    Wanted,
    WithholdingReason,
)
from salwa.domain.tracing.contents import REGISTERED
from salwa.services.tracing_requests.states import states_to_name
from salwa.web.frame import request_words as words
from salwa.web.frame import tracing_words
from salwa.web.holders.forms import day_field, plain_box
from salwa.web.licences.forms import area

# Empty boxes for statements beside those an answer has; so many are read from what was sent.
SPARE_STATEMENTS = 3
MOST_STATEMENTS = 60
# So many entries behind one statement are shown as links.
MOST_ENTRIES = 41
_STATEMENT = re.compile(r"s(\d{1,2})_kind")
_NUMBERS = r"^(\d{1,18}( \d{1,18}){0,40})?$"


class NewRequestForm(forms.Form):
    """To which State, on which way, and why that one."""

    to_state = forms.ChoiceField(
        label=_("State that is asked"), error_messages={"required": _("Choose the State that is asked.")}
    )
    channel = forms.ChoiceField(label=_("Way"), choices=list(tracing_words.CHANNELS.items()), widget=forms.RadioSelect)
    why = forms.CharField(label=_("Why this State?"), required=False, max_length=500, widget=plain_box(),
                          help_text=_("Left empty, the reason above is kept."))  # fmt: skip
    follows = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to_state"].choices = [("", "–"), *states_to_name()]


class RequestForm(forms.Form):
    """What a person completes in a request; marks and circumstances come from the case (ITI 15, 17)."""

    # What the instrument requires is marked; of the rest the page says once that it may stay empty.
    mostly_optional = True
    version = forms.IntegerField(widget=forms.HiddenInput)
    circumstances = forms.CharField(
        label=_("Circumstances in which the weapon was found"), required=False, max_length=8000, widget=area(5),
        help_text=_("As far as they can be told. Leave names of persons out."),
    )  # fmt: skip
    purposes = forms.MultipleChoiceField(
        label=_("Intended use of the information"), required=False, choices=list(words.USES.items()),
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    use_text = forms.CharField(label=_("The use in words"), required=False, max_length=2000, widget=area())
    confidentiality = forms.BooleanField(
        label=_("We guarantee that the information is kept confidential and that limits on its use are respected."),
        required=False,
    )
    restrictions = forms.MultipleChoiceField(
        label=_("Limits on use that we respect"), required=False, choices=list(words.RESTRICTIONS.items()),
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    cannot_because = forms.CharField(
        label=_("What cannot be guaranteed, and why"), required=False, max_length=2000, widget=area(),
        help_text=_("It has to be said now, with the legal, constitutional or administrative reasons (ITI 15)."),
    )  # fmt: skip
    wanted = forms.MultipleChoiceField(
        label=_("What is asked"), required=False, choices=list(words.WANTED.items()),
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    priority = forms.ChoiceField(label=_("Priority"), choices=list(words.PRIORITIES.items()), widget=forms.RadioSelect)
    urgent_because = forms.CharField(label=_("Why it is urgent"), required=False, max_length=500, widget=plain_box())
    office = forms.CharField(label=_("Office that asks"), required=False, max_length=300, widget=plain_box())
    email = forms.EmailField(label=_("Its e-mail"), required=False, max_length=300)
    telephone = forms.CharField(label=_("Its telephone"), required=False, max_length=100, widget=plain_box(dir="ltr"))
    description = forms.CharField(
        label=_("Description of the weapon"), required=False, max_length=4000, widget=area(),
        help_text=_("Material, finish, changes, other marks: whatever helps to tell it from others."),
    )  # fmt: skip

    def __init__(self, *args: Any, contents: RequestContents, version: int, **kwargs: Any) -> None:
        self.contents = contents
        kwargs["initial"] = {"version": version, **_initial(contents)}
        super().__init__(*args, **kwargs)
        given = {one.limb: one.justification for one in contents.illicit}
        for limb in IllicitLimb:
            self.fields[f"limb_{limb.value}"] = forms.CharField(
                label=tracing_words.LIMBS[limb], required=False, max_length=4000, widget=area(2),
                initial=given.get(limb, ""),
                help_text=_("Write the legal justification where this applies; leave it empty where it does not."),
            )  # fmt: skip

    def limbs(self) -> list[forms.BoundField]:
        """The five reasons of ITI 6, each with its justification."""
        return [self[f"limb_{one.value}"] for one in IllicitLimb]

    def marked_required(self) -> frozenset[str]:
        """The fields without which the gate lets no request leave, as it stands (ITI 15, 17; domain/tracing/gate)."""
        weapon, told = self.contents.weapon, {"purposes", "confidentiality", "restrictions"}
        seen = self.contents.marks and (weapon.type_text or weapon.type_code) and (
            weapon.calibre_text or weapon.calibre_code
        )  # fmt: skip
        return frozenset(told if seen else told | {"description"})

    def limbs_given(self) -> list[forms.BoundField]:
        """The reasons of ITI 6 that have a justification; all five while none has."""
        given = [one for one in self.limbs() if one.value() or one.errors]
        return given or self.limbs()

    def limbs_other(self) -> list[forms.BoundField]:
        """The other reasons."""
        return [one for one in self.limbs() if one.name not in {given.name for given in self.limbs_given()}]

    def filled(self) -> dict[str, bool]:
        """Which parts need no look any more, so that they are folded: nothing is missing or wrong in them."""
        wrong = set(self.errors) if self.is_bound else set()
        limbs = [one for one in self.limbs() if str(one.value() or "").strip()]
        of_why = {one.name for one in self.limbs()} | {"circumstances"}
        parts = {
            "why": (bool(limbs and self["circumstances"].value()), of_why),
            "description": ("description" not in self.marked_required(), {"description"}),
            "urgent": (self["priority"].value() != Priority.URGENT.value, {"priority", "urgent_because"}),
            "cannot": (not self["cannot_because"].value(), {"cannot_because"}),
            "use": (self["use_text"].value() or "other" not in (self["purposes"].value() or ()), {"use_text"}),
            "office": (bool(self["office"].value() and self["email"].value()), {"office", "email", "telephone"}),
        }  # fmt: skip
        return {name: done and not wrong & fields for name, (done, fields) in parts.items()}

    def completed(self) -> RequestContents:
        """The contents with what was typed."""
        known = self.cleaned_data
        limbs = [Limb(one, text) for one in IllicitLimb if (text := known[f"limb_{one.value}"].strip())]
        contact = replace(
            self.contents.contact, office=known["office"], email=known["email"], telephone=known["telephone"]
        )
        return replace(
            self.contents, circumstances=known["circumstances"], illicit=tuple(limbs),
            purposes=tuple(map(IntendedUse, known["purposes"])), use_text=known["use_text"],
            confidentiality=known["confidentiality"], cannot_because=known["cannot_because"],
            restrictions=tuple(map(Restriction, known["restrictions"])), wanted=tuple(map(Wanted, known["wanted"])),
            priority=Priority(known["priority"]), urgent_because=known["urgent_because"], contact=contact,
            weapon=replace(self.contents.weapon, description=known["description"]),
        )  # fmt: skip


class PaperRequestForm(forms.Form):
    """A request that came on paper. What the letter leaves out stays empty."""

    uid = forms.UUIDField(widget=forms.HiddenInput)
    from_state = forms.ChoiceField(
        label=_("Requesting State"), error_messages={"required": _("Choose the State that asks.")}
    )
    received_on = day_field(label=_("Received on"), error_messages={"required": _("Say when it came.")})
    case_reference = forms.CharField(
        label=_("Reference of the requesting State"), required=False, max_length=100, widget=plain_box()
    )
    type = forms.CharField(label=_("Type"), required=False, max_length=200, widget=plain_box())
    maker = forms.CharField(label=_("Maker"), required=False, max_length=200, widget=plain_box())
    model = forms.CharField(label=_("Model"), required=False, max_length=200, widget=plain_box())
    calibre = forms.CharField(label=_("Calibre"), required=False, max_length=200, widget=plain_box())
    serial = forms.CharField(label=_("Serial number"), required=False, max_length=500, widget=plain_box(dir="ltr"))
    country = forms.CharField(label=_("Country of manufacture"), required=False, max_length=200, widget=plain_box())
    import_country = forms.CharField(label=_("Country of import"), required=False, max_length=200, widget=plain_box())
    circumstances = forms.CharField(
        label=_("Circumstances in which the weapon was found"), required=False, max_length=8000, widget=area()
    )
    justification = forms.CharField(
        label=_("Why the weapon is illicit, in the words of the letter"), required=False, max_length=4000,
        widget=area(),
    )  # fmt: skip
    purposes = forms.MultipleChoiceField(
        label=_("Intended use of the information"), required=False, choices=list(words.USES.items()),
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    confidentiality = forms.BooleanField(label=_("The letter guarantees confidentiality."), required=False)
    office = forms.CharField(label=_("Office that asks"), required=False, max_length=300, widget=plain_box())
    email = forms.EmailField(label=_("Its e-mail"), required=False, max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["from_state"].choices = [("", "–"), *states_to_name()]

    def contents(self) -> RequestContents:
        """What the letter says."""
        known = self.cleaned_data
        serial, why = known["serial"].strip(), known["justification"].strip()
        weapon = AskedWeapon(
            type_text=known["type"], maker_text=known["maker"], model_text=known["model"],
            calibre_text=known["calibre"], country_text=known["country"],
            import_country_text=known["import_country"],
        )  # fmt: skip
        return RequestContents(
            case_reference=known["case_reference"], circumstances=known["circumstances"], weapon=weapon,
            illicit=(Limb(IllicitLimb.UNDER_NATIONAL_LAW, why),) if why else (),
            marks=(AskedMark("unknown", "unknown", "serial", serial, "present"),) if serial else (),
            purposes=tuple(map(IntendedUse, known["purposes"])), confidentiality=known["confidentiality"],
            contact=Contact(office=known["office"], email=known["email"]),
        )  # fmt: skip


class SendForm(forms.Form):
    """Sending what was checked."""

    mostly_optional = False
    version = forms.IntegerField(widget=forms.HiddenInput)
    despite = forms.CharField(
        label=_("Why it is sent as it is"), required=False, max_length=2000, widget=area(2),
        help_text=_("Needed when remarks remain that could not be mended."),
    )  # fmt: skip


class TextForm(forms.Form):
    """A step that needs words."""

    text = forms.CharField(
        label=_("In words"), max_length=4000, widget=area(), error_messages={"required": _("Say it in a few words.")}
    )


class AnswerForm(forms.Form):
    """An answer: its kind, reasons, limits on use and statements (ITI 15, 20-23)."""

    kind = forms.ChoiceField(label=_("Kind of answer"), choices=list(words.ANSWERS.items()), widget=forms.RadioSelect,
                             error_messages={"required": _("Choose the kind of answer.")})  # fmt: skip
    until = day_field(label=_("Delayed until"), required=False)
    restrictions = forms.MultipleChoiceField(
        label=_("Limits on use"), required=False, choices=list(words.RESTRICTIONS.items()),
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    limits_text = forms.CharField(label=_("Other limits in words"), required=False, max_length=2000, widget=area(2))
    text = forms.CharField(label=_("The answer in words"), required=False, max_length=4000, widget=area())

    def __init__(self, *args: Any, answer: AnswerContents | None = None, **kwargs: Any) -> None:
        kwargs["initial"] = {**_answer_initial(answer), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        self.places = self._places(answer)
        given = {one.code: one.text for one in answer.reasons} if answer else {}
        for reason in WithholdingReason:
            self.fields[f"reason_{reason.value}"] = forms.CharField(
                label=words.REASONS[reason], required=False, max_length=2000, widget=area(2),
                initial=given.get(reason, ""),
            )  # fmt: skip
        told = answer.statements if answer else ()
        for place in range(self.places):
            self._add_statement(place, told[place] if place < len(told) else None)

    def _places(self, answer: AnswerContents | None) -> int:
        """How many boxes there are: of what was sent those that came, else those of the answer and a few to spare."""
        if self.is_bound:
            sent = [int(found[1]) + 1 for name in self.data if (found := _STATEMENT.fullmatch(name))]
            return min(max(sent, default=1), MOST_STATEMENTS)
        return min(len(answer.statements if answer else ()) + SPARE_STATEMENTS, MOST_STATEMENTS)

    def _add_statement(self, place: int, one: Statement | None) -> None:
        choices = [("", "–"), *words.STATEMENTS.items()]
        states = [("", "–"), *states_to_name()]
        box = {"required": False, "widget": plain_box()}
        fields: dict[str, forms.Field] = {
            "kind": forms.ChoiceField(label=_("What happened"), choices=choices, required=False),
            "day": day_field(label=_("Date"), required=False, help_text=""),
            "precision": forms.ChoiceField(
                label=_("Exact to"),
                choices=[("day", _("day")), ("month", _("month")), ("year", _("year"))],
                required=False,
            ),  # fmt: skip
            "state": forms.ChoiceField(label=_("Other State"), choices=states, required=False),
            "document": forms.CharField(label=_("Licence or document"), max_length=200, **box),
            "consignee": forms.CharField(label=_("Consignee or holder"), max_length=300, **box),
            "place": forms.CharField(label=_("Place"), max_length=300, **box),
            "text": forms.CharField(label=_("In words"), max_length=2000, **box),
        }
        for name, field in fields.items():
            field.initial = _statement_initial(one, name)
            self.fields[f"s{place}_{name}"] = field

    def statement_parts(self) -> list[tuple[list[forms.BoundField], list[int]]]:
        """The boxes of each statement, and the numbers of the entries behind it."""
        return [(row, []) for row in self.statement_rows()]

    def statement_rows(self) -> list[list[forms.BoundField]]:
        """The boxes of each statement."""
        names = ("kind", "day", "precision", "state", "document", "consignee", "place", "text")
        return [[self[f"s{place}_{name}"] for name in names] for place in range(self.places)]

    def withholds(self) -> bool:
        """Whether something stands, or is wrong, in what is withheld: then it is shown open."""
        kinds = (AnswerKind.RESTRICTED, AnswerKind.DELAYED, AnswerKind.REFUSED)
        told = [*self.reason_rows(), self["until"]]
        return self["kind"].value() in kinds or any(one.value() or one.errors for one in told)

    def reason_rows(self) -> list[forms.BoundField]:
        """The four reasons of ITI 22."""
        return [self[f"reason_{one.value}"] for one in WithholdingReason]

    def answer(self) -> AnswerContents:
        """What was typed, as an answer."""
        known = self.cleaned_data
        reasons = [Reason(one, text) for one in WithholdingReason if (text := known[f"reason_{one.value}"].strip())]
        return AnswerContents(
            kind=AnswerKind(known["kind"]), statements=tuple(self._statements()), reasons=tuple(reasons),
            until=known["until"], restrictions=tuple(map(Restriction, known["restrictions"])),
            limits_text=known["limits_text"], text=known["text"], registered=self.registered_as(),
        )  # fmt: skip

    def registered_as(self) -> RegisteredAs | None:
        """The marks as registered that are told, if any."""
        return None

    def registered_rows(self) -> list[forms.BoundField]:
        """The fields that say so."""
        return []

    def kept_places(self) -> list[int]:
        """Which of the boxes hold a statement."""
        return [place for place in range(self.places) if self.cleaned_data[f"s{place}_kind"]]

    def _statements(self) -> Iterable[Statement]:
        known = self.cleaned_data
        for place in self.kept_places():
            yield Statement(
                kind=StatementKind(known[f"s{place}_kind"]), day=known[f"s{place}_day"],
                precision=known[f"s{place}_precision"] or "day", state=known[f"s{place}_state"],
                document=known[f"s{place}_document"], consignee=known[f"s{place}_consignee"],
                place=known[f"s{place}_place"], text=known[f"s{place}_text"],
            )  # fmt: skip


class PaperAnswerForm(AnswerForm):
    """The answer of a State without Salwa, entered by hand."""

    day = day_field(label=_("Day on which the answer came"), error_messages={"required": _("Say when it came.")})
    registered_serial = forms.CharField(
        label=_("Serial number"), required=False, max_length=500, widget=plain_box(dir="ltr")
    )
    registered_maker = forms.CharField(label=_("Maker"), required=False, max_length=200, widget=plain_box())
    registered_model = forms.CharField(label=_("Model"), required=False, max_length=200, widget=plain_box())
    registered_calibre = forms.CharField(label=_("Calibre"), required=False, max_length=200, widget=plain_box())

    def registered_as(self) -> RegisteredAs | None:
        """The marks that the answer gives as registered there; None where it gives none."""
        told = RegisteredAs(**{name: self.cleaned_data[f"registered_{name}"].strip() for name in REGISTERED})
        return None if told == RegisteredAs() else told

    def registered_rows(self) -> list[forms.BoundField]:
        """A field for each mark."""
        return [self[f"registered_{name}"] for name in REGISTERED]


class DraftForm(AnswerForm):
    """The draft of an own answer; the entries behind each statement travel along and are checked when it is saved."""

    draft = forms.IntegerField(required=False, widget=forms.HiddenInput)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, evidence: Sequence[Sequence[int]] = (), known: RegisteredAs | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._known = known
        marks = [(name, text) for name in REGISTERED if known and (text := getattr(known, name))]
        if marks:
            self.fields["registered"] = _registered_field(marks, kwargs.get("answer"))
        for place in range(self.places):
            numbers = evidence[place] if place < len(evidence) else ()
            self.fields[f"s{place}_evidence"] = forms.RegexField(
                _NUMBERS, required=False, widget=forms.HiddenInput, initial=" ".join(map(str, numbers))
            )

    def evidence(self) -> list[list[int]]:
        """For each statement that was kept the numbers of the entries behind it."""
        return [list(map(int, self.cleaned_data[f"s{place}_evidence"].split())) for place in self.kept_places()]

    def registered_as(self) -> RegisteredAs | None:
        """The marks of the record that stay ticked; none in an answer that is delayed or refused."""
        ticked = self.cleaned_data.get("registered") or []
        if self._known is None or not ticked or self.cleaned_data["kind"] in (AnswerKind.DELAYED, AnswerKind.REFUSED):
            return None
        return RegisteredAs(**{name: getattr(self._known, name) for name in ticked})

    def registered_rows(self) -> list[forms.BoundField]:
        """The ticks, where a record was chosen."""
        return [self["registered"]] if "registered" in self.fields else []

    def statement_parts(self) -> list[tuple[list[forms.BoundField], list[int]]]:
        """The boxes of each statement, and the numbers of the entries behind it."""
        behind = [str(one.value() or "") for one in self.evidence_rows()]
        numbers = [[int(word) for word in text.split() if word.isdecimal()][:MOST_ENTRIES] for text in behind]
        return list(zip(self.statement_rows(), numbers, strict=True))

    def evidence_rows(self) -> list[forms.BoundField]:
        """The hidden boxes."""
        return [self[f"s{place}_evidence"] for place in range(self.places)]


class LimitedReasonForm(forms.Form):
    """Why a draft goes back."""

    reason = forms.CharField(
        label=_("Why it is sent back"),
        max_length=2000,
        widget=area(2),
        error_messages={"required": _("Say why.")},
        help_text=_("Whoever drafted the answer reads it. To release the answer no reason is needed."),
    )


def _registered_field(marks: list[tuple[str, str]], answer: AnswerContents | None) -> forms.MultipleChoiceField:
    """A tick for each mark of the record: all to begin with, those of the draft afterwards."""
    labels = {"serial": _("Serial number"), "maker": _("Maker"), "model": _("Model"), "calibre": _("Calibre")}
    told = answer.registered if answer else None
    return forms.MultipleChoiceField(
        label=_("Marks as registered here that are told"), required=False,
        choices=[(name, format_html("{}: <bdi>{}</bdi>", labels[name], text)) for name, text in marks],
        initial=[name for name, _text in marks if told is None or getattr(told, name)],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("The requester may have misread one. Take the tick from what may not be told."),
    )  # fmt: skip


def _initial(contents: RequestContents) -> dict[str, Any]:
    contact: Contact = contents.contact
    return {
        "circumstances": contents.circumstances, "purposes": list(contents.purposes), "use_text": contents.use_text,
        "confidentiality": contents.confidentiality, "restrictions": list(contents.restrictions),
        "cannot_because": contents.cannot_because, "wanted": list(contents.wanted), "priority": contents.priority,
        "urgent_because": contents.urgent_because, "office": contact.office, "email": contact.email,
        "telephone": contact.telephone, "description": contents.weapon.description,
    }  # fmt: skip


def _answer_initial(answer: AnswerContents | None) -> dict[str, Any]:
    if answer is None:
        return {}
    return {
        "kind": answer.kind, "until": answer.until, "restrictions": list(answer.restrictions),
        "limits_text": answer.limits_text, "text": answer.text,
    }  # fmt: skip


def _statement_initial(one: Statement | None, name: str) -> str | date | None:
    if one is None:
        return "day" if name == "precision" else ""
    value = getattr(one, name)
    return value
