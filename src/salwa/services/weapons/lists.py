"""Lists of weapons, newest number first, that stay quick in a register of millions.

A page goes on from the last number shown (no offsets). Whatever the filters, at most `LOOKED_AT` weapons are looked at
for one page: where many filters together leave little, a page may hold fewer than asked for and still lead further.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import QuerySet

from salwa.domain.custody import Whereabouts
from salwa.services.accounts.permissions import roles_read_once
from salwa.services.audit.actions import write_entry
from salwa.services.audit.turns import noted_before_answer, of_one_moment
from salwa.services.custody.names import HolderShown, holders_shown
from salwa.services.weapons.opening import take_opening
from salwa.services.weapons.permissions import check_may_open_weapon
from salwa.services.weapons.scope import Scope, scope_of
from salwa.services.weapons.titles import title_of
from salwa.storage.accounts.models import Organisation, User
from salwa.storage.prepared import Among, Given, Prepared
from salwa.storage.register.models import Custody, Holder, Mark, Weapon

LOOKED_AT = 20_000
MOST = 200
# SQLite takes 999 values in one statement in its oldest supported builds.
AT_ONCE = 900
# Gives the next numbers: of (go on after this number, how many).
Numbers = Callable[[int | None, int], list[int]]
_OF_WEAPON = (
    "pk", "type_code", "maker_code", "maker_text", "model_code", "model_text", "unit_id", "withdrawn_at",
)  # fmt: skip
_OF_STATE = ("whereabouts", "holder_id", "user_id", "since", "contradictions")
_BY_WEAPON = (*_OF_WEAPON, *(f"custody__{name}" for name in _OF_STATE))
_SERIALS_OF = Prepared(
    lambda: (
        Mark.objects.filter(weapon_id__in=Among("weapons"), content="serial", corrected_by=None)
        .exclude(text="")
        .values_list("pk", "weapon_id", "normalised", "text")
    )
)


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


class Row(NamedTuple):
    """The columns of a weapon and its present state that a line is made of and filters ask about."""

    number: int
    type_code: str
    maker_code: str
    maker_text: str
    model_code: str
    model_text: str
    unit_id: int | None
    withdrawn_at: datetime | None
    whereabouts: str | None
    holder_id: int | None
    user_id: int | None
    since: date | None
    contradictions: int | None


# Gives the next rows: of (go on after this number, how many), with the last number looked at, None where none is left.
Rows = Callable[[int | None, int], tuple[list[Row], int | None]]


def list_weapons(*, acting_user: User, filters: WeaponFilters, after: int | None = None, count: int = 50) -> WeaponList:
    """A page of the weapons a person may know of. In order: permit, read, take a page from the allowance, audit.

    `after` is `next_after` of the page before. Raises `NotPermitted` and `QuotaSpent`.
    """
    count = max(1, min(count, MOST))
    with of_one_moment(), roles_read_once():
        check_may_open_weapon(acting_user)
        rows, further = _page(scope_of(acting_user), filters, after, count)
        lines = _lines(rows)
    with noted_before_answer():
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
    rows = {row.number: row for row in _rows_of(Weapon.objects.filter(pk__in=numbers))}
    return _lines([rows[number] for number in numbers if number in rows])


def _lines(rows: list[Row]) -> tuple[WeaponLine, ...]:
    serials = _serials([row.number for row in rows])
    holders = holders_shown(number for row in rows for number in (row.holder_id, row.user_id))
    return tuple(
        WeaponLine(
            number=row.number,
            title=title_of(row),
            type=row.type_code,
            serial=serials.get(row.number, ""),
            whereabouts=row.whereabouts or Whereabouts.UNKNOWN.value,
            holder=holders.get(row.holder_id or 0),
            user=holders.get(row.user_id or 0),
            since=row.since,
            contradictions=row.contradictions or 0,
        )
        for row in rows
    )


def _serials(numbers: list[int]) -> dict[int, str]:
    """The first serial of each weapon that counts."""
    found: dict[int, str] = {}
    # Sorted here: asked for an order, a database may go through all marks in it.
    for _, weapon, normalised, text in sorted(_SERIALS_OF.rows(weapons=numbers)):
        found.setdefault(weapon, normalised or text)
    return found


def _page(scope: Scope, filters: WeaponFilters, after: int | None, count: int) -> tuple[list[Row], int | None]:
    """(rows of the page, the number to go on with). One condition drives by its index, the others are checked."""
    driving = _driving(scope, filters)
    found: list[Row] = []
    looked_at, portion = 0, count + 1
    while looked_at < LOOKED_AT:
        many = min(portion, AT_ONCE)
        rows, last = driving(after, many)
        if last is None:
            return found, None
        found += [row for row in rows if _fits(row, filters)]
        if len(found) > count:
            return found[:count], found[count - 1].number
        looked_at += many
        after, portion = last, 4 * portion
    return found, after


def _fits(row: Row, filters: WeaponFilters) -> bool:
    return (
        row.withdrawn_at is None
        and (not filters.maker or row.maker_code == filters.maker)
        and (not filters.type or row.type_code == filters.type)
        and (not filters.unit or row.unit_id == filters.unit)
        and (not filters.whereabouts or row.whereabouts == filters.whereabouts)
        and (filters.holder is None or row.holder_id == filters.holder)
        and (not filters.contradictory or bool(row.contradictions))
    )


def _driving(scope: Scope, filters: WeaponFilters) -> Rows:
    """A function that gives the next rows of the condition that narrows most, by its index, without those unseen."""
    if scope.units is not None:
        return _seen(scope, _numbers_of_units(scope.units, filters))
    if filters.holder is not None:
        return _by(Custody, "holder_id", filters.holder)
    if filters.contradictory:
        return _by(Custody, "contradictions__gt", 0)
    if filters.unit is not None:
        return _by(Weapon, "unit_id", filters.unit)
    if filters.whereabouts:
        return _by(Custody, "whereabouts", filters.whereabouts)
    if filters.maker:
        return _by(Weapon, "maker_code", filters.maker)
    return _by(Weapon, "type_code", filters.type) if filters.type else _by(Weapon)


def _numbers_of_units(units: frozenset[int], filters: WeaponFilters) -> Numbers:
    """Numbers of the weapons that these units recorded or hold; those of one holder where it is asked for."""
    states, weapons = Custody.objects.order_by("-weapon_id"), Weapon.objects.order_by("-pk")
    if filters.holder is not None:
        return _numbers_of(states.filter(holder=filters.holder), "weapon_id")
    recorded = _numbers_of(weapons.filter(unit_id__in=units), "pk")
    # By number, not by a join: the database then goes through the holders' own index.
    holders = list(Holder.objects.filter(unit_id__in=units).values_list("pk", flat=True))
    held = [
        _numbers_of(states.filter(holder__in=holders[at : at + AT_ONCE]), "weapon_id")
        for at in range(0, len(holders), AT_ONCE)
    ]
    return _together([recorded, *held])


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


def _seen(scope: Scope, numbers: Numbers) -> Rows:
    """The rows with the next numbers that the scope reaches."""

    def rows(after: int | None, many: int) -> tuple[list[Row], int | None]:
        looked_at = numbers(after, many)
        found = _rows_of(scope.narrow(Weapon.objects.filter(pk__in=looked_at)))
        found.sort(key=lambda row: -row.number)
        return found, looked_at[-1] if looked_at else None

    return rows


def _by(table: type[Weapon | Custody], condition: str = "", value: int | str = 0) -> Rows:
    """Rows by a condition with an index, from the highest number down."""

    def rows(after: int | None, many: int) -> tuple[list[Row], int | None]:
        told = _NEXT.rows(table, condition, after is not None, many, value=value, after=after or 0)
        found = [Row(*columns) for columns in told]
        found.sort(key=lambda row: -row.number)
        return found, found[-1].number if found else None

    return rows


def _next(table: type[Weapon | Custody], condition: str, further: bool, many: int) -> QuerySet[Any, tuple[Any, ...]]:
    """The numbers first, with their limit, lest a planner join whole tables."""
    column = "weapon_id" if table is Custody else "pk"
    rows = table._default_manager.order_by(f"-{column}")
    if condition:
        rows = rows.filter(**{condition: Given("value")})
    if further:
        rows = rows.filter(**{f"{column}__lt": Given("after")})
    return Weapon.objects.filter(pk__in=rows.values(column)[:many]).values_list(*_BY_WEAPON)


_NEXT = Prepared(_next)


def _rows_of(weapons: QuerySet[Weapon]) -> list[Row]:
    return [Row(*columns) for columns in weapons.values_list(*_BY_WEAPON)]
