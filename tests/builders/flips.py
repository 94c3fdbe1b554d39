"""Single changed bits in an exported log, each verified from the entry before it on."""

from __future__ import annotations

from bisect import bisect_right

from salwa.domain.audit.notes import Checkpoint
from salwa.domain.audit.verifying import LogCheck, line_of

# A state of the check is kept for every so many entries.
KEPT = 64


class Flipper:
    """A whole exported log with the checkpoint over all of it."""

    def __init__(self, content: bytes, checkpoint: Checkpoint) -> None:
        self.leaves = content.split(b"\n")[:-1]
        self.lines = [line_of(leaf) for leaf in self.leaves]
        self.starts = [0]
        for leaf in self.leaves:
            self.starts.append(self.starts[-1] + len(leaf) + 1)
        self.states = []
        check = LogCheck([checkpoint])
        for number, line in enumerate(self.lines):
            if number % KEPT == 0:
                self.states.append(check.copy())
            assert check.take(line)
        assert check.finish() is None

    @property
    def size(self) -> int:
        """Bytes of the log."""
        return self.starts[-1]

    def entry_of(self, bit: int) -> int:
        """Index (from 0) of the entry, line end included, that a bit belongs to."""
        return bisect_right(self.starts, bit // 8) - 1

    def before(self, index: int) -> LogCheck:
        """A check that has read all entries before this one."""
        check = self.states[index // KEPT].copy()
        for line in self.lines[index // KEPT * KEPT : index]:
            check.take(line)
        return check

    def damage(self, bit: int, check: LogCheck | None = None):
        """What is found when this bit is changed; `check` must have read all entries before it."""
        index = self.entry_of(bit)
        check = check.copy() if check is not None else self.before(index)
        spoilt = bytearray(self.leaves[index] + b"\n")
        offset = bit - 8 * self.starts[index]
        spoilt[offset // 8] ^= 1 << offset % 8
        rest, following = bytes(spoilt), index + 1
        if not rest.endswith(b"\n") and following < len(self.leaves):
            rest += self.leaves[following] + b"\n"
            following += 1
        going = all(check.take(line_of(leaf)) for leaf in (rest[:-1] if rest.endswith(b"\n") else rest).split(b"\n"))
        while going and following < len(self.lines):
            going = check.take(self.lines[following])
            following += 1
        return check.finish()

    def located(self, bit: int, check: LogCheck | None = None) -> bool:
        """Whether the damage is found and said to be in the entry it was made in."""
        found = self.damage(bit, check)
        return found is not None and found.number == self.entry_of(bit) + 1
