"""Who may open a weapon's page and who may record one. Rights in `_own` reach own units only (scope.py)."""

from __future__ import annotations

from salwa.services.accounts.permissions import check_may, may
from salwa.storage.accounts.models import User


def may_open_weapon(user: User) -> bool:
    """Whether the screens offer weapon pages to this person."""
    return may(user, "weapons.read") or may(user, "weapons.read_own")


def check_may_open_weapon(user: User) -> None:
    """Refuse unless this person may open weapon pages, of the whole register or of own units."""
    if not may(user, "weapons.read_own"):
        check_may(user, "weapons.read")


def may_record_weapon(user: User) -> bool:
    """Whether the screens offer recording a weapon to this person."""
    return may(user, "weapons.record")


def check_may_record_weapon(user: User) -> None:
    """Refuse unless this person may record weapons."""
    check_may(user, "weapons.record")


def may_correct_weapon(user: User) -> bool:
    """Whether the screens offer correcting a weapon's record to this person."""
    return may(user, "custody.correct")


def check_may_correct_weapon(user: User) -> None:
    """Refuse unless this person may correct what is recorded about weapons."""
    check_may(user, "custody.correct")
