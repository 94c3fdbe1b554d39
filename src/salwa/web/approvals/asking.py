"""Asking for what has no page of its own: a new key for sealed data, the removal of personal data that are due."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from salwa.domain.approvals import ApprovalKind
from salwa.services.approvals.proposals import propose, view_proposal
from salwa.web.approvals.forms import AskForm
from salwa.web.frame.access import signed_in
from salwa.web.frame.acting import try_to

# Kind -> name of the page on which it is asked for.
ASKED_AT = {ApprovalKind.KEY_CHANGE.value: "ask_key_change", ApprovalKind.RETENTION_PURGE.value: "ask_purge"}


@signed_in
def ask(request: HttpRequest, kind: str) -> HttpResponse:
    """What would happen, and a form with the reason; sent, it becomes a request that another person decides on."""
    wanted, form, refusal, status = ApprovalKind(kind), AskForm(request.POST or None), None, 200
    proposal = view_proposal(acting_user=request.user, kind=wanted)
    if request.method == "POST":
        tried = try_to(form, lambda: propose(acting_user=request.user, kind=wanted, reason=form.cleaned_data["reason"]))
        if tried.done:
            done = gettext("Your request was made. Nothing changes before another person approves it.")
            messages.success(request, done)
            return redirect("approval", tried.value)
        refusal, status = tried.refusal, 409 if tried.refusal else 422
    context = {"proposal": proposal, "form": form, "refusal": refusal}
    return render(request, "approvals/ask.html", context, status=status)
