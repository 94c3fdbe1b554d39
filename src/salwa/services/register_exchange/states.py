"""The present state of many weapons at once, computed from their entries as services/custody does one by one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from salwa.domain.custody import life_of
from salwa.services.custody.present import entries_of, keep_present_state
from salwa.storage.register.models import Custody, Event


def keep_present_states(weapons: Iterable[int]) -> int:
    """Compute and keep the states of these weapons, in the caller's transaction; returns their contradictions."""
    numbers = sorted(weapons)
    here = set(Custody.objects.filter(weapon_id__in=numbers).values_list("weapon_id", flat=True))
    contradictions = sum(keep_present_state(number).contradictions for number in numbers if number in here)
    events: dict[int, list[Event]] = defaultdict(list)
    for row in Event.objects.filter(weapon_id__in=[number for number in numbers if number not in here]):
        events[row.weapon_id].append(row)
    new = [_custody(number, rows) for number, rows in sorted(events.items())]
    Custody.objects.bulk_create(new, batch_size=1_000)
    return contradictions + sum(one.contradictions for one in new)


def _custody(weapon: int, rows: list[Event]) -> Custody:
    life = life_of(entries_of(rows))
    state = life.state
    return Custody(
        weapon_id=weapon,
        whereabouts=state.whereabouts.value,
        holder_id=state.holder,
        user_id=state.user,
        last_lawful_id=state.last_lawful,
        country_code=state.country,
        deactivated=state.deactivated,
        converted=state.converted,
        since=state.since,
        contradictions=life.contradictions,
    )
