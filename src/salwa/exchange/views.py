"""The door: sealed bytes in, a signed receipt out. No session, no names, one shape for every answer (target F13)."""

from __future__ import annotations

import logging

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from salwa.domain.exchange import Way
from salwa.domain.refusals import Refusal
from salwa.services.exchange import queries
from salwa.services.exchange.answers import LATER, NOT_OPENED, REFUSED, TAKEN, Answer, written
from salwa.services.exchange.files import LARGEST
from salwa.services.exchange.inbox import MessageRefused, receive
from salwa.services.exchange.rates import within_rate
from salwa.services.installation.availability import forget_connections, outage_of

log = logging.getLogger("salwa.exchange")


@csrf_exempt
@require_http_methods(["POST"])
def messages(request: HttpRequest) -> HttpResponse:
    """Take one sealed message. Length and rate are looked at before anything is read."""
    length = request.META.get("CONTENT_LENGTH") or ""
    if not length.isascii() or not length.isdecimal() or not 0 < int(length[:10]) <= LARGEST:
        return _said(Answer(LATER, "size_not_allowed"), 413)
    if not within_rate(_address(request), int(settings.SALWA["exchange_messages_per_minute"])):
        return _said(Answer(LATER, "too_many"), 429)
    sealed = request.read(int(length))
    try:
        return _said(Answer(TAKEN, receipt=receive(sealed, way=Way.HTTPS)))
    except MessageRefused as refused:
        return _said(Answer(REFUSED, receipt=refused.receipt))
    except Refusal:  # whoever it is: not who it says, not for us, changed, or no keys here yet
        return _said(Answer(LATER, NOT_OPENED))
    except Exception as error:
        outage = outage_of(error)
        log.error("message not taken: %s", type(error).__name__)
        forget_connections()
        return _said(Answer(LATER, outage.code if outage else "fault"), 503)


@require_http_methods(["GET"])
def identity(request: HttpRequest) -> HttpResponse:
    """Who this installation is: State, public keys, fingerprint. Believed by nobody before it was compared on paper."""
    found = queries.identity()
    if found is None:
        return JsonResponse({"version": 1, "state": None}, status=404)
    said = {"version": 1, "state": found.state, "fingerprint": found.fingerprint, "keys": found.keys}
    return JsonResponse(said)


def _said(answer: Answer, status: int = 200) -> HttpResponse:
    return HttpResponse(written(answer), status=status, content_type="application/json")


def _address(request: HttpRequest) -> str:
    """The address that brought the message; behind proxies that are trusted the one they name."""
    named = [one.strip() for one in request.headers.get("X-Forwarded-For", "").split(",") if one.strip()]
    proxies = int(settings.SALWA["trusted_proxies"])
    return named[-proxies] if 0 < proxies <= len(named) else request.META.get("REMOTE_ADDR", "")
