"""Which weapon or lot a scan stands for: first among what should be there, then by the books as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from django.db.models import Exists, OuterRef
from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import extract

from salwa.domain.marks.skeleton import skeleton
from salwa.domain.stock import label_number
from salwa.services.marking.profile import state_code
from salwa.services.marks.reader import mark_reader
from salwa.storage.register.models import AmmunitionLot, CountedLot, CountedWeapon, Mark, StockTaking, Weapon

MOST_ALIKE = 20


@dataclass(frozen=True, slots=True)
class Match:
    """What a text stands for. `how`: exact, alike (signs that eyes confuse), label, lot, elsewhere (not expected here),
    several, none. `near`: an expected weapon whose mark differs in one sign, for a person to look at.
    """

    how: str
    weapon: int | None = None
    lot: int | None = None
    near: int | None = None


def weapon_of_label(text: str) -> int | None:
    """The number on a label of this installation's, or None when the text is none; nothing is looked up."""
    return label_number(text, state_code())


class Matcher:
    """Matches scans of one stock-taking."""

    def __init__(self, taking: StockTaking) -> None:
        self.taking = taking

    def match(self, text: str, *, as_lot: bool) -> Match:
        """The weapon or lot that `text` stands for; `as_lot`: a number of pieces was given with it."""
        number = weapon_of_label(text)
        if number is not None:
            return self._label(number)
        read = mark_reader().read_serial(text)
        plain, folded = read.normalised[:120], skeleton(read.text or text)[:120]
        if not as_lot and folded:
            found = self._here(plain, folded)
            if found is not None:
                return found
        lot = self._lot(skeleton(text)[:120])
        if lot is not None:
            return lot
        if as_lot or not folded:
            return Match("none")
        return self._elsewhere(plain, folded) or Match("none", near=self._near(folded))

    def _label(self, number: int) -> Match:
        if not Weapon.objects.filter(pk=number, withdrawn_at=None).exists():
            return Match("none")
        here = CountedWeapon.objects.filter(taking=self.taking, weapon_id=number, expected=True).exists()
        return Match("label" if here else "elsewhere", number)

    def _here(self, plain: str, folded: str) -> Match | None:
        # Few marks fold to the same; each is looked up in the stock-taking, not the other way round.
        expected = CountedWeapon.objects.filter(taking=self.taking, expected=True, weapon_id=OuterRef("weapon_id"))
        # The index leaves out empty skeletons: SQLite uses it only where the question leaves them out too.
        rows = Mark.objects.filter(Exists(expected), skeleton=folded, corrected_by=None).exclude(skeleton="")
        return _chosen(list(rows.values_list("weapon_id", "normalised")), plain)

    def _elsewhere(self, plain: str, folded: str) -> Match | None:
        rows = Mark.objects.filter(skeleton=folded, weapon__withdrawn_at=None, corrected_by=None, normalised=plain)
        rows = rows.exclude(skeleton="")
        numbers = sorted({number for (number,) in rows.values_list("weapon_id")[:MOST_ALIKE]})
        if not numbers:
            return None
        return Match("elsewhere", numbers[0]) if len(numbers) == 1 else Match("several")

    def _lot(self, folded: str) -> Match | None:
        if not folded:
            return None
        known = CountedLot.objects.filter(taking=self.taking).values("lot_id")
        here = list(AmmunitionLot.objects.filter(pk__in=known, skeleton=folded).values_list("pk", flat=True)[:2])
        if not here:
            unit = AmmunitionLot.objects.filter(skeleton=folded, unit_id=self.taking.unit_id)
            here = list(unit.values_list("pk", flat=True)[:2])
        if not here:
            return None
        return Match("lot", lot=here[0]) if len(here) == 1 else Match("several")

    def _near(self, folded: str) -> int | None:
        """The one weapon not seen yet whose mark is one sign away; None when there is none or more than one."""
        if len(folded) < 4:
            return None
        texts, numbers = _expected_marks(self.taking.uid)
        found = extract(folded, texts, scorer=Levenshtein.distance, score_cutoff=1, limit=5)
        near = {numbers[place] for _, _, place in found}
        unseen = CountedWeapon.objects.filter(taking=self.taking, weapon_id__in=near, expected=True, scans=0)
        waiting = list(unseen.values_list("weapon_id", flat=True)[:2])
        return waiting[0] if len(waiting) == 1 else None


@lru_cache(maxsize=4)
def _expected_marks(uid: UUID) -> tuple[list[str], list[int]]:
    """(folded marks, their weapons) that a stock-taking expects: what was written down at its opening never changes."""
    expected = CountedWeapon.objects.filter(taking__uid=uid, expected=True).values("weapon_id")
    marks = Mark.objects.filter(weapon_id__in=expected, corrected_by=None).exclude(skeleton="")
    rows: Sequence[tuple[str, int]] = list(marks.values_list("skeleton", "weapon_id"))
    return [text for text, _ in rows], [number for _, number in rows]


def _chosen(rows: list[tuple[int, str]], plain: str) -> Match | None:
    """Of weapons whose mark folds to the same, the one that reads exactly the same; several when that is not one."""
    exact = {weapon for weapon, mark in rows if mark == plain}
    alike = {weapon for weapon, _ in rows}
    for how, weapons in (("exact", exact), ("alike", alike)):
        if len(weapons) == 1:
            return Match(how, weapons.pop())
        if weapons:
            return Match("several")
    return None
