"""Whose weapon it was and what happened, as far as a cell says it in plain words (reference/cell_words.yaml)."""

from __future__ import annotations

from dataclasses import dataclass, field

from salwa.domain.imports.suggestion import folded
from salwa.domain.weapons import EventKind

MOST_KNOWN = 100_000


@dataclass(frozen=True)
class CellWords:
    """Folded words: `ownership` maps no, unknown and yes to theirs, `events` an event kind; `totals` head sum rows."""

    ownership: dict[str, frozenset[str]]
    events: dict[str, frozenset[str]]
    totals: frozenset[str]
    # What was worked out before: a register repeats a few texts a million times.
    _known: dict[str, str] = field(default_factory=dict, compare=False, repr=False)

    def state_ownership(self, text: str) -> str:
        """yes, no or unknown. "Not identified" is unknown, never no."""
        answer = self._known.get(text)
        if answer is None:
            answer = self._state_ownership(text)
            if len(self._known) < MOST_KNOWN:
                self._known[text] = answer
        return answer

    def _state_ownership(self, text: str) -> str:
        words = folded(text)
        if not words:
            return "unknown"
        for answer in ("unknown", "no", "yes"):
            if words in self.ownership[answer]:
                return answer
        padded = f" {words} "
        for answer in ("unknown", "no", "yes"):
            if any(_within(word, padded) for word in self.ownership[answer]):
                return answer
        return "unknown"

    def event_kind(self, text: str) -> str:
        """Kind of event a cell names; `recorded` when it names none we know."""
        padded = f" {folded(text)} "
        for kind, words in self.events.items():
            if any(_within(word, padded) for word in words):
                return EventKind(kind).value
        return EventKind.RECORDED.value

    def heads_a_sum(self, cell: str) -> bool:
        """Whether a first cell says that its row adds up others."""
        return folded(cell).split(" ")[0] in self.totals


def _within(word: str, padded: str) -> bool:
    """Short words must stand alone; scripts without spaces or with prefixes are looked for inside."""
    if word.isascii():
        return len(word) > 3 and f" {word} " in padded
    return f" {word} " in padded or (len(word) > 1 and not word.isascii() and _runs_together(word) and word in padded)


def _runs_together(word: str) -> bool:
    """Chinese is written without spaces, Arabic words carry their article."""
    return "\u0600" <= word[0] <= "\u06ff" or "\u4e00" <= word[0] <= "\u9fff"
