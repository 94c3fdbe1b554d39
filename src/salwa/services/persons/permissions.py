"""Who may record persons, open their data, and decide how long these are kept."""

from __future__ import annotations

from salwa.services.accounts.permissions import check_may, may
from salwa.storage.accounts.models import User


def may_record_person(user: User) -> bool:
    """Whether the screens offer recording a person."""
    return may(user, "holders.manage")


def check_may_record_person(user: User) -> None:
    """Refuse unless this person may record persons."""
    check_may(user, "holders.manage")


def may_open_person(user: User) -> bool:
    """Whether the screens offer opening and finding persons."""
    return may(user, "persons.read")


def check_may_open_person(user: User) -> None:
    """Refuse unless this person may open persons' data."""
    check_may(user, "persons.read")


def may_decide_on_retention(user: User) -> bool:
    """Whether the screens offer purge days and legal holds."""
    return may(user, "persons.purge")


def check_may_decide_on_retention(user: User) -> None:
    """Refuse unless this person may set purge days and legal holds, and run the purge."""
    check_may(user, "persons.purge")
