"""Which keys to look up for a serial as read: the serial, everything one error away, everything two errors away.

Records are stored under their skeleton and each of its one-character deletions, so one error is found by looking up
the serial and its deletions. Two errors are found by making one error on the asking side and looking up the result
and its deletions. Of every pair of errors one is undone by a deletion, so only the other is enumerated, at the
position with the fewer possible characters: a digit is read for a digit nearly always, a letter may be any.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from salwa.domain.marks.matching.hashing import (
    CORE_DIGITS,
    POWER,
    SKELETON_ALPHABET,
    VALUE,
    Hashes,
    mixed,
)
from salwa.domain.marks.matching.query import Depth
from salwa.domain.marks.matching.records import SKELETON_WIDTH

SAME, DELETED, DELETED_TWICE, REPLACED_DELETED, REPLACED, INSERTED, SWAPPED, SWAPPED_DELETED = range(8)
_ALL = np.frombuffer(SKELETON_ALPHABET.encode(), dtype=np.uint8)
_DIGITS = _ALL[:10]
_LETTER_CLASS, _DIGIT_CLASS = 0, 1
# Beyond so many positions that nobody could read, enumerating the rest no longer narrows anything down.
MOST_ILLEGIBLE = 5


@dataclass(frozen=True, slots=True)
class _Plan:
    """All edits of a text of one length: row r of `powers` times the values of the text, plus `literal`, sums its key.

    `kind` says which errors; `place` the position (or gap) whose character was enumerated, `beside` the deleted one,
    `digit` whether the enumerated character is a digit.
    """

    powers: Hashes
    literal: Hashes
    kind: npt.NDArray[np.uint8]
    place: npt.NDArray[np.int8]
    beside: npt.NDArray[np.int8]
    digit: npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class _Rows:
    powers: Hashes
    literal: Hashes


def probes_for(serial: str, skeleton: str, depth: Depth) -> Hashes:
    """Hashes of every key to look up; the nearest first, some perhaps twice.

    `serial` (as typed) tells which characters were read as letters, `skeleton` may hold `?`. `depth` NEAR: one error,
    else two. With illegible positions: the positions free, and at full depth one error more when only one is illegible.
    """
    skeleton = skeleton[:SKELETON_WIDTH]
    if not skeleton:
        return np.zeros(0, dtype=np.uint64)
    illegible = skeleton.count("?")
    if illegible:
        return _with_illegible(skeleton, illegible, depth)
    letters = _letters_read(serial, skeleton)
    rows = _rows(letters, depth is Depth.NEAR, False)
    text = VALUE[np.frombuffer(skeleton.encode(), dtype=np.uint8)]
    sums = rows.powers @ text
    sums += rows.literal
    core = _core(skeleton)
    if core is not None:
        sums = np.concatenate([sums, core])
    return mixed(sums)


def _letters_read(serial: str, skeleton: str) -> str:
    """For each position `a` (read as a letter) or `d` (read as a digit); from the skeleton when lengths differ."""
    read = [char for char in serial if char.isalnum()]
    if len(read) != len(skeleton):
        read = list(skeleton)
    return "".join("d" if char.isdecimal() else "a" for char in read)


def _core(skeleton: str) -> Hashes | None:
    digits = [char for char in skeleton if char.isdecimal()]
    if len(digits) < CORE_DIGITS or len(digits) > len(skeleton) - 2:
        return None
    values = VALUE[np.frombuffer("".join(digits).encode(), dtype=np.uint8)]
    total: Hashes = (values * POWER[: len(digits)][::-1]).sum(keepdims=True, dtype=np.uint64)
    return total


def _with_illegible(skeleton: str, illegible: int, depth: Depth) -> Hashes:
    """The first illegible position is a free deletion; the others are enumerated (digits only when there are many)."""
    if illegible > MOST_ILLEGIBLE or illegible == len(skeleton):
        return np.zeros(0, dtype=np.uint64)
    shortened = skeleton.replace("?", "", 1)
    text = VALUE[np.frombuffer(shortened.encode(), dtype=np.uint8)]
    if illegible == 1:
        letters = "".join("d" if char.isdecimal() else "a" for char in shortened)
        rows = _rows(letters, depth is Depth.NEAR, True)
        sums: Hashes = rows.powers @ text + rows.literal
        return mixed(sums)
    sums = (text * POWER[: len(text)][::-1]).sum(keepdims=True, dtype=np.uint64)
    choices = VALUE[_ALL if illegible <= 3 else _DIGITS]
    for place, char in enumerate(shortened):
        if char == "?":
            sums = (sums[:, None] + choices * POWER[len(text) - 1 - place]).ravel()
    # The illegible position may stand for no character at all: the text without any of them is asked too.
    known = VALUE[np.frombuffer(skeleton.replace("?", "").encode(), dtype=np.uint8)]
    without = (known * POWER[: len(known)][::-1]).sum(keepdims=True, dtype=np.uint64)
    return mixed(np.concatenate([sums, without]))


@lru_cache(maxsize=1024)
def _rows(letters: str, near: bool, illegible: bool) -> _Rows:
    """The rows of the plan which a text with letters and digits in these places needs."""
    plan = _plan(len(letters))
    if near:
        wanted = plan.kind == SAME if illegible else plan.kind <= DELETED
        return _Rows(plan.powers[wanted], plan.literal[wanted])
    classes = np.array([_DIGIT_CLASS if letter == "d" else _LETTER_CLASS for letter in letters], dtype=np.int8)
    gaps = np.full(len(letters) + 1, _LETTER_CLASS, dtype=np.int8)
    gaps[1:-1] = classes[1:] & classes[:-1]
    replaced = (plan.kind == REPLACED) | (plan.kind == REPLACED_DELETED)
    at_place = classes[np.where(replaced, plan.place, 0)]
    at_gap = gaps[np.where(plan.kind == INSERTED, plan.place, 0)]
    fits = np.where(replaced, plan.digit | (at_place == _LETTER_CLASS), plan.digit | (at_gap == _LETTER_CLASS))
    beside = classes[np.where(plan.kind == REPLACED_DELETED, plan.beside, 0)]
    cheaper = (at_place > beside) | ((at_place == beside) & (plan.place > plan.beside))
    wanted = np.select(
        [plan.kind == REPLACED_DELETED, replaced | (plan.kind == INSERTED)], [fits & cheaper, fits], default=True
    )
    if illegible:
        wanted &= np.isin(plan.kind, [SAME, DELETED, REPLACED, INSERTED])
    return _Rows(plan.powers[wanted], plan.literal[wanted])


@lru_cache(maxsize=SKELETON_WIDTH + 1)
def _plan(n: int) -> _Plan:
    """Every edit of a text of length n."""
    edits = sorted(_edits(n), key=lambda edit: edit[0])
    powers = np.zeros((len(edits), n), dtype=np.uint64)
    literal = np.zeros(len(edits), dtype=np.uint64)
    for row, (_, _, _, items) in enumerate(edits):
        for place, item in enumerate(items):
            power = POWER[len(items) - 1 - place]
            if item < n:
                powers[row, item] = power
            else:
                literal[row] = int(VALUE[item - n]) * int(power) % (1 << 64)
    enumerated = [next((item - n for item in items if item >= n), 0) for _, _, _, items in edits]
    return _Plan(
        powers,
        literal,
        np.array([edit[0] for edit in edits], dtype=np.uint8),
        np.array([edit[1] for edit in edits], dtype=np.int8),
        np.array([edit[2] for edit in edits], dtype=np.int8),
        np.array([48 <= char <= 57 for char in enumerated]),
    )


_Edit = tuple[int, int, int, list[int]]


def _edits(n: int) -> Iterator[_Edit]:
    """(kind, enumerated place, deleted place, items): an item below n is that character, n + c is the byte c."""
    whole = list(range(n))
    yield SAME, 0, 0, whole
    for i in range(n):
        less = whole[:i] + whole[i + 1 :]
        if n > 1:
            yield DELETED, 0, i, less
        for j in range(i + 1, n if n > 3 else 0):
            yield DELETED_TWICE, j, i, whole[:i] + whole[i + 1 : j] + whole[j + 1 :]
        for char in _ALL.tolist():
            yield REPLACED, i, 0, [*whole[:i], n + char, *whole[i + 1 :]]
            for j in range(n if n > 2 else 0):
                if i != j:
                    yield REPLACED_DELETED, j, i, [n + char if k == j else k for k in less]
    for gap in range(n + 1):
        for char in _ALL.tolist():
            yield INSERTED, gap, 0, [*whole[:gap], n + char, *whole[gap:]]
    yield from _swaps(n, whole)


def _swaps(n: int, whole: list[int]) -> Iterator[_Edit]:
    for i in range(n - 1):
        swapped = [*whole[:i], i + 1, i, *whole[i + 2 :]]
        yield SWAPPED, i, 0, swapped
        for j in range(n if n > 2 else 0):
            yield SWAPPED_DELETED, i, j, swapped[:j] + swapped[j + 1 :]
