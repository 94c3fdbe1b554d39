"""Weapons recorded twice: pairs of records with one skeleton whose other marks do not exclude one another.

Only equal skeletons make a pair. A neighbouring number is another weapon of the series, so records one error apart are
never listed, however alike their other marks are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from salwa.domain.marks.matching.agreement import AGREES, CHANCE, DIFFERS, Frequencies, frequencies_of
from salwa.domain.marks.matching.hashing import POWER, VALUE, mixed
from salwa.domain.marks.matching.index import Index
from salwa.domain.marks.matching.records import SKELETON_WIDTH

# What one character of a serial tells, in natural-log units: less than its alphabet, because series are not random.
DIGIT_TELLS = 2.0
LETTER_TELLS = 2.4
# Log of the odds before any mark is compared, beside the number of records: how common double entries are.
DOUBLE_ENTRIES = 1.0
# A small register is judged like one of this size: its serials come from the same series as those of a large one.
SMALLEST_REGISTER = 20_000
OTHER_FORM = -1.5
# Shorter serials say too little. Of more equal ones than this only those sorted near one another are compared.
SHORTEST = 3
MOST_ALIKE = 64
_CHUNK = 1_000_000
_FIELDS = ("maker", "model", "calibre", "type", "country", "import_country", "year")
Numbers = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of weapons, the lower identifier first: weapons and marks (k, 2), probability (k)."""

    weapons: npt.NDArray[np.int64]
    marks: npt.NDArray[np.int64]
    probability: npt.NDArray[np.float64]


def pairs_recorded_twice(index: Index, least: float) -> Iterator[Pairs]:
    """Pairs at least so probably one weapon recorded twice, in portions; a pair may come again with other marks.

    One pass over the index: 40 bytes a record of memory, about a second for a million records.
    """
    if not len(index):
        return
    order, same_as_next = _sorted(index)
    counts = frequencies_of(index.segments)
    left = np.flatnonzero(same_as_next[:, 0])
    for step in range(1, MOST_ALIKE + 1):
        left = left[left + step < len(order)]
        if step > 1:
            left = left[same_as_next[left + step - 1, 0]]
        if not len(left):
            return
        for start in range(0, len(left), _CHUNK):
            part = left[start : start + _CHUNK]
            found = _judged(index, counts, order[part], order[part + step])
            kept = found.probability >= least
            yield Pairs(found.weapons[kept], found.marks[kept], found.probability[kept])


def _sorted(index: Index) -> tuple[Numbers, npt.NDArray[np.bool_]]:
    """Record numbers ordered by skeleton, maker and weapon; whether each has the skeleton of the next."""
    hashes = np.concatenate([_whole(segment.records["skeleton"]) for segment in index.segments])
    makers = np.concatenate([segment.records["maker"] for segment in index.segments])
    order = np.lexsort((makers, hashes))
    sorted_hashes = hashes[order]
    same = np.zeros((len(order), 1), dtype=np.bool_)
    same[:-1, 0] = sorted_hashes[1:] == sorted_hashes[:-1]
    same[sorted_hashes == 0, 0] = False
    return order, same


def _whole(skeletons: npt.NDArray[np.bytes_]) -> npt.NDArray[np.uint64]:
    """A hash of each whole skeleton; 0 for those too short or partly illegible."""
    out = np.zeros(len(skeletons), dtype=np.uint64)
    for start in range(0, len(skeletons), _CHUNK):
        chars = np.ascontiguousarray(skeletons[start : start + _CHUNK]).view(np.uint8).reshape(-1, SKELETON_WIDTH)
        total = np.zeros(len(chars), dtype=np.uint64)
        for place in range(SKELETON_WIDTH):
            total += VALUE[chars[:, place]] * POWER[place]
        unfit = (np.count_nonzero(chars, axis=1) < SHORTEST) | (chars == ord("?")).any(axis=1)
        out[start : start + len(chars)] = np.where(unfit, np.uint64(0), mixed(total))
    return out


def _judged(index: Index, counts: Frequencies, one: Numbers, other: Numbers) -> Pairs:
    left, right = index.rows(one), index.rows(other)
    evidence = np.full(len(one), DOUBLE_ENTRIES - np.log(max(counts.records, SMALLEST_REGISTER)))
    chars = np.ascontiguousarray(left["skeleton"]).view(np.uint8).reshape(-1, SKELETON_WIDTH)
    evidence += (chars >= 65).sum(axis=1) * LETTER_TELLS + ((chars > 0) & (chars < 65)).sum(axis=1) * DIGIT_TELLS
    evidence += np.where(left["forms"] == right["forms"], 0.0, OTHER_FORM)
    for name in _FIELDS:
        evidence += _agreement(name, left, right, counts)
    marks_one, weapons_one = index.identifiers(one)
    marks_other, weapons_other = index.identifiers(other)
    swapped = weapons_one > weapons_other
    weapons = np.column_stack([weapons_one, weapons_other])
    marks = np.column_stack([marks_one, marks_other])
    weapons[swapped], marks[swapped] = weapons[swapped][:, ::-1], marks[swapped][:, ::-1]
    chance = 1 / (1 + np.exp(-np.clip(evidence, -35, 35)))
    return Pairs(weapons, marks, np.where(weapons_one == weapons_other, 0.0, chance))


def _agreement(
    name: str, left: npt.NDArray[np.void], right: npt.NDArray[np.void], counts: Frequencies
) -> npt.NDArray[np.float64]:
    """Evidence of one field for each pair, 0 where one side is silent; a model is weighed within its maker."""
    one, other = left[name], right[name]
    if name in CHANCE:
        chance = np.full(len(one), CHANCE[name])
    elif name == "model":
        chance = (counts.models[one] + 1) / (np.maximum(counts.makers[left["maker"]], counts.models[one]) + 2)
    else:
        chance = ((counts.makers if name == "maker" else counts.calibres)[one] + 1) / (counts.records + 1)
    chance = np.clip(chance, 1e-7, 0.9)
    agree = np.maximum(np.log(AGREES[name] / chance), 0.05)
    differ = np.minimum(np.log(DIFFERS[name] / (1 - chance)), -0.05)
    return np.where((one == 0) | (other == 0), 0.0, np.where(one == other, agree, differ))
