"""The list of weapons, narrowed by where they are, who has them, what they are."""

from __future__ import annotations

from urllib.parse import urlencode

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from salwa.domain.custody import Whereabouts
from salwa.services.custody.names import holders_meant
from salwa.services.custody.permissions import may_record_entries
from salwa.services.marks import mark_reader
from salwa.services.weapons.lists import WeaponFilters, list_weapons, units_to_choose
from salwa.services.weapons.names import type_options
from salwa.web.frame import words
from salwa.web.frame.access import signed_in
from salwa.web.frame.numbers import whole_number
from salwa.web.weapons.forms import LONGEST, mark_box, suggested

ON_A_PAGE = 50


class ListForm(forms.Form):
    """What the list is narrowed to."""

    mostly_optional = True

    whereabouts = forms.ChoiceField(
        label=_("Where is it?"),
        required=False,
        choices=[("", _("Anywhere")), *((one.value, words.WHEREABOUTS[one]) for one in Whereabouts)],
    )
    holder = forms.CharField(
        label=_("Holder"), help_text=_("Name or reference, exactly."), required=False, max_length=LONGEST,
        widget=mark_box(dir="auto"),
    )  # fmt: skip
    maker = forms.CharField(label=_("Maker"), required=False, max_length=LONGEST, widget=suggested("maker"))
    type = forms.ChoiceField(label=_("Type of weapon"), required=False)
    contradictory = forms.BooleanField(label=_("Only weapons whose entries contradict each other"), required=False)
    unit = forms.TypedChoiceField(label=_("Recorded by the unit"), required=False, coerce=int, empty_value=None)

    def __init__(self, *args: object, user: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["type"].choices = [("", gettext("Any")), *type_options()]
        units = [(str(number), name) for number, name in units_to_choose(acting_user=user)]
        self.fields["unit"].choices = [("", gettext("Any")), *units]
        if not may_record_entries(user):
            # Names of holders are for those who record entries; others come here from a holder's page.
            self.fields["holder"].widget = forms.HiddenInput()

    def clean_holder(self) -> int | None:
        """Number of the holder that was typed, or given by another page."""
        typed = self.cleaned_data["holder"].strip()
        if not typed:
            return None
        found = holders_meant(acting_user=self.user, text=typed) if may_record_entries(self.user) else []
        if found:
            return found[0].number
        number = whole_number(typed)
        if number is not None:
            return number
        raise forms.ValidationError(gettext("There is no holder of this name or reference."))

    def clean_maker(self) -> str:
        """Code of the maker that was typed in any spelling."""
        typed = self.cleaned_data["maker"].strip()
        code = mark_reader().read_maker(typed).code if typed else ""
        if typed and not code:
            raise forms.ValidationError(gettext("Salwa does not know this maker; look for its weapons by their marks."))
        return code or ""


@signed_in
def weapons(request: HttpRequest) -> HttpResponse:
    """A page of the list, newest numbers first."""
    form = ListForm(request.GET, user=request.user)
    filters = WeaponFilters(**form.cleaned_data) if form.is_valid() else None
    after = _number(request.GET.get("after", ""))
    page = list_weapons(
        acting_user=request.user, filters=filters or WeaponFilters(), after=after, count=ON_A_PAGE
    )  # fmt: skip
    kept = {name: request.GET[name] for name in form.fields if request.GET.get(name)}
    further = urlencode({**kept, "after": page.next_after}) if page.next_after else ""
    context = {"form": form, "page": page, "further": further, "first": urlencode(kept), "begun": after is not None}
    return render(request, "weapons/weapons.html", context, status=422 if form.errors else 200)


def _number(text: str) -> int | None:
    if not text:
        return None
    number = whole_number(text)
    if number is None:
        raise Http404
    return number
