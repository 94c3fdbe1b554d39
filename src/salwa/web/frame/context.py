"""What every page's template knows."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from salwa.domain.languages import LANGUAGES, direction_of
from salwa.services.accounts.permissions import current_roles, rights
from salwa.services.weapons.names import name_of
from salwa.web.frame.navigation import ways
from salwa.web.frame.styles import sheet_address

# Rights that let a person look for a weapon from the top of every page.
FINDING = frozenset({"weapons.find", "weapons.find_own"})


def frame(request: HttpRequest) -> dict[str, Any]:
    """Installation, languages, the person with roles and ways, the address of the style sheet."""
    code = (get_language() or "en").split("-")[0]
    known: dict[str, Any] = {
        "installation_name": settings.SALWA["installation_name"] or name_of("country", settings.SALWA["state"]),
        "profile": settings.SALWA["profile"],
        "language_bar": [
            (language, "zh-hans" if language.code == "zh" else language.code, language.code == code)
            for language in LANGUAGES
        ],
        "language_code": "zh-Hans" if code == "zh" else code,
        "direction": direction_of(code),
        "sheet_address": sheet_address(),
        "here": request.get_full_path() if request.method == "GET" else request.path,
    }
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        held = rights(user)
        known |= {
            "idle_seconds": 60 * settings.SALWA["idle_minutes"],
            "my_roles": sorted(current_roles(user)),
            "my_rights": held,
            "ways": ways(held, request.path),
            "may_find": bool(FINDING & held) and "salwa.storage.register" in settings.INSTALLED_APPS,
        }
    return known
