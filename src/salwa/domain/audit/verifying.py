"""Reading a log from its first entry to its last and saying where it was tampered with, and how.

Four things are compared: numbers without gap, each entry's memory of the one before (the chain), the hash that the
storage holds beside an entry (where there is one), and the roots of the checkpoints given. The chain locates a
damaged entry; only checkpoints kept elsewhere show that the end was cut off or that the whole was written anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from salwa.domain.audit.entries import GENESIS, UnreadableEntry, read_leaf
from salwa.domain.audit.notes import Checkpoint
from salwa.domain.audit.tree import Frontier, leaf_hash


class Kind(StrEnum):
    """What was done to the log."""

    UNREADABLE = "unreadable"  # what stands there is no entry
    CHANGED = "changed"  # an entry does not say what it said
    MISSING = "missing"  # entries were taken out
    INSERTED = "inserted"  # an entry stands there that does not belong there
    REORDERED = "reordered"  # the entry stands further down
    TRUNCATED = "truncated"  # entries that a checkpoint counts were cut off at the end
    ROLLED_BACK = "rolled_back"  # the log with its own checkpoints is older than a checkpoint kept elsewhere
    FORKED = "forked"  # whole in itself, but not the log that a checkpoint was made of
    CHECKPOINT = "checkpoint"  # a checkpoint stored beside the log is not as it was signed


@dataclass(frozen=True, slots=True)
class Damage:
    """The first damage: its kind, the entry it begins with, and the size of the checkpoint that shows it (0: none)."""

    kind: Kind
    number: int
    checkpoint: int = 0


class Line(NamedTuple):
    """One entry as read. `hashed` is None for what is no entry; `told` is the hash held beside it, None in a file."""

    number: int
    previous: str
    hashed: bytes | None
    told: str | None = None


UNREADABLE = Line(0, "", None)


def line_of(leaf: bytes) -> Line:
    """One line of an exported log."""
    try:
        found = read_leaf(leaf)
    except UnreadableEntry:
        return UNREADABLE
    return Line(found["number"], found["previous"], leaf_hash(leaf))


@dataclass(slots=True)
class _Break:
    """Entry `number` does not remember the one before as that is; which of the two is damaged, the next one tells."""

    number: int
    hashed: str


class LogCheck:
    """Takes the entries one by one and keeps the first damage. `own` checkpoints stand beside the log, `outside` ones
    were kept elsewhere; their signatures were checked before."""

    def __init__(self, own: Iterable[Checkpoint] = (), outside: Iterable[Checkpoint] = ()) -> None:
        self.frontier = Frontier()
        self.head = GENESIS
        self.damage: Damage | None = None
        self.confirmed = 0
        self._own = list(own)
        self._waiting = sorted([*outside, *self._own], key=lambda one: -one.size)
        self._break: _Break | None = None
        self._gap = 0
        while self._waiting and self._waiting[-1].size == 0:
            self._waiting.pop()

    @property
    def size(self) -> int:
        """Entries found whole so far."""
        return self.frontier.size

    def copy(self) -> LogCheck:
        """Another check that has read as far as this one."""
        other = LogCheck()
        other.__dict__.update(self.__dict__)
        other.frontier = self.frontier.copy()
        other._waiting = list(self._waiting)
        return other

    def take(self, line: Line) -> bool:
        """Read one more entry; False when the first damage is known and nothing more needs reading."""
        if self._break is not None:
            self._settle(line.previous if line.hashed is not None else "")
        elif self._gap:
            if line.number == self._gap and line.hashed is not None:
                self._found(Kind.REORDERED, self._gap)
        else:
            self._next(line)
        return self.damage is None

    def _next(self, line: Line) -> None:
        number, previous, hashed, told = line
        expected = self.frontier.size + 1
        if hashed is None:
            self._found(Kind.UNREADABLE, expected)
        elif number != expected:
            self._misnumbered(number, previous, expected)
        elif previous != self.head:
            self._disagree(expected, hashed, told)
        elif told is not None and told != hashed.hex():
            self._found(Kind.CHANGED, expected)
        elif self._waiting and self._waiting[-1].size == expected:
            self._meet(hashed)
        else:
            self.frontier.append(hashed)
            self.head = hashed.hex()

    def _misnumbered(self, number: int, previous: str, expected: int) -> None:
        if previous == self.head:
            self._found(Kind.CHANGED, expected)  # in its place, under another number
        elif number > expected:
            self._gap = expected
        else:
            self._found(Kind.INSERTED, number if number == expected - 1 else expected)

    def _disagree(self, number: int, hashed: bytes, told: str | None) -> None:
        if told is None and number > 1 and number - 1 > self.confirmed:
            self._break = _Break(number, hashed.hex())
        else:
            intact = told == hashed.hex() and number - 1 > self.confirmed
            self._found(Kind.CHANGED, number - 1 if intact else number)

    def _settle(self, remembered: str) -> None:
        """The entry after the break remembers the one before it as it was, or not: that tells which is damaged."""
        found = self._break
        if found is None:
            return
        self._break = None
        if not remembered:
            heads = [one.head for one in self._waiting if one.size == found.number and one.head]
            remembered = heads[0] if heads else found.hashed
        self._found(Kind.CHANGED, found.number - 1 if remembered == found.hashed else found.number)

    def _meet(self, hashed: bytes) -> None:
        """The entry that one or more checkpoints end with."""
        before = self.frontier.copy()
        self.frontier.append(hashed)
        self.head = hashed.hex()
        root = self.frontier.root()
        while self._waiting and self._waiting[-1].size == self.frontier.size:
            mark = self._waiting.pop()
            if mark.root != root:
                self._contradicted(mark, before)
        if self.damage is None:
            self.confirmed = self.frontier.size

    def _contradicted(self, mark: Checkpoint, before: Frontier) -> None:
        """Another log than `mark` was made of. If only its last entry is another, that entry was changed."""
        if mark.head:
            before.append(bytes.fromhex(mark.head))
        if mark.head and before.root() == mark.root:
            self._found(Kind.CHANGED, mark.size, mark.size)
        else:
            self._found(Kind.FORKED, self.confirmed + 1, mark.size)

    def finish(self) -> Damage | None:
        """The first damage of the whole log, None when there is none."""
        if self.damage is None and self._break is not None:
            self._settle("")
        if self.damage is None and self._gap:
            self._found(Kind.MISSING, self._gap)
        if self.damage is None and self._waiting:
            last = self.size
            short = any(one.size > last for one in self._own) or not self._own
            self._found(Kind.TRUNCATED if short else Kind.ROLLED_BACK, last + 1, self._waiting[0].size)
        return self.damage

    def _found(self, kind: Kind, number: int, checkpoint: int = 0) -> None:
        if self.damage is None:
            self.damage = Damage(kind, number, checkpoint)


def check_log(lines: Iterable[Line], own: Iterable[Checkpoint] = (), outside: Iterable[Checkpoint] = ()) -> LogCheck:
    """Read a whole log; the check that comes back knows its damage, its size and its root."""
    check = LogCheck(own, outside)
    for line in lines:
        if not check.take(line):
            break
    check.finish()
    return check


def lines_of(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The lines of a file read in pieces, cut at the newline only and without it."""
    rest = b""
    for chunk in chunks:
        *whole, rest = (rest + chunk).split(b"\n")
        yield from whole
    if rest:
        yield rest
