"""The key, one question a page, and the tables of marks. Answers stand in the address: nothing is kept."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse

from salwa.services.identification.key import key_step, safety_rules
from salwa.services.identification.tables import TABLES, marks_table
from salwa.services.seizures.permissions import may_record_seizures
from salwa.services.weapons.names import name_of
from salwa.web.frame.access import signed_in
from salwa.web.frame.numbers import whole_number
from salwa.web.identify.drawings import drawing, drawn_kinds

LONGEST = 200


@signed_in
def begin(request: HttpRequest) -> HttpResponse:
    """Safety first, then the key or the tables."""
    return render(
        request, "identify/begin.html", {"safety": safety_rules(), "tables": TABLES, "drawings": drawn_kinds()}
    )


@signed_in
def key(request: HttpRequest) -> HttpResponse:
    """The next question, or what was found."""
    step = key_step(answers=request.GET.get("answers", "")[:LONGEST])
    context: dict[str, object] = {"step": step, "back": step.given[-1].before if step.given else None}
    if step.found is None:
        return render(request, "identify/question.html", context)
    result = step.found.result
    context |= {
        "type": name_of("type", result.type),
        "others": [name_of("type", code) for code in result.others],
        "models": [name_of("model", code) for code in result.models],
        "drawing": drawing(result.drawing),
        "seizure": may_record_seizures(request.user),
    }
    named = {"type": name_of("type", result.type)} if result.type else {}
    context["record"] = _address("new_seizure", **named) if context["seizure"] else _address("record_weapon")
    return render(request, "identify/found.html", context)


@signed_in
def table(request: HttpRequest, name: str) -> HttpResponse:
    """A table of marks, searched."""
    search = request.GET.get("q", "")[:LONGEST]
    page = marks_table(table=name, search=search, page=whole_number(request.GET.get("page")) or 1)
    rows = [(row, name_of("country", row.country)) for row in page.rows]
    around = {
        word: "?" + urlencode({"q": search, "page": number})
        for word, number in (("before", page.page - 1), ("after", page.page + 1))
        if 1 <= number <= page.pages
    }
    context = {
        "name": name,
        "title": TABLES[name],
        "tables": TABLES,
        "search": search,
        "page": page,
        "rows": rows,
        **around,
    }
    return render(request, "identify/table.html", context)


def _address(name: str, **query: str) -> str:
    """The address of a page that another capability may bring; empty where this installation does not have it."""
    try:
        found = reverse(name)
    except NoReverseMatch:
        return ""
    return f"{found}?{urlencode(query)}" if query else found
