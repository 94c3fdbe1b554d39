"""Who may see the figures of tracing, and who the cases behind them."""

from __future__ import annotations

from salwa.services.accounts.permissions import check_may, may
from salwa.storage.accounts.models import User


def check_may_read_figures(user: User) -> None:
    """Refuse unless this person may see counts of the register."""
    check_may(user, "analysis.read")


def may_open_cases(user: User) -> bool:
    """Whether the figures lead this person to the cases behind them."""
    return may(user, "tracing.read")


def check_may_open_cases(user: User) -> None:
    """Refuse unless this person may see seizures, cases and requests."""
    check_may(user, "tracing.read")
