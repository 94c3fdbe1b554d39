"""Look-ups without a readable serial: weapons that agree with everything else. Their number says how little that is."""

from __future__ import annotations

from django.db.models import Q

from salwa.domain.marks.matching.reasons import Known, Marks
from salwa.services.search.asked import AskedWeapon, calibres_near, registered
from salwa.services.weapons.scope import WHOLE, Scope
from salwa.storage.register.models import Mark, Weapon

_EXACT = ("maker", "model", "country", "import_country")


def leads(asked: AskedWeapon, limit: int, scope: Scope = WHOLE) -> tuple[int, list[tuple[int, Marks]]]:
    """How many weapons agree with every mark that was read, and the first of them with what the register knows.

    Maker, model and countries must be the same; calibre and type may be registered under a wider or narrower name.
    Nothing agrees when no mark could be read. Only weapons in the scope are counted and given.
    """
    wanted = Q()
    for name in _EXACT:
        if asked.marks[name].code:
            wanted &= Q(**{f"{name}_code": asked.marks[name].code})
    calibre, kind, year = asked.marks["calibre"], asked.marks["type"], asked.marks["year"].year
    if calibre.code:
        wanted &= Q(calibre_code__in=[calibre.code, *calibre.may_be, *calibres_near(calibre.code)])
    if kind.code:
        wanted &= Q(type_code__in=[kind.code, *kind.may_be])
    if year:
        wanted &= Q(year__range=(year - 1, year + 1))
    if not wanted:
        return 0, []
    found = scope.narrow(Weapon.objects.filter(wanted, withdrawn_at=None))
    weapons = list(found.order_by("-id")[:limit])
    return found.count(), [(weapon.pk, _without_mark(weapon)) for weapon in weapons]


def _without_mark(weapon: Weapon) -> Marks:
    return {**registered(Mark(weapon=weapon)), "serial": Known()}
