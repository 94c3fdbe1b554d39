"""Who may see a page at all, and what a refusal looks like: one decorator for every view behind the sign-in."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed

from salwa.domain.refusals import Refusal
from salwa.web.frame.errors import refused

View = Callable[..., HttpResponse]
# A page is read or a form is sent; nothing else reaches a view.
METHODS = ("GET", "HEAD", "POST")
# The largest number of anything in a database; a larger one in an address names nothing.
LARGEST = 2**63 - 1


def signed_in(view: View) -> View:
    """The view for signed-in people only; a `Refusal` it lets through becomes a page with what to do next."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        if any(isinstance(part, int) and part > LARGEST for part in kwargs.values()):
            raise Http404
        try:
            response = view(request, *args, **kwargs)
        except Refusal as refusal:
            return refused(request, refusal)
        # What stands on these pages is for one person; no proxy or shared browser may keep it.
        response.headers.setdefault("Cache-Control", "no-store, private")
        return response

    return login_required(guarded)
