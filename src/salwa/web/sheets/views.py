"""Asking for a list, watching it, fetching it; the printed sheet of one weapon."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from salwa.domain.refusals import NotFound, NotPermitted, Refusal
from salwa.domain.sheets import FORMATS as LIST_FORMATS
from salwa.domain.sheets import ListFormat
from salwa.domain.sheets.selection import selection_of
from salwa.services.accounts.permissions import may
from salwa.services.sheets import actions, queries
from salwa.services.sheets.weapon_sheet import print_weapon_sheet
from salwa.services.weapons.queries import open_weapon
from salwa.web.frame.access import signed_in
from salwa.web.sheets.forms import FORMS, NAMES, ListForm, TakeForm

STATUSES = {
    "queued": (_("Waiting to run"), "plain"),
    "running": (_("Running"), "plain"),
    "finished": (_("Ready"), "good"),
    "failed": (_("Stopped"), "bad"),
    "removed": (_("File removed"), "plain"),
}
UNDER_WAY = {"queued", "running"}


@signed_in
def exports(request: HttpRequest) -> HttpResponse:
    """Exports so far."""
    listed = queries.list_exports(acting_user=request.user)
    rows = [(one, *STATUSES[one.status], FORMS[one.format]) for one in listed]
    return render(request, "sheets/exports.html", {"rows": rows})


@signed_in
def new_export(request: HttpRequest) -> HttpResponse:
    """The form for a list narrowed by what stands in the address; POST asks for it."""
    selection = selection_of(_chosen(request.GET))
    count, content = queries.count_chosen(acting_user=request.user, selection=selection)
    form = ListForm(request.POST or None)
    refusal = None
    if request.method == "POST" and form.is_valid():
        known = form.cleaned_data
        try:
            number = actions.request_export(
                acting_user=request.user, selection=selection, format=known["format"], language=known["language"],
                purpose=known["purpose"],
            )  # fmt: skip
            return redirect("export", number)
        except NotPermitted:
            raise
        except Refusal as found:
            refusal = found
    most = LIST_FORMATS[ListFormat.PDF].most_rows or count
    context = {"form": form, "count": count, "content": content, "refusal": refusal, "no_pages": count > most,
               "most": most}  # fmt: skip
    return render(request, "sheets/new.html", context, status=422 if form.errors or refusal else 200)


def _chosen(given: QueryDict) -> dict[str, Any]:
    return {name: ",".join(given.getlist(name)) if name == "numbers" else given[name] for name in given}


@signed_in
def export(request: HttpRequest, number: int) -> HttpResponse:
    """One export: progress, or the file."""
    view = queries.view_export(acting_user=request.user, export_id=number)
    words, tone = STATUSES[view.status]
    context = {
        "view": view,
        "status_words": words,
        "tone": tone,
        "under_way": view.status in UNDER_WAY and not view.lost,
        "form_words": FORMS[view.format],
        "language_name": dict(NAMES).get(view.language, view.language),
    }
    return render(request, "sheets/export.html", context)


@signed_in
def progress(request: HttpRequest, number: int) -> HttpResponse:
    """The part of the page that shows how far an export is; asks for the whole page when it has ended."""
    view = queries.view_export(acting_user=request.user, export_id=number)
    response = render(request, "sheets/progress.html", {"view": view})
    if view.status not in UNDER_WAY or view.lost:
        response.headers["HX-Refresh"] = "true"
    return response


@require_POST
@signed_in
def start(request: HttpRequest, number: int) -> HttpResponse:
    """Start an export again that stopped."""
    actions.start_export(acting_user=request.user, export_id=number)
    return redirect("export", number)


@require_POST
@signed_in
def remove(request: HttpRequest, number: int) -> HttpResponse:
    """Remove the file before its time."""
    actions.remove_export(acting_user=request.user, export_id=number)
    return redirect("export", number)


@require_POST
@signed_in
def fetch(request: HttpRequest, number: int) -> HttpResponse | FileResponse:
    """The file; fetching it is recorded, so it takes a sent form."""
    file = queries.export_file(acting_user=request.user, export_id=number)
    return FileResponse(file.path.open("rb"), as_attachment=True, filename=file.name, content_type=file.media_type)


@signed_in
def weapon_sheet(request: HttpRequest, number: int) -> HttpResponse:
    """The form for the printed sheet of one weapon; POST answers with the sheet."""
    form = TakeForm(request.POST or None)
    refusal = None
    if request.method == "POST" and form.is_valid():
        known = form.cleaned_data
        try:
            sheet = print_weapon_sheet(
                acting_user=request.user, weapon_id=number, purpose=known["purpose"], language=known["language"]
            )
            headers = {"Content-Disposition": f'attachment; filename="{sheet.name}"'}
            return HttpResponse(sheet.content, content_type="application/pdf", headers=headers)
        except (NotPermitted, NotFound):
            raise
        except Refusal as found:
            refusal = found
    page = open_weapon(acting_user=request.user, weapon_id=number)
    context = {"form": form, "weapon": page, "refusal": refusal, "may_list": may(request.user, "weapons.export")}
    return render(request, "sheets/weapon_sheet.html", context, status=422 if form.errors or refusal else 200)
