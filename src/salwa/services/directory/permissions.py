"""Who keeps the directory, and who may see the contacts of States with what is not published of them."""

from __future__ import annotations

from salwa.domain.languages import Sentence
from salwa.domain.refusals import NotPermitted
from salwa.services.accounts.permissions import ASK_ADMINISTRATOR, NOT_PERMITTED, check_may, may, rights
from salwa.storage.accounts.models import User

# Tracing officers need contacts; whoever follows the directory looks at what came of it.
READING = frozenset({"tracing.read", "directory.manage"})


def may_manage_directory(user: User) -> bool:
    """Whether the screens offer keeping and following the directory to this person."""
    return may(user, "directory.manage")


def check_may_manage_directory(user: User) -> None:
    """Refuse unless this person may keep, publish and follow the directory."""
    check_may(user, "directory.manage")


def may_read_contacts(user: User) -> bool:
    """Whether this person may see the contacts of States."""
    return bool(rights(user) & READING)


def check_may_read_contacts(user: User) -> None:
    """Refuse unless this person may see the contacts of States, with persons and when they last answered."""
    if not may_read_contacts(user):
        raise NotPermitted("not_permitted", Sentence(NOT_PERMITTED), remedy=Sentence(ASK_ADMINISTRATOR))
