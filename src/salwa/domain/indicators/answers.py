"""What States answered: for a State, a year and a circumstance, the number in each line of the outcomes of tracing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from salwa.domain.indicators.lines import IDENTIFIABLE, PARTS_OF_TWO, Line
from salwa.domain.tracing import Circumstance

# State (ISO 3166-1 alpha-3) and year.
StateYear = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Answers:
    """The lines of one State, year and circumstance.

    `counts` holds what was answered; a line that is not in it was left blank, which is not zero. `unclear` are lines
    that were answered with no exact number ("<5", two numbers that contradict each other). `total` is the stated
    number of all arms, None when not stated.
    """

    counts: Mapping[Line, int] = field(default_factory=dict)
    unclear: frozenset[Line] = frozenset()
    total: int | None = None

    def answered(self, lines: Iterable[Line]) -> bool:
        """Whether any of these lines was answered with a number."""
        return any(self._of(line) is not None for line in lines)

    def unclear_in(self, lines: Iterable[Line]) -> bool:
        """Whether any of these lines was answered, but not with one exact number."""
        return any(line in self.unclear or (line is Line.NOT_IDENTIFIABLE and self._parts_unclear()) for line in lines)

    def sum(self, lines: Iterable[Line]) -> int:
        """The numbers in these lines together; a blank line adds nothing."""
        return sum(self._of(line) or 0 for line in lines)

    def covered(self) -> int | None:
        """Arms the outcomes cover, by the subtotals or by the lines, whichever is more; None without any subtotal."""
        if not any(line in self.counts for line in (Line.IDENTIFIABLE, Line.NOT_IDENTIFIABLE)):
            return None
        identifiable = max(self.counts.get(Line.IDENTIFIABLE, 0), self.sum(IDENTIFIABLE))
        others = max(self.sum((Line.NOT_IDENTIFIABLE,)), self.sum(PARTS_OF_TWO))
        return identifiable + others + self.sum((Line.MARKING_UNKNOWN,))

    def _of(self, line: Line) -> int | None:
        """Line 2 is what its parts add up to, where only they were answered."""
        if line is Line.NOT_IDENTIFIABLE and line not in self.counts:
            parts = [self.counts[part] for part in PARTS_OF_TWO if part in self.counts]
            return sum(parts) if parts else None
        return self.counts.get(line)

    def _parts_unclear(self) -> bool:
        return Line.NOT_IDENTIFIABLE not in self.counts and any(part in self.unclear for part in PARTS_OF_TWO)


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """A table as read. `used`: rows that say something about tracing; `left`: rows about other things;
    `repeated`: rows that said again what another row said.
    """

    by_state: Mapping[StateYear, Mapping[Circumstance, Answers]]
    rows: int = 0
    used: int = 0
    repeated: int = 0

    @property
    def left(self) -> int:
        """Rows about other things than tracing, or that could not be read."""
        return self.rows - self.used - self.repeated
