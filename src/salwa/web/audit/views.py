"""The audit log, newest first, filtered by action and object; its checkpoint and its export as files."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from salwa.domain.audit import ACTIONS
from salwa.services.audit.exports import export_log, fetch_checkpoint, full_note, zipped
from salwa.services.audit.health import log_health
from salwa.services.audit.queries import read_log
from salwa.web.frame.access import signed_in


class LogFilter(forms.Form):
    """What to show."""

    mostly_optional = True

    action = forms.ChoiceField(label=_("What happened"), required=False)
    object = forms.CharField(label=_("Number of the object"), required=False, max_length=64)
    before = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def __init__(self, data: object = None) -> None:
        super().__init__(data)
        spoken = [(code, gettext(words)) for code, words in ACTIONS.items()]
        self.fields["action"].choices = [("", gettext("Everything")), *spoken]


@signed_in
def audit_log(request: HttpRequest) -> HttpResponse:
    """One page of the log; reading it is itself written down."""
    health = log_health(acting_user=request.user)
    form = LogFilter(request.GET or {})
    wanted = form.cleaned_data if form.is_valid() else {}
    page = read_log(
        acting_user=request.user,
        action=wanted.get("action") or "",
        object_id=wanted.get("object") or "",
        before=wanted.get("before"),
    )
    lines = [(line, gettext(ACTIONS.get(line.action, line.action))) for line in page.lines]
    older = request.GET.copy()
    older["before"] = str(page.next_before or "")
    context = {
        "form": form,
        "lines": lines,
        "page": page,
        "older": older.urlencode(),
        "health": health,
    }
    return render(request, "audit/log.html", context)


@signed_in
def audit_checkpoint(request: HttpRequest) -> HttpResponse:
    """The newest checkpoint, to be kept elsewhere; fetching it is itself written down."""
    found = fetch_checkpoint(acting_user=request.user)
    headers = {"Content-Disposition": f'attachment; filename="audit-{found.size}.checkpoint"'}
    return HttpResponse(full_note(found), content_type="text/plain; charset=utf-8", headers=headers)


@require_POST
@signed_in
def audit_export(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """The whole log with a checkpoint over all of it; the export is itself written down."""
    export = export_log(acting_user=request.user)
    headers = {"Content-Disposition": f'attachment; filename="audit-log-{export.entries}.zip"'}
    return StreamingHttpResponse(zipped(export), content_type="application/zip", headers=headers)
