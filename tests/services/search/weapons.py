"""Weapons of an invented register, saved and indexed as the services do it."""

from itertools import count

from django.db import transaction
from django.utils import timezone

from salwa.domain.marks.serials import normalised
from salwa.domain.marks.skeleton import skeleton
from salwa.services.search.upkeep import index_mark
from salwa.storage.register.models import Mark, Weapon

NUMBERS = count(1)


def a_weapon(serial: str, **fields: object) -> Weapon:
    """A weapon with one serial on its frame, found by its marks once the surrounding transaction is over."""
    with transaction.atomic():
        number = next(NUMBERS)
        weapon = Weapon.objects.create(
            identity=f"{number:032x}", recorded_at=timezone.now(), recorded_by_id=1, **fields
        )
        index_mark(a_mark(weapon, serial))
    return weapon


def a_mark(weapon: Weapon, serial: str) -> Mark:
    """One serial on the frame, not indexed yet."""
    return Mark.objects.create(
        weapon=weapon, component="frame", text=serial, normalised=normalised(serial), skeleton=skeleton(serial),
        recorded_at=timezone.now(),
    )  # fmt: skip


def a_taurus(serial: str, **fields: object) -> Weapon:
    """A pistol of a maker and model every reference book has."""
    known = {
        "maker_text": "Taurus", "maker_code": "taurus", "model_text": "PT 92", "model_code": "taurus-pt-92",
        "calibre_text": "9mm Luger", "calibre_code": "9x19mm", "type_text": "pistol", "type_code": "pistol",
    }  # fmt: skip
    return a_weapon(serial, **{**known, **fields})
