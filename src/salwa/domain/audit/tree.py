"""The Merkle tree over the leaves of a log (RFC 6962, section 2.1): hashes, and a root that grows with the log.

A frontier holds only the roots of the full subtrees that the log consists of, largest first: at most one for each
binary digit of its size. That is enough to append a leaf and to tell the root.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

# Root of the tree without leaves: the hash of nothing.
EMPTY_ROOT = sha256(b"").digest()
# Leaves hashed together level by level; a power of two.
_TOGETHER = 1024


def leaf_hash(leaf: bytes) -> bytes:
    """Hash of one leaf; the prefix keeps leaves and nodes apart, so that neither passes for the other."""
    return sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash of an inner node over the hashes of its two sides."""
    return sha256(b"\x01" + left + right).digest()


class Frontier:
    """The roots of the full subtrees of a log of `size` entries, largest first."""

    __slots__ = ("peaks", "size")

    def __init__(self, size: int = 0, peaks: Sequence[bytes] = ()) -> None:
        if len(peaks) != size.bit_count():
            raise ValueError(f"A log of {size} entries has {size.bit_count()} full subtrees, not {len(peaks)}.")
        self.size = size
        self.peaks = list(peaks)

    def copy(self) -> Frontier:
        """Another frontier of the same log, to go on from here."""
        return Frontier(self.size, self.peaks)

    def append(self, hashed: bytes) -> None:
        """One more leaf, given by its leaf hash."""
        self._join(hashed, 0)

    def extend(self, hashes: Sequence[bytes]) -> None:
        """Many leaves, in order; the same as appending them one by one, only quicker."""
        start = 0
        while start < len(hashes):
            if self.size % _TOGETHER == 0 and len(hashes) - start >= _TOGETHER:
                self._join(_full_root(hashes[start : start + _TOGETHER]), _TOGETHER.bit_length() - 1)
                start += _TOGETHER
            else:
                self._join(hashes[start], 0)
                start += 1

    def _join(self, hashed: bytes, level: int) -> None:
        peaks = self.peaks
        beside = self.size >> level
        while beside & 1:
            hashed = node_hash(peaks.pop(), hashed)
            beside >>= 1
        peaks.append(hashed)
        self.size += 1 << level

    def root(self) -> bytes:
        """Root hash of the log as it is now."""
        if not self.peaks:
            return EMPTY_ROOT
        root = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            root = node_hash(peak, root)
        return root

    def to_text(self) -> str:
        """The subtree roots as hexadecimal digits, to be kept beside a checkpoint."""
        return " ".join(peak.hex() for peak in self.peaks)

    @classmethod
    def from_text(cls, size: int, text: str) -> Frontier:
        """The frontier that `to_text` wrote; raises `ValueError` when it does not fit `size`."""
        return cls(size, [bytes.fromhex(peak) for peak in text.split()])


def root_of(hashes: Sequence[bytes]) -> bytes:
    """Root of the tree over these leaf hashes."""
    frontier = Frontier()
    frontier.extend(hashes)
    return frontier.root()


def _full_root(hashes: Sequence[bytes]) -> bytes:
    while len(hashes) > 1:
        sides = iter(hashes)
        hashes = [sha256(b"\x01" + left + right).digest() for left, right in zip(sides, sides, strict=True)]
    return hashes[0]
