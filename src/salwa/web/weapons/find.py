"""Looking for a weapon: the form, the answer (kept for this person so that it can be read again), suggestions."""

from __future__ import annotations

import secrets
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from salwa.domain.refusals import NotPermitted, QuotaSpent, Refusal
from salwa.services.search.asked import MarksAsked
from salwa.services.search.find import find_weapons
from salwa.services.search.permissions import check_may_find
from salwa.services.weapons.names import suggestions
from salwa.web.frame.access import signed_in
from salwa.web.weapons.answers import plain_answer
from salwa.web.weapons.forms import FindForm

# Answers kept in the session: reading one again costs no look-up and changes language with the page.
KEPT = 5
ANSWERS = "answers"
PURPOSE = "purpose"


@signed_in
def find(request: HttpRequest) -> HttpResponse:
    """The form; POST looks and leads to the answer."""
    check_may_find(request.user)
    purpose = request.session.get(PURPOSE, "")
    if request.method != "POST":
        return _form_page(request, FindForm(initial={"purpose": purpose}))
    data = request.POST.copy()
    if data.get("quick") and not data.get("purpose"):
        data["purpose"] = purpose
        if not purpose:
            return _form_page(request, FindForm(initial={"serial": data.get("serial", "")}), ask_purpose=True)
    form = FindForm(data)
    if not form.is_valid():
        return _form_page(request, form)
    try:
        token = _look(request, form.cleaned_data)
    except (NotPermitted, QuotaSpent):
        raise
    except Refusal as refusal:
        return _form_page(request, form, refusal=refusal)
    return redirect("found", token)


@signed_in
def found(request: HttpRequest, token: str) -> HttpResponse:
    """An answer given before to this person in this session."""
    check_may_find(request.user)
    answer = request.session.get(ANSWERS, {}).get(token)
    if answer is None:
        return redirect("find")
    form = FindForm(initial={**answer["asked"], "purpose": answer["purpose"]})
    numbers = ",".join(str(one["weapon"]) for one in answer["candidates"])
    context = {"answer": answer, "form": form, "selection": f"numbers={numbers}"}
    return render(request, "weapons/found.html", context)


@signed_in
def suggest(request: HttpRequest) -> HttpResponse:
    """Names that begin with what was typed in one field, as options."""
    field = request.GET.get("field", "")
    typed = next((request.GET[name] for name in (field, "import_country") if request.GET.get(name)), "")
    return render(request, "weapons/suggestions.html", {"names": suggestions(field, typed[:100])})


def _form_page(
    request: HttpRequest, form: FindForm, *, refusal: Refusal | None = None, ask_purpose: bool = False
) -> HttpResponse:
    context = {"form": form, "refusal": refusal, "ask_purpose": ask_purpose}
    return render(request, "weapons/find.html", context, status=422 if form.errors or refusal else 200)


def _look(request: HttpRequest, known: dict[str, Any]) -> str:
    purpose = known["purpose"]
    asked = {name: known[name] for name in known if name != "purpose"}
    result = find_weapons(acting_user=request.user, query=MarksAsked(**asked), purpose=purpose)
    token = secrets.token_urlsafe(9)
    answers = dict(request.session.get(ANSWERS, {}))
    answers[token] = plain_answer(asked, purpose, result)
    request.session[ANSWERS] = dict(list(answers.items())[-KEPT:])
    request.session[PURPOSE] = purpose
    return token
