"""Numbers for skeletons and their neighbours, arranged so that numpy computes all of them at once.

The hash of a text is a polynomial: the sum over its characters of VALUE[character] * RADIX^(characters that follow),
modulo 2^64, then mixed. Being a sum, the hash of every edited form of a text is a row of powers times the values of its
characters: no text is ever built.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from salwa.domain.marks.matching.records import SKELETON_WIDTH

Hashes = npt.NDArray[np.uint64]

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
# Characters a skeleton can hold: letters that fold to a digit or to U are left out of every enumeration.
SKELETON_ALPHABET = "0123456789ACEFHJKMNPRTUWXY"
CORE_DIGITS = 4

_generator = np.random.Generator(np.random.PCG64(20_261_124))
RADIX = np.uint64(int(_generator.integers(1 << 62, 1 << 63)) * 2 + 1)
# VALUE[byte]: 0 for `?` and for anything outside the alphabet.
VALUE: Hashes = np.zeros(256, dtype=np.uint64)
for _char in ALPHABET:
    VALUE[ord(_char)] = np.uint64(int(_generator.integers(1, 1 << 63)) * 2 + 1)
POWER: Hashes = np.array([pow(int(RADIX), place, 1 << 64) for place in range(SKELETON_WIDTH + 4)], dtype=np.uint64)
_MIX = np.uint64(0xBF58476D1CE4E5B9)
_MIX_AGAIN = np.uint64(0x94D049BB133111EB)
_SHIFT = np.uint64(30)
_SHIFT_AGAIN = np.uint64(27)


def mixed(sums: Hashes) -> Hashes:
    """The finishing mix: every bit of the sum moves about half of the bits of the hash."""
    out = sums ^ (sums >> _SHIFT)
    out *= _MIX
    out ^= out >> _SHIFT_AGAIN
    out *= _MIX_AGAIN
    return out


def hash_of(text: str) -> int:
    """The hash of one text; the slow way, for tests and explanations."""
    total = 0
    for place, char in enumerate(text):
        total += int(VALUE[ord(char)]) * int(POWER[len(text) - 1 - place])
    return int(mixed(np.array([total % (1 << 64)], dtype=np.uint64))[0])


def keys_of(skeletons: npt.NDArray[np.bytes_]) -> tuple[Hashes, npt.NDArray[np.uint32]]:
    """All keys of the skeletons (n, S20): each skeleton, each with one character deleted, its digits alone.

    Returns the hashes and, for each, the place of its skeleton. Equal keys of one skeleton are given once: of a run of
    equal characters only the last is deleted, and the digits alone are a key of their own only when there are at least
    four, with two or more letters beside them (else they are a deletion already). Empty skeletons have no keys.
    """
    chars = np.ascontiguousarray(skeletons).view(np.uint8).reshape(-1, SKELETON_WIDTH)
    length = (chars != 0).sum(axis=1)
    hashes: list[Hashes] = []
    owners: list[npt.NDArray[np.uint32]] = []
    for n in range(1, SKELETON_WIDTH + 1):
        rows = np.flatnonzero(length == n).astype(np.uint32)
        if len(rows):
            for found, owner in _keys_of_length(chars[rows, :n]):
                hashes.append(found)
                owners.append(rows[owner])
    if not hashes:
        return np.zeros(0, dtype=np.uint64), np.zeros(0, dtype=np.uint32)
    return mixed(np.concatenate(hashes)), np.concatenate(owners)


def _keys_of_length(chars: npt.NDArray[np.uint8]) -> list[tuple[Hashes, npt.NDArray[np.intp]]]:
    n = chars.shape[1]
    values = VALUE[chars]
    everything = np.arange(len(chars))
    after = np.zeros((n + 1, len(chars)), dtype=np.uint64)
    for place in range(n - 1, -1, -1):
        after[place] = values[:, place] * POWER[n - 1 - place] + after[place + 1]
    out = [(after[0].copy(), everything)]
    before = np.zeros(len(chars), dtype=np.uint64)
    for place in range(n if n > 1 else 0):
        shortened = before * POWER[n - 1 - place] + after[place + 1]
        if place + 1 < n:
            kept = np.flatnonzero(chars[:, place] != chars[:, place + 1])
            out.append((shortened[kept], kept))
        else:
            out.append((shortened, everything))
        before = before * RADIX + values[:, place]
    digit = (chars >= 48) & (chars <= 57)
    count = digit.sum(axis=1)
    with_core = np.flatnonzero((count >= CORE_DIGITS) & (count <= n - 2))
    if len(with_core):
        core = np.zeros(len(with_core), dtype=np.uint64)
        for place in range(n):
            core = np.where(digit[with_core, place], core * RADIX + values[with_core, place], core)
        out.append((core, with_core))
    return out
