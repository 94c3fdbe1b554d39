"""Pages of tracing cases: the list, one case, what it establishes, closing it, restricted notes, pictures."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from salwa.domain.custody.days import written_day
from salwa.domain.sheets.escaping import escaped
from salwa.domain.tracing import OPEN_STATES, RequestState
from salwa.services.languages import together
from salwa.services.marks.reader import mark_reader
from salwa.services.tracing.cases import close_case, record_finding, reopen_case
from salwa.services.tracing.notes import add_note, open_notes
from salwa.services.tracing.own_words import how_known
from salwa.services.tracing.permissions import check_may_read_cases, check_may_read_notes, check_may_work_on_cases
from salwa.services.tracing.proposals import digest_of, proposals_of, record_proposals, request_of
from salwa.services.tracing.queries import (
    CaseFilters,
    CasePage,
    links_for_file,
    links_to_draw,
    list_cases,
    map_of_states,
    open_case_page,
    proposed_station,
    route_for_file,
    route_to_draw,
)
from salwa.services.weapons.names import name_of
from salwa.web.frame.access import signed_in
from salwa.web.frame.acting import try_to
from salwa.web.frame.numbers import whole_number
from salwa.web.frame.words import said
from salwa.web.tracing.drawing import PALETTES, Around, links_svg, route_svg
from salwa.web.tracing.forms import (
    DigestForm,
    DiversionForm,
    LastLawfulForm,
    ListForm,
    NoteForm,
    OutcomeForm,
    ReasonForm,
)

FINDING_FORMS: dict[str, Any] = {
    "outcome": OutcomeForm,
    "last_lawful_record": LastLawfulForm,
    "point_of_diversion": DiversionForm,
}
OPEN = {one.value for one in OPEN_STATES}


@signed_in
def cases(request: HttpRequest) -> HttpResponse:
    """A page of the list, the last opened first."""
    form = ListForm(request.GET)
    filters = CaseFilters(**form.cleaned_data) if form.is_valid() else CaseFilters()
    text = request.GET.get("before", "")
    before = whole_number(text)
    if text and before is None:
        raise Http404
    page = list_cases(acting_user=request.user, filters=filters, before=before)
    kept = {name: request.GET[name] for name in form.fields if request.GET.get(name)}
    context = {
        "form": form, "page": page, "begun": before is not None, "first": urlencode(kept),
        "further": urlencode({**kept, "before": page.next_before}) if page.next_before else "",
    }  # fmt: skip
    return render(request, "tracing/cases.html", context, status=422 if form.errors else 200)


@signed_in
def case(request: HttpRequest, number: str) -> HttpResponse:
    """One case: route, last lawful record, point of diversion, outcome, requests, links."""
    page = open_case_page(acting_user=request.user, case=number)
    proposals = proposals_of(page)
    context = {
        "page": page, "case": page, "proposals": proposals, "requests": page.requests,
        **({} if proposals else _next(page)),
        "route_words": _route_words(page.route.states),
        "open_states": OPEN, "drawn": "-".join(page.route.states), "linked": len({one.case for one in page.links}),
    }  # fmt: skip
    return render(request, "tracing/case.html", context)


def _next(page: CasePage) -> dict[str, object]:
    """What comes next where nothing is proposed: a draft to be sent, else a State to be asked where none is."""
    if not page.may_work or page.closed_at:
        return {}
    draft = next((one.number for one in page.requests if one.state == RequestState.DRAFT), None)
    waits = any(one.state in OPEN for one in page.requests)
    return {"draft": draft, "may_ask_next": page.outcome is None and draft is None and not waits}


def _route_words(states: Sequence[str]) -> str:
    names = [name_of("country", one) for one in states]
    return together(names)


@signed_in
def finding(request: HttpRequest, number: str, kind: str) -> HttpResponse:
    """Record what the case establishes."""
    check_may_work_on_cases(request.user)
    if kind not in FINDING_FORMS:
        raise Http404
    page = open_case_page(acting_user=request.user, case=number)
    requests = [(one.number, f"{name_of('country', one.to_state)} · {one.number}") for one in page.requests]
    form = FINDING_FORMS[kind](request.POST or None, initial=_start(page, kind), requests=requests)
    tried = try_to(
        form,
        lambda: record_finding(
            acting_user=request.user, case=number, found=form.found(), reason=form.cleaned_data["reason"],
            request=form.cleaned_data.get("request"),
        ),
    )  # fmt: skip
    if tried.done:
        messages.success(request, _recorded([kind]))
        return redirect("case", number)
    rests_on = "" if kind == "outcome" else _rests_on(page, kind)
    context = {"form": form, "page": page, "kind": kind, "refusal": tried.refusal, "rests_on": rests_on}
    return render(request, "tracing/finding.html", context, status=422 if form.errors or tried.refusal else 200)


def _recorded(kinds: Sequence[str]) -> str:
    what = together(said("case_finding", one) for one in kinds)
    return gettext("Recorded: %(what)s. What was established before stays readable.") % {"what": what}


@signed_in
def proposed(request: HttpRequest, number: str) -> HttpResponse:
    """Everything the case proposes on one page, to be recorded at once."""
    check_may_work_on_cases(request.user)
    form = DigestForm(request.POST or None)
    tried = try_to(
        form,
        lambda: record_proposals(acting_user=request.user, case=number, digest=form.cleaned_data["digest"]),
    )
    if tried.done:
        messages.success(request, _recorded(tried.value or ()))
        return redirect("case", number)
    page = open_case_page(acting_user=request.user, case=number)
    proposals = proposals_of(page)
    fresh = DigestForm(initial={"digest": digest_of(proposals)})
    context = {"page": page, "proposals": proposals, "form": fresh, "refusal": tried.refusal}
    return render(request, "tracing/proposed.html", context, status=422 if form.errors or tried.refusal else 200)


def _start(page: CasePage, kind: str) -> dict[str, Any]:
    """What the form begins with: what was established before, else what the route suggests."""
    if kind == "outcome":
        return {"outcome": page.outcome.values["outcome"] if page.outcome else page.suggestion.outcome.value}
    known = page.last_lawful if kind == "last_lawful_record" else page.diversion
    if known is not None:
        shown = dict(known.values) | {"state": _typed(known.values["state"])}
        shown["day"] = shown["day"][: {"year": 4, "month": 7}.get(shown["precision"], 10)]
        return shown
    stop = proposed_station(page.route, kind)
    if stop is None:
        return {}
    day = written_day(stop.day, stop.precision)
    return {
        "state": _typed(stop.state),
        "day": day,
        "holder": stop.holder,
        "document": stop.document,
        "place": stop.place,
        "how": how_known(stop),
        "request": request_of(stop),
    }


def _rests_on(page: CasePage, kind: str) -> str:
    """What a proposal rests on, in words; empty where nothing is proposed or something was established before."""
    return next((one.why for one in proposals_of(page) if one.kind == kind), "")


def _typed(code: str) -> str:
    """A State as somebody would type it: its name where Salwa reads that name as this State."""
    name = name_of("country", code) if code else ""
    return name if name and mark_reader().read_country(name).code == code else code


@signed_in
def close(request: HttpRequest, number: str) -> HttpResponse:
    """Close a case."""
    return _decide(request, number, close_case, gettext("The case was closed."), closing=True)


@signed_in
def reopen(request: HttpRequest, number: str) -> HttpResponse:
    """Open a closed case again."""
    return _decide(request, number, reopen_case, gettext("The case is open again."), closing=False)


def _decide(request: HttpRequest, number: str, act: Callable[..., None], done: str, *, closing: bool) -> HttpResponse:
    check_may_work_on_cases(request.user)
    page = open_case_page(acting_user=request.user, case=number)
    form = ReasonForm(request.POST or None)
    tried = try_to(form, lambda: act(acting_user=request.user, case=number, reason=form.cleaned_data["reason"]))
    if tried.done:
        messages.success(request, done)
        return redirect("case", number)
    context = {"form": form, "page": page, "closing": closing, "refusal": tried.refusal}
    return render(request, "tracing/decide.html", context, status=422 if form.errors or tried.refusal else 200)


@signed_in
def notes(request: HttpRequest, number: str) -> HttpResponse:
    """Restricted notes, for those cleared only."""
    check_may_read_notes(request.user)
    form = NoteForm(request.POST or None)
    tried = try_to(form, lambda: add_note(acting_user=request.user, case=number, text=form.cleaned_data["text"]))
    if tried.done:
        messages.success(request, gettext("The note was kept, sealed."))
        return redirect("case_notes", number)
    context = {
        "form": form, "notes": open_notes(acting_user=request.user, case=number), "number": number,
        "refusal": tried.refusal,
    }  # fmt: skip
    return render(request, "tracing/notes.html", context, status=422 if form.errors or tried.refusal else 200)


@signed_in
def route_picture(request: HttpRequest, number: str) -> HttpResponse:
    """The route on the tile map of States."""
    route = route_to_draw(acting_user=request.user, case=number)
    return _svg(route_svg(route.states, map_of_states(), _route_words(route.states), _scheme(request)))


@signed_in
def links_picture(request: HttpRequest, number: str) -> HttpResponse:
    """This case and those that belong to it."""
    check_may_read_cases(request.user)
    links = links_to_draw(acting_user=request.user, case=number)
    reasons: dict[str, list[str]] = {}
    for one in links:
        reasons.setdefault(one.case, []).append(said("case_link", one.kind))
    around = [Around(other, together(why)) for other, why in reasons.items()]
    return _svg(links_svg(number, around, gettext("Cases that belong together"), _scheme(request)))


def _scheme(request: HttpRequest) -> str:
    scheme = request.GET.get("scheme", "light")
    if scheme not in PALETTES:
        raise Http404
    return scheme


def _svg(text: str) -> HttpResponse:
    return HttpResponse(text, content_type="image/svg+xml")


@signed_in
def route_table(request: HttpRequest, number: str) -> HttpResponse:
    """The stations of the route as CSV."""
    route = route_for_file(acting_user=request.user, case=number)
    head = ["day", "kind", "from_state", "state", "holder", "place", "document", "said_by", "source", "number"]
    rows = [
        [written_day(one.day, one.precision), one.kind, one.from_state, one.state, one.holder, one.place, one.document,
         one.said_by, one.source.value, str(one.number or "")]
        for one in route.stations
    ]  # fmt: skip
    return _csv(f"{number}-route.csv", head, rows)


@signed_in
def links_table(request: HttpRequest, number: str) -> HttpResponse:
    """The links of a case as CSV."""
    links = links_for_file(acting_user=request.user, case=number)
    rows = [[one.case, one.kind.value, one.value] for one in links]
    return _csv(f"{number}-links.csv", ["case", "kind", "value"], rows)


def _csv(name: str, head: list[str], rows: list[list[str]]) -> HttpResponse:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(head)
    writer.writerows([[escaped(cell) for cell in row] for row in rows])
    return HttpResponse(
        "\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )  # fmt: skip
