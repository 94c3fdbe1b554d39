"""The door: sealed bytes in, a signed receipt out. No session, no names, one shape for every answer (target F13)."""

from __future__ import annotations

import logging

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from salwa.domain.exchange import Way
from salwa.domain.refusals import Refusal
from salwa.services.exchange import queries
from salwa.services.exchange.answers import (
    FAULT,
    LARGEST_BODY,
    LATER,
    MOST_AT_ONCE,
    NOT_OPENED,
    REFUSED,
    TAKEN,
    TOO_MANY,
    Answer,
    written,
    written_together,
)
from salwa.services.exchange.files import LARGEST
from salwa.services.exchange.inbox import MessageRefused, receive
from salwa.services.exchange.rates import room_within_rate, within_rate
from salwa.services.exchange.several import receive_several
from salwa.services.installation.availability import forget_connections, outage_of

log = logging.getLogger("salwa.exchange")
SIZE = "size_not_allowed"


@csrf_exempt
@require_http_methods(["POST"])
def messages(request: HttpRequest) -> HttpResponse:
    """Take one sealed message. Length and rate are looked at before anything is read."""
    length = _length(request, LARGEST)
    if not length:
        return _said(Answer(LATER, SIZE), 413)
    if not within_rate(_address(request), _most_a_minute()):
        return _said(Answer(LATER, TOO_MANY), 429)
    sealed = _brought(request, length)
    try:
        return _said(Answer(TAKEN, receipt=receive(sealed, way=Way.HTTPS)))
    except MessageRefused as refused:
        return _said(Answer(REFUSED, receipt=refused.receipt))
    except Refusal:  # whoever it is: not who it says, not for us, changed, or no keys here yet
        return _said(Answer(LATER, NOT_OPENED))
    except Exception as error:
        return _not_taken(error)


@csrf_exempt
@require_http_methods(["POST"])
def batches(request: HttpRequest) -> HttpResponse:
    """Take several sealed messages, a line feed between two; the answers stand one behind another in their order.

    Each counts for the rate; those beyond it are answered so, the others are taken.
    """
    length = _length(request, LARGEST_BODY)
    if not length:
        return _said(Answer(LATER, SIZE), 413)
    address, most = _address(request), _most_a_minute()
    if not within_rate(address, most):
        return _said(Answer(LATER, TOO_MANY), 429)
    sealed = _brought(request, length).split(b"\n", MOST_AT_ONCE)
    if len(sealed) > MOST_AT_ONCE:
        return _said(Answer(LATER, SIZE), 413)
    room = 1 + room_within_rate(address, most, len(sealed) - 1)
    try:
        answers = receive_several(sealed[:room], way=Way.HTTPS)
    except Refusal:  # no keys here yet
        answers = [Answer(LATER, NOT_OPENED)] * room
    except Exception as error:
        return _not_taken(error)
    answers += [Answer(LATER, TOO_MANY)] * (len(sealed) - room)
    return HttpResponse(written_together(answers), content_type="application/json")


@require_http_methods(["GET"])
def identity(request: HttpRequest) -> HttpResponse:
    """Who this installation is: State, public keys, fingerprint. Believed by nobody before it was compared on paper."""
    found = queries.identity()
    if found is None:
        return JsonResponse({"version": 1, "state": None}, status=404)
    said = {"version": 1, "state": found.state, "fingerprint": found.fingerprint, "keys": found.keys}
    return JsonResponse(said)


def _length(request: HttpRequest, largest: int) -> int:
    """The length that the request names; 0 for none and for one that is not allowed."""
    named = request.META.get("CONTENT_LENGTH") or ""
    if not named.isascii() or not named.isdecimal() or int(named[:10]) > largest:
        return 0
    return int(named[:10])


def _brought(request: HttpRequest, length: int) -> bytes:
    """What the request brings; nothing when its sender was cut off before the end, and will not hear the answer."""
    try:
        return request.read(length)
    except UnreadablePostError:
        return b""


def _most_a_minute() -> int:
    return int(settings.SALWA["exchange_messages_per_minute"])


def _not_taken(error: Exception) -> HttpResponse:
    outage = outage_of(error)
    log.error("message not taken: %s", type(error).__name__)
    forget_connections()
    return _said(Answer(LATER, outage.code if outage else FAULT), 503)


def _said(answer: Answer, status: int = 200) -> HttpResponse:
    return HttpResponse(written(answer), status=status, content_type="application/json")


def _address(request: HttpRequest) -> str:
    """The address that brought the message; behind proxies that are trusted the one they name."""
    named = [one.strip() for one in request.headers.get("X-Forwarded-For", "").split(",") if one.strip()]
    proxies = int(settings.SALWA["trusted_proxies"])
    return named[-proxies] if 0 < proxies <= len(named) else request.META.get("REMOTE_ADDR", "")
