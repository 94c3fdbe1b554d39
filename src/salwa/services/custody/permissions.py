"""Who may record and correct entries about which weapons."""

from __future__ import annotations

from salwa.services.accounts.permissions import check_may
from salwa.storage.accounts.models import User
from salwa.storage.register.models import Weapon


def check_may_record_entry(user: User, weapon: Weapon) -> None:
    """Refuse unless this person may record an entry about `weapon`."""
    check_may(user, "weapons.record")


def check_may_correct_entry(user: User, weapon: Weapon) -> None:
    """Refuse unless this person may correct an entry about `weapon`."""
    check_may(user, "weapons.record")
