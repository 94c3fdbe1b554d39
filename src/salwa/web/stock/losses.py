"""Losses, thefts and diversions, and surplus."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext

from salwa.domain.refusals import NotFound, NotPermitted, Refusal
from salwa.domain.stock import Disposal, LossKind, SurplusReason
from salwa.services.ammunition.queries import list_lots
from salwa.services.stock.losses import LossEntry, list_losses, losses_by_year, report_loss
from salwa.services.stock.permissions import check_may_manage_stock, may_manage_stock
from salwa.services.stock.queries import list_depots
from salwa.services.stock.surplus import SurplusEntry, decide_surplus, identify_surplus, list_surplus, open_surplus
from salwa.web.frame.access import signed_in
from salwa.web.stock.forms import DecideSurplusForm, LossForm, SurplusForm


def depot_choices(request: HttpRequest) -> list[tuple[int, str]]:
    """(number, name) of the depots this person may know of."""
    return [(one.number, one.name) for one in list_depots(acting_user=request.user)]


@signed_in
def losses(request: HttpRequest) -> HttpResponse:
    """All reports with their ages, and the figures per year."""
    lines = list_losses(acting_user=request.user)
    context = {"lines": lines, "years": losses_by_year(lines), "may_manage": may_manage_stock(request.user)}
    return render(request, "stock/losses.html", context)


@signed_in
def new_loss(request: HttpRequest) -> HttpResponse:
    """Report a loss, theft or diversion."""
    check_may_manage_stock(request.user)
    start = {"discovered_on": timezone.localdate(), "depot": request.GET.get("depot", "")}
    form = LossForm(request.POST or None, initial=start)
    form.fields["depot"].choices = depot_choices(request)
    lots = [(one.number, f"{one.lot_number} · {one.calibre}") for one in list_lots(acting_user=request.user)]
    form.fields["lot"].choices = [("", gettext("None")), *lots]
    uid, refusal = request.POST.get("uid", "") or str(uuid.uuid4()), None
    if request.method == "POST" and form.is_valid():
        known = form.cleaned_data
        rounds = [(known["lot"], known["rounds"])] if known["lot"] and known["rounds"] else []
        entry = LossEntry(
            LossKind(known["kind"]), known["depot"], known["discovered_on"], known["circumstances"], known["weapons"],
            rounds, known["happened_text"], known["measures"], known["reference"], uid=_uuid(uid),
        )  # fmt: skip
        try:
            report_loss(acting_user=request.user, entry=entry)
        except (NotPermitted, NotFound):
            raise
        except Refusal as found:
            refusal = found
        else:
            messages.success(request, gettext("The report was recorded, and with it the loss of each weapon."))
            return redirect("losses")
    context = {"form": form, "refusal": refusal, "uid": uid}
    return render(request, "stock/loss_form.html", context, status=422 if form.errors or refusal else 200)


def _uuid(text: str) -> str:
    try:
        return str(uuid.UUID(text))
    except ValueError:
        return str(uuid.uuid4())


@signed_in
def surpluses(request: HttpRequest) -> HttpResponse:
    """Lists of surplus, the undecided ones with their ages."""
    lines = list_surplus(acting_user=request.user)
    return render(request, "stock/surpluses.html", {"lines": lines, "may_manage": may_manage_stock(request.user)})


@signed_in
def new_surplus(request: HttpRequest) -> HttpResponse:
    """Write down which weapons are surplus."""
    check_may_manage_stock(request.user)
    start = {"identified_on": timezone.localdate(), "depot": request.GET.get("depot", "")}
    form, refusal = SurplusForm(request.POST or None, initial=start), None
    form.fields["depot"].choices = depot_choices(request)
    if request.method == "POST" and form.is_valid():
        known = form.cleaned_data
        entry = SurplusEntry(
            known["depot"], SurplusReason(known["reason"]), known["weapons"], known["identified_on"], known["note"],
            known["kept_apart"], known["kept_where"],
        )  # fmt: skip
        try:
            number = identify_surplus(acting_user=request.user, entry=entry)
        except (NotPermitted, NotFound):
            raise
        except Refusal as found:
            refusal = found
        else:
            messages.success(request, gettext("The surplus was written down. Decide now what becomes of it."))
            return redirect("surplus", number)
    context = {"form": form, "refusal": refusal}
    return render(request, "stock/surplus_form.html", context, status=422 if form.errors or refusal else 200)


@signed_in
def surplus(request: HttpRequest, number: int) -> HttpResponse:
    """One list of surplus, and deciding about it."""
    shown, weapons = open_surplus(acting_user=request.user, surplus_id=number)
    form, refusal = DecideSurplusForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        known = form.cleaned_data
        try:
            decide_surplus(
                acting_user=request.user, surplus_id=number, decision=Disposal(known["decision"]),
                reason=known["reason"],
            )  # fmt: skip
        except (NotPermitted, NotFound):
            raise
        except Refusal as found:
            refusal = found
        else:
            messages.success(request, gettext("The decision was recorded."))
            return redirect("surplus", number)
    context = {"surplus": shown, "weapons": weapons, "form": form, "refusal": refusal}
    return render(request, "stock/surplus.html", context, status=422 if form.errors or refusal else 200)
