"""Who may read the audit log, and who keeps it."""

from __future__ import annotations

from salwa.domain.languages import Sentence
from salwa.domain.refusals import NotPermitted
from salwa.services.accounts.permissions import ASK_ADMINISTRATOR, NOT_PERMITTED, check_may, may
from salwa.storage.accounts.models import User


def may_read_log(user: User) -> bool:
    """Whether the screen offers the log, its checkpoints and its export to this person."""
    return may(user, "audit.read")


def check_may_read_log(user: User) -> None:
    """Refuse unless this person may read the log."""
    check_may(user, "audit.read")


def may_keep_log(user: User) -> bool:
    """Whether this is the command line, which alone makes keys and epochs and speaks with witnesses.

    No role has this: whoever reads the log must not be the one who signs for it.
    """
    return user.is_operator and user.is_active


def check_may_keep_log(user: User) -> None:
    """Refuse unless this is the command line of the installation."""
    if not may_keep_log(user):
        raise NotPermitted("not_permitted", Sentence(NOT_PERMITTED), remedy=Sentence(ASK_ADMINISTRATOR))
