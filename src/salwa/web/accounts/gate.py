"""Nobody passes without a second factor or with a first password; no session lasts longer than the settings say."""

from __future__ import annotations

import time
from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from salwa.domain.refusals import Refusal
from salwa.web.frame.errors import refused

OPEN_PREFIXES = ("/accounts/", "/static/", "/styles/", "/language/", "/api/")

# When a session began and when it was last used, in seconds since 1970; noted once a minute at most.
BEGAN, USED = "began", "used"
NOTED_EVERY = 60


class SessionEnd:
    """Ends a session that is too old or was idle too long; Django alone prolongs one at every change of it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now, session = time.time(), request.session
            began, used = session.get(BEGAN, now), session.get(USED, now)
            old = now - began > 3600 * settings.SALWA["session_hours"]
            idle = now - used > 60 * settings.SALWA["idle_minutes"]
            if old or idle:
                logout(request)
            elif BEGAN not in session or now - used > NOTED_EVERY:
                session[BEGAN], session[USED] = began, now
        return self.get_response(request)


class SecondFactorGate:
    """Redirects a signed-in person without a second factor to the page that sets one up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if (
            settings.SALWA["second_factor"]
            and request.user.is_authenticated
            and not request.path.startswith(OPEN_PREFIXES)
            and not is_mfa_enabled(request.user)
        ):
            return redirect("mfa_activate_totp")
        return self.get_response(request)


class FirstPasswordGate:
    """Leads a person whose password was made by somebody else to the page on which another is chosen (ASVS 6.4.1)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if user.is_authenticated and user.first_password and not request.path.startswith(OPEN_PREFIXES):
            return redirect("account_change_password")
        return self.get_response(request)


class RefusalPages:
    """Makes a page of a `Refusal` that a view of django-allauth lets through (a keyring that is gone)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The page of a refusal; anything else is left to Django."""
        return refused(request, error) if isinstance(error, Refusal) else None
