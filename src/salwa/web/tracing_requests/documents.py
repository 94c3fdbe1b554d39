"""Papers to hand out: of a request that was sent (Word, PDF, data file, sealed message, tables of other channels), and
of an answer that was released to a State without Salwa.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from salwa.services.tracing_answers.papers import answer_file
from salwa.services.tracing_requests.bundles import evidence_file
from salwa.services.tracing_requests.papers import RequestFile, request_file
from salwa.services.weapons.names import reader_language
from salwa.web.frame.access import signed_in


@signed_in
def file(request: HttpRequest, number: int, kind: str) -> HttpResponse:
    """One file; ?language= chooses the language the other State prefers, else the reader's own."""
    if kind == "evidence":
        return _handed_out(evidence_file(acting_user=request.user, number=number))
    language = request.GET.get("language") or reader_language()
    made = request_file(acting_user=request.user, request_id=number, kind=kind, language=language)
    return _handed_out(made)


@signed_in
def answer(request: HttpRequest, number: int, draft: int, kind: str) -> HttpResponse:
    """One file of a released answer; without ?language= in the one the other State prefers."""
    language = request.GET.get("language", "")
    made = answer_file(acting_user=request.user, incoming_id=number, draft_id=draft, kind=kind, language=language)
    return _handed_out(made)


def _handed_out(made: RequestFile) -> HttpResponse:
    response = HttpResponse(made.content, content_type=made.media_type)
    response["Content-Disposition"] = f'attachment; filename="{made.name}"'
    return response
