"""Forms for applications: beginning one, the deal, parties, items, the certificate, the risk questions."""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from salwa.domain.licences.certificates import Certificate
from salwa.domain.licences.risks import RiskAnswer
from salwa.domain.licences.vocabulary import Answer, LicenceKind
from salwa.services.licences.values import DealEntry, ItemEntry, PartyEntry, QuestionShown
from salwa.services.marks.reader import mark_reader
from salwa.services.reference.queries import state_choices
from salwa.services.weapons.names import type_choices
from salwa.web.frame.licence_words import ANSWERS, CHECK_RESULTS, KINDS, PARTY_ROLES, STATES
from salwa.web.holders.choosing import HolderField, chosen
from salwa.web.holders.forms import day_field, plain_box

LARGEST = 2_000_000_000
_SEPARATORS = re.compile(r"[,;،؛、\n]+")


def area(rows: int = 3) -> forms.Textarea:
    """A box for longer texts in any direction."""
    return forms.Textarea(attrs={"rows": rows, "dir": "auto"})


def pieces_field(**how: Any) -> forms.IntegerField:
    """A number of pieces."""
    box = plain_box(dir="ltr", inputmode="numeric")
    wrong = {"invalid": _("Write a whole number."), "required": _("Say how many pieces.")}
    return forms.IntegerField(min_value=how.pop("least", 1), max_value=LARGEST, widget=box, error_messages=wrong, **how)


class RegisterForm(forms.Form):
    """Filters of the register of authorisations."""

    mostly_optional = True

    q = forms.CharField(label=_("Number, contract or party"), required=False, max_length=200, widget=plain_box())
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False)
    country = forms.ChoiceField(label=_("From or to"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", gettext("All")), *KINDS.items()]
        self.fields["state"].choices = [("", gettext("All")), *STATES.items()]
        self.fields["country"].choices = [("", gettext("All")), *state_choices()]


class RefusalsForm(forms.Form):
    """Filters of the register of refused deals."""

    mostly_optional = True

    q = forms.CharField(label=_("Number, contract or party"), required=False, max_length=200, widget=plain_box())
    country = forms.ChoiceField(label=_("Country of destination"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = [("", gettext("All")), *state_choices()]


class ApplicantForm(forms.Form):
    """Who applies for what, and when."""

    uid = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    kind = forms.ChoiceField(label=_("What is applied for?"), choices=list(KINDS.items()), widget=forms.RadioSelect)
    applicant = HolderField(label=_("Applicant"), error_messages={"required": _("Say who applies.")})
    applied_on = day_field(label=_("Received on"), error_messages={"required": _("Say when it was received.")})
    number = forms.CharField(
        label=_("Number"),
        help_text=_("Leave it empty to get the next number. Type one only for a paper that has its own already."),
        required=False,
        max_length=60,
        widget=plain_box(dir="ltr"),
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_applicant(self) -> int | None:
        """The holder's number."""
        return chosen(self, "applicant", self.user)


class DealForm(forms.Form):
    """From where to where, for what use, until when."""

    mostly_optional = True

    origin = forms.ChoiceField(label=_("Country the goods come from"), required=False)
    destination = forms.ChoiceField(label=_("Country of destination"), required=False)
    transit = forms.CharField(
        label=_("Countries of transit"),
        help_text=_("With commas between them, in the order of the route."),
        required=False,
        max_length=500,
        widget=plain_box(),
    )
    contract = forms.CharField(label=_("Contract or order"), required=False, max_length=200, widget=plain_box())
    valid_from = day_field(label=_("Valid from"), required=False)
    valid_until = day_field(label=_("Valid until"), required=False)
    end_use = forms.CharField(label=_("End use"), required=False, max_length=2000, widget=area())
    conditions = forms.CharField(label=_("Conditions"), required=False, max_length=5000, widget=area())
    broker_registration = forms.CharField(
        label=_("Registration of the broker"), required=False, max_length=100, widget=plain_box()
    )
    broker_registered_until = day_field(label=_("Registered until"), required=False)

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("origin", "destination"):
            self.fields[name].choices = [("", gettext("Not known")), *state_choices()]
        if kind != LicenceKind.BROKERING.value:
            del self.fields["broker_registration"], self.fields["broker_registered_until"]
        if kind == LicenceKind.MANUFACTURE.value:
            for name in ("origin", "destination", "transit", "end_use"):
                del self.fields[name]

    def clean_transit(self) -> tuple[str, ...]:
        """Codes of the countries, in the order typed."""
        found = []
        for text in _SEPARATORS.split(self.cleaned_data["transit"]):
            if text.strip():
                code = mark_reader().read_country(text).code
                if code is None:
                    raise forms.ValidationError(
                        gettext("Salwa does not know the country “%(text)s”.") % {"text": text.strip()[:60]}
                    )
                found.append(code)
        return tuple(found)

    def entry(self) -> DealEntry:
        """As the service takes it."""
        return DealEntry(**self.cleaned_data)


class PartyForm(forms.Form):
    """Somebody who takes part."""

    mostly_optional = True

    role = forms.ChoiceField(label=_("Takes part as"), choices=list(PARTY_ROLES.items()))
    holder = HolderField(
        label=_("Holder of this register"),
        required=False,
        help_text=_("If it is recorded here: a part of its name, or its number. Otherwise write the name below."),
    )
    name = forms.CharField(label=_("Name"), required=False, max_length=300, widget=plain_box())
    country = forms.ChoiceField(label=_("Country"), required=False)
    address = forms.CharField(label=_("Address"), required=False, max_length=1000, widget=plain_box())

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["country"].choices = [("", gettext("Not known")), *state_choices()]

    def clean_holder(self) -> int | None:
        """The holder's number."""
        return chosen(self, "holder", self.user)

    def entry(self) -> PartyEntry:
        """As the service takes it."""
        return PartyEntry(**self.cleaned_data)


class ItemForm(forms.Form):
    """One line of goods."""

    mostly_optional = True

    type = forms.CharField(
        label=_("Type of weapon"), max_length=300, error_messages={"required": _("Say which type of weapon.")}
    )
    quantity = pieces_field(label=_("Pieces"))
    calibre = forms.CharField(label=_("Calibre"), required=False, max_length=300, widget=plain_box())
    description = forms.CharField(
        label=_("Maker, model or other description"), required=False, max_length=2000, widget=plain_box()
    )
    value = forms.DecimalField(
        label=_("Value"), required=False, max_digits=18, decimal_places=2, min_value=0,
        widget=plain_box(dir="ltr", inputmode="decimal"),
        error_messages={"invalid": _("Write a sum, for example 1500.50.")},
    )  # fmt: skip
    currency = forms.RegexField(
        r"^\s*([A-Za-z]{3})?\s*$", label=_("Currency"), required=False, widget=plain_box(dir="ltr", maxlength="3"),
        error_messages={"invalid": _("Write three letters, for example KES.")},
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["type"].widget = plain_box(list="type-names")
        self.type_names = [name for name, _ in type_choices()]

    def entry(self) -> ItemEntry:
        """As the service takes it."""
        return ItemEntry(**self.cleaned_data)


class CertificateForm(forms.Form):
    """What an end-user certificate says, element by element (template of the national report, question 5.4)."""

    mostly_optional = True

    number = forms.CharField(label=_("Number of the certificate"), required=False, max_length=100, widget=plain_box())
    same_paper = forms.BooleanField(
        label=_("It is the same paper as before, read again: its checks and scans still count"), required=False
    )
    description = forms.CharField(label=_("Type of weapon"), required=False, max_length=2000, widget=plain_box())
    quantity = pieces_field(label=_("Quantity"), required=False)
    characteristics = forms.CharField(
        label=_("Model, calibre and other characteristics"), required=False, max_length=2000, widget=plain_box()
    )
    contract_reference = forms.CharField(
        label=_("Number of the contract or order"), required=False, max_length=200, widget=plain_box()
    )
    contract_date = day_field(label=_("Date of the contract or order"), required=False)
    destination = forms.ChoiceField(label=_("Country of final destination"), required=False)
    end_use = forms.CharField(label=_("End use"), required=False, max_length=2000, widget=plain_box())
    exporter = forms.CharField(label=_("Name of the exporter"), required=False, max_length=300, widget=plain_box())
    exporter_address = forms.CharField(
        label=_("Address of the exporter"), required=False, max_length=2000, widget=plain_box()
    )
    end_user = forms.CharField(label=_("Name of the end user"), required=False, max_length=300, widget=plain_box())
    end_user_position = forms.CharField(
        label=_("Position of the person who signed"), required=False, max_length=300, widget=plain_box()
    )
    end_user_address = forms.CharField(
        label=_("Address of the end user"), required=False, max_length=2000, widget=plain_box()
    )
    signed = forms.ChoiceField(label=_("Does it bear an original signature?"), choices=list(ANSWERS.items()))
    other_parties = forms.CharField(
        label=_("Other parties it names"), required=False, max_length=2000, widget=plain_box()
    )
    no_other_parties = forms.BooleanField(label=_("It names no other parties"), required=False)
    certified = forms.ChoiceField(
        label=_("Has the government of the end user certified who the end user is?"), choices=list(ANSWERS.items())
    )
    certified_by = forms.CharField(
        label=_("Authority that certified it"), required=False, max_length=300, widget=plain_box()
    )
    issued_on = day_field(label=_("Date of issue"), required=False)
    other = forms.CharField(
        label=_("What else it says"),
        help_text=_("For example an undertaking not to re-export without agreement."),
        required=False,
        max_length=2000,
        widget=area(),
    )
    nothing_else = forms.BooleanField(label=_("It says nothing else"), required=False)

    def __init__(self, *args: Any, again: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["destination"].choices = [("", gettext("Not written")), *state_choices()]
        for name in ("signed", "certified"):
            self.fields[name].initial = Answer.NOT_KNOWN.value
        if not again:
            del self.fields["same_paper"]

    def certificate(self) -> Certificate:
        """As the rules see it."""
        beside = {"number", "same_paper"}
        return Certificate(**{name: value for name, value in self.cleaned_data.items() if name not in beside})


class CheckForm(forms.Form):
    """A step to find out whether the certificate is authentic."""

    how = forms.CharField(
        label=_("How was it checked?"),
        help_text=_("For example: the ministry was called on a number found elsewhere, not on the certificate."),
        max_length=2000,
        widget=plain_box(),
        error_messages={"required": _("Say how authenticity was checked.")},
    )
    with_whom = forms.CharField(label=_("With whom?"), required=False, max_length=2000, widget=plain_box())
    day = day_field(label=_("When?"), error_messages={"required": _("Say when it was checked.")})
    result = forms.ChoiceField(label=_("What came of it?"), choices=list(CHECK_RESULTS.items()))


class ScanForm(forms.Form):
    """A scan of the certificate."""

    file = forms.FileField(
        label=_("Scan of the certificate"),
        help_text=_("A picture or a PDF, up to 25 MB. A PDF is kept as it is and never opened here."),
        widget=forms.ClearableFileInput(attrs={"accept": "image/*,application/pdf"}),
        error_messages={"required": _("Choose a file."), "empty": _("The file is empty. Choose another one.")},
    )


class RiskForm(forms.Form):
    """The questions about the risk of diversion, each with an answer and its grounds. Nothing is required here."""

    mostly_optional = True

    def __init__(self, *args: Any, questions: Sequence[QuestionShown], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = questions
        for one in questions:
            self.fields[f"answer-{one.code}"] = forms.ChoiceField(
                label=one.text, choices=list(ANSWERS.items()), required=False, initial=one.answer,
                widget=forms.RadioSelect, help_text=one.hint,
            )  # fmt: skip
            self.fields[f"grounds-{one.code}"] = forms.CharField(
                label=_("Grounds"), required=False, initial=one.grounds, max_length=2000, widget=plain_box()
            )

    def rows(self) -> list[tuple[QuestionShown, forms.BoundField, forms.BoundField]]:
        """Each question with its two fields."""
        return [(one, self[f"answer-{one.code}"], self[f"grounds-{one.code}"]) for one in self.questions]

    def answers(self) -> list[RiskAnswer]:
        """The questions that were answered."""
        known = self.cleaned_data
        return [
            RiskAnswer(one.code, Answer(known[f"answer-{one.code}"]), known[f"grounds-{one.code}"].strip())
            for one in self.questions
            if known[f"answer-{one.code}"]
        ]
