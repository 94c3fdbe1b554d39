"""Weapons recorded twice, listed as pairs with the reasons for and against."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db import transaction

from salwa.domain.marks.matching.reasons import Marks, Reason, reasons_for
from salwa.domain.marks.matching.twice import Pairs, pairs_recorded_twice
from salwa.services.audit.actions import write_entry
from salwa.services.search.asked import commonness, registered
from salwa.services.search.find import rows_of
from salwa.services.search.permissions import check_may_list_duplicates
from salwa.services.search.upkeep import asked_of_index, merge_after_import
from salwa.storage.accounts.models import User

# Pairs less probable than this are not listed.
LEAST = 0.5
_AT_ONCE = 400
# Called with the number of pairs listed so far.
Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class DuplicatePair:
    """Two records that are probably one weapon, the earlier entry first; reasons compare the second with the first."""

    weapons: tuple[int, int]
    probability: float
    reasons: tuple[Reason, ...]
    marks: tuple[Marks, Marks]


def find_duplicates(
    *, acting_user: User, least: float = LEAST, progress: Progress | None = None
) -> Iterator[DuplicatePair]:
    """Every pair of records that is at least so probably one weapon, each pair once, as they are found.

    In order: permit and audit (before the first pair is given), then read. Withdrawn weapons are left out. Memory grows
    with the index (40 bytes a mark) and with the number of pairs listed, not with the rows of the register.
    """
    check_may_list_duplicates(acting_user)
    merge_after_import()
    with transaction.atomic():
        write_entry(
            acting_user=acting_user,
            action="weapons.duplicates_listed",
            object_kind="register",
            details={"least": least},
        )
    return _pairs(least, progress)


def _pairs(least: float, progress: Progress | None) -> Iterator[DuplicatePair]:
    index = asked_of_index(lambda whole: whole)
    listed: set[tuple[int, int]] = set()
    common = commonness(index.counts, "")
    for portion in pairs_recorded_twice(index, least):
        for start in range(0, len(portion.probability), _AT_ONCE):
            here = slice(start, start + _AT_ONCE)
            part = Pairs(portion.weapons[here], portion.marks[here], portion.probability[here])
            rows = rows_of(sorted(set(part.marks.ravel().tolist())))
            for weapons, marks, chance in zip(
                part.weapons.tolist(), part.marks.tolist(), part.probability.tolist(), strict=True
            ):
                pair = (weapons[0], weapons[1])
                if pair in listed or marks[0] not in rows or marks[1] not in rows:
                    continue
                listed.add(pair)
                known = (registered(rows[marks[0]]), registered(rows[marks[1]]))
                yield DuplicatePair(pair, chance, reasons_for(known[1], known[0], common), known)
            if progress is not None:
                progress(len(listed))
