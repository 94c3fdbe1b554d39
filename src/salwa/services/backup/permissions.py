"""Who may make, restore and move backups: the command line alone, which holds the files anyway."""

from __future__ import annotations

from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import NotPermitted
from salwa.storage.accounts.models import User

ONLY_AT_THE_COMPUTER = message("Backups are made and restored by whoever operates the computer, not over the web.")


def may_back_up(user: User) -> bool:
    """Whether this is the command line of the installation."""
    return bool(user.is_operator and user.is_active)


def check_may_back_up(user: User) -> None:
    """Refuse unless this is the command line of the installation."""
    if not may_back_up(user):
        raise NotPermitted("not_permitted", Sentence(ONLY_AT_THE_COMPUTER))
