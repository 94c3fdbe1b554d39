"""What a holder holds now, or held at the end of a past day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Q

from salwa.domain.custody import Life, Whereabouts, life_of
from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import NotFound
from salwa.services.audit.actions import write_entry
from salwa.services.custody.present import entries_of_weapon
from salwa.services.weapons.lists import LOOKED_AT, MOST, WeaponLine, lines_of
from salwa.services.weapons.opening import take_opening
from salwa.services.weapons.permissions import check_may_open_weapon
from salwa.services.weapons.scope import Scope, scope_of
from salwa.storage.accounts.models import User
from salwa.storage.register.models import Custody, Event, Holder, Weapon

NO_SUCH_HOLDER = message("There is no holder with this number, or you may not know of it.")
# A weapon that is gone for good, or with somebody who took it unlawfully, is held by nobody here.
WITH_SOMEBODY = frozenset({Whereabouts.HELD, Whereabouts.ISSUED, Whereabouts.IN_EVIDENCE})
# Lives told together: each needs its entries.
LIVES_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class HeldLine:
    """One weapon, and how the holder had it: `as_user` on issue, else in its own keeping."""

    line: WeaponLine
    as_user: bool
    since: date | None


@dataclass(frozen=True, slots=True)
class Holdings:
    """A page of what a holder has or had; `next_after` is the number to go on with, None when nothing follows."""

    lines: tuple[HeldLine, ...]
    next_after: int | None
    on: date | None


def weapons_of_holder(
    *, acting_user: User, holder_id: int, on: date | None = None, after: int | None = None, count: int = 50
) -> Holdings:
    """The weapons a holder has now (as keeper or on issue), or had at the end of the day `on`, newest number first.

    In order: permit, read, take a page from the allowance, audit. Weapons outside the person's units are left out.
    Raises `NotPermitted`, `NotFound` and `QuotaSpent`.
    """
    check_may_open_weapon(acting_user)
    count = max(1, min(count, MOST))
    scope = scope_of(acting_user)
    with transaction.atomic():
        _check_holder(scope, holder_id)
        told = _now(scope, holder_id, after, count) if on is None else _then(scope, (holder_id, on), after, count)
        found, further = told
        lines = {line.number: line for line in lines_of([number for number, _, _ in found])}
        take_opening(acting_user)
        write_entry(
            acting_user=acting_user,
            action="custody.holdings_listed",
            object_kind="holder",
            object_id=holder_id,
            details={"on": on.isoformat() if on else None, "after": after, "weapons": len(found)},
        )
    held = tuple(HeldLine(lines[number], as_user, since) for number, as_user, since in found if number in lines)
    return Holdings(held, further, on)


Held = tuple[int, bool, date | None]


def _check_holder(scope: Scope, holder_id: int) -> None:
    """A holder that nobody may know of is not there: with rights in own units, one that has none of their weapons."""
    found = Holder.objects.filter(pk=holder_id).first()
    if found is not None and (scope.whole or found.unit_id in (scope.units or ())):
        return
    if found is not None:
        own = scope.narrow(Weapon.objects.filter(Q(custody__holder=found) | Q(custody__user=found)))
        if own.exists():
            return
    raise NotFound("no_such_holder", Sentence(NO_SUCH_HOLDER))


def _now(scope: Scope, holder: int, after: int | None, count: int) -> tuple[list[Held], int | None]:
    found: dict[int, Held] = {}
    for name in ("holder", "user"):
        rows = Custody.objects.filter(**{name: holder}, whereabouts__in=WITH_SOMEBODY, weapon__withdrawn_at=None)
        rows = scope.narrow(rows, "weapon__").order_by("-weapon_id")
        if after is not None:
            rows = rows.filter(weapon_id__lt=after)
        for number, since in rows.values_list("weapon_id", "since")[: count + 1]:
            found[number] = (number, name == "user", since)
    ordered = [found[number] for number in sorted(found, reverse=True)]
    return ordered[:count], ordered[count - 1][0] if len(ordered) > count else None


def _then(scope: Scope, asked: tuple[int, date], after: int | None, count: int) -> tuple[list[Held], int | None]:
    """Every weapon that ever passed through the holder's hands is looked at, a portion at a time."""
    holder, day = asked
    found: list[Held] = []
    looked_at = 0
    while looked_at < LOOKED_AT:
        numbers = _passed_through(holder, after)
        if not numbers:
            return found, None
        for number, life in _lives(scope, numbers, day):
            state = life.state
            if state.whereabouts in WITH_SOMEBODY and holder in (state.holder, state.user):
                found.append((number, state.user == holder, state.since))
        if len(found) > count:
            return found[:count], found[count - 1][0]
        looked_at += len(numbers)
        after = numbers[-1]
    return found, after


def _passed_through(holder: int, after: int | None) -> list[int]:
    numbers: set[int] = set()
    for name in ("giver", "receiver"):
        rows = Event.objects.filter(**{name: holder}).order_by("-weapon_id")
        if after is not None:
            rows = rows.filter(weapon_id__lt=after)
        numbers.update(rows.values_list("weapon_id", flat=True).distinct()[:LIVES_AT_ONCE])
    return sorted(numbers, reverse=True)[:LIVES_AT_ONCE]


def _lives(scope: Scope, numbers: list[int], day: date) -> Iterator[tuple[int, Life]]:
    """The lives, up to the day, of those of these weapons that may be known of."""
    seen = scope.narrow(Weapon.objects.filter(pk__in=numbers, withdrawn_at=None))
    weapons = {row.pk: row for row in seen.only("year", "month")}
    rows: dict[int, list[Event]] = defaultdict(list)
    for row in Event.objects.filter(weapon_id__in=list(weapons)):
        rows[row.weapon_id].append(row)
    for number in numbers:
        if number in weapons:
            yield number, life_of(entries_of_weapon(weapons[number], rows[number]), day)
