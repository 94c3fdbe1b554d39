"""What a holder has now, what it had, and the records its successor took over. One page of weapons at a time."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from salwa.domain.custody import Whereabouts
from salwa.domain.weapons import ContentKind
from salwa.services.custody.holdings import WITH_SOMEBODY, weapons_of_holder
from salwa.services.holders.values import HeldWeapon, WeaponList
from salwa.services.weapons.permissions import may_open_weapon
from salwa.services.weapons.scope import scope_of
from salwa.services.weapons.titles import title_of
from salwa.storage.accounts.models import User
from salwa.storage.register.models import Custody, Event, Mark, Weapon

PAGE = 50
# SQLite takes 999 values in one statement in its oldest supported builds.
CHUNK = 900
TITLE = ("maker_code", "maker_text", "model_code", "model_text")


def held_now(acting_user: User, holder_id: int, after: int | None = None, count: int = PAGE) -> WeaponList:
    """Weapons that the holder has or answers for, and those issued to it, newest number first.

    The one place where this capability asks custody what a holder holds. Empty for people who may open no weapon.
    """
    if not may_open_weapon(acting_user):
        return WeaponList((), None)
    found = weapons_of_holder(acting_user=acting_user, holder_id=holder_id, after=after, count=count)
    lines = [
        HeldWeapon(
            one.line.number,
            one.line.title,
            one.line.serial,
            Whereabouts.ISSUED.value if one.as_user else one.line.whereabouts,
            one.since,
        )
        for one in found.lines
    ]
    return WeaponList(tuple(lines), found.next_after)


def count_held(holder_id: int) -> int:
    """How many weapons the holder has or answers for now, or has on issue."""
    mine = Q(holder=holder_id) | Q(user=holder_id)
    return Custody.objects.filter(mine, whereabouts__in=WITH_SOMEBODY, weapon__withdrawn_at=None).count()


def past_of(acting_user: User, holder_id: int, before: int | None = None, count: int = PAGE) -> WeaponList:
    """Entries in which the holder gave or received a weapon, the last recorded first: its past, and the list of what
    a successor took over with its records (ITI 13). `before` is an entry's number."""
    rows = Event.objects.filter(Q(giver=holder_id) | Q(receiver=holder_id), cancels=False, corrections=None)
    rows = scope_of(acting_user).narrow(rows, "weapon__")
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows.order_by("-pk").values_list("pk", "weapon_id", "kind", "date")[: count + 1])
    weapons = described(weapon for _, weapon, _, _ in found)
    lines = [
        HeldWeapon(weapon, *weapons.get(weapon, ("", "")), state=kind, day=day, event=number)
        for number, weapon, kind, day in found
    ]
    return WeaponList(tuple(lines[:count]), lines[count - 1].event if len(lines) > count else None)


def described(weapon_ids: Iterable[int]) -> dict[int, tuple[str, str]]:
    """Weapon -> (what it is called, its first serial number that counts)."""
    wanted, found = list(dict.fromkeys(weapon_ids)), {}
    for place in range(0, len(wanted), CHUNK):
        part = wanted[place : place + CHUNK]
        serials: dict[int, str] = {}
        marks = Mark.objects.filter(weapon_id__in=part, content=ContentKind.SERIAL.value, corrected_by=None)
        for weapon, text in marks.exclude(text="").order_by("pk").values_list("weapon_id", "text"):
            serials.setdefault(weapon, text)
        for row in Weapon.objects.filter(pk__in=part).only(*TITLE):
            found[row.pk] = (title_of(row), serials.get(row.pk, ""))
    return found
