"""Who may see counts of the register."""

from __future__ import annotations

from salwa.services.accounts.permissions import check_may, may
from salwa.storage.accounts.models import User


def may_read_counts(user: User) -> bool:
    """Whether the screens offer the analysis to this person."""
    return may(user, "analysis.read")


def check_may_read_counts(user: User) -> None:
    """Refuse unless this person may see counts."""
    check_may(user, "analysis.read")
