"""Who may check marks, plan campaigns, and work in them; which weapons and stores a person may know of."""

from __future__ import annotations

from django.db.models import Q

from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import NotFound
from salwa.services.accounts.permissions import check_may, may
from salwa.storage.accounts.models import User
from salwa.storage.register.models import Holder, Weapon

NO_SUCH_WEAPON = message("There is no weapon with this number, or you may not know of it.")


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
    everywhere = may(user, "weapons.read")
    if not everywhere:
        check_may(user, "weapons.read_own")
    rows = Weapon.objects.all()
    if not everywhere:
        units = units_of(user)
        rows = rows.filter(Q(unit_id__in=units) | Q(custody__holder__unit_id__in=units))
    weapon = rows.filter(pk=weapon_id).first()
    if weapon is None:
        raise NotFound("no_such_weapon", Sentence(NO_SUCH_WEAPON))
    return weapon


def stores_in_sight(user: User) -> Q:
    """Which holders (as a condition on Holder) this person may work in: all, or those of the own units."""
    if may(user, "marking.plan") or may(user, "weapons.read"):
        return Q()
    return Q(unit_id__in=units_of(user))


def store_is_in_sight(user: User, holder: Holder) -> bool:
    """Whether this person may work in this store."""
    return Holder.objects.filter(stores_in_sight(user), pk=holder.pk).exists()


def units_of(user: User) -> frozenset[int]:
    """Organisations in which this person holds a role today."""
    rows = user.memberships.filter(ended_at=None).values_list("organisation_id", flat=True)
    return frozenset(rows)
