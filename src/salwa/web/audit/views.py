"""The audit log, newest first, filtered by action and object."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from salwa.domain.audit import ACTIONS
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
    context = {"form": form, "lines": lines, "page": page, "older": older.urlencode()}
    return render(request, "audit/log.html", context)
