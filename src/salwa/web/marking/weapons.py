"""One weapon's marks: the whole check, grounds, measuring a mark."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from salwa.domain.marking import Ground
from salwa.domain.refusals import NotFound, NotPermitted, Refusal
from salwa.services.marking.checking import check_weapon, marks_to_measure
from salwa.services.marking.grounds import end_ground, record_ground
from salwa.services.marking.permissions import may_plan, may_work
from salwa.services.marking.quality import measure_mark
from salwa.web.frame.access import signed_in
from salwa.web.frame.words import said
from salwa.web.marking.forms import GroundForm, MeasuredForm


@signed_in
def weapon(request: HttpRequest, number: int) -> HttpResponse:
    """Every rule with its answer."""
    return _page(request, number)


@signed_in
def add_ground(request: HttpRequest, number: int) -> HttpResponse:
    """Record a ground; GET leads back to the page with the form."""
    if request.method != "POST":
        return redirect("marking_weapon", number)
    form = GroundForm(request.POST)
    if not form.is_valid():
        return _page(request, number, ground=form)
    known = form.cleaned_data
    try:
        record_ground(
            acting_user=request.user,
            weapon_id=number,
            ground=Ground(known["ground"]),
            document=known["document"],
            until=known["until"],
        )
    except (NotPermitted, NotFound):
        raise
    except Refusal as refusal:
        return _page(request, number, ground=form, refusal=refusal)
    messages.success(request, gettext("The ground was recorded."))
    return redirect("marking_weapon", number)


@require_POST
@signed_in
def finish_ground(request: HttpRequest, number: int, ground: int) -> HttpResponse:
    """End a ground."""
    end_ground(acting_user=request.user, weapon_id=number, ground_id=ground)
    messages.success(request, gettext("The ground was ended; it stays on record."))
    return redirect("marking_weapon", number)


@signed_in
def measure(request: HttpRequest, number: int) -> HttpResponse:
    """Record what was measured; GET leads back to the page with the form."""
    if request.method != "POST":
        return redirect("marking_weapon", number)
    form = MeasuredForm(request.POST, marks=_marks(request, number), prefix="measure")
    if not form.is_valid():
        return _page(request, number, measured=form)
    known = form.cleaned_data
    try:
        measure_mark(
            acting_user=request.user,
            weapon_id=number,
            mark_id=int(known["mark"]),
            depth_mm=None if known["depth"] is None else float(known["depth"]),
            height_mm=None if known["height"] is None else float(known["height"]),
        )
    except (NotPermitted, NotFound):
        raise
    except Refusal as refusal:
        return _page(request, number, measured=form, refusal=refusal)
    messages.success(request, gettext("The measurement was recorded."))
    return redirect("marking_weapon", number)


def _marks(request: HttpRequest, number: int) -> list[tuple[str, str]]:
    found = marks_to_measure(acting_user=request.user, weapon_id=number)
    return [(str(mark), f"{said('component', component)}: {text}") for mark, component, text in found]


def _page(
    request: HttpRequest,
    number: int,
    *,
    ground: GroundForm | None = None,
    measured: MeasuredForm | None = None,
    refusal: Refusal | None = None,
) -> HttpResponse:
    wrong = bool(refusal or ground or measured)
    context = {
        "check": check_weapon(acting_user=request.user, weapon_id=number),
        "ground_form": ground or GroundForm(),
        "measured_form": measured or MeasuredForm(marks=_marks(request, number), prefix="measure"),
        "refusal": refusal,
        "wrong_form": ground or measured,
        "may_plan": may_plan(request.user),
        "may_work": may_work(request.user),
    }
    return render(request, "marking/weapon.html", context, status=422 if wrong else 200)
