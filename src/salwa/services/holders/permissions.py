"""Who may see holders, and who may record them. People limited to their units see the holders of those units only."""

from __future__ import annotations

from django.db.models import Q

from salwa.domain.languages import Sentence
from salwa.domain.refusals import NotPermitted
from salwa.services.accounts.permissions import ASK_ADMINISTRATOR, NOT_PERMITTED, check_may, may, rights
from salwa.services.accounts.units import units_of
from salwa.storage.accounts.models import User

# Whoever records holders, authorisations or movements has to see who holds weapons ...
ALL = frozenset({"holders.manage", "licences.read", "custody.record"})
# ... and whoever does so for a unit, who holds them there.
OWN = frozenset({"custody.record_own", "stock.read_own"})


def may_see_holders(user: User) -> bool:
    """Whether the screens offer holders to this person."""
    return bool(rights(user) & (ALL | OWN))


def visible_holders(user: User) -> Q:
    """The condition on holders under which this person may know of them. Raises `NotPermitted` when none does."""
    held = rights(user)
    if held & ALL:
        return Q()
    if not held & OWN:
        raise NotPermitted("not_permitted", Sentence(NOT_PERMITTED), remedy=Sentence(ASK_ADMINISTRATOR))
    return Q(unit_id__in=frozenset().union(*(units_of(user, right) for right in OWN)))


def may_record_holder(user: User) -> bool:
    """Whether the screens offer recording and correcting holders to this person."""
    return may(user, "holders.manage")


def check_may_record_holder(user: User) -> None:
    """Refuse unless this person may record, correct and close holders."""
    check_may(user, "holders.manage")


def may_see_persons(user: User) -> bool:
    """Whether the screens offer the personal data of holders to this person (with a purpose)."""
    return may(user, "persons.read")


def check_may_see_persons(user: User) -> None:
    """Refuse unless this person may see personal data of holders."""
    check_may(user, "persons.read")
