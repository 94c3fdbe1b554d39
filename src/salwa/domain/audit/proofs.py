"""Proofs a reader can check without the log: that an entry is in it, that it only grew (RFC 6962, 2.1.1 and 2.1.2)."""

from __future__ import annotations

from collections.abc import Sequence

from salwa.domain.audit.tree import EMPTY_ROOT, node_hash, root_of


def inclusion_path(index: int, hashes: Sequence[bytes]) -> list[bytes]:
    """Hashes that lead from leaf `index` (from 0) to the root over `hashes`, nearest first."""
    if not 0 <= index < len(hashes):
        raise IndexError(f"A log of {len(hashes)} entries has no leaf {index}.")
    path: list[bytes] = []
    low, high = 0, len(hashes)
    while high - low > 1:
        middle = low + _left_part(high - low)
        if index < middle:
            path.append(root_of(hashes[middle:high]))
            high = middle
        else:
            path.append(root_of(hashes[low:middle]))
            low = middle
    return path[::-1]


def root_by_inclusion(index: int, size: int, leaf_hash: bytes, path: Sequence[bytes]) -> bytes | None:
    """Root of a log of `size` entries that `path` leads to from a leaf; None when the path has a wrong length."""
    if not 0 <= index < size:
        return None
    position, last, root = index, size - 1, leaf_hash
    for beside in path:
        if last == 0:
            return None
        if position & 1 or position == last:
            root = node_hash(beside, root)
            while position and not position & 1:
                position, last = position >> 1, last >> 1
        else:
            root = node_hash(root, beside)
        position, last = position >> 1, last >> 1
    return root if last == 0 else None


def consistency_path(old: int, hashes: Sequence[bytes]) -> list[bytes]:
    """Hashes that show that the log of the first `old` leaves is the beginning of the log over `hashes`."""
    if not 0 <= old <= len(hashes):
        raise IndexError(f"A log of {len(hashes)} entries never had {old}.")
    if old in (0, len(hashes)):
        return []
    path: list[bytes] = []
    low, high, whole = 0, len(hashes), True
    while old != high:
        middle = low + _left_part(high - low)
        if old <= middle:
            path.append(root_of(hashes[middle:high]))
            high = middle
        else:
            path.append(root_of(hashes[low:middle]))
            low, whole = middle, False
    if not whole:
        path.append(root_of(hashes[low:high]))
    return path[::-1]


def consistent(old: int, old_root: bytes, new: int, new_root: bytes, path: Sequence[bytes]) -> bool:
    """Whether `path` shows that the log of size `new` begins with the log of size `old`."""
    if old == new:
        return not path and old_root == new_root
    if old == 0:
        return not path and old_root == EMPTY_ROOT
    if not 0 < old < new or not path:
        return False
    steps = [old_root, *path] if old.bit_count() == 1 else list(path)
    position, last = old - 1, new - 1
    while position & 1:
        position, last = position >> 1, last >> 1
    before = after = steps[0]
    for beside in steps[1:]:
        if last == 0:
            return False
        if position & 1 or position == last:
            before, after = node_hash(beside, before), node_hash(beside, after)
            while position and not position & 1:
                position, last = position >> 1, last >> 1
        else:
            after = node_hash(after, beside)
        position, last = position >> 1, last >> 1
    return last == 0 and before == old_root and after == new_root


def _left_part(size: int) -> int:
    """Largest power of two smaller than `size` (2 or more): how many leaves stand on the left side."""
    return 1 << ((size - 1).bit_length() - 1)
