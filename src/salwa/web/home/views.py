"""Home per role."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from salwa.services.accounts.overview import people_overview
from salwa.services.accounts.permissions import may, rights
from salwa.services.approvals.queries import waiting_for
from salwa.web.frame.access import signed_in


@signed_in
def home(request: HttpRequest) -> HttpResponse:
    """What needs this person, figures and recent work; on an empty installation the first steps."""
    context = {
        "people": people_overview(acting_user=request.user) if may(request.user, "accounts.manage") else None,
        "has_register": "salwa.storage.register" in settings.INSTALLED_APPS,
        "has_rights": bool(rights(request.user)),
        "approvals": waiting_for(acting_user=request.user),
    }
    if context["has_register"]:
        from salwa.services.weapons.overview import register_overview  # optional dependency

        context["register"] = register_overview(acting_user=request.user)
        from salwa.services.stock.overview import stock_needs  # optional dependency

        context["stock"] = stock_needs(acting_user=request.user)
        from salwa.services.seizures.questions import waiting_questions  # optional dependency
        from salwa.services.tracing.queries import tracing_needs  # optional dependency
        from salwa.services.tracing_requests.waiting import waiting_requests  # optional dependency

        context["desk"] = waiting_requests(acting_user=request.user)
        context["tracing"] = tracing_needs(acting_user=request.user)
        context["may_record_seizures"] = may(request.user, "seizures.record")
        context["questions"] = waiting_questions(request.user)
    return render(request, "home/home.html", context)
