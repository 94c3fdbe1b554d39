"""Look-ups over all segments: which records may be the weapon, in what order, and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from rapidfuzz import process
from rapidfuzz.distance import OSA

from salwa.domain.marks.matching.agreement import Frequencies, field_evidence, frequencies_of
from salwa.domain.marks.matching.edit_cost import TOO_FAR, Costs, weighted_costs
from salwa.domain.marks.matching.hashing import Hashes
from salwa.domain.marks.matching.probes import probes_for
from salwa.domain.marks.matching.query import Candidate, Depth, MarkQuery, Ranked
from salwa.domain.marks.matching.records import RECORD, SKELETON_WIDTH, forms16
from salwa.domain.marks.matching.segment import Records, Segment
from salwa.domain.marks.matching.side import SideTable
from salwa.domain.marks.matching.sureness import Features, features_of, form_difference
from salwa.domain.marks.matching.weights import ERROR_EVIDENCE, FORM_EVIDENCE, LINE, probability

# More candidates than this are thinned by plain distance and fields before weighted costs are taken.
CLOSELY_COMPARED = 96
# Among so many of the best, several marks of one weapon are brought down to its best one.
_TOP = 32
_NO_RECORDS = np.zeros(0, dtype=np.intp)


@dataclass(frozen=True, slots=True)
class Compared:
    """Candidates of one look-up, best first, one a weapon: arrays over the candidates.

    `records` numbers, `costs` weighted errors, `fields` (k, 7) evidence of the other marks, `forms` difference of form
    (sureness.py), `evidence` all summed. `considered` = records compared, `beside` = those at most one error away.
    """

    records: Records
    marks: npt.NDArray[np.int64]
    weapons: npt.NDArray[np.int64]
    costs: Costs
    fields: npt.NDArray[np.float32]
    forms: npt.NDArray[np.uint8]
    evidence: npt.NDArray[np.float32]
    considered: int
    beside: int


class Index:
    """All segments of a register together. Record numbers count through the segments in their order, the side last."""

    def __init__(self, segments: Sequence[Segment], side: SideTable | None = None) -> None:
        self.opened = tuple(segments)
        self.segments = tuple(segment for segment in segments if len(segment))
        self.side = side
        self.counts: Frequencies = frequencies_of(self.segments)
        lengths = [len(segment) for segment in self.segments]
        self.starts = np.concatenate([[0], np.cumsum(lengths)]).astype(np.intp)
        self._parts: tuple[tuple[Segment | SideTable, int], ...] = tuple(
            zip(self.segments, self.starts.tolist(), strict=False)
        )

    def beside(self, side: SideTable) -> Index:
        """This index together with the marks saved since the last merge."""
        both = object.__new__(Index)
        both.opened, both.segments, both.counts, both.starts = self.opened, self.segments, self.counts, self.starts
        both.side = side
        both._parts = (*self._parts, (side, int(self.starts[-1])))
        return both

    def __len__(self) -> int:
        return int(self.starts[-1])

    def find(self, query: MarkQuery, depth: Depth = Depth.ADAPTIVE, limit: int = 10) -> Ranked:
        """The records that may be the weapon asked for, best first, one a weapon, with probabilities.

        A query without a serial finds nothing here (see `leads.py`). Any text is allowed; nothing is raised.
        """
        compared, sure, reached = self.compare(query, depth)
        return _ranked(compared, sure, reached, limit)

    def compare(self, query: MarkQuery, depth: Depth = Depth.ADAPTIVE) -> tuple[Compared, float, Depth]:
        """What `find` ranks, the probability of the best candidate, and how far was looked."""
        reached = Depth.NEAR if depth is Depth.ADAPTIVE else depth
        compared = self._compared(query, self._candidates(query, reached))
        features = self.features(query, compared)
        sure = probability(features)
        if depth is Depth.ADAPTIVE and sure < LINE[features.kind()]:
            reached = Depth.FULL
            compared = self._compared(query, self._candidates(query, reached))
            sure = probability(self.features(query, compared))
        return compared, sure, reached

    def features(self, query: MarkQuery, compared: Compared) -> Features:
        """What the probability of the best candidate is reckoned from."""
        if not len(compared.records):
            return Features()
        best = (int(compared.forms[0]), compared.beside, self.of_maker(query), len(self))
        return features_of(query, compared.costs, compared.fields, compared.evidence, best)

    def of_maker(self, query: MarkQuery) -> float:
        """How many records are of the maker asked for; 0 when none was."""
        return float(self.counts.makers[query.maker]) if query.maker else 0.0

    def find_many(self, queries: Sequence[MarkQuery], depth: Depth = Depth.ADAPTIVE, limit: int = 10) -> list[Ranked]:
        """`find` for each query, in the order given; asked in the order of maker and length: caches stay warm."""
        out: list[Ranked] = [Ranked()] * len(queries)
        for place in _in_order(queries):
            out[place] = self.find(queries[place], depth, limit)
        return out

    def compare_many(self, queries: Sequence[MarkQuery], depth: Depth = Depth.ADAPTIVE) -> list[Compared]:
        """What `compare` ranks for each query, in the order given."""
        found = {place: self.compare(queries[place], depth)[0] for place in _in_order(queries)}
        return [found[place] for place in range(len(queries))]

    def rows(self, records: Records) -> npt.NDArray[np.void]:
        """The columns of these records."""
        if len(self._parts) == 1:
            return self._parts[0][0].rows(records)
        out = np.zeros(len(records), dtype=RECORD)
        for part, here, own in self._split(records):
            out[here] = part.rows(own)
        return out

    def identifiers(self, records: Records) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Mark and weapon of each of these records, as the register numbers them."""
        if len(self._parts) == 1:
            return self._parts[0][0].identifiers(records)
        marks, weapons = np.zeros(len(records), dtype=np.int64), np.zeros(len(records), dtype=np.int64)
        for part, here, own in self._split(records):
            marks[here], weapons[here] = part.identifiers(own)
        return marks, weapons

    def _split(self, records: Records) -> list[tuple[Segment | SideTable, npt.NDArray[np.intp], Records]]:
        owner = np.searchsorted(self.starts, records, side="right") - 1
        out = []
        for number, (part, start) in enumerate(self._parts):
            here = np.flatnonzero(owner == number)
            if len(here):
                out.append((part, here, records[here] - start))
        return out

    def _candidates(self, query: MarkQuery, depth: Depth) -> Records:
        hashes = _hashes(query, depth)
        if not query.maker:
            return self._with_keys(hashes, (None,))
        found = self._with_keys(hashes, (query.maker, 0))
        if depth is Depth.FULL and not len(found):
            # The maker may be the mark that was misread.
            return self._with_keys(_hashes(query, Depth.NEAR), (None,))
        return found

    def _with_keys(self, hashes: Hashes, makers: tuple[int | None, ...]) -> Records:
        found = []
        for part, start in self._parts:
            for maker in makers:
                here = part.records_with(hashes, maker)
                if start:
                    here += start
                found.append(here)
                if isinstance(part, SideTable):
                    break
        records = np.concatenate(found) if found else _NO_RECORDS
        records.sort()
        kept = np.empty(len(records), dtype=np.bool_)
        kept[:1] = True
        np.not_equal(records[1:], records[:-1], out=kept[1:])
        return records[kept]

    def _compared(self, query: MarkQuery, records: Records) -> Compared:
        rows = self.rows(records)
        considered = len(records)
        fields = field_evidence(query, rows, self.counts)
        summed = fields.sum(axis=1)
        if considered > CLOSELY_COMPARED:
            plain = process.cdist([query.skeleton.encode()], rows["skeleton"].tolist(), scorer=OSA.distance)[0]
            best = np.argpartition(plain * ERROR_EVIDENCE - summed, CLOSELY_COMPARED)[:CLOSELY_COMPARED]
            records, rows, fields, summed = records[best], rows[best], fields[best], summed[best]
        costs = _costs(query, rows)
        forms = form_difference(rows["forms"], forms16(query.serial), costs)
        evidence = summed - costs * np.float32(ERROR_EVIDENCE) + FORM_EVIDENCE[forms]
        order = np.argsort(-evidence, kind="stable")
        beside = int(np.count_nonzero(costs <= 1.0))
        order, marks, weapons = self._one_a_weapon(records, order)
        return Compared(
            records[order],
            marks,
            weapons,
            costs[order],
            fields[order],
            forms[order],
            evidence[order],
            considered,
            beside,
        )

    def _one_a_weapon(
        self, records: Records, order: npt.NDArray[np.intp]
    ) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """The order without further marks of a weapon among the best; their marks and weapons."""
        marks, weapons = self.identifiers(records[order[:_TOP]])
        if len(set(weapons.tolist())) == len(weapons):
            return order, marks, weapons
        first = np.sort(np.unique(weapons, return_index=True)[1])
        return np.concatenate([order[:_TOP][first], order[_TOP:]]), marks[first], weapons[first]


def _in_order(queries: Sequence[MarkQuery]) -> list[int]:
    return sorted(range(len(queries)), key=lambda place: (queries[place].maker, len(queries[place].skeleton)))


def _hashes(query: MarkQuery, depth: Depth) -> Hashes:
    hashes = probes_for(query.serial, query.skeleton, depth)
    if query.also:
        hashes = np.concatenate([hashes, *(probes_for(query.serial, other, depth) for other in query.also)])
    return hashes


def _costs(query: MarkQuery, rows: npt.NDArray[np.void]) -> Costs:
    recorded = np.ascontiguousarray(rows["skeleton"]).view(np.uint8).reshape(len(rows), SKELETON_WIDTH)
    costs = np.full(len(rows), TOO_FAR, dtype=np.float32)
    for skeleton in (query.skeleton, *query.also):
        asked = np.frombuffer(skeleton[:SKELETON_WIDTH].encode(), dtype=np.uint8)[None, :]
        if asked.size:
            np.minimum(costs, weighted_costs(asked, recorded), out=costs)
    return costs


def _ranked(compared: Compared, sure: float, depth: Depth, limit: int) -> Ranked:
    """The first `limit` candidates; what the best one leaves of certainty is shared among the others by evidence."""
    limit = min(limit, len(compared.marks))
    if not limit:
        return Ranked(depth=depth)
    evidence = compared.evidence.astype(np.float64)
    shares = np.exp(evidence - evidence[0])
    others = (1 - sure) * shares / (shares[1:].sum() + 1.0)
    chances = [sure, *others[1:limit].tolist()]
    columns = (compared.records, compared.marks, compared.weapons, compared.costs, compared.evidence)
    candidates = tuple(
        Candidate(*found) for found in zip(*(column[:limit].tolist() for column in columns), chances, strict=True)
    )
    return Ranked(candidates, compared.considered, depth, max(0.0, 1 - sum(chances)))
