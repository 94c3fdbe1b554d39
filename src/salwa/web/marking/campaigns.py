"""Planning a campaign, its page with progress and forecast, and everything a planner changes there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from salwa.domain.marking.vocabulary import Method, SupplyKind
from salwa.domain.refusals import NotFound, NotPermitted, Refusal
from salwa.domain.weapons import Occasion
from salwa.services.analysis.downloads import FORMATS
from salwa.services.analysis.pictures import PALETTES, WIDTHS
from salwa.services.languages import spoken
from salwa.services.marking import campaigns as actions
from salwa.services.marking.numbers import blocks_of, reserve_numbers
from salwa.services.marking.permissions import check_may_plan
from salwa.services.marking.pictures import download_progress, finding, progress_picture
from salwa.services.marking.profile import show_profile
from salwa.services.marking.progress import CampaignView, view_campaign
from salwa.web.frame.access import signed_in
from salwa.web.frame.words import said
from salwa.web.marking.forms import CountForm, PlanForm, SupplyForm, TeamForm
from salwa.web.marking.lists import number_of

STATE_TONES = {"planned": "plain", "running": "good", "closed": "plain"}
USUAL_BLOCK = 100


@signed_in
def plan(request: HttpRequest) -> HttpResponse:
    """The form; POST plans and leads to the campaign's page."""
    check_may_plan(request.user)
    form = PlanForm(
        request.POST or None,
        stores=[(str(one.number), one.name) for one in actions.stores(acting_user=request.user)],
        methods=show_profile(acting_user=request.user).profile.methods,
        initial={"starts_on": timezone.localdate().isoformat()},
    )
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            number = actions.plan_campaign(acting_user=request.user, plan=_planned(form.cleaned_data))
            return redirect("marking_campaign", number)
        except NotPermitted:
            raise
        except Refusal as found:
            refusal = found
    status = 422 if form.errors or refusal else 200
    return render(request, "marking/plan.html", {"form": form, "refusal": refusal}, status=status)


@signed_in
def campaign(request: HttpRequest, number: int) -> HttpResponse:
    """How a campaign stands, and for planners everything they can change."""
    return _page(request, number)


@signed_in
def new_team(request: HttpRequest, number: int) -> HttpResponse:
    """Add a team; GET leads back."""
    return _changed(request, number, "team", lambda known: actions.add_team(
        acting_user=request.user,
        campaign_id=number,
        team=actions.TeamPlan(
            known["name"], known["people"], known["machines"], known["yield_per_day"],
            int(known["depot"]) if known["depot"] else None,
        ),
    ))  # fmt: skip


@signed_in
def new_supply(request: HttpRequest, number: int) -> HttpResponse:
    """Add a supply; GET leads back."""
    return _changed(request, number, "supply", lambda known: actions.add_supply(
        acting_user=request.user,
        campaign_id=number,
        supply=actions.SupplyPlan(
            SupplyKind(known["kind"]), known["name"], known["measure"], known["per_weapon"] or 0,
            known["per_team_day"] or 0, known["in_stock"],
        ),
    ))  # fmt: skip


@require_POST
@signed_in
def count(request: HttpRequest, number: int, supply: int) -> HttpResponse:
    """Record how much of a supply is there."""
    form = CountForm(request.POST)
    if not form.is_valid():
        messages.error(request, gettext("Write how much is there as a number."))
        return redirect("marking_campaign", number)
    actions.count_supply(
        acting_user=request.user, campaign_id=number, supply_id=supply, amount=form.cleaned_data["amount"],
        day=timezone.localdate(),
    )  # fmt: skip
    messages.success(request, gettext("The count was recorded."))
    return redirect("marking_campaign", number)


@require_POST
@signed_in
def move_team(request: HttpRequest, number: int, team: int) -> HttpResponse:
    """Send a team to a store."""
    depot = number_of(request.POST["depot"]) if request.POST.get("depot") else None
    actions.place_team(acting_user=request.user, campaign_id=number, team_id=team, depot_id=depot)
    return redirect("marking_campaign", number)


@require_POST
@signed_in
def finish_team(request: HttpRequest, number: int, team: int) -> HttpResponse:
    """End a team."""
    actions.end_team(acting_user=request.user, campaign_id=number, team_id=team)
    messages.success(request, gettext("The team was ended. Weapons it had taken wait for another team."))
    return redirect("marking_campaign", number)


@require_POST
@signed_in
def reserve(request: HttpRequest, number: int, team: int) -> HttpResponse:
    """Reserve a block of numbers for a team."""
    wanted = number_of(request.POST.get("count", "") or "x")
    block = reserve_numbers(
        acting_user=request.user, campaign_id=number, team_id=team, count=wanted, uid=request.POST.get("uid", "")[:36]
    )
    told = gettext("Numbers %(first)s to %(last)s are reserved for this team.")
    messages.success(request, told % {"first": f"\u2066{block.first}\u2069", "last": f"\u2066{block.last}\u2069"})
    return redirect("marking_campaign", number)


@require_POST
@signed_in
def start(request: HttpRequest, number: int) -> HttpResponse:
    """Start a campaign."""
    try:
        actions.start_campaign(acting_user=request.user, campaign_id=number)
    except (NotPermitted, NotFound):
        raise
    except Refusal as refusal:
        return _page(request, number, refusal=refusal)
    messages.success(request, gettext("The campaign runs. Teams can take weapons from now on."))
    return redirect("marking_campaign", number)


@require_POST
@signed_in
def refresh(request: HttpRequest, number: int) -> HttpResponse:
    """Bring the list of weapons up to date."""
    actions.refresh_list(acting_user=request.user, campaign_id=number)
    messages.success(request, gettext("The list of weapons is being brought up to date."))
    return redirect("marking_campaign", number)


@require_POST
@signed_in
def close(request: HttpRequest, number: int) -> HttpResponse:
    """Close a campaign."""
    if request.POST.get("sure") != "yes":
        messages.error(request, gettext("Tick that the campaign is over, then close it."))
        return redirect("marking_campaign", number)
    actions.close_campaign(acting_user=request.user, campaign_id=number)
    messages.success(request, gettext("The campaign is closed. What was not done is free for another one."))
    return redirect("marking_campaign", number)


@signed_in
def picture(request: HttpRequest, number: int) -> HttpResponse:
    """The picture of the progress as it stands in the page."""
    scheme, width = request.GET.get("scheme", "light"), request.GET.get("width", "wide")
    if scheme not in PALETTES or width not in WIDTHS:
        raise Http404
    svg = progress_picture(acting_user=request.user, campaign_id=number, scheme=scheme, width=width)
    return HttpResponse(svg, content_type=FORMATS["svg"], headers={"Cache-Control": "private, max-age=60"})


@signed_in
def download(request: HttpRequest, number: int, suffix: str) -> HttpResponse:
    """The progress as a file."""
    if suffix not in ("csv", "svg"):
        raise Http404
    file = download_progress(acting_user=request.user, campaign_id=number, suffix=suffix)
    headers = {"Content-Disposition": f'attachment; filename="{file.name}"'}
    return HttpResponse(file.content, content_type=file.media_type, headers=headers)


def _planned(known: dict[str, Any]) -> actions.CampaignPlan:
    return actions.CampaignPlan(
        name=known["name"],
        occasion=Occasion(known["occasion"]),
        method=Method(known["method"]),
        stores=tuple(int(number) for number in known["stores"]),
        starts_on=known["starts_on"],
        weekdays=tuple(known["weekdays"]),
        days_off=known["days_off"],
        numbering=known["numbering"],
        only_lacking=known["only_lacking"] == "yes",
        sample_percent=known["sample_percent"],
        note=known["note"],
    )


def _changed(request: HttpRequest, number: int, which: str, act: Callable[[dict[str, Any]], object]) -> HttpResponse:
    if request.method != "POST":
        return redirect("marking_campaign", number)
    view = view_campaign(acting_user=request.user, campaign_id=number)
    check_may_plan(request.user)
    form = _forms(view, request.POST, which)[which]
    if not form.is_valid():
        return _page(request, number, **{f"{which}_form": form})
    try:
        act(form.cleaned_data)
    except (NotPermitted, NotFound):
        raise
    except Refusal as refusal:
        return _page(request, number, refusal=refusal, **{f"{which}_form": form})
    return redirect("marking_campaign", number)


def _forms(view: CampaignView, data: Any, which: str) -> dict[str, Form]:
    depots = [(str(one.number), one.holder.name or said("holder_kind", one.holder.kind)) for one in view.stores]
    return {
        "team": TeamForm(data if which == "team" else None, depots=depots, prefix="team"),
        "supply": SupplyForm(data if which == "supply" else None, prefix="supply"),
    }


def _page(request: HttpRequest, number: int, *, refusal: Refusal | None = None, **forms: Form) -> HttpResponse:
    view = view_campaign(acting_user=request.user, campaign_id=number)
    empty = _forms(view, None, "")
    wrong = next((form for form in forms.values() if form.errors), None)
    context = {
        "view": view,
        "tone": STATE_TONES[view.line.state],
        "counts": {state.value: count for state, count in view.line.counts.items()},
        "finding": finding(view),
        "method_of_forecast": spoken(view.forecast.method),
        "blocks": blocks_of(acting_user=request.user, campaign_id=number) if view.may_plan else (),
        "usual_block": USUAL_BLOCK,
        "team_form": forms.get("team_form", empty["team"]),
        "supply_form": forms.get("supply_form", empty["supply"]),
        "count_form": CountForm(),
        "wrong_form": wrong,
        "refusal": refusal,
        "version": int(view.as_of.timestamp() // 60),
    }
    return render(request, "marking/campaign.html", context, status=422 if wrong or refusal else 200)
