"""The register of authorisations, the register of refused deals, beginning an application, the page of one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext

from salwa.services.licences import applying, queries
from salwa.services.licences.listing import serials_listed
from salwa.services.licences.permissions import check_may_prepare_licence, may_prepare_licence
from salwa.services.licences.refused import search_refusals
from salwa.services.licences.values import ApplicationEntry
from salwa.web.frame.access import signed_in
from salwa.web.frame.acting import try_to
from salwa.web.holders.choosing import initially
from salwa.web.licences.forms import ApplicantForm, RefusalsForm, RegisterForm
from salwa.web.licences.shown import history_of, rewritten, tasks_of

NOTHING = {"q": "", "kind": "", "state": "", "country": ""}


@signed_in
def licences(request: HttpRequest) -> HttpResponse:
    """Authorisations with their filters, one page at a time."""
    form = RegisterForm(request.GET)
    known = form.cleaned_data if form.is_valid() else NOTHING
    page = queries.list_licences(
        acting_user=request.user, text=known["q"], kind=known["kind"], state=known["state"],
        country=known["country"], before=_number(request, "before"),
    )  # fmt: skip
    further = request.GET.copy()
    further["before"] = str(page.following or "")
    context = {
        "form": form,
        "page": page,
        "further": further.urlencode(),
        "asked": any(known.values()),
        "may_prepare": may_prepare_licence(request.user),
        "waiting": queries.waiting_for(request.user),
    }
    return render(request, "licences/licences.html", context)


@signed_in
def refused_deals(request: HttpRequest) -> HttpResponse:
    """Refused deals, searchable by party, contract and destination."""
    form = RefusalsForm(request.GET)
    known = form.cleaned_data if form.is_valid() else {"q": "", "country": ""}
    found, following = search_refusals(
        acting_user=request.user, text=known["q"], country=known["country"], before=_number(request, "before")
    )
    further = request.GET.copy()
    further["before"] = str(following or "")
    context = {"form": form, "deals": found, "following": following, "further": further.urlencode(),
               "asked": any(known.values())}  # fmt: skip
    return render(request, "licences/refused.html", context)


@signed_in
def apply(request: HttpRequest) -> HttpResponse:
    """Who applies for what; POST records the application and leads to its task list."""
    check_may_prepare_licence(request.user)
    applicant = _number(request, "applicant")
    initial = {"applied_on": timezone.localdate(), "applicant": initially(applicant)}
    form = ApplicantForm(request.POST or None, user=request.user, initial=initial)
    tried = try_to(form, lambda: applying.record_application(acting_user=request.user, entry=_entry(form)))
    if tried.done:
        messages.success(request, gettext("The application was recorded. Fill in its parts in any order."))
        return redirect("licence", tried.value)
    context = {"form": form, "refusal": tried.refusal}
    return render(request, "licences/apply.html", context, status=422 if form.errors or tried.refusal else 200)


@signed_in
def licence(request: HttpRequest, number: int) -> HttpResponse:
    """One authorisation: its parts, what is missing, what speaks against it, what may be done, its history."""
    page = queries.open_licence(acting_user=request.user, licence_id=number)
    told, changes = history_of(page)
    context = {
        "licence": page,
        "tasks": tasks_of(page),
        "told": told,
        "changes": [(step, rewritten(step)) for step in changes],
        "open": page.line.state in {"applied", "information_asked", "assessed"},
        "used": sum(one.used for one in page.items),
        "allowed": sum(one.quantity for one in page.items),
    }
    return render(request, "licences/licence.html", context)


@signed_in
def printed(request: HttpRequest, number: int) -> HttpResponse:
    """The authorisation as it is printed."""
    page = queries.open_licence(acting_user=request.user, licence_id=number)
    context = {
        "licence": page,
        "today": timezone.localdate(),
        "weapons": serials_listed(acting_user=request.user, licence_id=number),
        "listed": sum(one.listed for one in page.items),
    }
    return render(request, "licences/printed.html", context)


def _entry(form: ApplicantForm) -> ApplicationEntry:
    known = form.cleaned_data
    return ApplicationEntry(
        kind=known["kind"], applicant=known["applicant"], applied_on=known["applied_on"], number=known["number"],
        uid=str(known["uid"]),
    )  # fmt: skip


def _number(request: HttpRequest, name: str) -> int | None:
    text = request.GET.get(name, "")
    return int(text[:18]) if text.isascii() and text.isdecimal() else None
