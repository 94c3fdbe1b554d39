"""Recording what happened to a weapon, correcting and cancelling it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext

from salwa.domain.custody import OF_PARTS, Whereabouts
from salwa.domain.refusals import NotFound, NotPermitted, QuotaSpent, Refusal
from salwa.domain.weapons import EventKind
from salwa.services.custody import actions
from salwa.services.custody.names import find_holders
from salwa.services.custody.permissions import check_may_correct_entries, check_may_record_entries
from salwa.services.custody.queries import findings_made
from salwa.services.custody.shown import EntryShown, LifeShown
from salwa.services.custody.values import Recorded
from salwa.services.weapons.queries import open_weapon
from salwa.services.weapons.values import WeaponPage
from salwa.web.custody import kinds
from salwa.web.custody.comparing import compared
from salwa.web.custody.forms import CancelForm, EntryForm, filled_from
from salwa.web.frame.access import signed_in

PAGE_ITSELF = (NotPermitted, NotFound, QuotaSpent)
# Acts of the present that need a state, with the service that checks it.
AT_ONCE = {EventKind.ISSUED: actions.issue_weapon, EventKind.RETURNED: actions.return_weapon}


@signed_in
def record_entry(request: HttpRequest, number: int) -> HttpResponse:
    """First which kind, then its questions; POST records and leads to what the entry brought to light."""
    check_may_record_entries(request.user)
    kind = kinds.recordable(request.GET.get("kind", ""))
    at_once = "now" in request.GET and kind in AT_ONCE
    if kind is None:
        page = open_weapon(acting_user=request.user, weapon_id=number)
        return render(request, "custody/kinds.html", {"weapon": page, "groups": kinds.choices()})
    if request.method != "POST":
        page = open_weapon(acting_user=request.user, weapon_id=number)
        initial = _at_once(page.life, kind) if at_once else {}
        return _form_page(request, page, EntryForm(user=request.user, kind=kind, initial=initial))
    form = EntryForm(request.POST, user=request.user, kind=kind)
    if form.is_valid():
        act = AT_ONCE[kind] if at_once else actions.record_entry
        try:
            done = act(acting_user=request.user, entry=form.entry(number))
        except PAGE_ITSELF:
            raise
        except Refusal as refusal:
            return _form_page(request, open_weapon(acting_user=request.user, weapon_id=number), form, refusal)
        return _done(request, number, done, gettext("The entry was recorded."))
    return _form_page(request, open_weapon(acting_user=request.user, weapon_id=number), form)


@signed_in
def correct_entry(request: HttpRequest, number: int, entry: int) -> HttpResponse:
    """The entry as a filled form with a reason; POST replaces it. Of two people at once one sees what the other did.

    The kind stays unless another is chosen in the address.
    """
    check_may_correct_entries(request.user)
    page = open_weapon(acting_user=request.user, weapon_id=number)
    wrong = entry_of(page.life, entry)
    asked = kinds.recordable(request.GET.get("kind", ""), parts=True)
    kind = asked or (EventKind(wrong.kind) if wrong else EventKind.RECORDED)
    initial = filled_from(wrong) if wrong else {}
    if request.method != "POST":
        if wrong is None:
            raise Http404
        form = EntryForm(user=request.user, kind=kind, correcting=True, initial=initial)
        return _form_page(request, page, form, wrong=wrong)
    form = EntryForm(request.POST, user=request.user, kind=kind, correcting=True, initial=initial)
    if not form.is_valid():
        return _form_page(request, page, form, wrong=wrong)
    said = form.entry(number)
    if wrong is not None and wrong.part is not None:
        said = replace(said, part=wrong.part)
    said = replace(said, details={"reason": form.cleaned_data["reason"].strip()})
    try:
        done = actions.correct_entry(acting_user=request.user, event_id=entry, entry=said)
    except PAGE_ITSELF:
        raise
    except Refusal as refusal:
        if refusal.code == "corrected_already":
            return _conflict(request, page, int(refusal.where["entry"]), form)
        return _form_page(request, page, form, refusal, wrong=wrong)
    return _done(request, number, done, gettext("The entry was corrected; the old one stays readable beneath it."))


@signed_in
def cancel_entry(request: HttpRequest, number: int, entry: int) -> HttpResponse:
    """Say that an entry never happened, and why."""
    check_may_correct_entries(request.user)
    form = CancelForm(request.POST or None)
    refusal = None
    if request.method == "POST" and form.is_valid():
        known = form.cleaned_data
        try:
            actions.cancel_entry(
                acting_user=request.user, weapon_id=number, event_id=entry, reason=known["reason"].strip(),
                uid=known["uid"],
            )  # fmt: skip
        except PAGE_ITSELF:
            raise
        except Refusal as found:
            refusal = found
        else:
            messages.success(request, gettext("The entry was cancelled; it stays readable below the life."))
            return redirect("weapon", number)
    page = open_weapon(acting_user=request.user, weapon_id=number)
    wrong = entry_of(page.life, entry)
    if wrong is None and refusal is None:
        raise Http404
    context = {"weapon": page, "form": form, "refusal": refusal, "entry": wrong}
    return render(request, "custody/cancel.html", context, status=422 if form.errors or refusal else 200)


@signed_in
def recorded(request: HttpRequest, number: int, entry: int) -> HttpResponse:
    """What an entry says, where the weapon is now, and what the entry brought to light."""
    check_may_record_entries(request.user)
    page = open_weapon(acting_user=request.user, weapon_id=number)
    shown = entry_of(page.life, entry)
    if shown is None:
        raise Http404
    found = findings_made(number, entry)
    return render(request, "custody/recorded.html", {"weapon": page, "entry": shown, "findings": found})


@signed_in
def suggest_holders(request: HttpRequest) -> HttpResponse:
    """Holders whose name holds what was typed, as options."""
    typed = next((request.GET[name] for name in ("giver", "receiver", "holder") if request.GET.get(name)), "")
    found = find_holders(acting_user=request.user, text=typed[:100])
    return render(request, "weapons/suggestions.html", {"names": [one.label for one in found]})


def entry_of(life: LifeShown, number: int) -> EntryShown | None:
    """The entry of this number, if it counts."""
    return next((step.entry for step in life.steps if step.entry.number == number), None)


def _at_once(life: LifeShown, kind: EventKind) -> dict[str, Any]:
    """A form about something that happens now: today, and the holder the records know."""
    state = life.state
    filled: dict[str, Any] = {"date": timezone.localdate().isoformat()}
    sides = {"giver": state.holder} if kind is EventKind.ISSUED else {"giver": state.user, "receiver": state.holder}
    for side, holder in sides.items():
        if holder is not None:
            filled |= {side: holder.label, f"{side}_holder": holder.number}
    return filled


def _done(request: HttpRequest, number: int, done: Recorded, words: str) -> HttpResponse:
    again = gettext("This form had been sent before; nothing was recorded twice.")
    messages.success(request, again if done.again else words)
    return redirect("entry_recorded", number, done.event)


def _form_page(
    request: HttpRequest,
    page: WeaponPage,
    form: EntryForm,
    refusal: Refusal | None = None,
    wrong: EntryShown | None = None,
) -> HttpResponse:
    context = {
        "weapon": page,
        "form": form,
        "refusal": refusal,
        "kind": form.kind.value,
        "hint": kinds.HINTS.get(form.kind, ""),
        "wrong": wrong,
        "kinds": [] if form.kind in OF_PARTS else [kind.value for kind in kinds.RECORDABLE],
        "at_once": "now" in request.GET,
        "in_stock": page.life.state.whereabouts == Whereabouts.HELD.value,
    }
    return render(request, "custody/entry.html", context, status=422 if form.errors or refusal else 200)


def _conflict(request: HttpRequest, page: WeaponPage, winner: int, form: EntryForm) -> HttpResponse:
    """Somebody else corrected the entry first: both versions side by side, and the form once more for the new one."""
    counting = _last_of(page, winner)
    mine = form.entry(page.number)
    typed = {
        side: meant.label if meant else form.cleaned_data.get(side, "") for side, meant in form.meant.items()
    }  # fmt: skip
    again = EntryForm(user=request.user, kind=form.kind, correcting=True, initial=_typed(form))
    context = {
        "weapon": page,
        "counting": counting,
        "rows": compared(counting, mine, typed) if counting else (),
        "form": again,
        "kind": form.kind.value,
    }
    return render(request, "custody/conflict.html", context, status=409)


def _typed(form: EntryForm) -> dict[str, Any]:
    return {name: form[name].value() for name in form.fields if name != "uid" and not name.endswith("_choice")}


def _last_of(page: WeaponPage, winner: int) -> EntryShown | None:
    """The entry that counts now in the chain that `winner` belongs to; the cancellation, if it was cancelled."""
    for step in page.life.steps:
        if winner in (step.entry.number, *(one.number for one in step.earlier)):
            return step.entry
    for cancelled in page.life.cancelled:
        if winner in (cancelled.by.number, *(one.number for one in cancelled.entries)):
            return cancelled.by
    return None
