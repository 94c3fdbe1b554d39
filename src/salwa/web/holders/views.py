"""Looking for holders, recording, correcting and closing them, and a holder's page."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from salwa.domain.refusals import NotFound, NotPermitted, QuotaSpent, Refusal
from salwa.services.holders import actions, queries
from salwa.services.holders.permissions import check_may_record_holder, may_record_holder, may_see_persons
from salwa.services.holders.values import HolderPage, WeaponList
from salwa.services.licences.queries import licences_of_holder
from salwa.services.weapons.permissions import may_open_weapon
from salwa.web.frame.access import signed_in
from salwa.web.frame.acting import try_to
from salwa.web.frame.words import HOLDER_KINDS
from salwa.web.holders.choosing import initially
from salwa.web.holders.forms import CloseForm, HolderForm, PurposeForm, ReasonForm, SearchForm

# Weapons shown on the holder's own page; the rest stands on a page of its own.
SHOWN = 10
# Columns whose corrections are shown, with their words.
FIELDS = {
    "kind": _("Kind of holder"),
    "name": _("Name"),
    "reference": _("Reference"),
    "country_code": _("Country"),
    "address": _("Address"),
    "unit": _("Organisation of this register"),
    "parent": _("Lies under"),
    "opened_on": _("Opened on"),
    "closed_on": _("Closed on"),
    "successor": _("Took over the records"),
}
PERSON_WORDS = {
    "name": _("Full name"),
    "birth_date": _("Date of birth"),
    "document_number": _("Number of an identity document"),
    "address": _("Address of the person"),
    "note": _("Note"),
}


@signed_in
def holders(request: HttpRequest) -> HttpResponse:
    """Holders by name, reference and kind, one page at a time."""
    form = SearchForm(request.GET)
    known = form.cleaned_data if form.is_valid() else {"q": "", "kind": "", "closed": False}
    after = request.GET.get("after", "")
    page = queries.find_holders(
        acting_user=request.user,
        text=known["q"],
        kind=known["kind"],
        closed=known["closed"],
        after=int(after[:18]) if after.isdecimal() else None,
    )
    further = request.GET.copy()
    further["after"] = str(page.following or "")
    context = {
        "form": form,
        "page": page,
        "further": further.urlencode(),
        "asked": any(known.values()),
        "may_record": may_record_holder(request.user),
    }
    return render(request, "holders/holders.html", context)


@signed_in
def holder(request: HttpRequest, number: int) -> HttpResponse:
    """Everything about one holder but the personal data."""
    return _page(request, queries.open_holder(acting_user=request.user, holder_id=number))


@signed_in
def held(request: HttpRequest, number: int) -> HttpResponse:
    """The weapons a holder has now, page by page."""
    after = request.GET.get("after", "")
    found = queries.weapons_held(
        acting_user=request.user, holder_id=number, after=int(after[:18]) if after.isdecimal() else None
    )
    page = queries.open_holder(acting_user=request.user, holder_id=number)
    return render(request, "holders/held.html", {"holder": page, "held": found})


@signed_in
def past(request: HttpRequest, number: int) -> HttpResponse:
    """The entries that name a holder, page by page: also what a successor took over."""
    before = request.GET.get("before", "")
    found = queries.past_of_holder(
        acting_user=request.user, holder_id=number, before=int(before[:18]) if before.isdecimal() else None
    )
    page = queries.open_holder(acting_user=request.user, holder_id=number)
    return render(request, "holders/past.html", {"holder": page, "past": found})


@signed_in
def record_holder(request: HttpRequest) -> HttpResponse:
    """The form; POST records and leads to the new page."""
    check_may_record_holder(request.user)
    form = HolderForm(request.POST or None, user=request.user)
    tried = try_to(form, lambda: actions.record_holder(acting_user=request.user, entry=form.entry()))
    if tried.done:
        messages.success(request, gettext("The holder was recorded."))
        return redirect("holder", tried.value)
    return _form(request, "holders/record.html", form, tried.refusal)


@signed_in
def correct_holder(request: HttpRequest, number: int) -> HttpResponse:
    """The form with what is recorded now; POST corrects."""
    check_may_record_holder(request.user)
    page = queries.open_holder(acting_user=request.user, holder_id=number)
    form = HolderForm(request.POST or None, user=request.user, correcting=True, initial=_known(request, page))
    tried = try_to(
        form,
        lambda: actions.correct_holder(
            acting_user=request.user, holder_id=number, entry=form.entry(), reason=form.cleaned_data["reason"]
        ),
    )
    if tried.done:
        messages.success(request, gettext("The holder was corrected.") if tried.value else gettext("Nothing changed."))
        return redirect("holder", number)
    return _form(request, "holders/correct.html", form, tried.refusal, holder=page)


@signed_in
def close_holder(request: HttpRequest, number: int) -> HttpResponse:
    """The form for closing; POST closes."""
    check_may_record_holder(request.user)
    page = queries.open_holder(acting_user=request.user, holder_id=number)
    form = CloseForm(request.POST or None, user=request.user)
    tried = try_to(
        form,
        lambda: actions.close_holder(acting_user=request.user, holder_id=number, **form.cleaned_data),
    )
    if tried.done:
        messages.success(request, gettext("The holder was closed."))
        return redirect("holder", number)
    return _form(request, "holders/close.html", form, tried.refusal, holder=page)


@signed_in
def reopen_holder(request: HttpRequest, number: int) -> HttpResponse:
    """Taking back a closing that was a mistake."""
    check_may_record_holder(request.user)
    page = queries.open_holder(acting_user=request.user, holder_id=number)
    form = ReasonForm(request.POST or None)
    tried = try_to(
        form,
        lambda: actions.reopen_holder(acting_user=request.user, holder_id=number, reason=form.cleaned_data["reason"]),
    )
    if tried.done:
        messages.success(request, gettext("The closing was taken back."))
        return redirect("holder", number)
    return _form(request, "holders/reopen.html", form, tried.refusal, holder=page)


@require_POST
@signed_in
def open_person(request: HttpRequest, number: int) -> HttpResponse:
    """The holder's page with the personal data, once a purpose is given."""
    form = PurposeForm(request.POST)
    page = queries.open_holder(acting_user=request.user, holder_id=number)
    if not form.is_valid():
        return _page(request, page, form, status=422)
    try:
        known = queries.open_personal_data(
            acting_user=request.user, holder_id=number, purpose=form.cleaned_data["purpose"]
        )
    except (NotPermitted, NotFound):
        raise
    except Refusal as refusal:
        return _page(request, page, form, refusal=refusal, status=422)
    shown = [(PERSON_WORDS.get(name, name), value) for name, value in known.items()]
    return _page(request, page, form, person=shown)


def _page(request: HttpRequest, page: HolderPage, form: PurposeForm | None = None, **more: Any) -> HttpResponse:
    status = more.pop("status", 200)
    number = page.line.number
    context = {
        "holder": page,
        "held": _held(request, number),
        "past": queries.past_of_holder(acting_user=request.user, holder_id=number),
        "licences": licences_of_holder(acting_user=request.user, holder_id=number),
        "changes": [(FIELDS.get(one.field, one.field), one) for one in page.changes],
        "form": form or PurposeForm(),
        "may_record": may_record_holder(request.user),
        "may_see_persons": may_see_persons(request.user),
        "may_open_weapons": may_open_weapon(request.user),
        **more,
    }
    return render(request, "holders/holder.html", context, status=status)


def _held(request: HttpRequest, number: int) -> WeaponList | None:
    """The first weapons it holds; None when the day's allowance is spent: the rest of the page is still to be had."""
    try:
        return queries.weapons_held(acting_user=request.user, holder_id=number, count=SHOWN)
    except QuotaSpent:
        return None


def _known(request: HttpRequest, page: HolderPage) -> dict[str, Any]:
    unit = next((number for number, name in queries.unit_choices(acting_user=request.user) if name == page.unit), "")
    return {
        "kind": page.line.kind,
        "name": page.line.name,
        "reference": page.line.reference,
        "country": page.line.country,
        "address": page.address,
        "unit": unit,
        "parent": initially(page.parent.number if page.parent else None),
        "opened_on": page.opened_on,
    }


def _form(request: HttpRequest, template: str, form: Any, refusal: Refusal | None, **more: Any) -> HttpResponse:
    wrong = bool(form.errors or refusal)
    context = {"form": form, "refusal": refusal, "kinds": HOLDER_KINDS, **more}
    return render(request, template, context, status=422 if wrong else 200)
