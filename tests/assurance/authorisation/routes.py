"""Every address of pages and every operation of the interface, read from the program itself."""

from __future__ import annotations

from django.urls import URLResolver, get_resolver

from salwa.api.main import api

# Signing in and out and one's own second factor are django-allauth's; its addresses that are closed here answer 404.
NOT_OURS = ("allauth.", "salwa.web.frame.errors", "functools", "ninja.", "salwa.api", "django.views.static")
API_ROOT = "/api/v1"


def pages() -> set[str]:
    """Addresses of pages as patterns, from the resolver."""

    def walk(resolver, before=""):
        for one in resolver.url_patterns:
            address = before + str(one.pattern)
            if isinstance(one, URLResolver):
                yield from walk(one, address)
            elif not one.callback.__module__.startswith(NOT_OURS):
                yield address

    return set(walk(get_resolver()))


def operations() -> set[str]:
    """`METHOD /path` of every operation, and of the contract itself."""
    paths = api.get_openapi_schema()["paths"]
    found = {f"{method.upper()} {path.removeprefix(API_ROOT)}" for path, told in paths.items() for method in told}
    return found | {"GET /openapi.json"}
