"""Destruction records: preparing, asking for a second person, approving, the certificate."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from salwa.domain.destruction import Method
from salwa.domain.refusals import NotFound, NotPermitted, Refusal
from salwa.services.ammunition.queries import list_lots
from salwa.services.destruction.actions import (
    DestructionEntry,
    add_picture,
    add_weapons,
    change_record,
    make_record,
)
from salwa.services.destruction.approval import ask
from salwa.services.destruction.permissions import check_may_ask_for_destruction, may_ask_for_destruction
from salwa.services.destruction.queries import RecordPage, list_records, open_draft, open_record, picture_file
from salwa.services.stock.queries import list_depots
from salwa.services.stock.surplus import open_surplus
from salwa.web.destruction.forms import AddForm, PictureForm, ReasonForm, RecordForm
from salwa.web.frame.access import signed_in
from salwa.web.templatetags.salwa import spoken


@signed_in
def records(request: HttpRequest) -> HttpResponse:
    """All records this person may know of; those that wait for approval first."""
    lines = list_records(acting_user=request.user)
    lines.sort(key=lambda one: one.waits_since is None)
    context = {"lines": lines, "may_request": may_ask_for_destruction(request.user)}
    return render(request, "destruction/records.html", context)


@signed_in
def new_record(request: HttpRequest) -> HttpResponse:
    """Begin a record, from a list of surplus or from numbers."""
    check_may_ask_for_destruction(request.user)
    surplus = _surplus(request)
    start = {"day": timezone.localdate(), "depot": surplus[0].depot if surplus else ""}
    form, refusal = _form(request, RecordForm(request.POST or None, initial=start)), None
    if request.method == "POST" and form.is_valid():
        try:
            entry = _entry(form, surplus[0].number if surplus else None)
            number = make_record(acting_user=request.user, entry=entry)
        except (NotPermitted, NotFound):
            raise
        except Refusal as found:
            refusal = found
        else:
            messages.success(
                request, gettext("The destruction record was begun. Check it before you ask for approval.")
            )
            return redirect("destruction", number)
    context = {"form": form, "refusal": refusal, "surplus": surplus[0] if surplus else None}
    return render(request, "destruction/record_form.html", context, status=422 if form.errors or refusal else 200)


def _surplus(request: HttpRequest):
    text = request.GET.get("surplus", "")
    if not (text.isascii() and text.isdigit() and len(text) < 16):
        return None
    return open_surplus(acting_user=request.user, surplus_id=int(text))


def _form(request: HttpRequest, form: RecordForm) -> RecordForm:
    form.fields["depot"].choices = [(one.number, one.name) for one in list_depots(acting_user=request.user)]
    lots = [(one.number, f"{one.lot_number} · {one.calibre}") for one in list_lots(acting_user=request.user)]
    form.fields["lot"].choices = [("", gettext("None")), *lots]
    return form


def _entry(form: RecordForm, surplus: int | None = None, more: Sequence[tuple[int, int]] = ()) -> DestructionEntry:
    """`more`: rounds of further lots that are on the draft already; the form shows one lot."""
    known = form.cleaned_data
    rounds = [(known["lot"], known["rounds"])] if known["lot"] and known["rounds"] else []
    rounds += [one for one in more if one[0] != known["lot"]]
    return DestructionEntry(
        known["depot"], Method(known["method"]), known["place"], known["day"], known["method_note"],
        known["witness_roles"], known["note"], known["weapons"] or (), rounds, surplus,
    )  # fmt: skip


@signed_in
def change(request: HttpRequest, number: int) -> HttpResponse:
    """Change a draft."""
    page = open_draft(acting_user=request.user, record_id=number)
    start = {
        "depot": page.depot, "method": page.method, "method_note": page.method_note, "day": page.day,
        "place": page.place, "witness_roles": "\n".join(page.witness_roles), "note": page.note,
        "weapons": "\n".join(str(one[0]) for one in page.weapons), "lot": page.rounds[0][0] if page.rounds else "",
        "rounds": page.rounds[0][3] if page.rounds else None,
    }  # fmt: skip
    form, refusal = _form(request, RecordForm(request.POST or None, initial=start)), None
    if request.method == "POST" and form.is_valid():
        try:
            change_record(
                acting_user=request.user,
                record_id=number,
                entry=_entry(form, more=[(one[0], one[3]) for one in page.rounds[1:]]),
            )
        except (NotPermitted, NotFound):
            raise
        except Refusal as found:
            refusal = found
        else:
            messages.success(request, gettext("The draft was changed."))
            return redirect("destruction", number)
    context = {"form": form, "refusal": refusal, "record": page}
    return render(request, "destruction/record_form.html", context, status=422 if form.errors or refusal else 200)


@signed_in
def record(request: HttpRequest, number: int) -> HttpResponse:
    """One record: everything on it, who did what, what turned up later."""
    return _page(request, open_record(acting_user=request.user, record_id=number))


def _page(request: HttpRequest, page: RecordPage, refusal: Refusal | None = None) -> HttpResponse:
    context = {
        "record": page,
        "refusal": refusal,
        "add_form": AddForm(),
        "picture_form": PictureForm(),
        "reason_form": ReasonForm(),
    }
    return render(request, "destruction/record.html", context, status=422 if refusal else 200)


@signed_in
def certificate(request: HttpRequest, number: int) -> HttpResponse:
    """The certificate, to be printed and signed. Only a recorded destruction has one."""
    page = open_record(acting_user=request.user, record_id=number)
    if not page.certificate:
        raise Http404
    return render(request, "destruction/certificate.html", {"record": page})


@require_POST
@signed_in
def add(request: HttpRequest, number: int) -> HttpResponse:
    """Put more weapons on a draft."""
    form = AddForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(error for some in form.errors.values() for error in some))
        return redirect("destruction", number)
    weapons = form.cleaned_data["weapons"]
    return _act(request, number, lambda: add_weapons(acting_user=request.user, record_id=number, weapons=weapons))


@require_POST
@signed_in
def picture_added(request: HttpRequest, number: int) -> HttpResponse:
    """Add a picture from before or after."""
    form = PictureForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, gettext("Choose a picture, and say whether it shows before or after."))
        return redirect("destruction", number)
    known = form.cleaned_data
    return _act(
        request,
        number,
        lambda: add_picture(
            acting_user=request.user, record_id=number, moment=known["moment"], stream=known["picture"],
            caption=known["caption"],
        ),
    )  # fmt: skip


@require_POST
@signed_in
def asked(request: HttpRequest, number: int) -> HttpResponse:
    """Ask for the second person."""
    reason = request.POST.get("reason", "")[:500]
    return _act(request, number, lambda: ask(acting_user=request.user, record_id=number, reason=reason))


def _act(request: HttpRequest, number: int, act) -> HttpResponse:
    try:
        act()
    except (NotPermitted, NotFound):
        raise
    except Refusal as refusal:
        remedy = f" {spoken(refusal.remedy)}" if refusal.remedy else ""
        messages.error(request, f"{spoken(refusal.sentence)}{remedy}")
    else:
        messages.success(request, gettext("Done."))
    return redirect("destruction", number)


@signed_in
def picture(request: HttpRequest, number: int, small: bool = False) -> HttpResponse | FileResponse:
    """One picture; a browser may keep it for this person for an hour."""
    path = picture_file(acting_user=request.user, picture_id=number, small=small)
    if not path.is_file():
        raise Http404
    response = FileResponse(path.open("rb"), content_type="image/jpeg")
    response["Cache-Control"] = "private, max-age=3600"
    return response
