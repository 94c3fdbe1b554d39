"""Who may read the audit log."""

from __future__ import annotations

from salwa.services.accounts.permissions import check_may, may
from salwa.storage.accounts.models import User


def may_read_log(user: User) -> bool:
    """Whether the screen offers the log to this person."""
    return may(user, "audit.read")


def check_may_read_log(user: User) -> None:
    """Refuse unless this person may read the log."""
    check_may(user, "audit.read")
