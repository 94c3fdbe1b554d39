"""Who may check marks, plan campaigns, and work in them; which weapons and stores a person may know of."""

from __future__ import annotations

from django.db.models import Q

from salwa.services.accounts.permissions import check_may, may
from salwa.services.accounts.units import units_of
from salwa.services.weapons.permissions import check_may_open_weapon
from salwa.services.weapons.scope import visible_weapon
from salwa.storage.accounts.models import User
from salwa.storage.register.models import Holder, Weapon


def may_plan(user: User) -> bool:
    """Whether the screens offer planning and the list of all weapons that are not duly marked."""
    return may(user, "marking.plan")


def check_may_plan(user: User) -> None:
    """Refuse unless this person may plan campaigns and set the national profile."""
    check_may(user, "marking.plan")


def may_work(user: User) -> bool:
    """Whether the screens offer the work of a team."""
    return may(user, "marking.work")


def check_may_work(user: User) -> None:
    """Refuse unless this person may record marks made in a campaign."""
    check_may(user, "marking.work")


def check_may_see_campaigns(user: User) -> None:
    """Refuse unless this person plans campaigns or works in them."""
    if not may_plan(user):
        check_may_work(user)


def weapon_in_sight(user: User, weapon_id: int) -> Weapon:
    """The weapon, when this person may open it. Raises `NotPermitted`, and `NotFound` for all other reasons alike."""
    check_may_open_weapon(user)
    return visible_weapon(user, weapon_id)


def stores_in_sight(user: User) -> Q:
    """Which holders (as a condition on Holder) this person may work in: all, or those of the units with that right."""
    if may(user, "marking.plan") or may(user, "weapons.read"):
        return Q()
    return Q(unit_id__in=units_of(user, "marking.work"))


def store_is_in_sight(user: User, holder: Holder) -> bool:
    """Whether this person may work in this store."""
    return Holder.objects.filter(stores_in_sight(user), pk=holder.pk).exists()
