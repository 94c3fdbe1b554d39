"""Security headers of every answer: a strict Content-Security-Policy without inline script or style."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language_from_request, gettext, override

from salwa.domain.languages import message

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "object-src 'none'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
FOR_PROGRAMS = "/api/"
PLAIN_HTTP = message("Not over plain HTTP.")
RENEW = message("The interface for programs answers over HTTPS only. Renew the token: it was sent without protection.")


class SecurityHeaders:
    """Adds the policy and the headers Django does not send by itself; stands before everything, static files too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # A redirect would hide from a program that it sends its token in the clear (ASVS 4.1.2).
        if settings.HTTPS and request.path.startswith(FOR_PROGRAMS) and not request.is_secure():
            response = not_over_plain_http(request)
        else:
            response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        # Static files say themselves how long they may be kept; whatever says nothing is kept by nobody.
        response.headers.setdefault("Cache-Control", "no-store, private")
        if request.method == "POST" and request.path == reverse("account_logout"):
            # "storage" stays: it would take away scans that a phone has counted and not sent yet (decision 12).
            response.headers["Clear-Site-Data"] = '"cache"'
        return response


def not_over_plain_http(request: HttpRequest) -> HttpResponse:
    """The problem document, in the language of Accept-Language: the locale of the request is set only later."""
    language = get_language_from_request(request)
    with override(language):
        problem = {
            "type": "urn:salwa:problem:plain_http",
            "title": gettext(PLAIN_HTTP),
            "status": 403,
            "detail": gettext(RENEW),
            "code": "plain_http",
        }
    response = JsonResponse(
        problem, status=403, content_type="application/problem+json", json_dumps_params={"ensure_ascii": False}
    )
    response.headers["Content-Language"] = language
    patch_vary_headers(response, ("Accept-Language",))
    return response
