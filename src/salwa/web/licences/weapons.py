"""The weapons of an authorisation: put on its list by numbers, series, serials or a file; used; arrived."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext

from salwa.domain.licences.vocabulary import StepKind
from salwa.domain.refusals import NotFound, NotPermitted, Refusal
from salwa.services.licences import listing, matching
from salwa.services.licences.arrival import verify_delivery
from salwa.services.licences.matching import Match
from salwa.services.licences.queries import open_licence
from salwa.services.licences.using import use_licence
from salwa.services.licences.values import DeliveryEntry, LicencePage, UseEntry
from salwa.web.frame.access import signed_in
from salwa.web.frame.acting import try_to
from salwa.web.licences.act_forms import (
    DeliveryForm,
    ItemChoice,
    NumbersForm,
    SerialsFileForm,
    SerialsForm,
    SeriesForm,
    UseForm,
)
from salwa.web.licences.shown import form_page, page_for

FORMS: dict[str, type[ItemChoice]] = {
    "series": SeriesForm,
    "serials": SerialsForm,
    "file": SerialsFileForm,
    "numbers": NumbersForm,
}
# What a report shows of each group; the rest is counted.
MOST = 20


@signed_in
def weapons(request: HttpRequest, number: int) -> HttpResponse:
    """The list and the ways onto it; POST puts weapons on it or takes some off."""
    page = open_licence(acting_user=request.user, licence_id=number)
    if request.method != "POST":
        return _page(request, page)
    if "remove" in request.POST:
        return _remove(request, number, page)
    way = request.POST.get("way", "")
    if way not in FORMS or not page.items:
        return redirect("licence_weapons", number)
    form = FORMS[way](request.POST, request.FILES, items=page.items, prefix=way)
    found: list[Match] = []

    def act() -> listing.Listed | None:
        found.append(_matched(request, way, form.cleaned_data))
        if not found[0].weapons:
            return None
        item = int(form.cleaned_data["item"])
        return listing.list_weapons(acting_user=request.user, licence_id=number, item_id=item, weapons=found[0].weapons)

    tried = try_to(form, act)
    if not tried.done:
        return _page(request, page, forms={way: form}, refusal=tried.refusal, report=_report(found, None))
    page = open_licence(acting_user=request.user, licence_id=number)
    return _page(request, page, report=_report(found, tried.value))


@signed_in
def use(request: HttpRequest, number: int) -> HttpResponse:
    """Recording that goods were made, left or came."""
    page = page_for(request, number, StepKind.USED)
    listed = sum(one.listed for one in page.items)
    unused = listed - listing.count_used(acting_user=request.user, licence_id=number)
    initial = {"day": timezone.localdate()}
    form = UseForm(request.POST or None, items=page.items, unused=unused, initial=initial)

    def act() -> Any:
        known = form.cleaned_data
        return use_licence(
            acting_user=request.user,
            licence_id=number,
            use=UseEntry(
                uid=str(known["uid"]), day=known["day"], weapons=_chosen(request, known), pieces=form.pieces(),
                place=known["place"], note=known["note"], despite=known.get("despite", False),
            ),
        )  # fmt: skip

    tried = try_to(form, act)
    if tried.done:
        text = gettext("The use was recorded: %(pieces)s pieces, %(weapons)s of them listed weapons.")
        messages.success(request, text % {"pieces": tried.value.pieces, "weapons": tried.value.weapons})
        return redirect("licence", number)
    return form_page(request, "licences/use.html", page, form, refusal=tried.refusal, unused=unused)


@signed_in
def delivery(request: HttpRequest, number: int) -> HttpResponse:
    """Recording what is known of the arrival."""
    page = page_for(request, number, StepKind.DELIVERY_VERIFIED)
    form = DeliveryForm(request.POST or None, initial={"day": timezone.localdate()})
    tried = try_to(
        form,
        lambda: verify_delivery(
            acting_user=request.user, licence_id=number, delivery=DeliveryEntry(**form.cleaned_data)
        ),
    )
    if tried.done:
        messages.success(request, gettext("The delivery was recorded."))
        return redirect("licence", number)
    used = sum(one.used for one in page.items)
    return form_page(request, "licences/delivery.html", page, form, refusal=tried.refusal, used=used)


def _matched(request: HttpRequest, way: str, known: dict[str, Any]) -> Match:
    user = request.user
    if way == "numbers":
        return matching.match_numbers(acting_user=user, text=known["numbers"])
    if way == "series":
        return matching.match_range(
            acting_user=user, first=known["first"], last=known["last"], maker=known["maker"], model=known["model"]
        )
    if way == "serials":
        return matching.match_serials(
            acting_user=user, text=known["serials"], maker=known["maker"], model=known["model"]
        )
    return matching.match_file(acting_user=user, file_name=known["file"].name, stream=known["file"])


def _remove(request: HttpRequest, number: int, page: LicencePage) -> HttpResponse:
    typed = request.POST.getlist("weapon")
    chosen = [int(one[:18]) for one in typed if one.isascii() and one.isdecimal()]
    wanted = None if request.POST["remove"] == "all" else chosen
    try:
        count = listing.unlist_weapons(acting_user=request.user, licence_id=number, weapons=wanted)
    except (NotPermitted, NotFound):
        raise
    except Refusal as refusal:
        return _page(request, page, refusal=refusal)
    messages.success(request, gettext("Weapons taken off the list: %(count)s") % {"count": count})
    return redirect("licence_weapons", number)


def _report(found: list[Match], listed: listing.Listed | None) -> dict[str, Any] | None:
    if not found:
        return None
    match = found[0]
    return {
        "match": match,
        "listed": listed,
        "missing": match.missing[:MOST],
        "missing_more": max(0, len(match.missing) - MOST),
        "several": match.several[:MOST],
        "alike": match.alike[:MOST],
    }


def _chosen(request: HttpRequest, known: dict[str, Any]) -> tuple[int, ...] | None:
    """Numbers of weapons, None for all that were not used."""
    which = known.get("which") or "none"
    if which == "some":
        return matching.match_numbers(acting_user=request.user, text=known["numbers"]).weapons
    return None if which == "all" else ()


def _page(
    request: HttpRequest,
    page: LicencePage,
    *,
    forms: dict[str, ItemChoice] | None = None,
    refusal: Refusal | None = None,
    report: dict[str, Any] | None = None,
) -> HttpResponse:
    after = request.GET.get("after", "")
    listed = listing.listed_weapons(
        acting_user=request.user, licence_id=page.line.id, after=int(after[:18]) if after.isdecimal() else 0
    )
    shown = {way: (forms or {}).get(way) or kind(items=page.items, prefix=way) for way, kind in FORMS.items()}
    wrong = next(iter((forms or {}).values()), None)
    change = bool({"changed", "used"} & page.may) and page.line.state != "expired"
    return form_page(
        request, "licences/weapons.html", page, wrong or shown["numbers"], refusal=refusal, forms=shown,
        listed=listed, report=report, may_change=change, opened=next(iter(forms or {}), ""),
        names={one.id: one.type_name or one.type_text for one in page.items},
    )  # fmt: skip
