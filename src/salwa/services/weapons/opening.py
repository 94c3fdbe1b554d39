"""Opening a weapon's record: taken from the day's allowance and written into the audit log, whatever the door."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.utils import timezone

from salwa.services.accounts.quotas import take_from_quota
from salwa.services.audit.actions import write_entry
from salwa.storage.accounts.models import User

QUOTA = "pages_opened"


def take_opening(user: User) -> int:
    """Take one page from the day's allowance, inside the caller's transaction; raises `QuotaSpent`."""
    allowed = settings.SALWA["pages_opened_per_day"]
    return take_from_quota(user=user, kind=QUOTA, amount=1, allowed=allowed, today=timezone.localdate())


def note_opening(user: User, weapon_id: int, on: date | None = None) -> None:
    """Take a page and write that the weapon was opened, last in the caller's transaction; raises `QuotaSpent`."""
    take_opening(user)
    write_entry(
        acting_user=user,
        action="weapons.opened",
        object_kind="weapon",
        object_id=weapon_id,
        details={"on": on.isoformat()} if on else {},
    )
