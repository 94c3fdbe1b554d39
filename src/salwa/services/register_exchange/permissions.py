"""Who may write and take in exchange files."""

from __future__ import annotations

from salwa.services.accounts.permissions import check_may, may
from salwa.storage.accounts.models import User


def may_exchange_register(user: User) -> bool:
    """Whether this person may write an exchange file of the register."""
    return may(user, "weapons.export")


def check_may_write_register(user: User) -> None:
    """Refuse unless this person may write an exchange file: it holds the whole register."""
    check_may(user, "weapons.export")
    check_may(user, "weapons.read")


def check_may_take_register(user: User) -> None:
    """Refuse unless this person may take an exchange file in."""
    check_may(user, "weapons.import")
