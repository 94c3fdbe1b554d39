"""The present state of weapons, computed from their entries and kept for lists and counts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, date
from functools import cache
from typing import Any

from django.db.models import F

from salwa.domain.custody import OF_PARTS, Entry, Finding, Life, beginning, in_force, life_of, lives_of_parts
from salwa.domain.weapons import EventKind
from salwa.storage.register.models import Custody, Event, Weapon

# The columns of a weapon's present state, in the order of `state_values`.
STATE = (
    "whereabouts", "holder_id", "user_id", "last_lawful_id", "country_code", "deactivated", "converted", "since",
    "contradictions",
)  # fmt: skip
CUSTODY_COLUMNS = ("weapon_id", *STATE, "version")
# Last days of a period, good for comparing days as text.
_LAST = {"day": "", "month": "-31", "year": "-12-31"}
_KEPT = {"day": 10, "month": 7, "year": 4}
# SQLite takes 999 values in one statement in its oldest supported builds.
_AT_ONCE = 900
_PARTS = [kind.value for kind in OF_PARTS]


def uid_of(row: Event) -> str:
    """The identifier the rules know an entry by. Entries of imports have no uid: their row's number serves."""
    return row.uid or f"row-{row.pk}"


def entries_of(events: Iterable[Event]) -> list[Entry]:
    """Rows as the rules see them."""
    rows = list(events)
    uids = {row.pk: uid_of(row) for row in rows}
    return [_entry(row, uids) for row in rows]


def _entry(row: Event, uids: dict[int, str]) -> Entry:
    corrects = "" if row.corrects_id is None else uids.get(row.corrects_id, f"row-{row.corrects_id}")
    return Entry(
        uid=uids[row.pk],
        kind=EventKind(row.kind),
        day=row.date,
        precision=row.precision,
        place_in_day=row.place_in_day,
        giver=row.giver_id,
        receiver=row.receiver_id,
        country=row.country_code,
        corrects=corrects,
        cancels=row.cancels,
        weapon=row.weapon_id,
        part=row.part_id,
        # The same in every copy of the register, whatever its time zone.
        recorded=row.recorded_at.astimezone(UTC).date(),
    )


def entries_of_weapon(weapon: Weapon, events: Sequence[Event]) -> list[Entry]:
    """The entries about a weapon; its year of manufacture begins the life when no entry does."""
    begun = [beginning(weapon.year, weapon.month)] if weapon.year else []
    return begun + entries_of(events)


def compute_life(weapon: Weapon) -> Life:
    """The life of a weapon from its rows."""
    return life_of(entries_of_weapon(weapon, list(weapon.events.all())))


def entries_about_parts(parts: Iterable[int]) -> list[Entry]:
    """Every entry in force that fits one of these parts or takes it out, in whatever weapon.

    A correction may name another part than the entry it corrects: all entries about parts of the weapons concerned are
    read, so that it is known which are in force.
    """
    wanted = set(parts)
    if not wanted:
        return []
    weapons = set(Event.objects.filter(part_id__in=wanted).values_list("weapon_id", flat=True))
    rows = Event.objects.filter(weapon_id__in=weapons).filter(kind__in=_PARTS)
    corrected = Event.objects.filter(corrects__kind__in=_PARTS, weapon_id__in=weapons)
    found = {row.pk: row for row in (*rows, *corrected)}
    counting = in_force(entries_of(found.values())).entries
    return [one for one in counting if one.part in wanted and one.kind in OF_PARTS]


def findings_of_parts(entries: Sequence[Entry]) -> tuple[Finding, ...]:
    """What does not fit in the lives of the parts that a weapon's entries name, as far as it concerns these entries."""
    parts = {one.part for one in entries if one.part is not None and one.kind in OF_PARTS}
    if not parts:
        return ()
    own = {one.uid for one in entries}
    lives = lives_of_parts(entries_about_parts(parts))
    return tuple(found for part in sorted(lives) for found in lives[part].findings if found.uid in own)


def state_values(life: Life, of_parts: Sequence[Finding] = ()) -> tuple[Any, ...]:
    """The present state as the values of `STATE`."""
    state = life.state
    return (
        state.whereabouts.value, state.holder, state.user, state.last_lawful, state.country, state.deactivated,
        state.converted, state.since, life.contradictions + sum(one.contradicts for one in of_parts),
    )  # fmt: skip


def states_of_batch(weapons: Iterable[tuple[Any, ...]], events: Iterable[tuple[Any, ...]]) -> list[Any]:
    """The present states of new weapons as values of `CUSTODY_COLUMNS`, one row after another, as imports insert them.

    `weapons` are (number, year, month of manufacture), `events` (weapon, kind, day as ISO text, precision) without
    holders, as imports have them; a weapon without an event gets the state "unknown" too. Nothing asks the database.
    """
    told: dict[int, list[tuple[str, str | None, str]]] = defaultdict(list)
    for weapon, kind, day, precision in events:
        told[weapon].append((kind, day, precision))
    values: list[Any] = []
    for weapon, year, month in weapons:
        values += (weapon, *state_of_entries(told.get(weapon, ()), year, month), 1)
    return values


def state_of_entries(
    own: Sequence[tuple[str, str | None, str]], year: int | None, month: int | None
) -> tuple[Any, ...]:
    """The state that entries without holders, (kind, day as ISO text, precision), make of one weapon."""
    if len(own) > 1:
        return _state_of_several(own, year, month)
    kind, day, precision = own[0] if own else (EventKind.RECORDED.value, None, "day")
    made = f"{year:04d}-{month or 1:02d}-01" if year else ""
    early = bool(day and made and day[: _KEPT[precision]] + _LAST[precision] < made)
    whereabouts, moved, deactivated, converted, found = _state_of_one(kind, early)
    return whereabouts, None, None, None, "", deactivated, converted, day if moved else None, found


def count_up_versions(weapons: Iterable[int]) -> None:
    """Let the versions of these records grow after an import corrected them, in its transaction."""
    numbers = list(weapons)
    for start in range(0, len(numbers), _AT_ONCE):
        rows = Custody.objects.filter(weapon_id__in=numbers[start : start + _AT_ONCE])
        rows.update(version=F("version") + 1)


@cache
def _state_of_one(kind: str, early: bool) -> tuple[str, bool, bool, bool, int]:
    """What one entry alone makes of a weapon; `early`: it lies before the year of manufacture."""
    begun = [beginning(2001)] if early else []
    life = life_of([*begun, Entry("one", EventKind(kind), date(2000, 1, 1))])
    state = life.state
    return state.whereabouts.value, state.since is not None, state.deactivated, state.converted, life.contradictions


def _state_of_several(
    own: Sequence[tuple[str, str | None, str]], year: int | None, month: int | None
) -> tuple[Any, ...]:
    entries = [beginning(year, month)] if year else []
    for number, (kind, day, precision) in enumerate(own):
        entries.append(Entry(f"row-{number:09d}", EventKind(kind), date.fromisoformat(day) if day else None, precision))
    values = state_values(life_of(entries))
    return tuple(value.isoformat() if isinstance(value, date) else value for value in values)


def keep_present_state(weapon_id: int) -> Custody:
    """Compute the state from all entries and keep it, in the caller's transaction, which holds the weapon's lock."""
    weapon = Weapon.objects.only("year", "month").get(pk=weapon_id)
    entries = entries_of_weapon(weapon, list(Event.objects.filter(weapon_id=weapon_id)))
    values = state_values(life_of(entries), findings_of_parts(entries))
    before = Custody.objects.filter(weapon_id=weapon_id).values_list("version", flat=True).first()
    custody = Custody(weapon_id=weapon_id, version=(before or 0) + 1, **dict(zip(STATE, values, strict=True)))
    custody.save(force_insert=before is None, force_update=before is not None)
    return custody
