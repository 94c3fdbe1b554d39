"""Who may see tracing requests, compose and send them. Answers are released by another right (tracing_answers)."""

from __future__ import annotations

from salwa.services.accounts.permissions import check_may, may
from salwa.storage.accounts.models import User


def may_see_requests(user: User) -> bool:
    """Whether the screens offer tracing requests to this person."""
    return may(user, "tracing.read")


def check_may_see_requests(user: User) -> None:
    """Refuse unless this person may see tracing requests."""
    check_may(user, "tracing.read")


def may_work_on_requests(user: User) -> bool:
    """Whether this person may compose and send requests and draft answers."""
    return may(user, "tracing.work")


def check_may_work_on_requests(user: User) -> None:
    """Refuse unless this person may compose and send requests and draft answers."""
    check_may(user, "tracing.work")
