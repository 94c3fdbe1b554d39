"""Figures of tracing: every picture beside its table, and every figure an address of the cases behind it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from salwa.services.analysis.pictures import PALETTES, WIDTHS
from salwa.services.indicators.downloads import FORMATS, download_figures, picture_of_outcomes
from salwa.services.indicators.permissions import may_open_cases
from salwa.services.indicators.queries import CaseFilter, cases_behind, own_figures, requests_behind, years
from salwa.web.frame.access import signed_in
from salwa.web.frame.numbers import whole_number
from salwa.web.indicators.rows import Links, case_rows, chosen_words, outcome_rows, request_rows, share_rows, span_rows

PAGE = 50
# Figures are counted anew for every page; their picture may be kept for a minute, so that it fits its table.
PICTURE_CACHE = "private, max-age=60"


@signed_in
def figures(request: HttpRequest) -> HttpResponse:
    """All figures of one year; without one, of the newest year there is anything to count in."""
    known = years(acting_user=request.user)
    year = _year(request, known)
    found = own_figures(acting_user=request.user, year=year)
    links = Links(year, may_open_cases(request.user))
    context = {
        "found": found,
        "year": year,
        "years": known,
        "may_open": links.shown,
        "shares": share_rows(found, links),
        "outcomes": outcome_rows(found, links),
        "spans": span_rows(found, links),
        "rates": request_rows(found),
        "formats": FORMATS,
        "not_classified": links.cases(circumstance=["none"]),
    }
    return render(request, "indicators/figures.html", context)


@signed_in
def picture(request: HttpRequest) -> HttpResponse:
    """The picture of the outcomes for arms seized, without its title."""
    scheme, width = request.GET.get("scheme", "light"), request.GET.get("width", "wide")
    if scheme not in PALETTES or width not in WIDTHS:
        raise Http404
    svg = picture_of_outcomes(acting_user=request.user, year=_year(request), scheme=scheme, width=width)
    return HttpResponse(svg, content_type="image/svg+xml", headers={"Cache-Control": PICTURE_CACHE})


@signed_in
def download(request: HttpRequest, suffix: str) -> HttpResponse:
    """The figures of one year as a file."""
    file = download_figures(acting_user=request.user, year=_year(request), suffix=suffix)
    headers = {"Content-Disposition": f'attachment; filename="{file.name}"'}
    return HttpResponse(file.content, content_type=file.media_type, headers=headers)


@signed_in
def cases(request: HttpRequest) -> HttpResponse:
    """The weapons behind one figure: case number, day of the incident, outcome."""
    year = _year(request)
    wanted = CaseFilter(
        year, request.GET.getlist("circumstance"), request.GET.getlist("line"), request.GET.get("span", "")
    )
    found = cases_behind(acting_user=request.user, wanted=wanted)
    page, before, after, query = _page(request, len(found))
    rows = case_rows(found[(page - 1) * PAGE : page * PAGE])
    context = {"rows": rows, "total": len(found), "year": year, "wanted": wanted, "before": before, "after": after}
    return render(request, "indicators/cases.html", {**context, "query": query, "chosen": chosen_words(wanted)})


@signed_in
def requests(request: HttpRequest, direction: str) -> HttpResponse:
    """The requests behind the answer rates of one direction."""
    year = _year(request)
    found = requests_behind(acting_user=request.user, year=year, direction=direction)
    page, before, after, query = _page(request, len(found))
    shown = found[(page - 1) * PAGE : page * PAGE]
    # Not "direction": on every page that is the direction of its writing.
    context = {"rows": shown, "total": len(found), "year": year, "sent_or_received": direction}
    return render(request, "indicators/requests.html", {**context, "before": before, "after": after, "query": query})


def _year(request: HttpRequest, known: list[int] | None = None) -> int:
    text = request.GET.get("year", "")
    if not text:
        return known[0] if known else timezone.localdate().year
    year = whole_number(text)
    if year is None:
        raise Http404
    return year


def _page(request: HttpRequest, total: int) -> tuple[int, int | None, int | None, str]:
    """Number of the page, of the one before and the one after it, and the rest of the address."""
    last = max(1, -(-total // PAGE))
    page = min(max(1, whole_number(request.GET.get("page", "1")) or 1), last)
    rest = request.GET.copy()
    rest.pop("page", None)
    return page, page - 1 or None, page + 1 if page < last else None, rest.urlencode()
