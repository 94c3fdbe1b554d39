"""Sending a list, watching it, its result; and the weapons recorded twice."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from salwa.domain.marks.matching.verdict import Verdict
from salwa.domain.refusals import NotPermitted, Refusal
from salwa.services.accounts.permissions import may
from salwa.services.screening import actions, queries
from salwa.web.frame.access import signed_in
from salwa.web.screening.forms import ListForm
from salwa.web.screening.shown import STATUSES, VERDICTS, columns_shown, pairs_shown, rows_shown

UNDER_WAY = {"queued", "running"}
PER_PAGE = 25


@signed_in
def screenings(request: HttpRequest) -> HttpResponse:
    """Screenings so far; POST receives a list and starts it."""
    listed = queries.list_screenings(acting_user=request.user)
    form = ListForm(request.POST or None, request.FILES or None)
    refusal = None
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            number = actions.receive_list(
                acting_user=request.user, file_name=file.name, stream=file, purpose=form.cleaned_data["purpose"]
            )
            actions.start_screening(acting_user=request.user, screening_id=number)
            return redirect("screening", number)
        except NotPermitted:
            raise
        except Refusal as found:
            refusal = found
    rows = [(one, *STATUSES[one.status]) for one in listed]
    status = 422 if request.method == "POST" else 200
    return render(request, "screening/screenings.html", {"rows": rows, "form": form, "refusal": refusal}, status=status)


@signed_in
def screening(request: HttpRequest, number: int) -> HttpResponse:
    """One screening: progress, or its result, verdict by verdict."""
    view = queries.view_screening(acting_user=request.user, screening_id=number)
    words, tone = STATUSES[view.status]
    context = {
        "view": view,
        "status_words": words,
        "tone": tone,
        "under_way": view.status in UNDER_WAY,
        "columns": columns_shown(view.columns),
        "may_open": may(request.user, "weapons.read"),
    }
    if view.status == "finished":
        verdict = _verdict(request, view)
        start = _start(request)
        page = queries.result_page(
            acting_user=request.user, screening_id=number, verdict=verdict, start=start, count=PER_PAGE
        )
        context |= {
            "verdict": verdict.value,
            "verdicts": [(one.value, text, view.counts[one.value]) for one, (text, _) in VERDICTS.items()],
            "verdict_tone": VERDICTS[verdict][1],
            "rows": rows_shown(page.rows),
            "page": page,
            "before": max(0, start - PER_PAGE),
            "after": start + PER_PAGE,
        }
    return render(request, "screening/screening.html", context)


@require_POST
@signed_in
def start(request: HttpRequest, number: int) -> HttpResponse:
    """Start a screening again that stopped."""
    actions.start_screening(acting_user=request.user, screening_id=number)
    return redirect("screening", number)


@signed_in
def progress(request: HttpRequest, number: int) -> HttpResponse:
    """The part of the page that shows how far a screening is; asks for the whole page when it has ended."""
    view = queries.view_screening(acting_user=request.user, screening_id=number)
    response = render(request, "screening/progress.html", {"view": view})
    if view.status not in UNDER_WAY:
        response.headers["HX-Refresh"] = "true"
    return response


@signed_in
def result(request: HttpRequest, number: int) -> HttpResponse:
    """The whole result as a file."""
    content = queries.result_csv(acting_user=request.user, screening_id=number)
    headers = {"Content-Disposition": f'attachment; filename="screening-{number}.csv"'}
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)


@signed_in
def duplicates(request: HttpRequest) -> HttpResponse:
    """Weapons recorded twice, the most probable pairs first."""
    start = _start(request)
    view = queries.duplicates_page(acting_user=request.user, start=start, count=PER_PAGE)
    context = {
        "view": view,
        "pairs": pairs_shown(view.page.rows),
        "may_open": may(request.user, "weapons.read"),
        "before": max(0, start - PER_PAGE),
        "after": start + PER_PAGE,
    }
    return render(request, "screening/duplicates.html", context)


@require_POST
@signed_in
def duplicates_anew(request: HttpRequest) -> HttpResponse:
    """Ask for a new list."""
    actions.list_duplicates_anew(acting_user=request.user)
    return redirect("duplicates")


def _verdict(request: HttpRequest, view: queries.ScreeningView) -> Verdict:
    """The verdict whose rows are wanted, else the first that has any."""
    wanted = request.GET.get("verdict", "")
    if wanted:
        try:
            return Verdict(wanted)
        except ValueError:
            raise Http404 from None
    return next((one for one in VERDICTS if view.counts[one.value]), Verdict.NOT_FOUND)


def _start(request: HttpRequest) -> int:
    text = request.GET.get("from", "0")
    if not (text.isascii() and text.isdecimal()) or len(text) > 7:
        raise Http404
    return int(text)
