"""Errors as problem documents (RFC 9457): one form for every status, in the reader's language."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext

from salwa.api.values import StrictModel
from salwa.domain.languages import message
from salwa.domain.refusals import Conflict, NotFound, NotPermitted, QuotaSpent, Refusal
from salwa.services.accounts.repeats import KeyReused
from salwa.services.backup.faults import DISK_FULL
from salwa.services.installation.availability import AWAY, MAKE_ROOM, Outage
from salwa.services.languages import spoken

MEDIA_TYPE = "application/problem+json"
TITLES: dict[int, str] = {
    400: message("The request could not be read."),
    401: message("A valid token is needed."),
    403: message("Not allowed."),
    404: message("There is nothing here."),
    405: message("This address does not take this method."),
    409: message("This does not fit with what is recorded."),
    413: message("The request is too large."),
    415: message("The request must be JSON."),
    422: message("A value in the request cannot be used."),
    429: message("The allowance for today is used up."),
    500: message("Something broke in Salwa."),
    503: message("Salwa is not available just now"),
    507: DISK_FULL,
}
DETAILS: dict[int, str] = {
    400: message("The body is not JSON in UTF-8, or an object in it has the same name twice."),
    401: message("Send the header Authorization: Bearer, followed by a token that is neither expired nor ended."),
    403: message("The roles of this token's person do not allow it."),
    404: message("Check the address; there may be no such record, or the person may not know of it."),
    405: message("The header Allow names the methods it takes."),
    409: message("Read the record again and decide anew."),
    413: message("Send fewer rows at a time."),
    415: message("Send the header Content-Type: application/json; the encoding is UTF-8."),
    422: message("Each entry of `errors` names the field and what it needs."),
    429: message("The header Retry-After says in how many seconds there is a new allowance."),
    500: message("The fault lies with Salwa. Give the administrator the number of this request."),
    503: AWAY,
    507: MAKE_ROOM,
}


class FieldError(StrictModel):
    """One value that cannot be used: where it stands, and what is wrong with it."""

    field: str
    message: str


class Problem(StrictModel):
    """A problem document. `code` is stable; `request` is the number to give the administrator."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    request: str
    remedy: str | None = None
    where: dict[str, str | int] | None = None
    errors: list[FieldError] | None = None


class Refused(Exception):
    """A request refused by the interface itself, before any service was asked."""

    def __init__(self, status: int, code: str = "", errors: list[FieldError] | None = None) -> None:
        super().__init__(code or str(status))
        self.status = status
        self.code = code
        self.errors = errors


CODES = {
    400: "unreadable",
    401: "not_signed_in",
    403: "not_permitted",
    404: "not_found",
    405: "method_not_allowed",
    409: "conflict",
    413: "too_large",
    415: "not_json",
    422: "unusable_value",
    429: "quota_spent",
    500: "fault",
    503: "unavailable",
    507: "disk_full",
}


def problem(request: HttpRequest, status: int, headers: Mapping[str, str] | None = None, **more: Any) -> HttpResponse:
    """The problem document for `status`; `more` are members of `Problem` that say more than the usual words."""
    code = more.pop("code", "") or CODES[status]
    # For the line in the log that every request that is turned away leaves.
    request.turned_away = [code]  # type: ignore[attr-defined]
    members = {
        "type": f"urn:salwa:problem:{code}",
        "title": gettext(TITLES[status]),
        "status": status,
        "detail": gettext(DETAILS[status]),
        "code": code,
        "request": getattr(request, "correlation", ""),
    } | {name: value for name, value in more.items() if value}
    response = HttpResponse(json.dumps(members, ensure_ascii=False), status=status, content_type=MEDIA_TYPE)
    for name, value in (headers or {}).items():
        response.headers[name] = value
    if status == 401:
        response.headers["WWW-Authenticate"] = 'Bearer realm="Salwa"'
    return response


def of_refusal(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The problem document for a refusal of a service, in its own words."""
    status = next((code for kind, code in _STATUSES if isinstance(refusal, kind)), 422)
    headers = {"Retry-After": str(_seconds_left_today())} if status == 429 else None
    remedy = spoken(refusal.remedy) if refusal.remedy else None
    return problem(
        request,
        status,
        headers,
        code=refusal.code,
        detail=spoken(refusal.sentence),
        remedy=remedy,
        where=dict(refusal.where),
    )


def of_outage(request: HttpRequest, outage: Outage) -> HttpResponse:
    """503 or 507 while the database or the disk is away; Retry-After says in how many seconds to try again."""
    return problem(
        request,
        outage.status,
        {"Retry-After": str(outage.retry_after)},
        code=outage.code,
        detail=spoken(outage.sentence),
        remedy=spoken(outage.remedy),
    )


_STATUSES: tuple[tuple[type[Refusal], int], ...] = (
    (NotPermitted, 403),
    (NotFound, 404),
    (QuotaSpent, 429),
    (KeyReused, 409),
    (Conflict, 409),
)


def _seconds_left_today() -> int:
    """Seconds until the local day of this installation ends, when quotas begin anew."""
    now = timezone.localtime()
    midnight = datetime.combine(now.date() + timedelta(days=1), time(), tzinfo=now.tzinfo)
    return max(1, int((midnight - now).total_seconds()) + 1)
