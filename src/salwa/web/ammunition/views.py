"""Lots of ammunition: the list, one lot with its movements, recording both."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from salwa.domain.ammunition import Condition, HazardDivision, MovementKind
from salwa.domain.refusals import NotFound, NotPermitted, Refusal
from salwa.services.ammunition.movements import LotEntry, MovementEntry, record_lot, record_movement
from salwa.services.ammunition.queries import list_lots, open_lot
from salwa.services.stock.permissions import check_may_manage_stock, may_manage_stock
from salwa.services.stock.queries import list_depots
from salwa.web.ammunition.forms import LotForm, MovementForm
from salwa.web.frame.access import signed_in

TEXTS = ("lot_number", "calibre", "headstamp", "maker", "packaging", "inspected_on", "inspect_by", "expires_on", "note")


def _depots(request: HttpRequest) -> list[tuple[int, str]]:
    return [(one.number, one.name) for one in list_depots(acting_user=request.user)]


@signed_in
def lots(request: HttpRequest) -> HttpResponse:
    """All lots this person may know of, with what is due."""
    text = request.GET.get("text", "")[:100]
    lines = list_lots(acting_user=request.user, text=text)
    context = {"lines": lines, "text": text, "may_manage": may_manage_stock(request.user)}
    return render(request, "ammunition/lots.html", context)


@signed_in
def new_lot(request: HttpRequest) -> HttpResponse:
    """Record a lot with the rounds that came."""
    check_may_manage_stock(request.user)
    form, refusal = LotForm(request.POST or None), None
    form.fields["store"].choices = _depots(request)
    if request.method == "POST" and form.is_valid():
        known = form.cleaned_data
        entry = LotEntry(
            **{name: known[name] for name in TEXTS},
            condition=Condition(known["condition"]),
            hazard=HazardDivision(known["hazard"]),
        )
        try:
            number = record_lot(
                acting_user=request.user,
                entry=entry,
                store=known["store"],
                quantity=known["quantity"],
                day=known["day"],
            )
        except (NotPermitted, NotFound):
            raise
        except Refusal as found:
            refusal = found
        else:
            messages.success(request, gettext("The lot was recorded."))
            return redirect("ammunition_lot", number)
    context = {"form": form, "refusal": refusal}
    return render(request, "ammunition/lot_form.html", context, status=422 if form.errors or refusal else 200)


@signed_in
def lot(request: HttpRequest, number: int) -> HttpResponse:
    """One lot with its stores; POST records a movement."""
    page = open_lot(acting_user=request.user, lot_id=number)
    form, refusal = MovementForm(request.POST or None, initial={"uid": uuid.uuid4()}), None
    form.fields["store"].choices = _depots(request)
    if request.method == "POST" and form.is_valid():
        known = form.cleaned_data
        entry = MovementEntry(
            number, known["store"], MovementKind(known["kind"]), known["quantity"], known["day"], known["other_text"],
            known["document"], known["note"], str(known["uid"]),
        )  # fmt: skip
        try:
            record_movement(acting_user=request.user, entry=entry)
        except (NotPermitted, NotFound):
            raise
        except Refusal as found:
            refusal = found
        else:
            messages.success(request, gettext("The movement was recorded."))
            return redirect("ammunition_lot", number)
    context = {"lot": page, "form": form, "refusal": refusal}
    return render(request, "ammunition/lot.html", context, status=422 if form.errors or refusal else 200)
