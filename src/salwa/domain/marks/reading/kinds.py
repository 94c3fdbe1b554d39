"""Reading the type of weapon and the country: words of many languages, whole or inside a longer text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from salwa.domain.languages import Sentence
from salwa.domain.marks.reading import phrases
from salwa.domain.marks.reading.book import ReferenceBook, State, WeaponType
from salwa.domain.marks.reading.names import NameIndex, compact, loose_words_of, words_of


@dataclass(frozen=True, slots=True)
class WordGuess:
    """A code a text may mean, how surely, and why."""

    code: str
    strength: float
    reason: Sentence
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wording:
    """The three sentences of a field: for a whole text, a part of it, and a text with mistakes."""

    whole: str
    part: str
    near: str


class WordIndex:
    """Words to codes, with the order in which codes of one word are preferred."""

    def __init__(self, book: ReferenceBook, names: Mapping[str, str], wording: Wording) -> None:
        self._names = names
        self._wording = wording
        self._index = NameIndex(book.folding)
        self._order = {code: place for place, code in enumerate(names)}

    def fill(self, code: str, words: Iterable[tuple[str, float]]) -> None:
        """Enter the words of one code with their strengths."""
        for word, strength in words:
            self._index.add(word, code, strength)

    def close(self) -> None:
        """To be called once every word is in."""
        self._index.close()

    def guess(self, raw: str) -> WordGuess | None:
        """The code the text means, or None."""
        for words in dict.fromkeys((words_of(raw), loose_words_of(raw))):
            found = self._index.exact(words)
            if found:
                return self._guess(found, (0.98, self._wording.whole), raw)
        return self._part(raw) or self._near(raw)

    def _part(self, raw: str) -> WordGuess | None:
        words = loose_words_of(raw)
        for start, _end, key in sorted(self._index.contained(words), key=lambda one: (-len(one[2]), one[0])):
            if len(key) >= 4 and max(self._index.entries[key].values()) >= 0.9:
                return self._guess(
                    self._index.entries[key], (0.85 if start == 0 else 0.75, self._wording.part), raw, key
                )
        for key in self._index.inside_ideographs(compact(raw)):
            return self._guess(self._index.entries[key], (0.8, self._wording.part), raw, key)
        return None

    def _near(self, raw: str) -> WordGuess | None:
        for key, edits in self._index.near(words_of(raw)):
            return self._guess(self._index.entries[key], (0.75, self._wording.near), raw, key, edits)
        return None

    def _guess(
        self, found: Mapping[str, float], how: tuple[float, str], raw: str, part: str = "", edits: int = 0
    ) -> WordGuess:
        strength, template = how
        ordered = sorted(found, key=lambda code: (-found[code], self._order[code]))
        code = ordered[0]
        values: dict[str, str | int | float] = {"raw": raw, "part": part, "edits": edits, "name": self._names[code]}
        tied = [one for one in ordered[1:] if found[one] == found[code]]
        return WordGuess(
            code,
            strength * found[code] if not tied else min(strength, 0.7),
            Sentence(template, values),
            tuple(ordered[1:]),
        )


def type_words(book: ReferenceBook) -> WordIndex:
    """The index of weapon types: UN terms and the words people type; of two types the one listed first is preferred."""
    names = {code: kind.names.get("en", code) for code, kind in book.types.items()}
    index = WordIndex(book, names, Wording(phrases.TYPE_EXACT, phrases.TYPE_CONTAINED, phrases.TYPE_FUZZY))
    for code, kind in book.types.items():
        index.fill(code, _type_names(kind))
    index.close()
    return index


def _type_names(kind: WeaponType) -> list[tuple[str, float]]:
    words = [(kind.code.replace("-", " "), 1.0)]
    words += [(word, 1.0) for listed in kind.words.values() for word in listed]
    return words + [(name, 0.99) for name in kind.names.values()]


def country_words(book: ReferenceBook) -> WordIndex:
    """The index of States, areas and former States by short and formal name, code, and typed forms."""
    names = {code: state.short_names.get("en", code) for code, state in book.states.items()}
    index = WordIndex(book, names, Wording(phrases.COUNTRY_EXACT, phrases.COUNTRY_CONTAINED, phrases.COUNTRY_FUZZY))
    for code, state in book.states.items():
        index.fill(code, _state_names(state))
    index.close()
    return index


def _state_names(state: State) -> list[tuple[str, float]]:
    names = [
        (state.code, 1.0),
        *((name, 1.0) for name in (*state.short_names.values(), *state.formal_names.values(), *state.aliases)),
    ]
    return [*names, (state.iso2, 0.95)] if state.iso2 else names
