"""Units (organisations) as a boundary: a right that ends in `_own` reaches only the units it is held in."""

from __future__ import annotations

from salwa.domain.accounts import PERMISSIONS, RIGHTS, Role
from salwa.services.accounts.permissions import may
from salwa.storage.accounts.models import Membership, Organisation, User

OWN = "_own"


def units_of(user: User, right: str = "") -> frozenset[int]:
    """Numbers of the organisations in which `user` holds a current role; with `right`, a role that carries that right.

    Ask with the right: an auditor of the ministry who is a stock officer of the police moves the stock of the police
    only. Read afresh at every call. The command line belongs to every unit; a closed account to none.
    """
    if right and right not in PERMISSIONS:
        raise ValueError(f"{right!r} is not a right of domain/accounts/roles.py")
    if not user.is_active:
        return frozenset()
    if user.is_operator:
        return frozenset(Organisation.objects.values_list("pk", flat=True))
    rows = Membership.objects.filter(user=user, ended_at=None)
    if right:
        rows = rows.filter(role__in=_roles_with(right))
    return frozenset(rows.values_list("organisation_id", flat=True))


def units_reached(user: User, right: str) -> frozenset[int] | None:
    """Units whose records `user` reaches by `right` or by `right` + "_own": None means all, an empty set means none.

    For queries: `units_reached(user, "stock.read")` is None for a supervisor, the own units for a stock officer.
    """
    if may(user, right):
        return None
    own = right + OWN
    return units_of(user, own) if own in PERMISSIONS else frozenset()


def unit_for_new_records(user: User, right: str = "") -> int | None:
    """The unit that what `user` records now belongs to: where the longest-held current role (with `right`) is held.

    None for the command line, and for whoever holds no such role: then the record belongs to no unit.
    """
    if not user.is_active:
        return None
    rows = Membership.objects.filter(user=user, ended_at=None)
    if right:
        rows = rows.filter(role__in=_roles_with(right))
    return rows.order_by("given_at", "pk").values_list("organisation_id", flat=True).first()


def _roles_with(right: str) -> list[Role]:
    return [role for role in Role if right in RIGHTS[role]]
