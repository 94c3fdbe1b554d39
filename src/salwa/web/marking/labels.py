"""Cards and labels to print, and what a scanned label leads to."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe

from salwa.domain.marking.codes import Labelled
from salwa.domain.refusals import NotFound, NotPermitted, Refusal
from salwa.services.marking.labels import Label, Scanned, label_svg, scan_label, store_labels, weapon_label
from salwa.services.marking.numbers import find_number
from salwa.web.frame.access import signed_in
from salwa.web.marking.forms import ScanForm
from salwa.web.marking.lists import number_of
from salwa.web.weapons.silhouettes import silhouette


@signed_in
def weapon(request: HttpRequest, number: int) -> HttpResponse:
    """A weapon's card and rack label."""
    chosen = _chosen(request)
    label = weapon_label(acting_user=request.user, weapon_id=number, serial=chosen["serial"])
    label = _with_address(request, label) if chosen["address"] else label
    context = {"label": label, "svg": _drawn(label), "silhouette": silhouette(label.shape, ()), **chosen}
    return render(request, "marking/label.html", context)


@signed_in
def store(request: HttpRequest, number: int) -> HttpResponse:
    """A sheet of labels of a store."""
    chosen, after = _chosen(request), number_of(request.GET.get("after", "0"))
    sheet = store_labels(acting_user=request.user, holder_id=number, after=after, serial=chosen["serial"])
    labels = [_with_address(request, one) if chosen["address"] else one for one in sheet.labels]
    context = {
        "sheet": sheet,
        "labels": [(one, _drawn(one)) for one in labels],
        "own_svg": _drawn(sheet.own),
        "after": after,
        **chosen,
    }
    return render(request, "marking/sheet.html", context)


@signed_in
def scan(request: HttpRequest) -> HttpResponse:
    """The form; a code leads to what it stands for. Scanners that type, and cameras that open addresses, come here."""
    given = request.POST if request.method == "POST" else request.GET if "code" in request.GET else None
    form, refusal = ScanForm(given), None
    if given is not None and form.is_valid():
        text = form.cleaned_data["code"]
        try:
            return _lead_to(request, text)
        except NotPermitted:
            raise
        except Refusal as found:
            refusal = found
    status = 422 if form.errors or refusal else 200
    return render(request, "marking/scan.html", {"form": form, "refusal": refusal}, status=status)


@signed_in
def short(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    """The address on a label that a camera opened."""
    return _to(scan_label(acting_user=request.user, text=f"{kind}/{code}"))


def _lead_to(request: HttpRequest, text: str) -> HttpResponse:
    """A label first; what is no label may be a national number."""
    try:
        return _to(scan_label(acting_user=request.user, text=text))
    except NotFound:
        raise
    except Refusal as refusal:
        if refusal.code != "not_a_code" or ":" in text or "/" in text:
            raise
        if not any(sign.isdigit() for sign in text):
            raise
        return redirect("weapon", find_number(acting_user=request.user, text=text))


def _to(scanned: Scanned) -> HttpResponse:
    if scanned.kind is Labelled.WEAPON:
        return redirect("weapon", scanned.number)
    return redirect("marking_labels", scanned.number)


def _chosen(request: HttpRequest) -> dict[str, Any]:
    return {"serial": request.GET.get("serial") == "1", "address": request.GET.get("address") == "1"}


def _with_address(request: HttpRequest, label: Label) -> Label:
    """The label with an address in its square, for cameras of phones; it opens for signed-in people only."""
    address = request.build_absolute_uri(reverse("marking_short", args=["w", label.short]))
    return replace(label, svg=label_svg(address), code=address)


def _drawn(label: Label) -> str:
    return mark_safe(label.svg)  # noqa: S308 - drawn by ourselves: numbers only
