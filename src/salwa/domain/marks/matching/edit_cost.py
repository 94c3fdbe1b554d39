"""How far apart two serials are, in weighted errors: what eyes and clerks confuse costs less than what they do not.

One plain error (a character replaced, lost, added) costs 1. Costs are compared between skeletons, where O and 0 and the
like are equal already.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from salwa.domain.marks.matching.records import SKELETON_WIDTH

ALIKE_COST = 0.65
OTHER_CLASS_COST = 1.25
SWAP_COST = 0.75
GAP_COST = 1.0
END_GAP_COST = 0.8
# Two characters lost at the same end were lost together.
SECOND_END_GAP_COST = 0.6
ILLEGIBLE_COST = 0.02
# A position that was illegible when the weapon was recorded.
RECORDED_ILLEGIBLE_COST = 0.1
# Farther apart than two errors is not measured.
TOO_FAR = 9.0

# Worn or struck alike: pairs of skeleton characters an officer takes for one another.
ALIKE_PAIRS = [
    "38",
    "68",
    "56",
    "89",
    "17",
    "49",
    "08",
    "09",
    "27",
    "06",
    "35",
    "4A",
    "7T",
    "0C",
    "1T",
    "1J",
    "7Y",
    "4H",
    "9P",
    "EF",
    "C6",
    "MN",
    "PR",
    "KX",
    "HN",
    "UY",
    "WM",
    "HM",
    "AR",
    "TY",
    "8R",
    "8E",
    "PF",
    "UW",
    "XY",
    "E6",
    "5J",
    "UJ",
]

Costs = npt.NDArray[np.float32]
Chars = npt.NDArray[np.uint8]


def _table() -> Costs:
    table = np.full((256, 256), TOO_FAR, dtype=np.float32)
    digits, letters = list(range(48, 58)), list(range(65, 91))
    known = digits + letters
    table[np.ix_(digits, digits)] = table[np.ix_(letters, letters)] = 1.0
    table[np.ix_(digits, letters)] = table[np.ix_(letters, digits)] = OTHER_CLASS_COST
    for pair in ALIKE_PAIRS:
        one, two = map(ord, pair)
        table[one, two] = table[two, one] = ALIKE_COST
    table[known, known] = 0.0
    table[ord("?"), known] = ILLEGIBLE_COST
    table[known, ord("?")] = table[ord("?"), ord("?")] = RECORDED_ILLEGIBLE_COST
    table[0] = 0.0  # beyond the end of the asked serial nothing is compared
    return table


# SUBSTITUTION[asked, recorded]: cost of one character for another.
SUBSTITUTION = _table()
_FLAT = SUBSTITUTION.ravel()
_GAP = np.float32(GAP_COST)
_TWO_GAPS = np.float32(2 * GAP_COST)
_AT_AN_END = np.float32(END_GAP_COST - GAP_COST)
_AGAIN_AT_AN_END = np.float32(SECOND_END_GAP_COST - GAP_COST)
_SWAP = np.float32(SWAP_COST)
_FAR = np.float32(TOO_FAR)


def weighted_costs(asked: Chars, recorded: Chars) -> Costs:
    """Cost between each asked serial and the recorded one beside it; TOO_FAR where lengths differ by more than two.

    `asked` (1, n) or (k, n): skeletons of one length n, `?` allowed. `recorded` (k, 20), padded with zero bytes. The
    least cost over alignments with at most two gaps and any number of replacements and swaps, all k at once: running
    sums along five shifts are taken once, and an alignment that shifts at a place costs a difference of two of them.
    """
    replaced, within, longer = _replacements(asked, recorded)
    n, _, k = replaced.shape
    sums = np.zeros((n + 1, 5, k), dtype=np.float32)
    for place in range(n):
        np.add(sums[place], replaced[place], out=sums[place + 1])
    level, one, two = sums[:, :1], sums[:, 1:3], sums[:, 3:]
    shift = level - one
    if within is not None:
        shift[:n] += within[:, 1:3]
    shift[0, 0] += _AT_AN_END
    shift[n, 0] += _AT_AN_END
    for place in range(n):
        np.minimum(shift[place], shift[place + 1], out=shift[place + 1])
    shifted = shift + one
    again = shifted - two
    if within is not None:
        again[:n] += within[:, 3:]
    again[0, 0] += _AGAIN_AT_AN_END
    again[n, 0] += _AGAIN_AT_AN_END
    returned = shifted[:-1] - level[1:]
    if within is not None:
        returned[:-1] += within[1:, :1]
    back = returned.min(axis=(0, 1))
    out = np.full((6, k), _FAR, dtype=np.float32)
    if n > 1:
        out[0] = again[: n - 1, 1].min(axis=0) + sums[n - 2, 4] + _TWO_GAPS
    out[1] = shifted[n - 1, 1] + _GAP
    out[2] = np.minimum(back + _TWO_GAPS, 0) + sums[n, 0]
    out[3] = shifted[n, 0] + _GAP
    out[4] = again[:, 0].min(axis=0) + sums[n, 3] + _TWO_GAPS
    chosen: Costs = out[np.clip(longer + 2, -1, 5), np.arange(k)]
    return chosen


# For each of five shifts, how far ahead the asked and the recorded character are: level, one or two lost or added.
_ASKED_AHEAD = np.array([0, 0, 1, 0, 2])
_RECORDED_AHEAD = np.array([0, 1, 0, 2, 0])
_ASKED_PLACES = [np.arange(n)[:, None] + _ASKED_AHEAD for n in range(SKELETON_WIDTH + 1)]
_RECORDED_PLACES = [np.arange(n)[:, None] + _RECORDED_AHEAD for n in range(SKELETON_WIDTH + 1)]


def _replacements(asked: Chars, recorded: Chars) -> tuple[Costs, Costs | None, npt.NDArray[np.intp]]:
    """(n, 5, k) cost of each asked character standing for the recorded one, what it costs more to begin an alignment
    there, within a swap (None: there is no swap), and how much longer the recorded serial is.
    """
    k, n = len(recorded), asked.shape[1]
    padded = np.zeros((SKELETON_WIDTH + 2, k), dtype=np.uint8)
    padded[:SKELETON_WIDTH] = recorded.T
    theirs = padded.take(_RECORDED_PLACES[n], axis=0)
    ours = np.zeros((n + 2, len(asked)), dtype=np.uint8)
    ours[:n] = asked.T
    ours = ours.take(_ASKED_PLACES[n], axis=0)
    costs = _FLAT.take((ours.astype(np.intp) << 8) | theirs)
    swapped = ours[1:] == theirs[:-1]
    swapped &= ours[:-1] == theirs[1:]
    swapped &= ours[1:] != ours[:-1]
    within = None
    if swapped.any():
        for place in range(1, len(swapped)):  # no character takes part in two swaps
            swapped[place] &= ~swapped[place - 1]
        within = np.zeros_like(costs)
        second = _SWAP - costs[:-1][swapped]
        within[1:][swapped] = costs[1:][swapped] - second
        costs[1:][swapped] = second
    return costs, within, np.count_nonzero(recorded, axis=1) - n
