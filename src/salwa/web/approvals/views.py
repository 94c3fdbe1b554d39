"""What waits for a second person, one request, and the decision on it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from salwa.domain.approvals import ApprovalKind
from salwa.domain.refusals import NotPermitted, Refusal
from salwa.services.accounts.permissions import may
from salwa.services.approvals import actions
from salwa.services.approvals.proposals import proposable
from salwa.services.approvals.queries import ApprovalView, open_approvals, view_approval
from salwa.web.approvals.asking import ASKED_AT
from salwa.web.approvals.forms import DecisionForm
from salwa.web.frame.access import signed_in
from salwa.web.frame.errors import not_found

TONES = {"open": "warn", "approved": "good", "refused": "bad", "withdrawn": "plain", "expired": "plain"}
# Kind -> page that shows what the request is about, and the right that this page needs.
PAGES = {
    ApprovalKind.ROLE_GRANT.value: ("person", "accounts.manage"),
    ApprovalKind.IMPORT_WITHDRAWAL.value: ("import", "weapons.import"),
}


@signed_in
def approvals(request: HttpRequest) -> HttpResponse:
    """Open requests that wait for me, that I made, that wait for others, and the last decided ones."""
    lists = open_approvals(acting_user=request.user)
    decided = [(line, TONES[line.state]) for line in lists.decided]
    may_ask = [(kind, reverse(ASKED_AT[kind])) for kind in proposable(request.user)]
    return render(request, "approvals/approvals.html", {"lists": lists, "decided": decided, "may_ask": may_ask})


@signed_in
def approval(request: HttpRequest, number: int) -> HttpResponse:
    """One request."""
    return _page(request, number)


@require_POST
@signed_in
def decide(request: HttpRequest, number: int) -> HttpResponse:
    """Approve or refuse; what was approved has happened when the page comes back."""
    form = DecisionForm(request.POST)
    approves = request.POST.get("decision") == "approve"
    if not approves and request.POST.get("decision") != "refuse":
        return not_found(request)
    if not form.is_valid():
        return _page(request, number, form=form, status=422)
    how = {"acting_user": request.user, "approval_id": number, "reason": form.cleaned_data["reason"]}
    try:
        if approves:
            actions.approve(seen=form.cleaned_data["seen"], **how)
        else:
            actions.refuse(**how)
    except Refusal as refusal:
        return _said_no(request, number, refusal, form)
    done = gettext("You approved the request. What was asked for has been done.")
    messages.success(request, done if approves else gettext("You refused the request. Nothing was changed."))
    return redirect("approval", number)


@require_POST
@signed_in
def withdraw(request: HttpRequest, number: int) -> HttpResponse:
    """Take one's own request back."""
    try:
        actions.withdraw_request(acting_user=request.user, approval_id=number)
    except Refusal as refusal:
        return _said_no(request, number, refusal, None)
    messages.success(request, gettext("You withdrew your request. Nothing was changed."))
    return redirect("approval", number)


def _said_no(request: HttpRequest, number: int, refusal: Refusal, form: DecisionForm | None) -> HttpResponse:
    """The page of the request as it stands now, with the refusal on top; who may not see the page is refused by it."""
    return _page(request, number, form=form, refusal=refusal, status=403 if isinstance(refusal, NotPermitted) else 409)


def _page(
    request: HttpRequest,
    number: int,
    *,
    form: DecisionForm | None = None,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    view = view_approval(acting_user=request.user, approval_id=number)
    context = {
        "view": view,
        "tone": TONES[view.line.state],
        "form": form or DecisionForm(initial={"seen": view.fingerprint}),
        "refusal": refusal,
        "about": _about(request, view),
    }
    return render(request, "approvals/approval.html", context, status=status)


def _about(request: HttpRequest, view: ApprovalView) -> str:
    """Address of the page of what the request is about, empty where there is none or this person may not open it."""
    name, right = PAGES.get(view.line.kind, ("", ""))
    if not name or not may(request.user, right):
        return ""
    try:
        return reverse(name, args=[int(view.object_id.split(":")[0])])
    except (NoReverseMatch, ValueError):
        return ""
