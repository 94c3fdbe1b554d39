"""Receiving a file, settling its columns, looking at what was understood, running it, and its result."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from salwa.domain.imports.mapping import ColumnMapping, mapping_from_document
from salwa.domain.refusals import NotFound, NotPermitted, Refusal
from salwa.services.imports import actions, queries
from salwa.services.imports.mapping_files import mapping_text
from salwa.services.imports.permissions import may_withdraw
from salwa.services.imports.reasons import REASONS, REMARKS
from salwa.services.imports.samples import column_samples, may_be_tried_at_once
from salwa.services.imports.withdrawal import request_withdrawal, waiting_withdrawal
from salwa.web.frame.access import signed_in
from salwa.web.frame.errors import not_found
from salwa.web.imports.forms import ColumnsForm, FileForm, WithdrawForm
from salwa.web.imports.shown import STATUSES, column_lines, preview_lines

BEFORE_RUNNING = {"received", "mapped"}
UNDER_WAY = {"queued", "running"}


@signed_in
def imports(request: HttpRequest) -> HttpResponse:
    """All imports; POST receives a file."""
    listed = queries.list_imports(acting_user=request.user)
    form = FileForm(request.POST or None, request.FILES or None)
    refusal = None
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        encoding = form.cleaned_data["encoding"] or None
        try:
            number = actions.receive_file(acting_user=request.user, file_name=file.name, stream=file, encoding=encoding)
            return redirect("import", number)
        except NotPermitted:
            raise
        except Refusal as found:
            refusal = found
    rows = [(one, *STATUSES[one.status]) for one in listed]
    status = 422 if request.method == "POST" else 200
    return render(request, "imports/imports.html", {"rows": rows, "form": form, "refusal": refusal}, status=status)


@signed_in
def one_import(request: HttpRequest, number: int) -> HttpResponse:
    """The three steps of one import as far as they have come."""
    return _page(request, number)


@require_POST
@signed_in
def map_columns(request: HttpRequest, number: int) -> HttpResponse:
    """Settle the columns and go on to what was understood."""
    view = queries.view_import(acting_user=request.user, import_id=number)
    form = ColumnsForm(request.POST, view.layout.headers, ColumnMapping())
    if not form.is_valid():
        return _page(request, number, form=form, status=422)
    try:
        actions.map_columns(acting_user=request.user, import_id=number, mapping=form.mapping())
    except (NotPermitted, NotFound):
        raise
    except Refusal as refusal:
        return _page(request, number, form=form, refusal=refusal, status=422)
    return redirect(reverse("import", args=[number]) + "#understood")


@require_POST
@signed_in
def try_file(request: HttpRequest, number: int) -> HttpResponse:
    """Dry run of the whole file; the result stands on the page."""
    trial = queries.try_import(acting_user=request.user, import_id=number)
    known = {code: count for code, count in trial.remarks.items() if code in REMARKS}
    told = {
        "trial": trial,
        "trial_reasons": [(_sentence(REASONS[code].what), count) for code, count in trial.reasons.items()],
        "trial_remarks": [(_sentence(REMARKS[code]), count) for code, count in known.items()],
    }
    return _page(request, number, more=told)


def _sentence(template: str) -> str:
    """The sentence of a whole group of rows: blanks that differ from row to row become dots."""
    spoken = gettext(template)
    for blank in ("column", "cells", "columns", "length", "longest"):
        spoken = spoken.replace("{" + blank + "}", "…")
    return spoken


@require_POST
@signed_in
def start(request: HttpRequest, number: int) -> HttpResponse:
    """Hand the import to the background worker."""
    actions.start_import(acting_user=request.user, import_id=number)
    return redirect(reverse("import", args=[number]) + "#result")


@signed_in
def progress(request: HttpRequest, number: int) -> HttpResponse:
    """The part of the page that shows how far a running import is; asks for the whole page when it has ended."""
    view = queries.view_import(acting_user=request.user, import_id=number)
    response = render(request, "imports/progress.html", {"view": view})
    if view.status not in UNDER_WAY:
        response.headers["HX-Refresh"] = "true"
    return response


@signed_in
def set_aside(request: HttpRequest, number: int) -> HttpResponse | FileResponse:
    """The file of rows that were set aside."""
    path = queries.set_aside_file(acting_user=request.user, import_id=number)
    if path is None:
        return not_found(request)
    name = f"import-{number}-set-aside.csv"
    return FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type="text/csv; charset=utf-8")


@signed_in
def mapping(request: HttpRequest, number: int) -> HttpResponse:
    """The settled mapping as a file for colleagues and for the command line."""
    view = queries.view_import(acting_user=request.user, import_id=number)
    if not view.mapping:
        return not_found(request)
    text = mapping_text(mapping_from_document(view.mapping), ())
    headers = {"Content-Disposition": f'attachment; filename="import-{number}-mapping.yaml"'}
    return HttpResponse(text, content_type="application/yaml; charset=utf-8", headers=headers)


@require_POST
@signed_in
def withdraw(request: HttpRequest, number: int) -> HttpResponse:
    """Ask for a finished import to be withdrawn as a whole; another person approves it."""
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        return _page(request, number, more={"withdraw_form": form}, status=422)
    reason = form.cleaned_data["reason"]
    asked = request_withdrawal(acting_user=request.user, import_id=number, reason=reason)
    messages.success(request, gettext("Your request was made. Nothing changes before another person approves it."))
    return redirect("approval", asked)


def _page(request: HttpRequest, number: int, *, status: int = 200, **how: Any) -> HttpResponse:
    """The page; `how` may hold the form and refusal of the columns, and `more` for the template."""
    view = queries.view_import(acting_user=request.user, import_id=number)
    words, tone = STATUSES[view.status]
    context: dict[str, Any] = {
        "view": view,
        "status_words": words,
        "tone": tone,
        "under_way": view.status in UNDER_WAY,
        "form": None,
        "refusal": how.get("refusal"),
        "may_withdraw": may_withdraw(request.user) and view.status in {"finished", "failed"},
        "withdraw_form": WithdrawForm(),
    }
    if view.status in BEFORE_RUNNING:
        context |= _columns(request, view, how.get("form"))
    if view.status == "mapped":
        context |= _understood(request, view)
    if view.status in {"finished", "failed", "withdrawn"}:
        context["withdrawal_asked"] = waiting_withdrawal(acting_user=request.user, import_id=number)
        context["groups"] = queries.set_aside_groups(acting_user=request.user, import_id=number)
    return render(request, "imports/import.html", context | how.get("more", {}), status=status)


def _columns(request: HttpRequest, view: queries.ImportView, form: ColumnsForm | None) -> dict[str, Any]:
    offer = actions.suggest_mapping(acting_user=request.user, import_id=view.id)
    settled = mapping_from_document(view.mapping) if view.mapping else offer.mapping
    form = form or ColumnsForm(None, view.layout.headers, settled)
    samples = column_samples(acting_user=request.user, import_id=view.id)
    lines = column_lines(form.columns(), samples, offer.suggestions)
    return {"form": form, "columns": lines, "remembered": offer.remembered}


def _understood(request: HttpRequest, view: queries.ImportView) -> dict[str, Any]:
    rows = queries.preview(acting_user=request.user, import_id=view.id)
    heads, lines = preview_lines(rows, view.mapping.get("fields", {}))
    can_try = may_be_tried_at_once(acting_user=request.user, import_id=view.id)
    return {"heads": heads, "lines": lines, "can_try": can_try}
