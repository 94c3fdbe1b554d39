"""Who may take lists of weapons out of the register, who sees which export, and which weapons a list may hold."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from django.db.models import QuerySet

from salwa.services.accounts.permissions import check_may, may
from salwa.storage.accounts.models import User
from salwa.storage.register.models import Weapon, WeaponExport


def may_export(user: User) -> bool:
    """Whether the screens offer exports to this person."""
    return may(user, "weapons.export")


def check_may_export(user: User) -> None:
    """Refuse unless this person may take weapons out as a file."""
    check_may(user, "weapons.export")


def visible_exports(user: User) -> QuerySet[WeaponExport]:
    """The exports this person may see: their own; whoever reads the audit log sees all. Refuses without the right."""
    check_may_export(user)
    return WeaponExport.objects.all() if may(user, "audit.read") else WeaponExport.objects.filter(created_by_id=user.pk)


def visible_weapons(user: User) -> QuerySet[Weapon]:
    """The weapons a list of this person may hold: those whose pages the person may open."""
    rows = Weapon.objects.all()
    if find_spec("salwa.services.weapons.scope") is None:
        return rows
    scope = import_module("salwa.services.weapons.scope")
    narrowed: QuerySet[Weapon] = scope.scope_of(user).narrow(rows)
    return narrowed
