"""The stockpile's overview, depots and their reviews."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from salwa.domain.refusals import NotFound, NotPermitted, Refusal
from salwa.domain.stock import MeasureAnswer, MeasureGroup
from salwa.services.accounts.permissions import may
from salwa.services.stock.depots import change_depot, record_depot
from salwa.services.stock.permissions import MANAGE, depot_for
from salwa.services.stock.queries import DepotPage, list_depots, list_takings, open_depot
from salwa.services.stock.reviews import checklist, open_actions, record_review, report_action_done
from salwa.services.stock.values import AnswerEntry, DepotEntry, ReviewEntry
from salwa.web.frame.access import signed_in
from salwa.web.stock.forms import DepotForm, DoneForm, MeasureForm, OpenTakingForm, ReviewForm

DETAILS = ("name", "kind", "reference", "place", "latitude", "longitude", "capacity", "hazard_notes")


@signed_in
def overview(request: HttpRequest) -> HttpResponse:
    """Depots, stock-takings that are open, and actions nobody has reported as done."""
    takings = list_takings(acting_user=request.user)
    context = {
        "depots": list_depots(acting_user=request.user),
        "takings": [one for one in takings if one.state != "closed"],
        "closed": [one for one in takings if one.state == "closed"][:10],
        "actions": open_actions(acting_user=request.user),
        "may_manage": may(request.user, MANAGE),
    }
    return render(request, "stock/overview.html", context)


@signed_in
def new_depot(request: HttpRequest) -> HttpResponse:
    """Record a depot."""
    if not may(request.user, MANAGE):
        depot_for(request.user, 0, MANAGE)
    form, refusal = DepotForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        try:
            number = record_depot(acting_user=request.user, entry=DepotEntry(**_entered(form)))
        except (NotPermitted, NotFound):
            raise
        except Refusal as found:
            refusal = found
        else:
            messages.success(request, gettext("The depot was recorded."))
            return redirect("depot", number)
    return _form(request, form, refusal)


@signed_in
def depot_changed(request: HttpRequest, number: int) -> HttpResponse:
    """Change what is known of a depot."""
    depot_for(request.user, number, MANAGE)
    page = open_depot(acting_user=request.user, depot_id=number)
    form, refusal = DepotForm(request.POST or None, initial=_known(page)), None
    if request.method == "POST" and form.is_valid():
        try:
            change_depot(acting_user=request.user, depot_id=number, entry=DepotEntry(**_entered(form)))
        except (NotPermitted, NotFound):
            raise
        except Refusal as found:
            refusal = found
        else:
            messages.success(request, gettext("The depot's details were changed; the old ones stay readable."))
            return redirect("depot", number)
    return _form(request, form, refusal, page)


def _entered(form: DepotForm) -> dict[str, object]:
    return {name: form.cleaned_data[name] for name in DETAILS}


def _known(page: DepotPage) -> dict[str, object]:
    now = page.details[0] if page.details else None
    known = {name: getattr(now, name) for name in DETAILS[3:]} if now else {}
    return {"name": page.name, "kind": page.kind, "reference": page.reference, **known}


def _form(
    request: HttpRequest, form: DepotForm, refusal: Refusal | None, page: DepotPage | None = None
) -> HttpResponse:
    context = {"form": form, "refusal": refusal, "depot": page}
    return render(request, "stock/depot_form.html", context, status=422 if form.errors or refusal else 200)


@signed_in
def depot(request: HttpRequest, number: int) -> HttpResponse:
    """One depot: what it holds, its reviews and what changed, its stock-takings."""
    page = open_depot(acting_user=request.user, depot_id=number)
    closed = [one.number for one in page.takings if one.state == "closed"][:10]
    newest = page.reviews[0] if page.reviews else None
    context = {
        "depot": page,
        "now": page.details[0] if page.details else None,
        "newest": newest,
        "changed": [one for one in newest.answers if one.change] if newest else [],
        "actions": open_actions(acting_user=request.user, depot_id=number),
        "open_form": OpenTakingForm(closed=closed),
        "open_taking": next((one for one in page.takings if one.state != "closed"), None),
    }
    return render(request, "stock/depot.html", context)


@signed_in
def review(request: HttpRequest, number: int) -> HttpResponse:
    """Review a depot's security against the checklist."""
    depot_for(request.user, number, MANAGE)
    page = open_depot(acting_user=request.user, depot_id=number)
    form = ReviewForm(request.POST or None, initial={"day": timezone.localdate()})
    parts = [
        (one, MeasureForm(request.POST or None, prefix=one.code, initial={"answer": MeasureAnswer.NOT_KNOWN.value}))
        for one in checklist()
    ]
    refusal, valid = None, request.method == "POST" and form.is_valid()
    if valid and all(part.is_valid() for _, part in parts):
        answers = {
            one.code: AnswerEntry(
                MeasureAnswer(part.cleaned_data["answer"]), part.cleaned_data["remark"], part.cleaned_data["action"],
                part.cleaned_data["due"],
            )
            for one, part in parts
        }  # fmt: skip
        entry = ReviewEntry(
            number, form.cleaned_data["day"], form.cleaned_data["risk"], form.cleaned_data["note"], answers
        )
        try:
            record_review(acting_user=request.user, entry=entry)
        except (NotPermitted, NotFound):
            raise
        except Refusal as found:
            refusal = found
        else:
            messages.success(request, gettext("The review was recorded."))
            return redirect("depot", number)
    wrong = bool(refusal or form.errors or any(part.errors for _, part in parts))
    before = {one.measure.code: one for one in page.reviews[0].answers} if page.reviews else {}
    groups = [
        (group, [(one, part, before.get(one.code)) for one, part in parts if one.group is group])
        for group in MeasureGroup
    ]
    context = {"depot": page, "form": form, "groups": groups, "refusal": refusal, "wrong": wrong}
    return render(request, "stock/review.html", context, status=422 if wrong else 200)


@require_POST
@signed_in
def action_done(request: HttpRequest, number: int) -> HttpResponse:
    """Report an action of a review as done."""
    form = DoneForm(request.POST)
    form.is_valid()
    report_action_done(acting_user=request.user, answer_id=number, note=form.cleaned_data.get("note", ""))
    messages.success(request, gettext("The action was reported as done."))
    back = request.POST.get("depot", "")
    return redirect("depot", int(back)) if back.isascii() and back.isdigit() and len(back) < 16 else redirect("stock")
