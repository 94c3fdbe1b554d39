"""Whatever is turned away leaves one line in the log of the server: which page, which codes, whose request.

Never what was typed or sent: that may be a mark or a name.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from salwa.domain.refusals import Refusal

log = logging.getLogger("salwa.web")
# The door of the exchange writes what it refuses into the audit log (services/exchange).
OWN_LOG = "/exchange/v1/"


def codes_of(form: Any = None, refusal: Refusal | None = None) -> list[str]:
    """What is wrong, in codes: `field:code` of a form, the code of a refusal."""
    wrong = form.errors.as_data() if form is not None and form.errors else {}
    found = [f"{field.strip('_')}:{one.code or 'invalid'}" for field, errors in wrong.items() for one in errors]
    return found + ([refusal.code] if refusal else [])


def note_codes(request: HttpRequest, codes: list[str]) -> None:
    """Keep the codes with the request, for its line in the log."""
    noted: list[str] = getattr(request, "turned_away", [])
    request.turned_away = [*noted, *codes]  # type: ignore[attr-defined]


class TurnedAway:
    """Writes the line for every answer of 400 to 499; reading what is not there is left out: browsers do it unasked."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        nothing_there = response.status_code == 404 and request.method in ("GET", "HEAD")
        if 400 <= response.status_code < 500 and not nothing_there and not request.path.startswith(OWN_LOG):
            _write(request, response.status_code)
        return response


def _write(request: HttpRequest, status: int) -> None:
    place = request.resolver_match.view_name if request.resolver_match else "?"
    codes = " ".join(getattr(request, "turned_away", [])) or "-"
    # Requests of programs have a number, and their person is the owner of the token, whoever is signed in beside.
    number = getattr(request, "correlation", "")
    person = getattr(request, "auth" if number else "user", None)
    told = (place, status, codes, getattr(person, "pk", None) or "-", number or "-")
    log.warning("turned away at %s: answer %s, codes %s, person %s, request %s", *told)
