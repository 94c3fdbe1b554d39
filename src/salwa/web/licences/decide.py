"""Deciding on applications and amendments, and the steps that need only a reason."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from salwa.domain.licences.vocabulary import StepKind
from salwa.services.licences import deciding, using
from salwa.web.frame.access import signed_in
from salwa.web.frame.acting import try_to
from salwa.web.frame.errors import not_found
from salwa.web.licences.act_forms import AmendmentDecisionForm, AmendmentForm, DecisionForm, ReasonForm
from salwa.web.licences.shown import form_page, page_for, tasks_of

Act = Callable[..., Any]
# Address of a step that needs a reason -> (the step, what does it, the name of the reason, heading, button).
STEPS: dict[str, tuple[StepKind, Act, str, str | Promise, str | Promise]] = {
    "ask": (
        StepKind.INFORMATION_ASKED, deciding.ask_information, "question",
        _("Ask for more information"), _("Record the question"),
    ),
    "answer": (
        StepKind.INFORMATION_GIVEN, deciding.give_information, "answer",
        _("Record the information given"), _("Record the answer"),
    ),
    "suspend": (
        StepKind.SUSPENDED, deciding.suspend, "reason",
        _("Suspend the authorisation"), _("Suspend the authorisation"),
    ),
    "resume": (
        StepKind.RESUMED, deciding.resume, "reason",
        _("End the suspension"), _("End the suspension"),
    ),
    "revoke": (
        StepKind.REVOKED, deciding.revoke, "reason",
        _("Revoke the authorisation"), _("Revoke the authorisation for good"),
    ),
    "close": (StepKind.CLOSED, deciding.close, "reason", _("Close it"), _("Close it")),
}  # fmt: skip


@signed_in
def decide(request: HttpRequest, number: int) -> HttpResponse:
    """Everything that was applied for and found out, and the decision on it."""
    page = page_for(request, number, StepKind.GRANTED, StepKind.REFUSED)
    initial = {"version": page.version, "conditions": page.conditions}
    form = DecisionForm(request.POST or None, initial=initial)
    tried = try_to(form, lambda: _decision(request, number, form.cleaned_data))
    if tried.done:
        messages.success(request, gettext("The decision was recorded."))
        return redirect("licence", number)
    told = [one for one in page.steps if one.kind == StepKind.RISK_ASSESSED.value and one.reason]
    return form_page(
        request, "licences/decide.html", page, form, refusal=tried.refusal, tasks=tasks_of(page),
        opinion=told[-1] if told else None,
    )  # fmt: skip


def _decision(request: HttpRequest, number: int, known: dict[str, Any]) -> int:
    who = {"acting_user": request.user, "licence_id": number}
    if known["decision"] == "grant":
        return deciding.grant(
            **who, reason=known["reason"], conditions=known["conditions"], day=known["day"],
            seen_version=known["version"],
        )  # fmt: skip
    if known["decision"] == "refuse":
        return deciding.refuse(**who, reason=known["reason"], day=known["day"], seen_version=known["version"])
    return deciding.ask_information(**who, question=known["reason"])


@signed_in
def step(request: HttpRequest, number: int, name: str) -> HttpResponse:
    """One of the steps that need only a reason."""
    if name not in STEPS:
        return not_found(request)
    kind, act, told, heading, button = STEPS[name]
    page = page_for(request, number, kind)
    form = ReasonForm(request.POST or None)
    tried = try_to(
        form, lambda: act(acting_user=request.user, licence_id=number, **{told: form.cleaned_data["reason"]})
    )
    if tried.done:
        messages.success(request, gettext("The step was recorded."))
        return redirect("licence", number)
    return form_page(
        request, "licences/step.html", page, form, refusal=tried.refusal, heading=heading, button=button,
        final=kind in (StepKind.REVOKED, StepKind.CLOSED),
    )  # fmt: skip


@signed_in
def undo_use(request: HttpRequest, number: int, place: int) -> HttpResponse:
    """Taking back a use that never happened."""
    page = page_for(request, number, StepKind.USE_UNDONE)
    if not any(one.number == place and one.kind == StepKind.USED.value for one in page.steps):
        return not_found(request)
    form = ReasonForm(request.POST or None)
    tried = try_to(
        form,
        lambda: using.undo_use(
            acting_user=request.user, licence_id=number, step_number=place, reason=form.cleaned_data["reason"]
        ),
    )
    if tried.done:
        messages.success(request, gettext("The use was taken back; its entries were cancelled."))
        return redirect("licence", number)
    return form_page(
        request, "licences/step.html", page, form, refusal=tried.refusal, heading=gettext("Take back a use"),
        button=gettext("Take back the use"), final=True,
    )  # fmt: skip


@signed_in
def amend(request: HttpRequest, number: int) -> HttpResponse:
    """Asking for another last day, other conditions or other quantities."""
    page = page_for(request, number, StepKind.AMENDMENT_ASKED)
    initial = {"valid_until": page.line.valid_until, "conditions": page.conditions}
    form = AmendmentForm(request.POST or None, items=page.items, initial=initial)
    tried = try_to(
        form,
        lambda: deciding.ask_amendment(
            acting_user=request.user, licence_id=number, reason=form.cleaned_data["reason"],
            valid_until=form.cleaned_data["valid_until"], conditions=form.cleaned_data["conditions"],
            quantities=form.quantities(),
        ),
    )  # fmt: skip
    if tried.done:
        messages.success(request, gettext("The amendment waits for its decision, by another person."))
        return redirect("licence", number)
    return form_page(request, "licences/amend.html", page, form, refusal=tried.refusal)


@signed_in
def decide_amendment(request: HttpRequest, number: int) -> HttpResponse:
    """Deciding on an amendment."""
    page = page_for(request, number, StepKind.AMENDED, StepKind.AMENDMENT_REFUSED)
    form = AmendmentDecisionForm(request.POST or None, initial={"version": page.version})

    def act() -> int:
        known = form.cleaned_data
        who = {"acting_user": request.user, "licence_id": number, "reason": known["reason"]}
        if known["decision"] == "grant":
            return deciding.amend(**who, seen_version=known["version"])
        return deciding.refuse_amendment(**who)

    tried = try_to(form, act)
    if tried.done:
        messages.success(request, gettext("The decision was recorded."))
        return redirect("licence", number)
    return form_page(request, "licences/decide_amendment.html", page, form, refusal=tried.refusal)
