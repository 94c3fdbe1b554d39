"""Who may see what is kept and until when."""

from __future__ import annotations

from salwa.services.accounts.permissions import check_may, may
from salwa.storage.accounts.models import User


def may_read_retention(user: User) -> bool:
    """Whether the screens offer the report to this person."""
    return may(user, "retention.read")


def check_may_read_retention(user: User) -> None:
    """Refuse unless this person may see the report."""
    check_may(user, "retention.read")
