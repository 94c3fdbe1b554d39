"""What a holder has now, what it had, and the records its successor took over. One page of weapons at a time."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from salwa.domain.custody import Whereabouts
from salwa.domain.weapons import ContentKind
from salwa.services.holders.values import HeldWeapon, WeaponList
from salwa.services.weapons.names import name_of
from salwa.storage.register.models import Custody, Event, Mark, Weapon

PAGE = 50
# With the holder, or on issue from it: for these it answers.
HERE = (Whereabouts.HELD.value, Whereabouts.ISSUED.value, Whereabouts.IN_EVIDENCE.value)


def held_now(holder_id: int, after: int = 0, count: int = PAGE) -> WeaponList:
    """Weapons that the holder has or answers for, and those issued to it, in the order of their numbers.

    The one place where this capability asks custody what a holder holds.
    """
    rows = _holding(holder_id).filter(weapon_id__gt=after).order_by("weapon_id")[: count + 1]
    found = [(row.weapon_id, row.whereabouts, row.since) for row in rows]
    weapons = described(number for number, _, _ in found)
    lines = [
        HeldWeapon(number, *weapons.get(number, ("", "")), state=state, day=since) for number, state, since in found
    ]
    return WeaponList(tuple(lines[:count]), lines[count - 1].number if len(lines) > count else None)


def count_held(holder_id: int) -> int:
    """How many weapons the holder has or answers for now."""
    return _holding(holder_id).count()


def _holding(holder_id: int) -> QuerySet[Custody]:
    mine = Q(holder=holder_id, whereabouts__in=HERE) | Q(user=holder_id, whereabouts=Whereabouts.ISSUED.value)
    return Custody.objects.filter(mine)


def past_of(holder_id: int, before: int | None = None, count: int = PAGE) -> WeaponList:
    """Entries in which the holder gave or received a weapon, the last recorded first: its past, and the list of what
    a successor took over with its records (ITI 13). `before` is an entry's number."""
    rows = Event.objects.filter(Q(giver=holder_id) | Q(receiver=holder_id), cancels=False)
    rows = rows.filter(corrections=None)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows.order_by("-pk").values_list("pk", "weapon_id", "kind", "date")[: count + 1])
    weapons = described(weapon for _, weapon, _, _ in found)
    lines = [
        HeldWeapon(weapon, *weapons.get(weapon, ("", "")), state=kind, day=day, event=number)
        for number, weapon, kind, day in found
    ]
    return WeaponList(tuple(lines[:count]), lines[count - 1].event if len(lines) > count else None)


def count_records(holder_id: int) -> int:
    """How many weapons have entries that name the holder."""
    named = Event.objects.filter(Q(giver=holder_id) | Q(receiver=holder_id))
    return named.values("weapon_id").distinct().count()


def described(weapon_ids: Iterable[int]) -> dict[int, tuple[str, str]]:
    """Weapon -> (maker and model as read, else as typed; its first serial number that counts)."""
    wanted = list(dict.fromkeys(weapon_ids))
    serials: dict[int, str] = {}
    marks = Mark.objects.filter(weapon_id__in=wanted, content=ContentKind.SERIAL.value, corrected_by=None)
    for weapon, text in marks.exclude(text="").order_by("pk").values_list("weapon_id", "text"):
        serials.setdefault(weapon, text)
    columns = ("pk", "maker_code", "maker_text", "model_code", "model_text")
    found: dict[int, tuple[str, str]] = {}
    for number, maker, maker_text, model, model_text in Weapon.objects.filter(pk__in=wanted).values_list(*columns):
        made = name_of("maker", maker) if maker else maker_text.strip()
        called = name_of("model", model) if model else model_text.strip()
        found[number] = (_together(made, called), serials.get(number, ""))
    return found


def _together(maker: str, model: str) -> str:
    """Maker and model in one line; a model that begins with its maker's name stands alone."""
    first = model.split(" ")[0].casefold()
    named = first and first in maker.casefold().replace("(", " ").split()
    return model if named else " ".join(part for part in (maker, model) if part)
