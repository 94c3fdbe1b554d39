"""Which weapons a person may know of: the whole register, or those of the person's own units.

A weapon belongs to a unit that recorded it, and to the unit whose holder has it now. What lies outside a person's scope
is answered with the same words as what is not there, on every page and in every list.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import Model, Q, QuerySet

from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import NotFound
from salwa.services.accounts.units import units_reached
from salwa.storage.accounts.models import User
from salwa.storage.register.models import Weapon

NO_SUCH_WEAPON = message("There is no weapon with this number, or you may not know of it.")
# SQLite takes 999 values in one statement in its oldest supported builds.
_AT_ONCE = 900
M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class Scope:
    """The weapons a right reaches. `units` are numbers of organisations, None the whole register, empty nothing.

    `seized`: only records made of weapons as they were seized (True), or all but these (False); None makes no
    difference. `without`: numbers of single weapons left out.
    """

    units: frozenset[int] | None
    seized: bool | None = None
    without: frozenset[int] = frozenset()

    @property
    def whole(self) -> bool:
        """Whether the scope is the whole register."""
        return self.units is None and self.seized is None and not self.without

    def narrow(self, rows: QuerySet[M], path: str = "") -> QuerySet[M]:
        """Leave out rows of weapons outside the scope; `path` leads to the weapon ("weapon__" for rows of marks)."""
        if self.seized is not None:
            rows = rows.filter(**{f"{path}seized_as__isnull": not self.seized})
        if self.without:
            rows = rows.exclude(**{f"{path}pk__in": self.without})
        if self.units is None:
            return rows
        own = {f"{path}unit_id__in": self.units}
        held = {f"{path}custody__holder__unit_id__in": self.units}
        return rows.filter(Q(**own) | Q(**held))

    def seen(self, numbers: Iterable[int]) -> frozenset[int]:
        """Those of these weapons that the scope reaches; numbers of weapons that do not exist are left out too."""
        wanted = list(dict.fromkeys(numbers))
        found: set[int] = set()
        for start in range(0, len(wanted), _AT_ONCE):
            rows = self.narrow(Weapon.objects.filter(pk__in=wanted[start : start + _AT_ONCE]))
            found.update(rows.values_list("pk", flat=True))
        return frozenset(found)

    def sees(self, weapon: int) -> bool:
        """Whether the scope reaches one weapon."""
        return self.whole or bool(self.seen([weapon]))


WHOLE = Scope(None)


def scope_of(user: User, right: str = "weapons.read") -> Scope:
    """The weapons that `user` reaches by `right`, or by `right` + "_own" in the units it is held in."""
    return Scope(units_reached(user, right))


def no_such_weapon() -> NotFound:
    """The refusal for a weapon that is not there, or that the person may not know of."""
    return NotFound("no_such_weapon", Sentence(NO_SUCH_WEAPON))


def visible_weapon(user: User, weapon_id: int) -> Weapon:
    """The weapon, if `user` may know of it; else `NotFound`."""
    weapon = scope_of(user).narrow(Weapon.objects.filter(pk=weapon_id)).first()
    if weapon is None:
        raise no_such_weapon()
    return weapon
