"""Computing all present states anew from the entries, or comparing them: streamed, for registers of millions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date
from typing import Any

from django.db import transaction

from salwa.domain.custody import Entry, PartLife, beginning, life_of, lives_of_parts
from salwa.domain.weapons import EventKind
from salwa.services.audit.actions import write_entry
from salwa.services.custody.permissions import check_may_recompute
from salwa.services.custody.present import (
    CUSTODY_COLUMNS,
    STATE,
    entries_about_parts,
    findings_of_parts,
    state_of_entries,
    state_values,
)
from salwa.storage.accounts.models import User
from salwa.storage.register.bulk import insert_values
from salwa.storage.register.models import Custody, Event, Part, Weapon

WEAPONS_AT_ONCE = 2_000
PARTS_AT_ONCE = 200
SINCE = STATE.index("since")
# So many numbers of weapons and parts that differ are named.
NAMED = 20
_COLUMNS = (
    "weapon_id", "kind", "date", "precision", "id", "uid", "place_in_day", "giver_id", "receiver_id", "country_code",
    "corrects_id", "cancels", "part_id", "recorded_at",
)  # fmt: skip
# Called with (weapons done, weapons in all).
Progress = Callable[[int, int], None]
Row = tuple[Any, ...]


@dataclass(slots=True)
class Recomputed:
    """`weapons` and `parts` looked at, how many states were `missing`, `wrong` states and `seats`, some by number."""

    weapons: int = 0
    missing: int = 0
    wrong: int = 0
    parts: int = 0
    seats: int = 0
    examples: tuple[int, ...] = ()

    @property
    def agree(self) -> bool:
        """Whether everything kept was as computed."""
        return not (self.missing or self.wrong or self.seats)


def recompute_states(*, acting_user: User, check: bool = False, progress: Progress | None = None) -> Recomputed:
    """Compute the present state of every weapon and the seat of every part, and keep what differs; audit last.

    With `check` nothing is changed. Each portion is one transaction that holds its weapons' locks.
    """
    check_may_recompute(acting_user)
    done = Recomputed()
    total = Weapon.objects.count() if progress else 0
    last = 0
    while True:
        with transaction.atomic():
            rows = _portion(last, lock=not check)
            if not rows:
                break
            _recompute(done, rows, check)
        last = rows[-1][0]
        if progress is not None:
            progress(done.weapons, total)
    _recompute_seats(done, check)
    if not check:
        with transaction.atomic():
            write_entry(
                acting_user=acting_user,
                action="custody.recomputed",
                object_kind="register",
                details={
                    "weapons": done.weapons, "missing": done.missing, "wrong": done.wrong, "seats": done.seats,
                },
            )  # fmt: skip
    return done


def _portion(after: int, *, lock: bool) -> list[tuple[int, int | None, int | None]]:
    weapons = Weapon.objects.select_for_update(no_key=True) if lock else Weapon.objects.all()
    rows = weapons.filter(pk__gt=after).order_by("pk").values_list("pk", "year", "month")
    return list(rows[:WEAPONS_AT_ONCE])


def _recompute(done: Recomputed, rows: Sequence[tuple[int, int | None, int | None]], check: bool) -> None:
    between = {"weapon_id__gte": rows[0][0], "weapon_id__lte": rows[-1][0]}
    kept = {row[0]: row[1:] for row in Custody.objects.filter(**between).values_list("weapon_id", *STATE)}
    missing: list[int] = []
    wrong: list[tuple[int, tuple[Any, ...]]] = []
    rows_to_insert: list[Any] = []
    for weapon, values in _computed(rows, Event.objects.filter(**between).values_list(*_COLUMNS)):
        if weapon not in kept:
            missing.append(weapon)
            rows_to_insert += (weapon, *(_plain(value) for value in values), 1)
        elif kept[weapon] != values:
            wrong.append((weapon, values))
    done.weapons += len(rows)
    done.missing += len(missing)
    done.wrong += len(wrong)
    _name(done, missing + [weapon for weapon, _ in wrong])
    if check:
        return
    if missing:
        insert_values(Custody, CUSTODY_COLUMNS, rows_to_insert)
    for weapon, values in wrong:
        custody = Custody.objects.get(weapon_id=weapon)
        for name, value in zip(STATE, values, strict=True):
            setattr(custody, name, value)
        custody.version += 1
        custody.save(force_update=True)


def _computed(rows: Sequence[tuple[int, int | None, int | None]], events: Any) -> Iterator[tuple[int, tuple[Any, ...]]]:
    """(weapon, state values). Most weapons have one entry that names nobody: those need no ordering."""
    told: dict[int, list[Row]] = defaultdict(list)
    for row in events:
        told[row[0]].append(row)
    for weapon, year, month in rows:
        own = told.get(weapon, [])
        if not own or _is_simple(own):
            values = list(
                state_of_entries([(row[1], row[2] and row[2].isoformat(), row[3]) for row in own], year, month)
            )
            values[SINCE] = own[0][2] if values[SINCE] else None
            yield weapon, tuple(values)
        else:
            entries = [beginning(year, month)] if year else []
            entries += _entries(own)
            yield weapon, state_values(life_of(entries), findings_of_parts(entries))


def _is_simple(own: list[Row]) -> bool:
    return len(own) == 1 and not any(own[0][7:13])


def _entries(own: list[Row]) -> list[Entry]:
    uids = {row[4]: row[5] or f"row-{row[4]}" for row in own}
    return [
        Entry(
            uids[row[4]], EventKind(row[1]), row[2], row[3], row[6], row[7], row[8], row[9],
            corrects="" if row[10] is None else uids.get(row[10], f"row-{row[10]}"), cancels=row[11],
            weapon=row[0], part=row[12], recorded=row[13].astimezone(UTC).date(),
        )
        for row in own
    ]  # fmt: skip


def _recompute_seats(done: Recomputed, check: bool) -> None:
    last = 0
    while True:
        with transaction.atomic():
            rows = Part.objects.all() if check else Part.objects.select_for_update(no_key=True)
            parts = list(rows.filter(pk__gt=last).order_by("pk")[:PARTS_AT_ONCE])
            if not parts:
                return
            lives = lives_of_parts(entries_about_parts(part.pk for part in parts))
            for part in parts:
                seat = lives.get(part.pk, PartLife()).seat.weapon
                if seat != part.fitted_in_id:
                    done.seats += 1
                    if not check:
                        Part.objects.filter(pk=part.pk).update(fitted_in=seat, last_in=seat or part.last_in_id)
        done.parts += len(parts)
        last = parts[-1].pk


def _name(done: Recomputed, numbers: list[int]) -> None:
    done.examples = (*done.examples, *numbers)[:NAMED]


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
