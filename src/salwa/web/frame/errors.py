"""Error pages, each with what to do next, in the reader's language."""

from __future__ import annotations

import logging
import secrets
import sys
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from salwa.domain.languages import Sentence, direction_of
from salwa.domain.refusals import NotFound, NotPermitted, QuotaSpent, Refusal
from salwa.services.installation.availability import Outage, forget_connections, outage_of
from salwa.web.frame.styles import sheet_address
from salwa.web.frame.turned_away import note_codes

log = logging.getLogger("salwa.web")


@dataclass(frozen=True, slots=True)
class Trouble:
    """Heading, what happened, and what to do."""

    status: int
    heading: str | Promise
    happened: str | Promise | Sentence
    remedy: str | Promise | Sentence


TROUBLES = {
    400: Trouble(
        400,
        _("Salwa could not understand this request"),
        _("Your browser sent something that this page does not expect. Nothing was changed."),
        _("Go back, reload the page and try again."),
    ),
    403: Trouble(
        403,
        _("Your roles do not allow this"),
        _("You are signed in, but this page is for people with another role. Nothing was changed."),
        _("Ask the administrator of this installation for a role that may open it."),
    ),
    404: Trouble(
        404,
        _("There is no such page"),
        _("The address is wrong, or you may not know of what it points to."),
        _("Check the address, or begin again from the home page."),
    ),
    409: Trouble(
        409,
        _("Salwa did not do this"),
        _("What you asked for does not fit with what is recorded. Nothing was changed."),
        _("Reload the page to see how things stand now."),
    ),
    413: Trouble(
        413,
        _("This is too large"),
        _("What you sent is larger than this installation takes. Nothing was saved."),
        _("Send a smaller file, or split it into parts."),
    ),
    429: Trouble(
        429,
        _("Too many tries"),
        _("There were too many requests in a short time."),
        _("Wait a few minutes, then try again."),
    ),
    500: Trouble(
        500,
        _("Something broke in Salwa"),
        _("The fault lies with Salwa, not with you. Nothing half-done was saved."),
        _("Try again in a few minutes. If it happens again, give the administrator the number below."),
    ),
    503: Trouble(
        503,
        _("Salwa is not available just now"),
        _("The installation is being worked on."),
        _("Try again in a few minutes."),
    ),
}


def page_of(request: HttpRequest, trouble: Trouble, *, number: str = "") -> HttpResponse:
    """The page for one trouble."""
    context = {"trouble": trouble, "number": number}
    response = render(request, "errors/trouble.html", context, status=trouble.status)
    response.headers["Cache-Control"] = "no-store, private"
    return response


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The page for a refusal of a service: its own sentence and remedy under the heading of its kind."""
    note_codes(request, [refusal.code])
    status = 409
    for kind, code in ((NotPermitted, 403), (NotFound, 404), (QuotaSpent, 429)):
        if isinstance(refusal, kind):
            status = code
    standard = TROUBLES[status]
    heading = gettext("Your allowance for today is used up") if status == 429 else standard.heading
    return page_of(request, Trouble(status, heading, refusal.sentence, refusal.remedy or standard.remedy))


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400, or 413 when the request was too large."""
    from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent  # slow start

    too_large = isinstance(exception, (RequestDataTooBig, TooManyFieldsSent))
    return page_of(request, TROUBLES[413 if too_large else 400])


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403."""
    return page_of(request, TROUBLES[403])


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404."""
    return page_of(request, TROUBLES[404])


def closed(request: HttpRequest, rest: str = "") -> HttpResponse:
    """An address that exists in a library and not here."""
    return not_found(request)


def too_many(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """429 from the sign-in's rate limits."""
    return page_of(request, TROUBLES[429])


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose secret token is missing or old."""
    expired = Trouble(
        403,
        _("This form has expired"),
        _("The page was open for a long time, or you signed in or out in another window. Nothing was saved."),
        _("Go back, reload the page and send the form again."),
    )
    return page_of(request, expired)


def unavailable(outage: Outage) -> HttpResponse:
    """503 or 507 with Retry-After, made without the database: it may be what is away."""
    code = (get_language() or "en").split("-")[0]
    words = {
        "heading": TROUBLES[503].heading,
        "outage": outage,
        "language_code": "zh-Hans" if code == "zh" else code,
        "direction": direction_of(code),
        "sheet_address": sheet_address(),
    }
    response = HttpResponse(render_to_string("errors/outage.html", words), status=outage.status)
    response.headers["Retry-After"] = str(outage.retry_after)
    response.headers["Cache-Control"] = "no-store, private"
    # One line in the log and no trace: nothing in the program has to be mended.
    response._has_been_logged = True  # type: ignore[attr-defined]
    return response


def failed(request: HttpRequest) -> HttpResponse:
    """503 or 507 when the database or the disk is to blame; else 500: a number for the person and the same number in
    the log, nothing about marks or people.
    """
    fault = sys.exc_info()[1]
    outage = outage_of(fault)
    if outage is not None:
        log.error("outage (%s): %s", outage.code, type(fault).__name__)
        forget_connections()
        return unavailable(outage)
    number = secrets.token_hex(4)
    log.error("fault %s at %s", number, request.resolver_match.view_name if request.resolver_match else "?")
    try:
        return page_of(request, TROUBLES[500], number=number)
    except Exception:  # the database itself may be away: the page must still say something
        plain = f"Something broke in Salwa. Try again in a few minutes; tell the administrator this number: {number}"
        return HttpResponse(plain, status=500, content_type="text/plain; charset=utf-8")
