"""The bench: a team's list, one weapon at a time on a phone, the lists of what is left, reading a mark again."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from salwa.domain.marking.vocabulary import Method, SkipReason, WorkState
from salwa.domain.refusals import NotFound, NotPermitted, Refusal
from salwa.domain.weapons import Component
from salwa.services.marking import quality
from salwa.services.marking import work as actions
from salwa.services.marking.progress import view_campaign
from salwa.services.marking.striking import Struck, record_mark
from salwa.web.frame.access import signed_in
from salwa.web.marking.forms import ReadForm, SkipForm, StruckForm
from salwa.web.marking.lists import number_of
from salwa.web.weapons.silhouettes import silhouette

LISTED = (WorkState.SKIPPED, WorkState.REWORK, WorkState.WAITING, WorkState.ALLOTTED, WorkState.DONE, WorkState.LEFT)
PER_PAGE = 50


@signed_in
def team(request: HttpRequest, number: int, team: int) -> HttpResponse:
    """What a team has on its bench, and the button for the next weapon."""
    view = view_campaign(acting_user=request.user, campaign_id=number)
    found = next((one for one in view.teams if one.number == team and not one.ended), None)
    if found is None:
        raise Http404
    lines = actions.team_list(acting_user=request.user, campaign_id=number, team_id=team)
    today = next((one for one in view.days if one.day == timezone.localdate()), None)
    done_today = dict(today.teams).get(found.name, 0) if today else 0
    context = {"view": view, "team": found, "lines": lines, "done_today": done_today}
    return render(request, "marking/team.html", context)


@require_POST
@signed_in
def take(request: HttpRequest, number: int, team: int) -> HttpResponse:
    """Take the next weapon and open it, or several for a printed list."""
    count = number_of(request.POST.get("count", "1"))
    taken = actions.take_weapons(acting_user=request.user, campaign_id=number, team_id=team, count=count)
    if not taken:
        messages.success(request, gettext("No weapon of this store is waiting any more."))
    if len(taken) == 1 and count == 1:
        return redirect("marking_work", taken[0])
    return redirect("marking_team", number, team)


@signed_in
def work(request: HttpRequest, number: int) -> HttpResponse:
    """One weapon: what to look at, what to strike where; POST records what was struck."""
    view = actions.open_work(acting_user=request.user, work_id=number)
    if request.method != "POST":
        return _bench(request, view)
    rework = view.line.state is WorkState.REWORK
    form = StruckForm(request.POST, request.FILES, methods=view.methods, rework=rework)
    if not form.is_valid():
        return _bench(request, view, form=form)
    known = form.cleaned_data
    try:
        done = record_mark(
            acting_user=request.user, work_id=number, struck=_struck(known), picture=known["picture"] or None
        )
    except (NotPermitted, NotFound):
        raise
    except Refusal as refusal:
        return _bench(request, view, form=form, refusal=refusal)
    if done.state is WorkState.REWORK:
        messages.warning(request, gettext("The mark was recorded as it is, and put on the list to be marked again."))
        return redirect("marking_work", number)
    messages.success(request, gettext("The mark was recorded. The weapon can be found by it from now on."))
    return redirect("marking_team", view.campaign, view.team) if view.team else redirect("marking_work", number)


@signed_in
def skip(request: HttpRequest, number: int) -> HttpResponse:
    """Say why a weapon cannot be marked now."""
    view = actions.open_work(acting_user=request.user, work_id=number)
    if request.method != "POST":
        return redirect("marking_work", number)
    form = SkipForm(request.POST, prefix="skip")
    if not form.is_valid():
        return _bench(request, view, skip_form=form)
    try:
        actions.skip_weapon(
            acting_user=request.user, work_id=number, reason=SkipReason(form.cleaned_data["reason"]),
            note=form.cleaned_data["note"],
        )  # fmt: skip
    except (NotPermitted, NotFound):
        raise
    except Refusal as refusal:
        return _bench(request, view, skip_form=form, refusal=refusal)
    messages.success(request, gettext("The weapon was put on the catch-up list."))
    if view.team:
        return redirect("marking_team", view.campaign, view.team)
    return redirect("marking_campaign", view.campaign)


@require_POST
@signed_in
def back(request: HttpRequest, number: int) -> HttpResponse:
    """Put a skipped weapon back on the list."""
    view = actions.open_work(acting_user=request.user, work_id=number)
    actions.put_back(acting_user=request.user, work_id=number)
    messages.success(request, gettext("The weapon waits for a team again."))
    return redirect("marking_list", view.campaign, WorkState.SKIPPED.value)


@require_POST
@signed_in
def new_number(request: HttpRequest, number: int) -> HttpResponse:
    """Say that the number cannot be struck and take the next one."""
    actions.spoil_number(acting_user=request.user, work_id=number, reason=request.POST.get("reason", "")[:200])
    messages.success(request, gettext("The old number is never used again. Strike the new one."))
    return redirect("marking_work", number)


@require_POST
@signed_in
def accept(request: HttpRequest, number: int) -> HttpResponse:
    """Leave a mark as it is."""
    view = actions.open_work(acting_user=request.user, work_id=number)
    try:
        quality.accept_mark(acting_user=request.user, work_id=number, note=request.POST.get("note", ""))
    except (NotPermitted, NotFound):
        raise
    except Refusal as refusal:
        return _bench(request, view, refusal=refusal)
    messages.success(request, gettext("The mark stays as it is, with your note."))
    return redirect("marking_list", view.campaign, WorkState.REWORK.value)


@signed_in
def work_list(request: HttpRequest, number: int, state: str) -> HttpResponse:
    """Weapons of a campaign in one state."""
    if state not in set(LISTED):
        raise Http404
    view = view_campaign(acting_user=request.user, campaign_id=number)
    after = number_of(request.GET.get("after", "0"))
    lines = actions.work_in_state(
        acting_user=request.user, campaign_id=number, state=WorkState(state), after=after, count=PER_PAGE + 1
    )
    context = {
        "view": view,
        "state": state,
        "states": [(one.value, view.line.counts.get(one, 0)) for one in LISTED],
        "lines": lines[:PER_PAGE],
        "more": lines[PER_PAGE - 1].number if len(lines) > PER_PAGE else None,
        "after": after,
    }
    return render(request, "marking/list.html", context)


@signed_in
def sample(request: HttpRequest, number: int) -> HttpResponse:
    """Marks that this person is to read again."""
    view = view_campaign(acting_user=request.user, campaign_id=number)
    lines = quality.sample_to_read(acting_user=request.user, campaign_id=number)
    return render(request, "marking/sample.html", {"view": view, "lines": lines})


@signed_in
def read(request: HttpRequest, number: int) -> HttpResponse:
    """A second person reads a mark, without being told what it should say."""
    view = actions.open_work(acting_user=request.user, work_id=number)
    form, refusal = ReadForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        known = form.cleaned_data
        try:
            told = quality.read_again(
                acting_user=request.user, work_id=number, uid=str(known["uid"]), readable=known["readable"] == "yes",
                read_as=known["read_as"],
            )  # fmt: skip
        except (NotPermitted, NotFound):
            raise
        except Refusal as found:
            refusal = found
        else:
            if told.reason is None:
                messages.success(request, gettext("Your reading agrees with the record."))
            else:
                messages.warning(request, gettext("The weapon was put on the list to be marked again."))
            return redirect("marking_sample", view.campaign)
    status = 422 if form.errors or refusal else 200
    return render(request, "marking/read.html", {"view": view, "form": form, "refusal": refusal}, status=status)


def _struck(known: dict[str, Any]) -> Struck:
    return Struck(
        uid=str(known["uid"]),
        text=known["text"],
        component=Component(known["component"]),
        method=Method(known["method"]),
        day=known["day"],
        depth_mm=None if known["depth"] is None else float(known["depth"]),
        height_mm=None if known["height"] is None else float(known["height"]),
        note=known["note"],
        corrects=bool(known.get("corrects")),
    )


def _bench(
    request: HttpRequest,
    view: actions.WorkView,
    *,
    form: StruckForm | None = None,
    skip_form: SkipForm | None = None,
    refusal: Refusal | None = None,
) -> HttpResponse:
    rework = view.line.state is WorkState.REWORK
    initial = {
        "uid": uuid.uuid4(),
        "text": view.text,
        "component": view.component or Component.FRAME.value,
        "method": view.method.value,
        "day": timezone.localdate().isoformat(),
    }
    context = {
        "view": view,
        "state": view.line.state.value,
        "rework": rework,
        "to_do": view.line.state in (WorkState.ALLOTTED, WorkState.REWORK) and view.may_work,
        "silhouette": silhouette(view.shape, {view.component}),
        "well": all(one.well for one in view.prechecks),
        "form": form or StruckForm(initial=initial, methods=view.methods, rework=rework),
        "skip_form": skip_form or SkipForm(prefix="skip"),
        "wrong_form": form if form is not None and form.errors else skip_form,
        "refusal": refusal,
    }
    wrong = refusal is not None or (form is not None and form.errors) or skip_form is not None
    return render(request, "marking/work.html", context, status=422 if wrong else 200)
