"""The parts a weapon is made of on a day, each with its marks, and those it was made of at another time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.db.models import Q

from salwa.domain.custody import OF_PARTS, Entry, Seat, configuration, lives_of_parts
from salwa.domain.marks.skeleton import skeleton
from salwa.services.custody.permissions import check_may_record_entries
from salwa.services.custody.present import entries_about_parts
from salwa.services.custody.shown import PartShown
from salwa.services.weapons.marks_read import MarkShown, mark_shown
from salwa.services.weapons.scope import scope_of
from salwa.storage.accounts.models import User
from salwa.storage.register.models import Mark, Part

MOST = 20


def parts_on(
    weapon: int, entries: Sequence[Entry], day: date | None, *, known_parts: bool = True
) -> tuple[tuple[PartShown, ...], tuple[PartShown, ...]]:
    """(parts in the weapon now, or at the end of `day`; other parts that its entries name).

    `known_parts` False: the caller knows that no part was last in this weapon.
    """
    named = {one.part for one in entries if one.part is not None and one.kind in OF_PARTS}
    if known_parts:
        named |= set(Part.objects.filter(last_in=weapon).values_list("pk", flat=True))
    if not named:
        return (), ()
    lives = lives_of_parts(entries_about_parts(named))
    seats = configuration(weapon, lives, day)
    shown = {part.number: part for part in parts_shown(named, seats)}
    others = sorted(set(shown) - set(seats))
    return tuple(shown[part] for part in seats if part in shown), tuple(shown[part] for part in others)


def parts_in_store(*, acting_user: User, text: str) -> list[PartShown]:
    """Parts that sit in no weapon now and that have this number or bear this mark; at most twenty.

    Only parts whose last weapon the person may know of. Raises `NotPermitted`.
    """
    check_may_record_entries(acting_user)
    typed = text.replace("\x00", "").strip()[:100]
    if not typed:
        return []
    wanted = Q(marks__text=typed)
    if folded := skeleton(typed)[:120]:
        wanted |= Q(marks__skeleton=folded)
    if typed.isascii() and typed.isdigit() and len(typed) < 19:
        wanted |= Q(pk=int(typed))
    rows = scope_of(acting_user).narrow(Part.objects.filter(wanted, fitted_in=None), "last_in__")
    return parts_shown(rows.order_by("pk").values_list("pk", flat=True).distinct()[:MOST], {})


def parts_shown(numbers: Iterable[int], seats: Mapping[int, Seat]) -> list[PartShown]:
    """These parts with their marks; `seats` tells of those that sit in the weapon since when."""
    wanted = list(numbers)
    marks: dict[int, list[MarkShown]] = defaultdict(list)
    for mark in Mark.objects.filter(part_id__in=wanted, corrected_by=None).order_by("pk"):
        marks[mark.part_id or 0].append(mark_shown(mark))
    return [_shown(part, tuple(marks[part.pk]), seats.get(part.pk)) for part in Part.objects.filter(pk__in=wanted)]


def _shown(part: Part, marks: tuple[MarkShown, ...], seat: Seat | None) -> PartShown:
    entry = seat.entry if seat else None
    return PartShown(
        number=part.pk, component=part.component, description=part.description, maker=part.maker_text,
        calibre=part.calibre_text, material=part.material, essential=part.essential, marks=marks,
        since=entry.day if entry else None, precision=entry.precision if entry else "day", fitted=seat is not None,
    )  # fmt: skip
