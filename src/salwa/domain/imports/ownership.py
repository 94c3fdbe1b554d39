"""Whose weapon it was and what happened, as far as a cell says it in plain words (reference/cell_words.yaml)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

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

    @cached_property
    def _looked_for(self) -> dict[str, _Phrases]:
        lists = {f"ownership {answer}": words for answer, words in self.ownership.items()}
        lists |= {f"event {kind}": words for kind, words in self.events.items()}
        return {name: _Phrases.of(words) for name, words in lists.items()}

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
        for answer in ("unknown", "no", "yes"):
            if self._looked_for[f"ownership {answer}"].are_in(words):
                return answer
        return "unknown"

    def event_kind(self, text: str) -> str:
        """Kind of event a cell names; `recorded` when it names none we know."""
        words = folded(text)
        for kind in self.events:
            if self._looked_for[f"event {kind}"].are_in(words):
                return EventKind(kind).value
        return EventKind.RECORDED.value

    def heads_a_sum(self, cell: str) -> bool:
        """Whether a first cell says that its row adds up others."""
        return folded(cell).split(" ")[0] in self.totals


@dataclass(frozen=True, slots=True)
class _Phrases:
    """Folded words made ready for looking: `single` and `several` words that must stand alone, `inside` need not.

    Short words must stand alone as the whole cell; scripts without spaces or with prefixes are looked for inside.
    """

    single: frozenset[str]
    several: tuple[str, ...]
    inside: tuple[str, ...]

    @classmethod
    def of(cls, words: Iterable[str]) -> _Phrases:
        standing = [word for word in words if len(word) > 3 or not word.isascii()]
        return cls(
            frozenset(word for word in standing if " " not in word),
            tuple(f" {word} " for word in standing if " " in word),
            tuple(word for word in standing if len(word) > 1 and not word.isascii() and _runs_together(word)),
        )

    def are_in(self, words: str) -> bool:
        padded = f" {words} "
        return (
            not self.single.isdisjoint(words.split(" "))
            or any(phrase in padded for phrase in self.several)
            or any(word in padded for word in self.inside)
        )


def _runs_together(word: str) -> bool:
    """Chinese is written without spaces, Arabic words carry their article."""
    return "\u0600" <= word[0] <= "\u06ff" or "\u4e00" <= word[0] <= "\u9fff"
