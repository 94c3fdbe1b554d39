"""Stock-takings on the screen: figures, discrepancies, doubts to be decided, closing."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from salwa.domain.refusals import NotFound, NotPermitted, Refusal
from salwa.domain.stock import CountFinding
from salwa.services.stock.closing import approve_closing, close_taking, return_closing
from salwa.services.stock.queries import (
    GROUPS,
    PAGE,
    chosen_weapons,
    late_scans,
    lots_of,
    open_taking_page,
    unread_scans,
    weapons_of,
    weapons_with_serial,
)
from salwa.services.stock.taking import decide_conflict, decide_lot, open_taking, receive_scans, resolve_scan
from salwa.services.stock.values import ScanIn
from salwa.web.frame.access import signed_in
from salwa.web.stock.forms import CloseForm, OpenTakingForm, ReasonForm, choices

# Weapons that the closing form can list; more have to be looked at in the lists first.
MOST_LISTED = 500
FROM_A_LIST = "list"


@require_POST
@signed_in
def opened(request: HttpRequest, number: int) -> HttpResponse:
    """Open a stock-taking of a depot."""
    form = OpenTakingForm(request.POST)
    form.is_valid()
    again = request.POST.get("recount_of", "")
    taking = open_taking(
        acting_user=request.user,
        depot_id=number,
        note=form.cleaned_data.get("note", ""),
        recount_of=int(again) if again.isascii() and again.isdigit() and len(again) < 16 else None,
    )
    messages.success(request, gettext("The stock-taking is open. Counting can begin, also on several phones."))
    return redirect("taking", taking)


@signed_in
def taking(request: HttpRequest, number: int) -> HttpResponse:
    """One stock-taking: how far it is, what does not agree, who counts."""
    page = open_taking_page(acting_user=request.user, taking_id=number)
    context = {
        "taking": page,
        "lots": lots_of(acting_user=request.user, taking_id=number) if page.counts.lots else [],
        "late": late_scans(acting_user=request.user, taking_id=number) if page.counts.late else [],
        "lost": chosen_weapons(acting_user=request.user, taking_id=number, record="lost"),
        "found": chosen_weapons(acting_user=request.user, taking_id=number, record="recorded"),
        "reason_form": ReasonForm(),
    }
    return render(request, "stock/taking.html", context)


@signed_in
def group(request: HttpRequest, number: int, name: str) -> HttpResponse:
    """The weapons of one group: missing, unexpected, with different findings ..."""
    if name not in GROUPS:
        raise Http404
    page, text = _page_number(request), request.GET.get("text", "")[:100]
    lines, total = weapons_of(acting_user=request.user, taking_id=number, group=name, page=page, text=text)
    context = {
        "taking": open_taking_page(acting_user=request.user, taking_id=number),
        "group": name,
        "lines": [(line, uuid.uuid4()) for line in lines],
        "total": total,
        "text": text,
        "findings": choices("count_finding", CountFinding),
        **_pages(page, total),
    }
    return render(request, "stock/group.html", context)


@signed_in
def unread(request: HttpRequest, number: int) -> HttpResponse:
    """Scans that stand for no weapon yet, each with the weapons it may be."""
    page = _page_number(request)
    lines, total = unread_scans(acting_user=request.user, taking_id=number, page=page)
    asked, text = request.GET.get("scan", ""), request.GET.get("text", "")[:100]
    offered = weapons_with_serial(acting_user=request.user, taking_id=number, text=text) if text.strip() else []
    context = {
        "taking": open_taking_page(acting_user=request.user, taking_id=number),
        "lines": lines,
        "total": total,
        "asked": asked,
        "text": text,
        "offered": offered,
        **_pages(page, total),
    }
    return render(request, "stock/unread.html", context)


def _page_number(request: HttpRequest) -> int:
    text = request.GET.get("page", "1")
    if not (text.isascii() and text.isdigit() and len(text) < 9 and int(text) > 0):
        raise Http404
    return int(text)


def _pages(page: int, total: int) -> dict[str, int | None]:
    return {"before": page - 1 if page > 1 else None, "after": page + 1 if page * PAGE < total else None}


def _number(request: HttpRequest, name: str) -> int:
    text = request.POST.get(name, "")
    if not (text.isascii() and text.isdigit() and len(text) < 16):
        raise Http404
    return int(text)


def _finding(request: HttpRequest) -> CountFinding:
    text = request.POST.get("finding", "")
    if text not in set(CountFinding):
        raise Http404
    return CountFinding(text)


def _act(request: HttpRequest, number: int, act: Callable[[], object], done: str, back: str) -> HttpResponse:
    """Do one thing about a stock-taking and go back to where it was asked; a refusal is said there."""
    try:
        act()
    except (NotPermitted, NotFound):
        raise
    except Refusal as refusal:
        from salwa.web.templatetags.salwa import spoken  # slow start

        remedy = f" {spoken(refusal.remedy)}" if refusal.remedy else ""
        messages.error(request, f"{spoken(refusal.sentence)}{remedy}")
    else:
        messages.success(request, done)
    if back in GROUPS:
        return redirect("taking_group", number, back)
    return redirect("taking_unread", number) if back == "unread" else redirect("taking", number)


@require_POST
@signed_in
def marked(request: HttpRequest, number: int) -> HttpResponse:
    """Count a weapon by marking it in the list."""
    try:
        uid = uuid.UUID(request.POST.get("uid", ""))
    except ValueError:
        raise Http404 from None
    scan = ScanIn(
        uid=str(uid), read=request.POST.get("serial", "")[:300] or str(_number(request, "weapon")),
        counted_at=timezone.now(), finding=_finding(request), how="listed", weapon=_number(request, "weapon"),
        note=request.POST.get("note", "")[:500],
    )  # fmt: skip

    def act() -> None:
        receive_scans(acting_user=request.user, taking_id=number, device=_device(request), scans=[scan])

    return _act(request, number, act, gettext("Counted."), request.POST.get("back", ""))


def _device(request: HttpRequest) -> str:
    """What stands for the phone where there is no script to name it: the person."""
    return f"{FROM_A_LIST}-{request.user.pk}"


@require_POST
@signed_in
def decided(request: HttpRequest, number: int) -> HttpResponse:
    """Decide between different findings about a weapon."""

    def act() -> None:
        decide_conflict(
            acting_user=request.user, taking_id=number, weapon_id=_number(request, "weapon"), finding=_finding(request),
            note=request.POST.get("note", "")[:500],
        )  # fmt: skip

    return _act(request, number, act, gettext("Decided; both findings stay readable."), "conflict")


@require_POST
@signed_in
def lot_decided(request: HttpRequest, number: int) -> HttpResponse:
    """Decide how many rounds of a lot are there."""

    def act() -> None:
        decide_lot(
            acting_user=request.user, taking_id=number, lot_id=_number(request, "lot"), found=_number(request, "rounds")
        )

    return _act(request, number, act, gettext("Decided; both numbers stay readable."), "")


@require_POST
@signed_in
def resolved(request: HttpRequest, number: int) -> HttpResponse:
    """Say which weapon a scan stands for."""

    def act() -> None:
        resolve_scan(
            acting_user=request.user, taking_id=number, scan_id=_number(request, "scan"),
            weapon_id=_number(request, "weapon"),
        )  # fmt: skip

    return _act(request, number, act, gettext("The scan was given to this weapon."), "unread")


@signed_in
def closing(request: HttpRequest, number: int) -> HttpResponse:
    """Close a stock-taking: discrepancies once more, and what shall be recorded."""
    page = open_taking_page(acting_user=request.user, taking_id=number)
    missing = [
        line for name in ("unseen", "not_there")
        for line in _all_of(request, number, name) if not line.moved
    ]  # fmt: skip
    met = _all_of(request, number, "unexpected")
    form = CloseForm(request.POST or None)
    form.fields["lost"].choices = [(line.weapon, _told(line)) for line in missing]
    form.fields["found"].choices = [(line.weapon, _told(line)) for line in met]
    for name, lines in (("lost", missing), ("found", met)):
        if not lines:
            del form.fields[name]
    if not page.counts.unsent:
        del form.fields["without_phones"]
    refusal = None
    if request.method == "POST" and form.is_valid():
        known = form.cleaned_data
        try:
            closed = close_taking(
                acting_user=request.user, taking_id=number, lost=[int(one) for one in known.get("lost", ())],
                found=[int(one) for one in known.get("found", ())], note=known["note"],
                without_phones=known.get("without_phones", False),
            )  # fmt: skip
        except (NotPermitted, NotFound):
            raise
        except Refusal as found:
            refusal = found
        else:
            waits = gettext("The closing waits for a supervisor; nothing is recorded before.")
            messages.success(request, gettext("The stock-taking is closed.") if closed else waits)
            return redirect("taking", number)
    context = {"taking": page, "form": form, "refusal": refusal, "most": MOST_LISTED}
    return render(request, "stock/closing.html", context, status=422 if refusal or form.errors else 200)


def _all_of(request: HttpRequest, number: int, name: str) -> list:
    lines: list = []
    for page in range(1, MOST_LISTED // PAGE + 1):
        some, total = weapons_of(acting_user=request.user, taking_id=number, group=name, page=page)
        lines += some
        if page * PAGE >= total:
            break
    return lines


def _told(line) -> str:
    from django.utils.html import format_html  # slow start

    from salwa.web.templatetags.salwa import mark  # slow start

    return format_html("{} <bdi>{}</bdi>", mark(line.serial or str(line.weapon)), line.name)


@require_POST
@signed_in
def approved(request: HttpRequest, number: int) -> HttpResponse:
    """Approve a closing as the second person."""

    def act() -> None:
        approve_closing(acting_user=request.user, taking_id=number)

    return _act(request, number, act, gettext("The stock-taking is closed and its entries are recorded."), "")


@require_POST
@signed_in
def returned(request: HttpRequest, number: int) -> HttpResponse:
    """Send a closing back."""
    form = ReasonForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""

    def act() -> None:
        return_closing(acting_user=request.user, taking_id=number, reason=reason)

    return _act(request, number, act, gettext("The closing was sent back; counting goes on."), "")
