"""The counting page of a phone, its service worker, and the address that receives its sealed scans."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from salwa.domain.refusals import NotFound, NotPermitted, Refusal
from salwa.domain.stock import CountFinding
from salwa.services.languages import spoken
from salwa.services.stock.queries import counts_of
from salwa.services.stock.sealing import sealing_key
from salwa.services.stock.taking import receive_batch, receive_scans, taking_to_count
from salwa.services.stock.values import ScanIn
from salwa.web.frame.access import signed_in
from salwa.web.frame.words import LISTS, said
from salwa.web.security import POLICY
from salwa.web.stock.forms import ScanForm

WORKER = Path(__file__).resolve().parent.parent / "static" / "js" / "counting-worker.js"
SCRIPTS = tuple(
    f"js/counting{part}.js" for part in ("-store", "-seal", "-copy", "-sender", "")
)  # in the order they need each other


@signed_in
def count(request: HttpRequest, number: int) -> HttpResponse:
    """The page on which one counts. It says nothing of weapons, depot or person: a phone keeps it for later."""
    taking = taking_to_count(request.user, number)
    form = ScanForm(request.POST or None, initial={"uid": uuid.uuid4()})
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            told = _receive_one(request, number, form)
        except (NotPermitted, NotFound):
            raise
        except Refusal as found:
            refusal = found
        else:
            messages.success(request, told)
            return redirect("count", number)
    context = {
        "taking": taking,
        "form": form,
        "refusal": refusal,
        "key": sealing_key(),
        "scripts": [static(name) for name in SCRIPTS],
        "results": {code: str(words) for code, words in LISTS["scan_result"].items()},
    }
    response = render(request, "stock/count.html", context, status=422 if form.errors or refusal else 200)
    # This page alone may use the camera and be installed on the home screen.
    response.headers["Permissions-Policy"] = "camera=(self), geolocation=(), microphone=()"
    response.headers["Content-Security-Policy"] = f"{POLICY}; manifest-src 'self'; worker-src 'self'"
    return response


def _receive_one(request: HttpRequest, number: int, form: ScanForm) -> str:
    known = form.cleaned_data
    scan = ScanIn(
        uid=str(known["uid"]), read=known["read"], counted_at=timezone.now(), finding=CountFinding(known["finding"]),
        pieces=known["pieces"], note=known["note"],
    )  # fmt: skip
    device = f"form-{request.user.pk}"
    done = receive_scans(acting_user=request.user, taking_id=number, device=device, scans=[scan])[0]
    result = said("scan_result", done.result) if done.result else gettext("Counted before")
    return gettext("%(read)s: %(result)s.") % {"read": f"\u2068{known['read']}\u2069", "result": result}


def answers_json(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The view for the phone's script: refusals as {code, sentence, remedy}; who is not signed in gets a 401."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return JsonResponse({"code": "not_signed_in"}, status=401)
        try:
            response = view(request, *args, **kwargs)
        except Refusal as refusal:
            status = 403 if isinstance(refusal, NotPermitted) else 404 if isinstance(refusal, NotFound) else 422
            remedy = spoken(refusal.remedy) if refusal.remedy else ""
            told = {"code": refusal.code, "sentence": spoken(refusal.sentence), "remedy": remedy}
            response = JsonResponse(told, status=status)
        response.headers["Cache-Control"] = "no-store, private"
        return response

    return guarded


@require_safe
@answers_json
def state(request: HttpRequest, number: int) -> HttpResponse:
    """How far the stock-taking is, the key to seal to from now on, and the token that sending needs."""
    taking = taking_to_count(request.user, number)
    counts, key = counts_of(request.user, taking), sealing_key()
    return JsonResponse(
        {
            "state": taking.state,
            "expected": counts.expected,
            "counted": counts.counted,
            "key": key.name,
            "point": key.point,
            "token": get_token(request),
        }
    )


@require_POST
@answers_json
def scans(request: HttpRequest, number: int) -> HttpResponse:
    """Receive a batch of sealed scans; each is acknowledged by itself."""
    try:
        raw = request.body
    except RequestDataTooBig:
        raw = b" " * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)
    done = receive_batch(acting_user=request.user, taking_id=number, raw=raw)
    return JsonResponse(
        {"scans": [{"uid": one.uid, "status": one.status, "code": one.code, "result": one.result} for one in done]}
    )


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker; it lies under the stock-takings, so that it can reach no other page."""
    response = HttpResponse(WORKER.read_bytes(), content_type="text/javascript; charset=utf-8")
    response.headers["Cache-Control"] = "no-cache"
    return response


@signed_in
def manifest(request: HttpRequest, number: int) -> HttpResponse:
    """What a phone needs to put the counting page on its home screen."""
    taking_to_count(request.user, number)
    told = {
        "name": gettext("Stock-taking %(number)s") % {"number": number},
        "short_name": f"Salwa {number}",
        "start_url": f"/stock/takings/{number}/count/",
        "scope": "/stock/takings/",
        "display": "standalone",
        "icons": [{"src": static("icon.svg"), "sizes": "any", "type": "image/svg+xml"}],
    }
    return HttpResponse(json.dumps(told, ensure_ascii=False), content_type="application/manifest+json")
