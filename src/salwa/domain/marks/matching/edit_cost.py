"""How far apart two serials are, in weighted errors: what eyes and clerks confuse costs less than what they do not.

One plain error (a character replaced, lost, added) costs 1. Costs are compared between skeletons, where O and 0 and the
like are equal already.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from salwa.domain.marks.matching.records import SKELETON_WIDTH

ALIKE_COST = 0.6
OTHER_CLASS_COST = 1.25
SWAP_COST = 0.8
GAP_COST = 1.0
END_GAP_COST = 0.85
ILLEGIBLE_COST = 0.02
# Farther apart than two errors is not measured.
TOO_FAR = 9.0
_REACH = 2

# Worn or struck alike: pairs of skeleton characters an officer takes for one another.
ALIKE_PAIRS = (
    "38", "68", "56", "89", "17", "49", "08", "09", "27", "06", "35", "4A", "7T", "0C", "1T", "1J", "7Y", "4H", "9P",
    "EF", "C6", "MN", "PR", "KX", "HN", "UY", "WM", "HM", "AR", "TY", "8R", "8E", "PF", "UW", "XY", "E6", "5J", "UJ",
)  # fmt: skip

Costs = npt.NDArray[np.float32]
Chars = npt.NDArray[np.uint8]


def _table() -> Costs:
    table = np.full((256, 256), TOO_FAR, dtype=np.float32)
    digits, letters = list(range(48, 58)), list(range(65, 91))
    known = digits + letters
    table[np.ix_(digits, digits)] = table[np.ix_(letters, letters)] = 1.0
    table[np.ix_(digits, letters)] = table[np.ix_(letters, digits)] = OTHER_CLASS_COST
    for one, two in ALIKE_PAIRS:
        table[ord(one), ord(two)] = table[ord(two), ord(one)] = ALIKE_COST
    table[known, known] = 0.0
    table[ord("?"), known] = ILLEGIBLE_COST
    return table


# SUBSTITUTION[asked, recorded]: cost of one character for another.
SUBSTITUTION = _table()
_FLAT = SUBSTITUTION.ravel()
# Within the band, a place is held as its offset (0 to 4): recorded length minus asked length plus two. Costs are kept
# minus GAP_COST times the offset, so that running minima along the band are the insertions.
_SLOPE = (np.arange(2 * _REACH + 1, dtype=np.float32) * np.float32(GAP_COST))[:, None]
_START = (np.arange(_REACH + 1, dtype=np.float32) * np.float32(END_GAP_COST))[:, None] - _SLOPE[_REACH:]
_LOST = np.float32(2 * GAP_COST)
_SWAPPED = np.float32(SWAP_COST)
_FAR = np.float32(TOO_FAR)


def weighted_costs(asked: Chars, recorded: Chars) -> Costs:
    """Cost between each asked serial and the recorded one beside it; at least TOO_FAR beyond two gaps.

    `asked` (1, n) or (k, n): skeletons of one length n, `?` allowed. `recorded` (k, 20), padded with zero bytes. A
    banded edit distance with transpositions, all k at once.
    """
    k, n = len(recorded), asked.shape[1]
    padded = np.zeros((max(SKELETON_WIDTH, n) + 2 * _REACH, k), dtype=np.uint8)
    padded[_REACH : _REACH + SKELETON_WIDTH] = recorded.T
    windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * _REACH + 1, axis=0)[:n].transpose(0, 2, 1)
    letters = np.ascontiguousarray(asked.T)[:, None, :]
    replaced = _FLAT.take((letters.astype(np.intp) << 8) | windows)
    swapped, has_swap = _swaps(letters, windows)
    before = np.full((2 * _REACH + 1, k), TOO_FAR, dtype=np.float32)
    before[_REACH:] = _START
    earlier = before
    for place in range(n):
        now = before + replaced[place]
        np.minimum(now[:-1], before[1:] + _LOST, out=now[:-1])
        if has_swap[place]:
            np.minimum(now, np.where(swapped[place], earlier + _SWAPPED, _FAR), out=now)
        np.minimum(now[1:], now[:-1], out=now[1:])
        np.minimum(now[2:], now[:-2], out=now[2:])
        earlier, before = before, now
    return _ends(before, np.count_nonzero(recorded, axis=1) - n)


def _swaps(letters: Chars, windows: Chars) -> tuple[npt.NDArray[np.bool_], list[bool]]:
    """Where two neighbouring characters changed places: (n, 5, k) for the second of them."""
    out = np.zeros(windows.shape, dtype=np.bool_)
    here = out[1:]
    np.equal(letters[1:], windows[:-1], out=here)
    here &= letters[:-1] == windows[1:]
    here &= letters[1:] != letters[:-1]
    return out, out.any(axis=(1, 2)).tolist()


def _ends(last: Costs, longer: npt.NDArray[np.intp]) -> Costs:
    """Costs at the end of both serials; what is missing at the end of the asked one costs END_GAP_COST each."""
    rows = np.arange(last.shape[1])
    inside = np.abs(longer) <= _REACH
    offset = np.where(inside, longer, 0) + _REACH
    costs = last + _SLOPE
    out = costs[offset, rows]
    for lost in (1, 2):
        kept = costs[np.maximum(offset - lost, 0), rows] + np.float32(lost * END_GAP_COST)
        np.minimum(out, kept, out=out, where=offset >= lost)
    out[~inside] = TOO_FAR
    return out
