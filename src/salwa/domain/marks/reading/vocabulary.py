"""Everything the reader looks words up in: the book, its indexes, and remembered look-ups."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from salwa.domain.languages import Sentence
from salwa.domain.marks.reading import phrases
from salwa.domain.marks.reading.book import ReferenceBook
from salwa.domain.marks.reading.calibres import CalibreGuess, CalibreNames
from salwa.domain.marks.reading.kinds import WordGuess, country_words, type_words
from salwa.domain.marks.reading.makers import MakerGuess, MakerKin, MakerNames
from salwa.domain.marks.reading.models import ModelNames
from salwa.domain.marks.reading.names import compact
from salwa.domain.marks.reading.phrases import FieldWords
from salwa.domain.marks.reading.typed import FieldReading

# Distinct texts (and combinations of texts) remembered per field: enough for a register, bounded for a service.
MEMORY = 100_000


class Vocabulary:
    """The book made ready for reading. `maker`, `calibre`, `type`, `country` give guesses for one text, remembered."""

    def __init__(self, book: ReferenceBook) -> None:
        self.book = book
        self.unknown = frozenset(compact(word) for word in book.words.unknown)
        self.craft = frozenset(compact(word) for word in book.words.craft)
        self.makers = MakerNames(book)
        self.models = ModelNames(book, self.makers, MakerKin(book.makers))
        # Families everybody copies: a pattern without a maker is listed among them.
        self.copied = frozenset(model.family for model in book.models.values() if model.family and not model.maker)
        dated = {maker for rule in book.serial_dates for maker in rule.makers}
        self.date_rules = {maker: tuple(r for r in book.serial_dates if maker in r.makers) for maker in dated}
        calibres, types, countries = CalibreNames(book), type_words(book), country_words(book)
        self.maker: Callable[[str], list[MakerGuess]] = lru_cache(MEMORY)(self.makers.guesses)
        self.calibre: Callable[[str, bool], CalibreGuess | None] = lru_cache(MEMORY)(calibres.guess)
        self.type: Callable[[str], WordGuess | None] = lru_cache(MEMORY)(types.guess)
        self.country: Callable[[str], WordGuess | None] = lru_cache(MEMORY)(countries.guess)

    def is_silent(self, raw: str) -> bool:
        """Whether the text is empty or says unknown or home-made."""
        key = compact(raw)
        return not key or key in self.unknown or key in self.craft

    def unread(self, words: FieldWords, raw: str | None) -> FieldReading:
        """A field that is empty, or says unknown or home-made, or holds no known name."""
        text = raw or ""
        key = compact(text)
        if not key:
            return FieldReading(text, None, 0.0, Sentence(words.empty), silent=True)
        if key in self.unknown:
            return FieldReading(text, None, 0.0, Sentence(words.unknown, {"raw": text}), silent=True)
        if key in self.craft:
            return FieldReading(text, None, 0.0, Sentence(phrases.SAYS_CRAFT, {"raw": text}), silent=True)
        return FieldReading(text, None, 0.0, Sentence(words.strange, {"raw": text}))

    def read_words(
        self,
        words: FieldWords,
        raw: str | None,
        guess: Callable[[str], WordGuess | None],
        *,
        craft_is_a_word: bool = False,
    ) -> FieldReading:
        """A field of listed words (type, country). `craft_is_a_word`: home-made weapons are a type of the list."""
        silent = raw is None or (compact(raw) in self.unknown if craft_is_a_word else self.is_silent(raw))
        found = guess(raw) if raw and not silent else None
        if raw is None or found is None:
            return self.unread(words, raw)
        return FieldReading(raw, found.code, found.strength, found.reason, found.others)
