"""Addresses of the pages. Pages of the register exist only where there is a register (national installations)."""

from importlib.util import find_spec

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from salwa.web.frame.errors import closed

# Capability -> where its pages live, for every installation, and for those with a register only.
EVERYWHERE = (
    ("home", ""),
    ("approvals", "approvals/"),
    ("audit", "audit/"),
    ("accounts", "people/"),
    ("directory", ""),
    ("exchange", "exchange/"),
)
OF_THE_REGISTER = (
    ("identify", "identify/"),
    ("weapons", "weapons/"),
    ("custody", "weapons/"),
    ("imports", "imports/"),
    ("screening", "screening/"),
    ("marking", "marking/"),
    ("analysis", "analysis/"),
    ("indicators", "tracing/figures/"),
    ("holders", "holders/"),
    ("licences", "licences/"),
    ("stock", "stock/"),
    ("ammunition", "ammunition/"),
    ("destruction", "destruction/"),
    ("sheets", "exports/"),
    ("tracing_requests", "tracing/"),
    ("seizures", "seizures/"),
    ("tracing", "tracing/"),
)


def _pages(capabilities: tuple[tuple[str, str], ...]) -> list[URLPattern | URLResolver]:
    return [
        path(place, include(f"salwa.web.{name}.urls"))
        for name, place in capabilities
        if find_spec(f"salwa.web.{name}") and find_spec(f"salwa.web.{name}.urls")
    ]


# Pages of django-allauth that this installation does not have: the administrator keeps addresses, nobody else.
CLOSED = ("email/", "confirm-email/", "confirm-email/<path:rest>", "password/set/", "login/code/confirm/")

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("salwa.web.frame.urls")),
    *(path(f"accounts/{place}", closed) for place in CLOSED),
    path("accounts/", include("allauth.urls")),
    *_pages(EVERYWHERE),
    *(_pages(OF_THE_REGISTER) if "salwa.storage.register" in settings.INSTALLED_APPS else []),
]
