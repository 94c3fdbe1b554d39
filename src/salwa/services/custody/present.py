"""The present state of weapons, computed from their entries and kept for lists and counts."""

from __future__ import annotations

from collections.abc import Iterable

from salwa.domain.custody import Entry, Life, life_of
from salwa.domain.weapons import EventKind
from salwa.storage.register.models import Custody, Event, Weapon


def entries_of(events: Iterable[Event]) -> list[Entry]:
    """Rows as the rules see them. Entries of imports have no uid: their row's number serves."""
    rows = list(events)
    uids = {row.pk: row.uid or f"row-{row.pk}" for row in rows}
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
    )


def compute_life(weapon: Weapon) -> Life:
    """The life of a weapon from its rows; the year of manufacture begins it when no entry does."""
    return life_of(entries_of(weapon.events.all()))


def keep_present_state(weapon_id: int) -> Custody:
    """Compute the state from all entries and keep it, in the caller's transaction, which holds the weapon's lock."""
    life = life_of(entries_of(Event.objects.filter(weapon_id=weapon_id)))
    state = life.state
    before = Custody.objects.filter(weapon_id=weapon_id).values_list("version", flat=True).first()
    custody = Custody(
        weapon_id=weapon_id,
        whereabouts=state.whereabouts.value,
        holder_id=state.holder,
        user_id=state.user,
        last_lawful_id=state.last_lawful,
        country_code=state.country,
        deactivated=state.deactivated,
        converted=state.converted,
        since=state.since,
        contradictions=life.contradictions,
        version=(before or 0) + 1,
    )
    custody.save(force_insert=before is None, force_update=before is not None)
    return custody
