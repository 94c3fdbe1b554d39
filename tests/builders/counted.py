"""Weapons of an invented register, as few words as a count needs."""

from datetime import date
from itertools import count

from django.utils import timezone

from salwa.storage.register.models import Event, Mark, Weapon

NUMBERS = count(1)


def a_counted_weapon(*, states=("present",), recovered="", **fields):
    """A weapon with one serial mark per state and, where `recovered` is a date or "unknown", one seizure."""
    for name in ("type", "maker", "calibre", "country"):
        code = fields.get(f"{name}_code", "")
        fields.setdefault(f"{name}_text", code)
    number = next(NUMBERS)
    now = timezone.now()
    weapon = Weapon.objects.create(identity=f"{number:032x}", recorded_at=now, recorded_by_id=1, **fields)
    for state in states:
        Mark.objects.create(weapon=weapon, text="AB1", state=state, recorded_at=now)
    if recovered:
        day = None if recovered == "unknown" else date.fromisoformat(recovered)
        Event.objects.create(weapon=weapon, kind="seized", date=day, recorded_at=now)
    return weapon
