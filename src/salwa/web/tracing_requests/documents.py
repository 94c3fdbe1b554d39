"""Papers of a request that was sent, to hand out: Word, PDF, data file, sealed message, tables of other channels."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from salwa.services.tracing_requests.papers import request_file
from salwa.services.weapons.names import reader_language
from salwa.web.frame.access import signed_in


@signed_in
def file(request: HttpRequest, number: int, kind: str) -> HttpResponse:
    """One file; ?language= chooses the language the other State prefers, else the reader's own."""
    language = request.GET.get("language") or reader_language()
    made = request_file(acting_user=request.user, request_id=number, kind=kind, language=language)
    response = HttpResponse(made.content, content_type=made.media_type)
    response["Content-Disposition"] = f'attachment; filename="{made.name}"'
    return response
