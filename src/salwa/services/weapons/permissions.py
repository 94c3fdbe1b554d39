"""Who may open a weapon's page and who may record one."""

from __future__ import annotations

from salwa.services.accounts.permissions import check_may, may
from salwa.storage.accounts.models import User


def may_open_weapon(user: User) -> bool:
    """Whether the screens offer weapon pages to this person."""
    return may(user, "weapons.read")


def check_may_open_weapon(user: User) -> None:
    """Refuse unless this person may open weapon pages."""
    check_may(user, "weapons.read")


def may_record_weapon(user: User) -> bool:
    """Whether the screens offer recording a weapon to this person."""
    return may(user, "weapons.record")


def check_may_record_weapon(user: User) -> None:
    """Refuse unless this person may record weapons."""
    check_may(user, "weapons.record")
