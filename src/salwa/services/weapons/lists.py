"""Lists of weapons, newest number first, that stay quick in a register of millions.

A page goes on from the last number shown (no offsets). Whatever the filters, at most `LOOKED_AT` weapons are looked at
for one page: where many filters together leave little, a page may hold fewer than asked for and still lead further.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Prefetch, QuerySet

from salwa.domain.custody import Whereabouts
from salwa.services.audit.actions import write_entry
from salwa.services.custody.names import HolderShown, holders_shown
from salwa.services.weapons.opening import take_opening
from salwa.services.weapons.permissions import check_may_open_weapon
from salwa.services.weapons.scope import Scope, scope_of
from salwa.services.weapons.titles import title_of
from salwa.storage.accounts.models import Organisation, User
from salwa.storage.register.models import Custody, Holder, Mark, Weapon

LOOKED_AT = 20_000
MOST = 200
# SQLite takes 999 values in one statement in its oldest supported builds.
AT_ONCE = 900
# Gives the next numbers: of (go on after this number, how many).
Numbers = Callable[[int | None, int], list[int]]


@dataclass(frozen=True, slots=True)
class WeaponFilters:
    """What a list is narrowed to; empty or None: not at all. `maker` and `type` are codes of the reference data.

    `contradictory`: only weapons whose entries contradict each other. `unit` is the number of the organisation whose
    people recorded the weapon.
    """

    whereabouts: str = ""
    holder: int | None = None
    maker: str = ""
    type: str = ""
    unit: int | None = None
    contradictory: bool = False

    def given(self) -> dict[str, str | int | bool]:
        """The filters that narrow, for the audit log."""
        names = ("whereabouts", "holder", "maker", "type", "unit", "contradictory")
        return {name: getattr(self, name) for name in names if getattr(self, name)}


@dataclass(frozen=True, slots=True)
class WeaponLine:
    """One weapon of a list."""

    number: int
    title: str
    type: str
    serial: str
    whereabouts: str
    holder: HolderShown | None
    user: HolderShown | None
    since: date | None
    contradictions: int


@dataclass(frozen=True, slots=True)
class WeaponList:
    """A page of a list; `next_after` is the number to go on with, None when nothing follows."""

    lines: tuple[WeaponLine, ...]
    next_after: int | None


def list_weapons(*, acting_user: User, filters: WeaponFilters, after: int | None = None, count: int = 50) -> WeaponList:
    """A page of the weapons a person may know of. In order: permit, read, take a page from the allowance, audit.

    `after` is `next_after` of the page before. Raises `NotPermitted` and `QuotaSpent`.
    """
    check_may_open_weapon(acting_user)
    count = max(1, min(count, MOST))
    with transaction.atomic():
        numbers, further = _numbers(scope_of(acting_user), filters, after, count)
        lines = lines_of(numbers)
        take_opening(acting_user)
        write_entry(
            acting_user=acting_user,
            action="weapons.listed",
            object_kind="register",
            details={**filters.given(), "after": after, "weapons": len(lines)},
        )
    return WeaponList(lines, further)


def units_to_choose(*, acting_user: User) -> list[tuple[int, str]]:
    """(number, name) of the units a person's list can be narrowed to, by name. Raises `NotPermitted`."""
    check_may_open_weapon(acting_user)
    units = scope_of(acting_user).units
    rows = Organisation.objects.all() if units is None else Organisation.objects.filter(pk__in=units)
    return list(rows.order_by("name").values_list("pk", "name"))


def lines_of(numbers: list[int]) -> tuple[WeaponLine, ...]:
    """These weapons as lines, in this order; the caller has permitted and audits it."""
    serials = Mark.objects.filter(content="serial", corrected_by=None).exclude(text="").order_by("pk")
    rows = Weapon.objects.select_related("custody").prefetch_related(Prefetch("marks", serials))
    found = rows.in_bulk(numbers)
    states = {number: getattr(found[number], "custody", None) for number in numbers if number in found}
    named = [number for state in states.values() if state for number in (state.holder_id, state.user_id)]
    holders = holders_shown(named)
    return tuple(_line(found[number], states[number], holders) for number in numbers if number in found)


def _line(weapon: Weapon, state: Custody | None, holders: dict[int, HolderShown]) -> WeaponLine:
    serial = next((mark.normalised or mark.text for mark in weapon.marks.all()), "")
    return WeaponLine(
        number=weapon.pk,
        title=title_of(weapon),
        type=weapon.type_code,
        serial=serial,
        whereabouts=state.whereabouts if state else Whereabouts.UNKNOWN.value,
        holder=holders.get(state.holder_id or 0) if state else None,
        user=holders.get(state.user_id or 0) if state else None,
        since=state.since if state else None,
        contradictions=state.contradictions if state else 0,
    )


def _numbers(scope: Scope, filters: WeaponFilters, after: int | None, count: int) -> tuple[list[int], int | None]:
    """(numbers of the page, the number to go on with). One condition drives by its index, the others are checked."""
    driving = _driving(scope, filters)
    found: list[int] = []
    looked_at, portion = 0, 4 * count
    while looked_at < LOOKED_AT:
        numbers = driving(after, min(portion, AT_ONCE))
        if not numbers:
            return found, None
        kept = set(_checked(scope, filters, numbers).values_list("pk", flat=True))
        found += [number for number in numbers if number in kept]
        if len(found) > count:
            return found[:count], found[count - 1]
        looked_at += len(numbers)
        after, portion = numbers[-1], 4 * portion
    return found, after


def _checked(scope: Scope, filters: WeaponFilters, numbers: list[int]) -> QuerySet[Weapon]:
    rows = scope.narrow(Weapon.objects.filter(pk__in=numbers, withdrawn_at=None))
    for name, value in (("maker_code", filters.maker), ("type_code", filters.type), ("unit_id", filters.unit)):
        rows = rows.filter(**{name: value}) if value else rows
    if filters.whereabouts:
        rows = rows.filter(custody__whereabouts=filters.whereabouts)
    if filters.holder is not None:
        rows = rows.filter(custody__holder=filters.holder)
    return rows.filter(custody__contradictions__gt=0) if filters.contradictory else rows


def _driving(scope: Scope, filters: WeaponFilters) -> Numbers:
    """A function of (after, how many) that gives the next numbers of the condition that narrows most, by its index."""
    states, weapons = Custody.objects.order_by("-weapon_id"), Weapon.objects.order_by("-pk")
    if filters.holder is not None:
        return _numbers_of(states.filter(holder=filters.holder), "weapon_id")
    if scope.units is not None:
        recorded = _numbers_of(weapons.filter(unit_id__in=scope.units), "pk")
        # By number, not by a join: the database then goes through the holders' own index.
        holders = list(Holder.objects.filter(unit_id__in=scope.units).values_list("pk", flat=True))
        held = [
            _numbers_of(states.filter(holder__in=holders[at : at + AT_ONCE]), "weapon_id")
            for at in range(0, len(holders), AT_ONCE)
        ]
        return _together([recorded, *held])
    if filters.contradictory:
        return _numbers_of(states.filter(contradictions__gt=0), "weapon_id")
    if filters.unit is not None:
        return _numbers_of(weapons.filter(unit_id=filters.unit), "pk")
    if filters.whereabouts:
        return _numbers_of(states.filter(whereabouts=filters.whereabouts), "weapon_id")
    if filters.maker:
        return _numbers_of(weapons.filter(maker_code=filters.maker), "pk")
    return _numbers_of(weapons.filter(type_code=filters.type) if filters.type else weapons, "pk")


def _together(streams: list[Numbers]) -> Numbers:
    """The numbers of several conditions of which one is enough."""

    def numbers(after: int | None, many: int) -> list[int]:
        found = {number for stream in streams for number in stream(after, many)}
        return sorted(found, reverse=True)[:many]

    return numbers


def _numbers_of(rows: QuerySet[Any], column: str) -> Numbers:
    def numbers(after: int | None, many: int) -> list[int]:
        part = rows if after is None else rows.filter(**{f"{column}__lt": after})
        return list(part.values_list(column, flat=True)[:many])

    return numbers
