"""What every page's template knows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def frame(request: HttpRequest) -> dict[str, Any]:
    """Name of the installation for the top bar."""
    return {"installation_name": settings.SALWA["installation_name"] or settings.SALWA["state"]}
