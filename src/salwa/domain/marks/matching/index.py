"""Look-ups over all segments: which records may be the weapon, in what order, and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from rapidfuzz import process
from rapidfuzz.distance import OSA

from salwa.domain.marks.matching.agreement import Frequencies, field_evidence, frequencies_of
from salwa.domain.marks.matching.edit_cost import weighted_costs
from salwa.domain.marks.matching.hashing import Hashes
from salwa.domain.marks.matching.probes import probes_for
from salwa.domain.marks.matching.query import Candidate, Depth, MarkQuery, Ranked
from salwa.domain.marks.matching.records import RECORD, SKELETON_WIDTH, forms16
from salwa.domain.marks.matching.segment import Records, Segment
from salwa.domain.marks.matching.weights import ERROR_EVIDENCE, FORM_EVIDENCE, LINE, Features, probability

# More candidates than this are thinned by plain distance and fields before weighted costs are taken.
CLOSELY_COMPARED = 96
_NO_RECORDS = np.zeros(0, dtype=np.intp)


@dataclass(frozen=True, slots=True)
class Compared:
    """Candidates of one look-up, best first: record numbers, weighted costs, evidence of the fields, summed evidence."""

    records: Records
    costs: npt.NDArray[np.float32]
    fields: npt.NDArray[np.float32]
    forms: npt.NDArray[np.float32]
    evidence: npt.NDArray[np.float32]
    considered: int
    neighbours: float


class Index:
    """All segments of a register together. Record numbers count through the segments in their order."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        self.segments = tuple(segment for segment in segments if len(segment))
        self.counts: Frequencies = frequencies_of(self.segments)
        lengths = [len(segment) for segment in self.segments]
        self.starts = np.concatenate([[0], np.cumsum(lengths)]).astype(np.intp)

    def __len__(self) -> int:
        return int(self.starts[-1])

    def find(self, query: MarkQuery, depth: Depth = Depth.ADAPTIVE, limit: int = 10) -> Ranked:
        """The records that may be the weapon asked for, best first, with probabilities."""
        if not query.skeleton:
            return Ranked()
        near = self._compared(query, self._candidates(query, Depth.NEAR if depth is Depth.ADAPTIVE else depth))
        sure = probability(_features(query, near))
        reached = Depth.NEAR if depth is Depth.ADAPTIVE else depth
        if depth is Depth.ADAPTIVE and sure < LINE:
            near = self._compared(query, self._candidates(query, Depth.FULL))
            sure = probability(_features(query, near))
            reached = Depth.FULL
        return self._ranked(near, sure, reached, limit)

    def find_many(self, queries: Sequence[MarkQuery], depth: Depth = Depth.ADAPTIVE, limit: int = 10) -> list[Ranked]:
        """`find` for each query, in the order given."""
        return [self.find(query, depth, limit) for query in queries]

    def rows(self, records: Records) -> npt.NDArray[np.void]:
        """The columns of these records."""
        if len(self.segments) == 1:
            return self.segments[0].rows(records)
        out = np.zeros(len(records), dtype=RECORD)
        for segment, start, end in zip(self.segments, self.starts[:-1], self.starts[1:], strict=True):
            here = (records >= start) & (records < end)
            out[here] = segment.rows(records[here] - start)
        return out

    def _candidates(self, query: MarkQuery, depth: Depth) -> Records:
        hashes = probes_for(query.serial, query.skeleton, depth)
        if not query.maker:
            return self._with_keys(hashes, (None,))
        found = self._with_keys(hashes, (query.maker, 0))
        if depth is Depth.FULL and not len(found):
            return self._with_keys(probes_for(query.serial, query.skeleton, Depth.NEAR), (None,))
        return found

    def _with_keys(self, hashes: Hashes, makers: tuple[int | None, ...]) -> Records:
        found = [
            segment.records_with(hashes, maker) + start
            for segment, start in zip(self.segments, self.starts[:-1], strict=True)
            for maker in makers
        ]
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
        asked = np.frombuffer(query.skeleton[:SKELETON_WIDTH].encode(), dtype=np.uint8)[None, :]
        skeletons = np.ascontiguousarray(rows["skeleton"]).view(np.uint8).reshape(-1, SKELETON_WIDTH)
        costs = weighted_costs(asked, skeletons)
        forms = _forms(query, rows, costs)
        evidence = summed - costs * np.float32(ERROR_EVIDENCE) + forms
        order = np.argsort(-evidence, kind="stable")
        neighbours = float(np.count_nonzero(costs <= 1.0))
        return Compared(records[order], costs[order], fields[order], forms[order], evidence[order], considered, neighbours)

    def _ranked(self, compared: Compared, sure: float, depth: Depth, limit: int) -> Ranked:
        if not len(compared.records):
            return Ranked(depth=depth)
        top = compared.evidence[:limit].astype(np.float64)
        shares = np.exp(compared.evidence.astype(np.float64) - top[0])
        others = (1 - sure) * shares / max(shares[1:].sum() + 1.0, 1e-9)
        best = compared.records[:limit]
        marks, weapons = self._identifiers(best)
        chances = [sure, *others[1:limit].tolist()]
        candidates = tuple(
            Candidate(*found)
            for found in zip(
                best.tolist(), marks.tolist(), weapons.tolist(), compared.costs[:limit].tolist(), top.tolist(), chances,
                strict=True,
            )
        )  # fmt: skip
        return Ranked(candidates, compared.considered, depth, max(0.0, 1 - sum(chances)))

    def _identifiers(self, records: Records) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Mark and weapon of each record."""
        if len(self.segments) == 1:
            return self.segments[0].marks[records], self.segments[0].weapons[records]
        marks, weapons = np.zeros(len(records), dtype=np.int64), np.zeros(len(records), dtype=np.int64)
        for segment, start, end in zip(self.segments, self.starts[:-1], self.starts[1:], strict=True):
            here = (records >= start) & (records < end)
            marks[here] = segment.marks[records[here] - start]
            weapons[here] = segment.weapons[records[here] - start]
        return marks, weapons


def _forms(query: MarkQuery, rows: npt.NDArray[np.void], costs: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Evidence from how foldable characters were written, where the skeletons are equal: 0 for 0, O for 0, O for D."""
    out = np.zeros(len(rows), dtype=np.float32)
    same = np.flatnonzero(costs == 0)
    if len(same):
        differ = np.bitwise_xor(rows["forms"][same], np.uint16(forms16(query.serial)))
        out[same] = np.where(differ == 0, 0.0, FORM_EVIDENCE)
    return out


def _features(query: MarkQuery, compared: Compared) -> Features:
    if not len(compared.records):
        return Features.nothing()
    evidence = compared.evidence.astype(np.float64)
    rest = evidence[1:] - evidence[0]
    return Features(
        cost=float(compared.costs[0]),
        fields=float(compared.fields[0].sum()),
        runner_up=float(np.log(np.exp(rest).sum() + 1e-6)) if len(rest) else float(np.log(1e-6)),
        neighbours=float(np.log1p(compared.neighbours)),
        other_form=float(compared.forms[0] != 0),
        length=float(len(query.skeleton) - query.skeleton.count("?")),
        illegible=float(query.skeleton.count("?")),
        maker=float(compared.fields[0, 0]),
    )
