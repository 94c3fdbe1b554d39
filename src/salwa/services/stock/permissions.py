"""Who may see, manage, count and approve for which depots. What belongs to another unit does not exist for a person."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import NotFound
from salwa.domain.weapons import HolderKind
from salwa.services.accounts.permissions import check_may, may
from salwa.services.accounts.units import units_of, units_reached
from salwa.storage.accounts.models import User
from salwa.storage.register.models import Holder

NO_SUCH_DEPOT = message("There is no depot with this number, or you may not know of it.")
STORES = (HolderKind.DEPOT.value, HolderKind.EVIDENCE_STORE.value)
READ = "stock.read"
READ_OWN = "stock.read_own"
MANAGE = "stock.manage_own"
COUNT = "stock.count_own"
APPROVE = "stock.approve"


def may_see_stock(user: User) -> bool:
    """Whether the screens offer the stockpile to this person."""
    return may(user, READ) or may(user, READ_OWN)


def check_may_see_stock(user: User) -> None:
    """Refuse unless this person may see the stock of at least one unit."""
    if not may(user, READ):
        check_may(user, READ_OWN)


def may_manage_stock(user: User) -> bool:
    """Whether the screens offer this person to change the stock of some unit."""
    return may(user, MANAGE)


def check_may_manage_stock(user: User) -> None:
    """Refuse unless this person may change the stock of at least one unit; of which, `check_in_unit` asks."""
    check_may(user, MANAGE)


def visible_units(user: User) -> Q:
    """The condition on `unit_id` of what this person may know of."""
    reached = units_reached(user, READ)
    return Q() if reached is None else Q(unit_id__in=reached)


def visible_depots(user: User) -> QuerySet[Holder]:
    """Depots and evidence stores that this person may know of. Raises `NotPermitted`."""
    check_may_see_stock(user)
    return Holder.objects.filter(visible_units(user), kind__in=STORES)


def may_in_unit(user: User, right: str, unit_id: int | None) -> bool:
    """Whether `user` holds `right` (one that ends in `_own`) in this unit; without a unit only the command line."""
    return may(user, right) and (user.is_operator or unit_id in units_of(user, right))


def check_in_unit(user: User, right: str, unit_id: int | None, missing: str = NO_SUCH_DEPOT) -> None:
    """Refuse unless `user` holds `right` in this unit; another unit's record is refused as if it were not there."""
    check_may(user, right)
    if not may_in_unit(user, right, unit_id):
        raise NotFound("no_such_depot", Sentence(missing))


def depot_for(user: User, depot_id: int, right: str) -> Holder:
    """The depot, when `user` holds `right` in its unit. Raises `NotPermitted` and `NotFound`."""
    check_may(user, right)
    depot = Holder.objects.filter(pk=depot_id, kind__in=STORES).first()
    if depot is None:
        raise NotFound("no_such_depot", Sentence(NO_SUCH_DEPOT))
    check_in_unit(user, right, depot.unit_id)
    return depot


def depot_to_read(user: User, depot_id: int) -> Holder:
    """The depot, when `user` may know of it. Raises `NotPermitted` and `NotFound`."""
    depot = visible_depots(user).filter(pk=depot_id).first()
    if depot is None:
        raise NotFound("no_such_depot", Sentence(NO_SUCH_DEPOT))
    return depot


def may_see_coordinates(user: User, depot: Holder) -> bool:
    """Where exactly a depot lies is for those who manage it and for those who approve."""
    return may_in_unit(user, MANAGE, depot.unit_id) or may(user, APPROVE)
