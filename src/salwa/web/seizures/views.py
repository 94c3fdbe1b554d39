"""Pages of seizures: the list, one incident with its checks, and what officers decide about its weapons."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from salwa.domain.refusals import NotFound, NotPermitted, Refusal
from salwa.services.seizures.identifying import confirm_registered
from salwa.services.seizures.permissions import check_may_record_seizures, may_record_seizures
from salwa.services.seizures.pictures import add_seized_picture, seized_picture_file
from salwa.services.seizures.queries import (
    CandidateShown,
    ClassificationShown,
    IncidentFilters,
    SeizedShown,
    list_incidents,
    open_incident,
    seized_page,
)
from salwa.services.seizures.questions import ask_experts
from salwa.services.seizures.recording import check_again, reclassify
from salwa.services.tracing.cases import open_case
from salwa.web.frame.access import signed_in
from salwa.web.frame.acting import try_to
from salwa.web.frame.numbers import whole_number
from salwa.web.frame.words import said
from salwa.web.seizures.forms import WHY, IdentifyForm, ListForm, QuestionForm, ReclassifyForm
from salwa.web.templatetags.salwa import spoken
from salwa.web.weapons.forms import PictureForm


@signed_in
def seizures(request: HttpRequest) -> HttpResponse:
    """A page of the list, the last recorded first."""
    form = ListForm(request.GET)
    filters = IncidentFilters(**form.cleaned_data) if form.is_valid() else IncidentFilters()
    before = _before(request)
    page = list_incidents(acting_user=request.user, filters=filters, before=before)
    kept = {name: request.GET[name] for name in form.fields if request.GET.get(name)}
    context = {
        "form": form, "page": page, "may_record": may_record_seizures(request.user), "begun": before is not None,
        "further": urlencode({**kept, "before": page.next_before}) if page.next_before else "",
        "first": urlencode(kept),
    }  # fmt: skip
    return render(request, "seizures/list.html", context, status=422 if form.errors else 200)


def _before(request: HttpRequest) -> int | None:
    text = request.GET.get("before", "")
    number = whole_number(text)
    if text and number is None:
        raise Http404
    return number


@signed_in
def seizure(request: HttpRequest, number: int) -> HttpResponse:
    """One incident: what it is counted as, its weapons, and what the checks found."""
    page = open_incident(acting_user=request.user, incident=number)
    return render(request, "seizures/incident.html", {"page": page, "question_form": QuestionForm()})


@signed_in
def classify(request: HttpRequest, number: int) -> HttpResponse:
    """Count an incident as something else from now on."""
    check_may_record_seizures(request.user)
    page = open_incident(acting_user=request.user, incident=number)
    form = ReclassifyForm(request.POST or None, initial=_start(page.counted_as))
    tried = try_to(
        form,
        lambda: reclassify(
            acting_user=request.user, incident=number, entry=form.classification(), reason=form.cleaned_data["reason"]
        ),
    )
    if tried.done:
        messages.success(request, gettext("The seizure was classified anew; the earlier classification stays."))
        return redirect("seizure", number)
    context = {"form": form, "page": page, "refusal": tried.refusal}
    return render(request, "seizures/classify.html", context, status=422 if form.errors or tried.refusal else 200)


def _start(now: ClassificationShown) -> dict[str, Any]:
    limbs = dict(now.limbs)
    return {
        "circumstance": now.circumstance, "ground": now.ground, "place_kind": now.place_kind,
        "offences": list(now.offences), "limbs": list(limbs),
        **{name: limbs.get(limb.value, "") for limb, name in WHY.items()},
    }  # fmt: skip


@signed_in
def identify(request: HttpRequest, number: int) -> HttpResponse:
    """Say that a seized weapon is a record of the register, or none of them (without a number)."""
    check_may_record_seizures(request.user)
    incident, weapon = seized_page(acting_user=request.user, seized=number)
    text = request.POST.get("weapon", "") or request.GET.get("weapon", "")
    record = whole_number(text)
    if text and record is None:
        raise Http404
    form = IdentifyForm(request.POST or None)
    tried = try_to(
        form,
        lambda: confirm_registered(
            acting_user=request.user, seized=number, weapon=record, reason=form.cleaned_data["reason"]
        ),
    )
    if tried.done:
        messages.success(request, _said_of(record))
        return redirect("seizure", incident)
    context = {
        "form": form, "weapon": weapon, "incident": incident, "record": record, "refusal": tried.refusal,
        "candidate": _candidate(weapon, record),
    }  # fmt: skip
    return render(request, "seizures/identify.html", context, status=422 if form.errors or tried.refusal else 200)


def _candidate(weapon: SeizedShown, record: int | None) -> CandidateShown | None:
    found = weapon.check.candidates if weapon.check else ()
    return next((one for one in found if one.weapon == record), None)


def _said_of(record: int | None) -> str:
    if record is None:
        return gettext("It is kept that the weapon is none of these records.")
    return gettext("The seizure now stands in the life of weapon %(number)s.") % {"number": record}


@signed_in
def pictures(request: HttpRequest, number: int) -> HttpResponse:
    """Add a picture of a seized weapon or of one of its marks."""
    check_may_record_seizures(request.user)
    incident, weapon = seized_page(acting_user=request.user, seized=number)
    marks = [
        (str(one.number), f"{said('content', one.content)}: {one.text or said('state', one.state)}")
        for one in weapon.marks
    ]
    form = PictureForm(request.POST or None, request.FILES or None, marks=marks)
    tried = try_to(form, lambda: _add(request, number, form.cleaned_data))
    if tried.done:
        messages.success(request, gettext("The picture was added."))
        return redirect("seizure", incident)
    context = {"form": form, "weapon": weapon, "incident": incident, "refusal": tried.refusal}
    return render(request, "seizures/pictures.html", context, status=422 if form.errors or tried.refusal else 200)


def _add(request: HttpRequest, number: int, known: dict[str, Any]) -> int:
    return add_seized_picture(
        acting_user=request.user, seized=number, stream=known["picture"], caption=known["caption"],
        mark=int(known["mark"]) if known["mark"] else None,
    )  # fmt: skip


@signed_in
def picture(request: HttpRequest, number: int, small: bool = False) -> HttpResponse | FileResponse:
    """One picture; a browser may keep it for this person for an hour."""
    path = seized_picture_file(acting_user=request.user, picture=number, small=small)
    if not path.is_file():
        raise Http404
    response = FileResponse(path.open("rb"), content_type="image/jpeg")
    response["Cache-Control"] = "private, max-age=3600"
    return response


@require_POST
@signed_in
def ask(request: HttpRequest, number: int) -> HttpResponse:
    """Put the weapon before the experts."""
    check_may_record_seizures(request.user)
    question = request.POST.get("question", "")[:2_000]
    return _act(
        request, number, lambda: ask_experts(acting_user=request.user, seized=number, question=question),
        gettext("The experts were asked. Their answer will stand here."),
    )  # fmt: skip


@require_POST
@signed_in
def check(request: HttpRequest, number: int) -> HttpResponse:
    """Run the checks that could not be run before."""
    check_may_record_seizures(request.user)
    return _act(
        request, number, lambda: check_again(acting_user=request.user, seized=number), gettext("The checks were run.")
    )


@require_POST
@signed_in
def trace(request: HttpRequest, number: int) -> HttpResponse:
    """Open the tracing case of the weapon."""
    return redirect("case", open_case(acting_user=request.user, seized=number))


def _act(request: HttpRequest, number: int, act: Callable[[], Any], done: str) -> HttpResponse:
    try:
        act()
    except (NotPermitted, NotFound):
        raise
    except Refusal as refusal:
        remedy = f" {spoken(refusal.remedy)}" if refusal.remedy else ""
        messages.error(request, f"{spoken(refusal.sentence)}{remedy}")
    else:
        messages.success(request, done)
    incident, _ = seized_page(acting_user=request.user, seized=number)
    return redirect("seizure", incident)
