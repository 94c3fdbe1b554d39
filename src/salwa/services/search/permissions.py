"""Who may look for weapons, screen lists, list weapons recorded twice and keep the index."""

from __future__ import annotations

from salwa.services.accounts.permissions import check_may, may
from salwa.storage.accounts.models import User


def may_find(user: User) -> bool:
    """Whether this person may look for a weapon by its marks, in the whole register or among own units' weapons."""
    return may(user, "weapons.find") or may(user, "weapons.find_own")


def check_may_find(user: User) -> None:
    """Refuse unless this person may look for a weapon by its marks, in the whole register or among own units'."""
    if not may(user, "weapons.find_own"):
        check_may(user, "weapons.find")


def may_screen(user: User) -> bool:
    """Whether this person may screen a list of seized weapons."""
    return may(user, "weapons.screen")


def check_may_screen(user: User) -> None:
    """Refuse unless this person may screen a list of seized weapons."""
    check_may(user, "weapons.screen")


def may_list_duplicates(user: User) -> bool:
    """Whether this person may list weapons recorded twice."""
    return may(user, "weapons.list_duplicates")


def check_may_list_duplicates(user: User) -> None:
    """Refuse unless this person may list weapons recorded twice."""
    check_may(user, "weapons.list_duplicates")


def may_keep_index(user: User) -> bool:
    """Whether this person may merge and rebuild the search index."""
    return may(user, "accounts.manage")


def check_may_keep_index(user: User) -> None:
    """Refuse unless this person may merge and rebuild the search index."""
    check_may(user, "accounts.manage")
