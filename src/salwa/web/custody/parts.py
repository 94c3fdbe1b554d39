"""Parts of a weapon: recorded, taken out, exchanged."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from salwa.domain.refusals import NotFound, NotPermitted, QuotaSpent, Refusal
from salwa.domain.weapons import EventKind
from salwa.services.custody import parts
from salwa.services.weapons.permissions import check_may_record_weapon
from salwa.services.weapons.queries import open_weapon
from salwa.web.custody.part_forms import ExchangeForm, PartForm
from salwa.web.frame.access import signed_in

PAGE_ITSELF = (NotPermitted, NotFound, QuotaSpent)


@signed_in
def record_part(request: HttpRequest, number: int) -> HttpResponse:
    """A part that sits in the weapon, with its mark."""
    check_may_record_weapon(request.user)
    form = PartForm(request.POST or None)
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            parts.record_part(
                acting_user=request.user, part=form.part(), fitted=form.entry(number, EventKind.PART_FITTED, None)
            )
        except PAGE_ITSELF:
            raise
        except Refusal as found:
            refusal = found
        else:
            messages.success(request, gettext("The part was recorded. The weapon is found by its mark from now on."))
            return redirect("weapon", number)
    page = open_weapon(acting_user=request.user, weapon_id=number)
    context = {"weapon": page, "form": form, "refusal": refusal}
    return render(request, "custody/part.html", context, status=422 if form.errors or refusal else 200)


@signed_in
def exchange_part(request: HttpRequest, number: int, part: int) -> HttpResponse:
    """Take a part out, and put another in its place if one is named."""
    check_may_record_weapon(request.user)
    page = open_weapon(acting_user=request.user, weapon_id=number)
    shown = next((one for one in page.life.parts if one.number == part), None)
    if shown is None and request.method != "POST":
        raise Http404
    form = ExchangeForm(request.POST or None, user=request.user, component=shown.component if shown else "")
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            _exchange(request, number, part, form)
        except PAGE_ITSELF:
            raise
        except Refusal as found:
            refusal = found
        else:
            taken_out = form.cleaned_data["what"] == form.NOTHING
            words = gettext("The part was taken out.") if taken_out else gettext("The part was exchanged.")
            messages.success(request, words)
            return redirect("weapon", number)
    context = {"weapon": page, "form": form, "refusal": refusal, "part": shown}
    return render(request, "custody/exchange.html", context, status=422 if form.errors or refusal else 200)


def _exchange(request: HttpRequest, number: int, part: int, form: ExchangeForm) -> None:
    removed = form.entry(number, EventKind.PART_REMOVED, part)
    if form.cleaned_data["what"] == form.NOTHING:
        parts.remove_part(acting_user=request.user, entry=removed)
        return
    stored = form.found.number if form.found else None
    parts.exchange_part(
        acting_user=request.user,
        removed=removed,
        fitted=form.entry(number, EventKind.PART_FITTED, stored, second=True),
        part=None if stored else form.part(),
    )
