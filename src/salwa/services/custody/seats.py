"""Where parts sit, kept beside the entries that tell it; and the locks that entries about weapons and parts take."""

from __future__ import annotations

from collections.abc import Iterable

from salwa.domain.custody import PartLife, life_of, lives_of_parts
from salwa.services.custody.present import entries_about_parts, entries_of_weapon, findings_of_parts
from salwa.services.search.upkeep import index_batch, rows_of_marks
from salwa.services.weapons.scope import no_such_weapon
from salwa.storage.register.models import Custody, Event, Mark, Part, Weapon


def locked_weapon(weapon_id: int, parts: Iterable[int | None] = ()) -> Weapon:
    """The weapon, locked until the transaction ends: entries about one weapon queue. Raises `NotFound`.

    An entry about a part changes what is said of every weapon the part ever sat in: with `parts`, the parts are locked
    first and then all weapons concerned, each in the order of their numbers, so that two such entries never wait for
    each other.
    """
    concerned = {weapon_id}
    wanted = {part for part in parts if part is not None}
    if wanted:
        # No key locks: rows that only refer to a part or weapon are checked at their commit, with the audit log's lock
        # in hand, which whoever holds this lock is going to wait for.
        list(Part.objects.select_for_update(no_key=True).filter(pk__in=wanted).order_by("pk"))
        concerned.update(Event.objects.filter(part_id__in=wanted).values_list("weapon_id", flat=True))
    rows = Weapon.objects.select_for_update(no_key=True).filter(pk__in=concerned).order_by("pk")
    weapon = next((row for row in list(rows) if row.pk == weapon_id), None)
    if weapon is None:
        raise no_such_weapon()
    return weapon


def keep_seats(weapon_id: int, parts: Iterable[int | None]) -> None:
    """Keep where these parts sit, in the caller's transaction, which locked weapon and parts by `locked_weapon`.

    A part's marks are found as marks of the weapon it sits in, or last sat in. Other weapons it sat in get the
    contradictions that an entry about it made or mended.
    """
    wanted = {part for part in parts if part is not None}
    if not wanted:
        return
    lives = lives_of_parts(entries_about_parts(wanted))
    for part in Part.objects.filter(pk__in=wanted):
        _keep_seat(part, lives.get(part.pk, PartLife()))
    concerned = set(Event.objects.filter(part_id__in=wanted).values_list("weapon_id", flat=True))
    for other in sorted(concerned - {weapon_id}):
        _keep_contradictions(other)


def _keep_seat(part: Part, life: PartLife) -> None:
    last = next((step.seat.weapon for step in reversed(life.steps) if step.seat.weapon is not None), part.last_in_id)
    moved = last != part.last_in_id
    Part.objects.filter(pk=part.pk).update(fitted_in=life.seat.weapon, last_in=last)
    if moved and last is not None:
        Mark.objects.filter(part=part).update(weapon=last)
        index_batch(list(rows_of_marks(list(Mark.objects.filter(part=part).values_list("pk", flat=True)))))


def _keep_contradictions(weapon_id: int) -> None:
    """Only the count: nobody has recorded anything about this weapon, so its version stays."""
    weapon = Weapon.objects.only("year", "month").get(pk=weapon_id)
    entries = entries_of_weapon(weapon, list(Event.objects.filter(weapon_id=weapon_id)))
    found = life_of(entries).contradictions + sum(one.contradicts for one in findings_of_parts(entries))
    Custody.objects.filter(weapon_id=weapon_id).exclude(contradictions=found).update(contradictions=found)
