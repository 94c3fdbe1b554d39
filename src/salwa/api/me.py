"""Who the token speaks for."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router

from salwa.api.values import StrictModel
from salwa.services.accounts.permissions import current_roles, rights

router = Router(tags=["me"])


class Me(StrictModel):
    """The person the token speaks for, with the roles and rights held now."""

    email: str
    name: str
    roles: list[str]
    rights: list[str]


@router.get("", response=Me)
def read_me(request: HttpRequest) -> dict[str, Any]:
    """The person this token speaks for, with the roles and rights held at this moment."""
    user = request.auth  # type: ignore[attr-defined]
    return {
        "email": user.email,
        "name": user.full_name,
        "roles": sorted(role.value for role in current_roles(user)),
        "rights": sorted(rights(user)),
    }
