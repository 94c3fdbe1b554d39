"""Putting a weapon's record right: what it is, its marks. Of two people at once one is shown what the other did."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from salwa.domain.refusals import NotFound, NotPermitted, QuotaSpent, Refusal
from salwa.services.weapons import corrections, mark_corrections
from salwa.services.weapons.names import type_choices
from salwa.services.weapons.permissions import (
    check_may_correct_weapon,
    check_may_record_weapon,
    may_correct_weapon,
)
from salwa.services.weapons.queries import open_weapon
from salwa.services.weapons.values import WeaponPage
from salwa.web.frame.access import signed_in
from salwa.web.weapons.correct_forms import (
    CorrectMarkForm,
    CorrectWeaponForm,
    MarkChangeForm,
    RepeatableForm,
    form_of,
    mark_values,
    recorded_values,
)

PAGE_ITSELF = (NotPermitted, NotFound, QuotaSpent)


@signed_in
def correct_weapon(request: HttpRequest, number: int) -> HttpResponse:
    """What is recorded of the weapon as a filled form; POST changes what was changed in it."""
    check_may_correct_weapon(request.user)
    page = open_weapon(acting_user=request.user, weapon_id=number)
    recorded = recorded_values(page)
    if request.method != "POST":
        return _correct_page(request, page, form_of(page))
    form = CorrectWeaponForm(request.POST)
    if not form.is_valid():
        return _correct_page(request, page, form)
    try:
        done = corrections.correct_weapon(
            acting_user=request.user, weapon_id=number, changes=form.changes(recorded),
            reason=form.cleaned_data["reason"], **form.repeat(),
        )  # fmt: skip
    except PAGE_ITSELF:
        raise
    except Refusal as refusal:
        return _correct_page(request, page, form, refusal)
    return _done(request, number, again=done.again)


@signed_in
def add_mark(request: HttpRequest, number: int) -> HttpResponse:
    """A mark found later, or struck since."""
    check_may_record_weapon(request.user)
    page = open_weapon(acting_user=request.user, weapon_id=number)
    form = MarkChangeForm(request.POST or None, initial={"version": page.life.version})
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            mark_corrections.add_mark(
                acting_user=request.user, weapon_id=number, mark=form.mark(), note=form.cleaned_data["note"],
                **form.repeat(),
            )  # fmt: skip
        except PAGE_ITSELF:
            raise
        except Refusal as found:
            refusal = found
        else:
            messages.success(request, gettext("The mark was added. The weapon is found by it from now on."))
            return redirect("weapon", number)
    return _mark_page(request, page, form, refusal)


@signed_in
def correct_mark(request: HttpRequest, number: int, mark: int) -> HttpResponse:
    """A mark that was read wrong, or that is another by now; the old one stays readable and findable."""
    check_may_record_weapon(request.user)
    page = open_weapon(acting_user=request.user, weapon_id=number)
    shown = next((one for one in page.marks if one.number == mark), None)
    if shown is None and request.method != "POST":
        raise Http404
    initial = {**(mark_values(shown) if shown else {}), "version": page.life.version}
    form = CorrectMarkForm(request.POST or None, initial=initial, may_correct=may_correct_weapon(request.user))
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            again = _change_mark(request, number, mark, form)
        except PAGE_ITSELF:
            raise
        except Refusal as found:
            refusal = found
        else:
            return _done(request, number, again=again)
    return _mark_page(request, page, form, refusal, replaces=True)


def _change_mark(request: HttpRequest, number: int, mark: int, form: CorrectMarkForm) -> bool:
    why, reason = form.cleaned_data["why"], form.cleaned_data["note"]
    facts: dict[str, Any] = {"acting_user": request.user, "weapon_id": number, "mark_id": mark, "mark": form.mark()}
    if why == form.MISREAD:
        return mark_corrections.correct_mark(**facts, reason=reason, **form.repeat()).again
    recovered = why == form.RECOVERED
    return mark_corrections.change_mark(**facts, reason=reason, recovered=recovered, **form.repeat()).again


def _done(request: HttpRequest, number: int, *, again: bool) -> HttpResponse:
    words = gettext("The record was corrected. What it said before stays readable below, and is still found.")
    repeated = gettext("This form had been sent before; nothing was recorded twice.")
    messages.success(request, repeated if again else words)
    return redirect("weapon", number)


def _correct_page(
    request: HttpRequest, page: WeaponPage, form: CorrectWeaponForm, refusal: Refusal | None = None
) -> HttpResponse:
    form, rows = _side_by_side(page, form, refusal)
    context = {"weapon": page, "form": form, "refusal": refusal, "rows": rows, "types": type_choices()}
    return render(request, "weapons/correct.html", context, status=_status(form, refusal))


def _side_by_side(
    page: WeaponPage, form: CorrectWeaponForm, refusal: Refusal | None
) -> tuple[CorrectWeaponForm, list[tuple[str, str, str]]]:
    """After a refusal because of another's change: the form anew for the version now, and (field, now, typed)."""
    if refusal is None or refusal.code != "changed_meanwhile":
        return form, []
    now, was, typed = recorded_values(page), form.was(recorded_values(page)), form.typed()
    mine = {name: value for name, value in typed.items() if value != was[name]}
    again = form_of(page, **mine, reason=str(form["reason"].value() or ""))
    other = {name for name in now if now[name] != was[name]}
    rows = [
        (str(again[name].label), _shown(again, name, now[name]), _shown(again, name, mine.get(name, now[name])))
        for name in now
        if name in other or name in mine
    ]
    return again, rows


def _shown(form: CorrectWeaponForm, name: str, value: str) -> str:
    """A choice in its words, a text as it is."""
    choices = dict(getattr(form.fields[name], "choices", ()))
    return str(choices.get(value, value))


def _mark_page(
    request: HttpRequest,
    page: WeaponPage,
    form: MarkChangeForm,
    refusal: Refusal | None,
    replaces: bool = False,
) -> HttpResponse:
    if refusal is not None and refusal.code == "changed_meanwhile":
        data = form.data.copy()
        data["version"] = page.life.version
        form.data = data
    context = {"weapon": page, "form": form, "refusal": refusal, "replaces": replaces}
    return render(request, "weapons/mark.html", context, status=_status(form, refusal))


def _status(form: RepeatableForm, refusal: Refusal | None) -> int:
    if refusal is not None and refusal.code == "changed_meanwhile":
        return 409
    return 422 if form.errors or refusal else 200
