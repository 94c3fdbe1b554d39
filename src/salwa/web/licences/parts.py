"""The parts of an application: deal, parties, items, risk, and checking it before it is handed over."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

from salwa.domain.licences.vocabulary import StepKind
from salwa.domain.refusals import NotFound, NotPermitted, Refusal
from salwa.services.licences import applying, deciding, risks
from salwa.services.licences.values import LicencePage
from salwa.web.frame.access import signed_in
from salwa.web.frame.acting import try_to
from salwa.web.frame.errors import not_found
from salwa.web.holders.choosing import initially
from salwa.web.licences.act_forms import OpinionForm
from salwa.web.licences.forms import DealForm, ItemForm, PartyForm, RiskForm
from salwa.web.licences.shown import form_page, page_for, tasks_of


@signed_in
def deal(request: HttpRequest, number: int) -> HttpResponse:
    """From where to where, for what use, until when."""
    page = page_for(request, number, StepKind.CHANGED)
    form = DealForm(request.POST or None, kind=page.line.kind, initial=_deal(page))
    tried = try_to(form, lambda: applying.change_deal(acting_user=request.user, licence_id=number, deal=form.entry()))
    if tried.done:
        return _saved(request, number)
    return form_page(request, "licences/deal.html", page, form, refusal=tried.refusal)


@signed_in
def parties(request: HttpRequest, number: int, party: int | None = None) -> HttpResponse:
    """Who takes part; POST adds somebody, puts somebody in another's place, or takes somebody out."""
    page = page_for(request, number, StepKind.CHANGED)
    if request.method == "POST" and request.POST.get("remove", "").isdecimal():
        gone = int(request.POST["remove"][:18])
        applying.remove_party(acting_user=request.user, licence_id=number, party_id=gone)
        return redirect("licence_parties", number)
    known = next((one for one in page.parties if one.id == party), None)
    if party is not None and known is None:
        return not_found(request)
    initial = None
    if known:
        initial = {
            "role": known.role,
            "holder": initially(known.holder.number if known.holder else None),
            "name": "" if known.holder else known.name,
            "country": known.country,
            "address": known.address,
        }
    form = PartyForm(request.POST or None, user=request.user, initial=initial)
    tried = try_to(
        form,
        lambda: applying.put_party(
            acting_user=request.user, licence_id=number, party=form.entry(), instead_of=known.id if known else None
        ),
    )
    if tried.done:
        messages.success(request, gettext("Saved."))
        return redirect("licence_parties", number)
    return form_page(request, "licences/parties.html", page, form, refusal=tried.refusal, changing=known)


@signed_in
def items(request: HttpRequest, number: int, item: int | None = None) -> HttpResponse:
    """What is to be made or moved; POST adds a line, changes one, or takes one out."""
    page = page_for(request, number, StepKind.CHANGED)
    refusal = None
    if request.method == "POST" and request.POST.get("remove", "").isdecimal():
        gone = int(request.POST["remove"][:18])
        try:
            applying.remove_item(acting_user=request.user, licence_id=number, item_id=gone)
            return redirect("licence_items", number)
        except (NotPermitted, NotFound):
            raise
        except Refusal as found:
            return form_page(request, "licences/items.html", page, ItemForm(), refusal=found)
    known = next((one for one in page.items if one.id == item), None)
    if item is not None and known is None:
        return not_found(request)
    initial = None
    if known:
        initial = asdict(known) | {"type": known.type_text, "calibre": known.calibre_text}
    form = ItemForm(request.POST or None, initial=initial)
    tried = try_to(
        form,
        lambda: applying.put_item(
            acting_user=request.user, licence_id=number, item=form.entry(), item_id=known.id if known else None
        ),
    )
    if tried.done:
        messages.success(request, gettext("Saved."))
        return redirect("licence_items", number)
    return form_page(request, "licences/items.html", page, form, refusal=refusal or tried.refusal, changing=known)


@signed_in
def risk(request: HttpRequest, number: int) -> HttpResponse:
    """The questions about the risk of diversion; any of them may be answered, in any order."""
    page = page_for(request, number, StepKind.CHANGED)
    form = RiskForm(request.POST or None, questions=page.questions)
    tried = try_to(
        form,
        lambda: risks.answer_questions(acting_user=request.user, licence_id=number, answers=form.answers()),
    )
    if tried.done:
        return _saved(request, number)
    return form_page(request, "licences/risk.html", page, form, refusal=tried.refusal)


@signed_in
def check(request: HttpRequest, number: int) -> HttpResponse:
    """Everything in one view before it is handed over for its decision."""
    page = page_for(request, number, StepKind.RISK_ASSESSED)
    form = OpinionForm(request.POST or None)
    tried = try_to(
        form,
        lambda: deciding.finish_assessment(
            acting_user=request.user, licence_id=number, opinion=form.cleaned_data["opinion"]
        ),
    )
    if tried.done:
        messages.success(request, gettext("The application waits for its decision, by another person."))
        return redirect("licence", number)
    return form_page(
        request, "licences/check.html", page, form, refusal=tried.refusal, tasks=tasks_of(page), changing=True
    )


def _deal(page: LicencePage) -> dict[str, Any]:
    return {
        "origin": page.origin,
        "destination": page.line.destination,
        "transit": ", ".join(name for _, name in page.transit),
        "contract": page.contract,
        "valid_from": page.valid_from,
        "valid_until": page.line.valid_until,
        "end_use": page.end_use,
        "conditions": page.conditions,
        "broker_registration": page.broker_registration,
        "broker_registered_until": page.broker_registered_until,
    }


def _saved(request: HttpRequest, number: int) -> HttpResponse:
    messages.success(request, gettext("Saved."))
    return redirect("licence", number)
