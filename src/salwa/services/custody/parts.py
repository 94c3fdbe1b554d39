"""Parts with marks of their own: recorded, fitted, taken out, exchanged (resolution 77/71, paragraphs 12 and 32).

These are acts of the present: a part that sits in a weapon cannot be fitted to another. What happened long ago is
recorded as an entry like any other (`record_entry`), and what does not fit is said as a finding.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.utils import timezone

from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import Conflict
from salwa.domain.weapons import Component, EventKind, FrameMaterial
from salwa.services.audit.actions import write_entry
from salwa.services.custody.actions import save_entry
from salwa.services.custody.checks import CHOOSE_PART, NO_SUCH_PART, part_known_to
from salwa.services.custody.permissions import check_may_record_entries, check_may_record_entry
from salwa.services.custody.seats import locked_weapon
from salwa.services.custody.values import LifeEntry, PartEntry, Recorded
from salwa.services.marks.reader import mark_reader
from salwa.services.weapons.marks import check_marks, save_mark
from salwa.services.weapons.permissions import check_may_record_weapon
from salwa.storage.accounts.models import User
from salwa.storage.register.models import Event, Part, Weapon

SITS_ELSEWHERE = message("Part {number} cannot be fitted: by the records it sits in a weapon.")
TAKE_OUT_FIRST = message("Record first that it was taken out there, or choose another part.")
NOT_HERE = message("Part {number} cannot be taken out: by the records it does not sit in this weapon.")
LOOK_AGAIN = message("Open the page of the weapon: somebody may have recorded something since.")


@dataclass(frozen=True, slots=True)
class RecordedPart:
    """A part just recorded, and the entry that says it was fitted."""

    part: int
    entry: Recorded


def record_part(*, acting_user: User, part: PartEntry, fitted: LifeEntry) -> RecordedPart:
    """Record a part that sits in a weapon, with its marks; `fitted` says since when (no day: nobody knows).

    In order: permit, lock, save part, marks and entry, audit. The same `uid` again changes nothing. Raises
    `NotPermitted`, `NotFound`, `Refusal` (`mark_without_text`, `in_the_future`) and `Conflict` (`uid_of_another`).
    """
    _permit(acting_user)
    check_marks(part.marks)
    with transaction.atomic():
        weapon = _opened(acting_user, fitted, [])
        return _record_part(acting_user, weapon, part, fitted)


def fit_part(*, acting_user: User, entry: LifeEntry) -> Recorded:
    """Fit a part that is in store. Raises as `record_entry`, and `Conflict` (`part_sits_elsewhere`)."""
    _permit(acting_user)
    with transaction.atomic():
        weapon = _opened(acting_user, entry, [entry.part])
        return _fit(acting_user, weapon, entry)


def remove_part(*, acting_user: User, entry: LifeEntry) -> Recorded:
    """Take a part out of the weapon it sits in. Raises as `record_entry`, and `Conflict` (`part_not_here`)."""
    _permit(acting_user)
    with transaction.atomic():
        weapon = _opened(acting_user, entry, [entry.part])
        return _remove(acting_user, weapon, entry)


def exchange_part(
    *, acting_user: User, removed: LifeEntry, fitted: LifeEntry, part: PartEntry | None = None
) -> tuple[Recorded, Recorded]:
    """Take one part out and fit another in its place, in one transaction: both or neither.

    `part` describes a part that is not recorded yet; without it `fitted` names one that is in store. Raises as
    `remove_part`, `fit_part` and `record_part`.
    """
    _permit(acting_user)
    check_marks(part.marks if part else ())
    with transaction.atomic():
        weapon = _opened(acting_user, removed, [removed.part, fitted.part])
        out = _remove(acting_user, weapon, replace(removed, place_in_day=1))
        second = replace(fitted, place_in_day=2)
        if part is not None:
            return out, _record_part(acting_user, weapon, part, second).entry
        return out, _fit(acting_user, weapon, second)


def _permit(user: User) -> None:
    check_may_record_weapon(user)
    check_may_record_entries(user)


def _opened(user: User, entry: LifeEntry, parts: list[int | None]) -> Weapon:
    weapon = locked_weapon(entry.weapon, parts)
    check_may_record_entry(user, weapon)
    return weapon


def _record_part(user: User, weapon: Weapon, part: PartEntry, fitted: LifeEntry) -> RecordedPart:
    known = Event.objects.filter(uid=fitted.uid).first()
    if known is not None:
        again = replace(fitted, kind=EventKind.PART_FITTED, part=known.part_id)
        return RecordedPart(known.part_id or 0, save_entry(user, weapon, again))
    row = Part.objects.create(last_in=weapon, recorded_at=timezone.now(), recorded_by_id=user.pk, **_columns(part))
    for mark in part.marks:
        save_mark(weapon, mark, at=row.recorded_at, part=row)
    recorded = save_entry(user, weapon, replace(fitted, kind=EventKind.PART_FITTED, part=row.pk))
    write_entry(
        acting_user=user,
        action="weapons.part_recorded",
        object_kind="weapon",
        object_id=weapon.pk,
        details={"part": row.pk, "component": row.component, "marks": len(part.marks)},
    )
    return RecordedPart(row.pk, recorded)


def _columns(part: PartEntry) -> dict[str, Any]:
    reader = mark_reader()
    return {
        "component": Component(part.component).value,
        "description": part.description,
        "maker_text": part.maker,
        "maker_code": (reader.read_maker(part.maker).code or "") if part.maker.strip() else "",
        "calibre_text": part.calibre,
        "calibre_code": (reader.read_calibre(part.calibre).code or "") if part.calibre.strip() else "",
        "material": FrameMaterial(part.material).value if part.material else "",
        "essential": part.essential,
    }


def _part(user: User, number: int | None) -> Part:
    """The part of an entry; its lock is held."""
    if number is None or not part_known_to(user, number):
        said = Sentence(NO_SUCH_PART, {"number": number or 0})
        raise Conflict("no_such_part", said, remedy=Sentence(CHOOSE_PART), where={"field": "part"})
    return Part.objects.get(pk=number)


def _fit(user: User, weapon: Weapon, entry: LifeEntry) -> Recorded:
    part = _part(user, entry.part)
    if part.fitted_in_id is not None and not Event.objects.filter(uid=entry.uid).exists():
        said = Sentence(SITS_ELSEWHERE, {"number": part.pk})
        raise Conflict("part_sits_elsewhere", said, remedy=Sentence(TAKE_OUT_FIRST), where={"field": "part"})
    return save_entry(user, weapon, replace(entry, kind=EventKind.PART_FITTED))


def _remove(user: User, weapon: Weapon, entry: LifeEntry) -> Recorded:
    part = _part(user, entry.part)
    if part.fitted_in_id != weapon.pk and not Event.objects.filter(uid=entry.uid).exists():
        said = Sentence(NOT_HERE, {"number": part.pk})
        raise Conflict("part_not_here", said, remedy=Sentence(LOOK_AGAIN), where={"field": "part"})
    return save_entry(user, weapon, replace(entry, kind=EventKind.PART_REMOVED))
