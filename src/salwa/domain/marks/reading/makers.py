"""Reading the maker: which makers a text may name, and how surely."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from salwa.domain.languages import Sentence
from salwa.domain.marks.reading import phrases
from salwa.domain.marks.reading.book import Maker, ReferenceBook
from salwa.domain.marks.reading.names import NameIndex, compact, loose_words_of, without, words_of

TRUE_NAME, MISSPELLING, ABBREVIATION, STAMP = 1.0, 0.93, 0.5, 0.4
CORE_PRICE = 0.15
_STAMP_LETTERS = re.compile(r"[A-Z&.+]{2,6}|[a-z]{2,4}")
_PARTS = re.compile(r"\s*[/|;,(){}\[\]=]\s*|\s+[-–—:]+\s+|\s*[–—]\s*|\s+-|-\s+")
_BRACKETS = str.maketrans("()[]{}", "      ")


@dataclass(frozen=True, slots=True)
class MakerGuess:
    """One maker a text may mean. `strength` 0 to 1; `reason` explains it when this guess is chosen."""

    code: str
    strength: float
    reason: Sentence


class MakerNames:
    """All names of all makers, ready for reading."""

    def __init__(self, book: ReferenceBook) -> None:
        self._makers = book.makers
        self._legal = frozenset(compact(word) for word in book.words.legal_forms)
        self._trade = frozenset(compact(word) for word in book.words.trade_words) | self._legal
        self._company = frozenset(compact(word) for word in book.words.company_words)
        self._nations = {compact(word): code for code, words in book.words.nationalities.items() for word in words}
        self._common = self._trade | self._company | frozenset(self._nations) | _words_of_types_and_states(book)
        self._index = NameIndex(book.folding)
        for maker in book.makers.values():
            self._enter(maker)
        self._index.close(self._trade)
        self._plain = self._common | _words_beside_names(book)

    def _enter(self, maker: Maker) -> None:
        for name in (maker.name, maker.code.replace("-", " "), *maker.aliases):
            self._name(name, maker.code, TRUE_NAME)
        for name in maker.misspellings:
            self._name(name, maker.code, MISSPELLING)
        for name in maker.ambiguous:
            self._index.add(name, maker.code, ABBREVIATION)
        for stamp in maker.stamps:
            letters = stamp.split("(")[0].strip()
            if _STAMP_LETTERS.fullmatch(letters):
                self._index.add(letters, maker.code, STAMP)

    def _name(self, name: str, code: str, strength: float) -> None:
        self._index.add(name, code, strength)
        words = words_of(name)
        short = without(words, self._legal)
        if short and short != words and len("".join(short)) >= 4 and not set(short) <= self._common:
            self._index.add(" ".join(short), code, strength - 0.1)

    def nation(self, text: str) -> str | None:
        """The State whose adjective the text is ("German"), or None."""
        return self._nations.get(compact(text))

    def is_company(self, text: str) -> bool:
        """Whether the text has a word that only companies bear ("Rhino Arms"), so that it is no model."""
        return bool(self._company & set(words_of(text)))

    def is_name(self, text: str) -> bool:
        """Whether a text is exactly a true name of some maker."""
        return any(strength >= MISSPELLING for strength in self._index.exact(words_of(text)).values())

    def words_in(self, words: tuple[str, ...]) -> set[int]:
        """Places of the words that belong to a maker's true name (of three letters and more)."""
        places: set[int] = set()
        for start, end, key in self._index.contained(words):
            if len(key) >= 3 and max(self._index.entries[key].values()) >= MISSPELLING:
                places.update(range(start, end))
        return places

    def guesses(self, raw: str) -> list[MakerGuess]:
        """Makers the text may mean, by the first way of reading that gives any."""
        ways: tuple[Callable[[str], list[MakerGuess]], ...] = (
            self._whole, self._parts, self._contained, self._by_sound, self._fuzzy,
        )  # fmt: skip
        for way in ways:
            found = way(raw)
            if found:
                return found
        return []

    def _whole(self, raw: str) -> list[MakerGuess]:
        for words, lost in self._forms(raw):
            found = self._index.exact(words)
            # Without its words of the trade a text must be a true name; "UT Arms" is not the stamp UT.
            if found and (lost < CORE_PRICE or max(found.values()) >= MISSPELLING + 0.01):
                return self._exact(raw, found, lost)
        return []

    def _forms(self, raw: str) -> list[tuple[tuple[str, ...], float]]:
        """The words whole, then without legal forms, then without words of the trade, each with its price."""
        forms: list[tuple[tuple[str, ...], float]] = []
        for words in dict.fromkeys((words_of(raw), loose_words_of(raw))):
            core = without(words, self._trade)
            forms += [
                (words, 0.0),
                (without(words, self._legal), 0.02),
                (core, CORE_PRICE if len("".join(core)) >= 5 else 0.3),
            ]
        # Words any maker may use name none: "Swiss", "U.S. Rifle", "Firearms International".
        return [(words, lost) for words, lost in forms if words and (not lost or not set(words) <= self._common)]

    def _exact(self, raw: str, found: Mapping[str, float], lost: float = 0.0) -> list[MakerGuess]:
        best = max(found.values())
        kept = {code: value for code, value in found.items() if value >= best - 0.05}
        return [MakerGuess(code, value - lost, self._sentence(raw, code, value)) for code, value in kept.items()]

    def _sentence(self, raw: str, code: str, strength: float) -> Sentence:
        values = {"raw": raw, "name": self._makers[code].name}
        if strength >= 0.89 and strength != MISSPELLING:
            return Sentence(phrases.MAKER_EXACT, values)
        if strength > ABBREVIATION:
            return Sentence(phrases.MAKER_MISSPELT, values)
        return Sentence(phrases.MAKER_ONLY_ABBREVIATION, values)

    def _parts(self, raw: str) -> list[MakerGuess]:
        """Parts of the text, each a name: "MRP/MAGTECH", "S&B - SELLIER & BELLOT". The first true name leads."""
        parts = [part for part in _PARTS.split(raw) if part.strip()]
        if len(parts) < 2:
            return []
        found: dict[str, MakerGuess] = {}
        for part in parts:
            for guess in self._whole(part):
                sentence = Sentence(
                    phrases.MAKER_CONTAINED, {"raw": raw, "part": part, "name": self._makers[guess.code].name}
                )
                known = found.get(guess.code)
                again = 0.05 if known else 0.0
                strength = min(0.97, max(guess.strength - 0.05, known.strength if known else 0.0) + again)
                found[guess.code] = MakerGuess(guess.code, strength, sentence)
        return self._best(list(found.values()))

    def _best(self, guesses: list[MakerGuess]) -> list[MakerGuess]:
        """The guesses nearly as strong as the strongest, in the order met."""
        if not guesses:
            return []
        top = max(guess.strength for guess in guesses)
        return [guess for guess in guesses if guess.strength >= top - 0.04]

    def _contained(self, raw: str) -> list[MakerGuess]:
        words = words_of(raw.translate(_BRACKETS))
        loose = loose_words_of(raw)
        guesses: list[MakerGuess] = []
        taken: set[int] = set()
        met = self._index.contained(words)
        if not met:
            words, met = loose, self._index.contained(loose)
        for start, end, key in met:
            if taken & set(range(start, end)) or not self._telling(key, words[start:end], len(words)):
                continue
            taken |= set(range(start, end))
            rest = [word for word in (*words[:start], *words[end:]) if not word[0].isdigit() and not self._passes(word)]
            price = self._price(key, start, rest)
            for code, strength in self._index.entries[key].items():
                guesses.append(self._part_guess(raw, key, code, min(strength, 0.95) - price))
        for key in self._index.inside_ideographs(compact(raw)) if not guesses else ():
            guesses += [self._part_guess(raw, key, code, 0.85) for code in self._index.entries[key]]
            break
        return self._best([guess for guess in guesses if guess.strength >= 0.5])

    def _passes(self, word: str) -> bool:
        """Whether a word beside a maker's name changes nothing; a word of companies does."""
        return word in self._plain and (word not in self._company or word in self._trade)

    def _price(self, key: str, start: int, strange: list[str]) -> float:
        """What a name inside a longer text loses: most where other words could make it another company's name."""
        unexplained = [word for word in strange if len(word) > 3]
        if not unexplained:
            return 0.1 if start == 0 or len(key) >= 5 else 0.2
        if self._company & set(strange) or start > 0 or len(key) < 4:
            return 0.4 if start == 0 and len(key) >= 5 and len(strange) == 1 else 0.5
        return 0.2 if len(key) >= 5 else 0.3

    def _telling(self, key: str, name: tuple[str, ...], words: int) -> bool:
        """Whether a name inside a text says something: no lone word of the trade, no two letters in a long text."""
        strength = max(self._index.entries[key].values())
        if set(name) <= self._trade or key.isdigit():
            return False
        return strength >= MISSPELLING and (len(key) >= 4 or (len(key) >= 2 and words <= 3))

    def _part_guess(self, raw: str, key: str, code: str, strength: float) -> MakerGuess:
        sentence = Sentence(phrases.MAKER_CONTAINED, {"raw": raw, "part": key, "name": self._makers[code].name})
        return MakerGuess(code, strength, sentence)

    def _by_sound(self, raw: str) -> list[MakerGuess]:
        """A name in another script which the book holds in Latin letters only."""
        if raw.isascii() or all(ord(c) < 0x250 for c in raw):
            return []
        for words in dict.fromkeys(
            (without(words_of(raw), self._trade), *((word,) for word in words_of(raw) if len(word) >= 4))
        ):
            keys = self._index.alike_in_sound("".join(words)) if words else []
            found = {code: key for key in keys for code in self._index.entries[key]}
            if found:
                return [self._sounding(raw, code) for code in found]
        return []

    def _sounding(self, raw: str, code: str) -> MakerGuess:
        return MakerGuess(code, 0.75, Sentence(phrases.MAKER_SOUND, {"raw": raw, "name": self._makers[code].name}))

    def _fuzzy(self, raw: str) -> list[MakerGuess]:
        words = words_of(raw)
        core = without(words, self._trade)
        near = self._index.near(core) if core and not set(words) <= self._common else []
        return [
            self._near_guess(raw, key, code, edits)
            for key, edits in near
            if edits == near[0][1]
            for code in self._index.entries[key]
        ]

    def _near_guess(self, raw: str, key: str, code: str, edits: int) -> MakerGuess:
        strength = max(0.5, 0.9 - 0.9 * edits / len(key))
        values: dict[str, str | int | float] = {
            "raw": raw,
            "part": key,
            "edits": edits,
            "name": self._makers[code].name,
        }
        return MakerGuess(code, strength, Sentence(phrases.MAKER_FUZZY, values))


def _words_of_types_and_states(book: ReferenceBook) -> frozenset[str]:
    texts = [word for kind in book.types.values() for words in kind.words.values() for word in words]
    texts += [name for state in book.states.values() for name in (*state.short_names.values(), *state.aliases)]
    return frozenset(word for text in texts for word in loose_words_of(text))


def _words_beside_names(book: ReferenceBook) -> frozenset[str]:
    """Words of models and loads, which stand beside a maker's name and change nothing."""
    texts = [name for model in book.models.values() for name in model.names]
    texts += [*book.words.model_noise, *book.words.calibre_noise]
    return frozenset(word for text in texts for word in loose_words_of(text))


class MakerKin:
    """Who may have made what another is known for: predecessors, successors, and companies of one group."""

    def __init__(self, makers: Mapping[str, Maker]) -> None:
        self._line: dict[str, set[str]] = {code: {code} for code in makers}
        self._group: dict[str, str] = {code: maker.group or code for code, maker in makers.items()}
        for code, maker in makers.items():
            for other in (*maker.predecessors, *maker.successors):
                if other in self._line:
                    self._line[code].add(other)
                    self._line[other].add(code)

    def in_line(self, one: str, other: str) -> bool:
        """Whether one took over from the other, directly or by one firm between."""
        line = self._line.get(one, set())
        return other in line or any(other in self._line.get(between, ()) for between in line)

    def in_group(self, one: str, other: str) -> bool:
        """Whether both belong to one group, or one is the other's parent."""
        return self._group.get(one, one) == self._group.get(other, other)
