"""Who may import and who may withdraw an import."""

from __future__ import annotations

from salwa.services.accounts.permissions import check_may, may
from salwa.storage.accounts.models import User


def may_import(user: User) -> bool:
    """Whether the screens offer importing to this person."""
    return may(user, "weapons.import")


def check_may_import(user: User) -> None:
    """Refuse unless this person may import."""
    check_may(user, "weapons.import")


def may_withdraw(user: User) -> bool:
    """Whether the screens offer withdrawing to this person."""
    return may(user, "imports.withdraw")


def check_may_withdraw(user: User) -> None:
    """Refuse unless this person may withdraw an import."""
    check_may(user, "imports.withdraw")
