"""Marks saved since the last merge: looked up key by key through whatever holds them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from salwa.domain.marks.matching.hashing import Hashes, keys_of
from salwa.domain.marks.matching.records import RECORD, RecordColumns


@dataclass(frozen=True, slots=True)
class SideRecord:
    """One mark saved by itself: its identifiers and the bytes of its RECORD."""

    mark: int
    weapon: int
    record: bytes


Lookup = Callable[[Sequence[int]], Sequence[SideRecord]]


@dataclass(slots=True)
class SideTable:
    """The marks of one look-up that were saved since the last merge, fetched through `look_up` (signed keys).

    It has the look-up methods of a segment. One is made for each look-up and thrown away: it remembers what it fetched.
    """

    look_up: Lookup
    _found: dict[int, int] = field(default_factory=dict)
    _records: list[SideRecord] = field(default_factory=list)

    def records_with(self, hashes: Hashes, maker: int | None) -> npt.NDArray[np.intp]:
        """Records that carry one of these keys; the maker is compared later, there are few."""
        places = []
        for one in self.look_up(hashes.view(np.int64).tolist()):
            if one.mark not in self._found:
                self._found[one.mark] = len(self._records)
                self._records.append(one)
            places.append(self._found[one.mark])
        return np.array(sorted(set(places)), dtype=np.intp)

    def rows(self, records: npt.NDArray[np.intp]) -> npt.NDArray[np.void]:
        """The columns of these records."""
        return np.frombuffer(b"".join(bytes(self._records[place].record) for place in records.tolist()), dtype=RECORD)

    def identifiers(self, records: npt.NDArray[np.intp]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Mark and weapon of each of these records."""
        found = [self._records[place] for place in records.tolist()]
        return np.array([one.mark for one in found], np.int64), np.array([one.weapon for one in found], np.int64)


def side_records(columns: RecordColumns) -> list[tuple[int, SideRecord]]:
    """(signed key, record) for every key of marks that are saved by themselves."""
    packed = columns.packed()
    hashes, owners = keys_of(columns.skeleton)
    records = [
        SideRecord(mark, weapon, packed[place].tobytes())
        for place, (mark, weapon) in enumerate(zip(columns.mark.tolist(), columns.weapon.tolist(), strict=True))
    ]
    return [(key, records[owner]) for key, owner in zip(hashes.view(np.int64).tolist(), owners.tolist(), strict=True)]
