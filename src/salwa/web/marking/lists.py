"""The first page of marking, the list of weapons that are not duly marked, and the national profile."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from salwa.domain.marking import Overall
from salwa.domain.refusals import NotPermitted, Refusal
from salwa.services.languages import spoken
from salwa.services.marking.lists import asked_of, bring_up_to_date, list_lacking
from salwa.services.marking.permissions import check_may_plan, may_plan, may_work
from salwa.services.marking.profile import FaultyProfile, set_profile, show_profile
from salwa.services.marking.progress import list_campaigns
from salwa.web.frame.access import signed_in
from salwa.web.marking.forms import ProfileForm, ScanForm

PER_PAGE = 50
MOST_SHOWN = 12


@signed_in
def marking(request: HttpRequest) -> HttpResponse:
    """Campaigns, scanning, and for planners what is not duly marked."""
    context = {
        "campaigns": list_campaigns(acting_user=request.user),
        "scan": ScanForm(),
        "may_plan": may_plan(request.user),
        "may_work": may_work(request.user),
    }
    return render(request, "marking/marking.html", context)


@signed_in
def missing(request: HttpRequest) -> HttpResponse:
    """Weapons by verdict, rule, maker and holder, fifty at a time."""
    bring_up_to_date(acting_user=request.user)
    given = request.GET
    asked = asked_of(
        overall=given.get("verdict", ""),
        rule=given.get("rule", ""),
        maker=given.get("maker", ""),
        holder=number_of(given["holder"]) if given.get("holder") else None,
    )
    after = number_of(given.get("after", "0"))
    page = list_lacking(acting_user=request.user, asked=asked, after=after, count=PER_PAGE)
    kept = {name: given[name] for name in ("verdict", "rule", "maker", "holder") if given.get(name)}
    context = {
        "page": page,
        "narrowed": asked.rule or asked.maker or asked.holder is not None,
        "query": urlencode(kept),
        "verdicts": [(one.value, page.counted.overall[one] if page.counted else None) for one in Overall],
        "makers": page.counted.makers[:MOST_SHOWN] if page.counted else (),
        "holders": page.counted.holders[:MOST_SHOWN] if page.counted else (),
        "after": after,
    }
    return render(request, "marking/missing.html", context)


@require_POST
@signed_in
def anew(request: HttpRequest) -> HttpResponse:
    """Judge every weapon anew."""
    bring_up_to_date(acting_user=request.user, whole=True)
    messages.success(request, gettext("Every weapon is checked anew; a large register takes some minutes."))
    return redirect("marking_missing")


@signed_in
def profile(request: HttpRequest) -> HttpResponse:
    """The profile in force; POST sets a new version."""
    shown = show_profile(acting_user=request.user)
    form = ProfileForm(request.POST or None, initial={"text": shown.text})
    faults: tuple[object, ...] = ()
    if request.method == "POST":
        check_may_plan(request.user)
    if request.method == "POST" and form.is_valid():
        try:
            version = set_profile(acting_user=request.user, text=form.cleaned_data["text"])
        except NotPermitted:
            raise
        except FaultyProfile as found:
            faults = tuple((one.line, one.place, spoken(one.sentence)) for one in found.faults)
            form.add_error("text", spoken(found.sentence))
        except Refusal as found:
            form.add_error("text", spoken(found.sentence))
        else:
            told = gettext("Version %(version)s of the profile is in force.") % {"version": version}
            messages.success(request, told)
            return redirect("marking_profile")
    context = {"shown": shown, "form": form, "faults": faults, "may_plan": may_plan(request.user)}
    return render(request, "marking/profile.html", context, status=422 if form.errors else 200)


def number_of(text: str) -> int:
    """A number in an address; anything else leads nowhere."""
    if not (text.isascii() and text.isdecimal()) or len(text) > 18:
        raise Http404
    return int(text)
