"""One act about many weapons: their entries saved together, their present states computed anew, one audit entry.

Licences (10,000 weapons exported in one use), destructions and transfers of whole stocks record through this.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.utils import timezone

from salwa.domain.custody import life_of
from salwa.services.audit.actions import write_entry
from salwa.services.custody.checks import check_entry
from salwa.services.custody.present import STATE, entries_of_weapon, findings_of_parts, state_values
from salwa.services.custody.values import LifeEntry
from salwa.services.weapons.scope import no_such_weapon
from salwa.storage.accounts.models import User
from salwa.storage.register.models import Custody, Event, Weapon

# SQLite takes 999 values in one statement in its oldest supported builds.
CHUNK = 900
STATE_FIELDS = tuple(name.removesuffix("_id") for name in (*STATE, "version"))


@dataclass(frozen=True, slots=True)
class ManySaved:
    """What was saved: the entry of each weapon. Weapons whose entry was there before (same uid) are among them."""

    events: Mapping[int, int]
    again: int


def locked_weapons(weapon_ids: Sequence[int]) -> dict[int, int | None]:
    """Lock these weapons, always in the order of their numbers so that two such acts queue instead of blocking.

    Returns weapon -> unit. Raises `NotFound` when one does not exist.
    """
    found: dict[int, int | None] = {}
    for part in _chunks(sorted(set(weapon_ids))):
        rows = Weapon.objects.select_for_update(no_key=True).filter(pk__in=part).order_by("pk")
        found.update(rows.values_list("pk", "unit_id"))
    if len(found) != len(set(weapon_ids)):
        raise no_such_weapon()
    return found


def save_entries(
    acting_user: User,
    entries: Sequence[LifeEntry],
    *,
    cause: Mapping[str, Any],
    cancelled: Mapping[int, int] | None = None,
    then: Callable[[Mapping[int, int]], None] = lambda events: None,
) -> ManySaved:
    """Save one entry for each of many weapons, in the caller's transaction, which has permitted it.

    `cause` (plain values, no personal data, no marks) says in the audit entry why, `cancelled` maps weapons to the
    entries that theirs take back. `then` is what the caller still saves (given weapon -> entry), before the audit entry
    takes the log's lock. The same uids again change nothing. Entries about parts go through `save_entry`, which keeps
    where parts sit. Raises as `save_entry` does.
    """
    if not entries:
        then({})
        return ManySaved({}, 0)
    units = locked_weapons([one.weapon for one in entries])
    for entry in {_form(one): one for one in entries}.values():
        check_entry(acting_user, entry)
    known = _known([one.uid for one in entries])
    fresh = [one for one in entries if one.uid not in known]
    now, taken_back = timezone.now(), cancelled or {}
    rows = [_row(one, units[one.weapon], taken_back.get(one.weapon)) for one in fresh]
    for row in rows:
        row.recorded_at, row.recorded_by_id = now, acting_user.pk
    saved = {row.weapon_id: row.pk for part in _chunks(rows) for row in Event.objects.bulk_create(part)}
    keep_present_states(sorted(saved))
    events = {one.weapon: known.get(one.uid) or saved[one.weapon] for one in entries}
    then(events)
    if fresh:
        write_entry(
            acting_user=acting_user,
            action="custody.many_cancelled" if cancelled else "custody.many_recorded",
            object_kind=str(cause.get("kind", "")),
            object_id=str(cause.get("number", "")),
            details={
                **cause,
                "entries": len(fresh),
                "first_entry": min(saved.values()),
                "last_entry": max(saved.values()),
                "entry_kinds": sorted({one.kind.value for one in fresh}),
            },
        )
    return ManySaved(events, len(known))


def keep_present_states(weapon_ids: Sequence[int]) -> None:
    """Compute the present state of these weapons from all their entries; their locks are held by the caller."""
    for part in _chunks(weapon_ids):
        by_weapon: dict[int, list[Event]] = defaultdict(list)
        for event in Event.objects.filter(weapon_id__in=part).defer("note", "incident", "place", "details"):
            by_weapon[event.weapon_id].append(event)
        versions = dict(Custody.objects.filter(weapon_id__in=part).values_list("weapon_id", "version"))
        weapons = Weapon.objects.only("year", "month").in_bulk(part)
        Custody.objects.bulk_create(
            [_state(weapons[one], by_weapon[one], versions.get(one, 0) + 1) for one in part],
            update_conflicts=True,
            unique_fields=["weapon"],
            update_fields=STATE_FIELDS,
        )


def _state(weapon: Weapon, events: list[Event], version: int) -> Custody:
    entries = entries_of_weapon(weapon, events)
    values = state_values(life_of(entries), findings_of_parts(entries))
    return Custody(weapon_id=weapon.pk, version=version, **dict(zip(STATE, values, strict=True)))


def _form(entry: LifeEntry) -> tuple[Any, ...]:
    """What the check of an entry looks at: many entries of one act differ in their weapon only."""
    return entry.kind, entry.day, entry.precision, entry.giver, entry.receiver, entry.part


def _known(uids: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for part in _chunks(uids):
        found.update((str(uid), pk) for uid, pk in Event.objects.filter(uid__in=part).values_list("uid", "pk"))
    return found


def _row(entry: LifeEntry, unit: int | None, cancels: int | None) -> Event:
    return Event(
        weapon_id=entry.weapon, kind=entry.kind.value, date=entry.day, precision=entry.precision,
        date_text=entry.date_text[:100], place=entry.place, incident=entry.incident, note=entry.note, uid=entry.uid,
        place_in_day=entry.place_in_day, giver_id=entry.giver, receiver_id=entry.receiver,
        giver_text=entry.giver_text[:300], receiver_text=entry.receiver_text[:300], country_code=entry.country,
        document=entry.document[:200], part_id=entry.part, corrects_id=cancels, cancels=cancels is not None,
        source=entry.source, details=dict(entry.details) or None, unit_id=unit,
    )  # fmt: skip


def _chunks(values: Sequence[Any]) -> Iterator[list[Any]]:
    rest = iter(values)
    while part := list(islice(rest, CHUNK)):
        yield part
