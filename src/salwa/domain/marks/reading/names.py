"""Names made comparable, and an index of names that says how good a match is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from salwa.domain.marks.folding import FoldingTable
from salwa.domain.marks.mark_states import fold_words

_WORD = re.compile(r"[^\W_]+")
_FINE = re.compile(r"\d+|[^\W\d_]+")
_IDEOGRAPH = re.compile("[㐀-鿿豈-﫿]")
_SMALL_SIGNS = str.maketrans("", "", "'’`´.")
_ARABIC_ARTICLE = re.compile("^(?:ال|وال)(?=[؀-ۿ]{3})")
FUZZY_LETTERS = 5
MEMORY = 20_000


@lru_cache(maxsize=MEMORY)
def words_of(text: str) -> tuple[str, ...]:
    """The folded words of a text: no case, accents or punctuation; dots and apostrophes join (S.A. is sa)."""
    return tuple(_WORD.findall(fold_words(text).translate(_SMALL_SIGNS)))


@lru_cache(maxsize=MEMORY)
def loose_words_of(text: str) -> tuple[str, ...]:
    """Like `words_of`, with a dot between words a separator ("ROMARM.SA")."""
    return tuple(_WORD.findall(fold_words(text)))


@lru_cache(maxsize=MEMORY)
def fine_words_of(text: str) -> tuple[str, ...]:
    """Folded words cut where digits and letters meet ("PT92AF": pt, 92, af)."""
    return tuple(_FINE.findall(fold_words(text)))


@lru_cache(maxsize=MEMORY)
def compact(text: str) -> str:
    """Folded letters and digits only."""
    return "".join(_WORD.findall(fold_words(text)))


def allowed_edits(length: int) -> int:
    """Mistakes allowed in a name of so many letters: none under five, one to seven, two to twelve, then three."""
    if length < FUZZY_LETTERS:
        return 0
    return 1 if length < 8 else 2 if length < 13 else 3


@dataclass
class NameIndex:
    """Names to codes with a strength (1 = a true name). Built once; later only read."""

    folding: FoldingTable
    entries: dict[str, dict[str, float]] = field(default_factory=dict)
    by_first: dict[str, dict[tuple[str, ...], str]] = field(default_factory=dict)
    _long: dict[str, dict[str, tuple[str, tuple[str, ...]]]] = field(default_factory=dict)
    _asked: dict[tuple[str, ...], list[tuple[str, int]]] = field(default_factory=dict)
    _sounds: dict[str, list[str]] = field(default_factory=dict)

    def add(self, name: str, code: str, strength: float) -> None:
        """Enter one name of a code. The greater strength stays when it is entered twice."""
        words = words_of(name)
        key = "".join(words)
        if not key:
            return
        known = self.entries.setdefault(key, {})
        known[code] = max(strength, known.get(code, 0.0))
        self.by_first.setdefault(words[0], {})[words] = key

    def close(self, dropped: frozenset[str] = frozenset()) -> None:
        """Prepare the approximate search; call when every name is in.

        Names are compared there without the words of `dropped` ("arms", "company"), so that mistakes are counted in
        what tells one maker from another: Anvil Arms is not Navy Arms. Only true names are approached.
        """
        for names in self.by_first.values():
            for words, key in names.items():
                telling = without(words, dropped) or words
                core = "".join(telling)
                near = len(core) >= FUZZY_LETTERS and core.isascii() and not core.isdigit()
                if near and max(self.entries[key].values()) >= 0.97:
                    self._long.setdefault(core[0], {}).setdefault(core, (key, telling))

    def sounded(self, key: str) -> str:
        """The consonant sounds of a name in Latin letters, so that Таурус, تاوروس and Taurus are one: `TRS`."""
        latin = key.upper().translate(self.folding.sound_plain)
        return sound_key(latin)

    def exact(self, words: Sequence[str]) -> dict[str, float]:
        """Codes of exactly these words, spaces apart."""
        return self.entries.get("".join(words), {})

    def contained(self, words: Sequence[str]) -> list[tuple[int, int, str]]:
        """Names met inside a text: (start, end, key), the longest first, then the leftmost. Two letters at least."""
        found = []
        for start, word in enumerate(words):
            for name, key in self.by_first.get(word, {}).items():
                end = start + len(name)
                if len(key) >= 2 and tuple(words[start:end]) == name:
                    found.append((start, end, key))
        return sorted(found, key=lambda one: (one[0] - one[1], -len(one[2]), one[0]))

    def inside_ideographs(self, text: str) -> list[str]:
        """Keys of Chinese names written inside a longer run of characters."""
        if not _IDEOGRAPH.search(text):
            return []
        return sorted(
            (k for k in self.entries if len(k) >= 2 and _IDEOGRAPH.match(k) and k in text), key=len, reverse=True
        )

    def near(self, words: tuple[str, ...]) -> list[tuple[str, int]]:
        """Names that differ by few mistakes: (key, mistakes), the nearest first. Short names are never guessed."""
        known = self._asked.get(words)
        if known is None:
            if len(self._asked) >= MEMORY:
                self._asked.clear()
            known = self._asked[words] = self._search(words)
        return known

    def _search(self, words: tuple[str, ...]) -> list[tuple[str, int]]:
        core = "".join(words)
        limit = allowed_edits(len(core))
        if not limit or not core.isascii():
            return []
        letters = dict.fromkeys((core[0], core[1]) if len(core) > 5 else (core[0],))
        pool = {
            name: known
            for letter in letters
            for name, known in self._long.get(letter, {}).items()
            if abs(len(name) - len(core)) <= limit
        }
        hits = process.extract(core, list(pool), scorer=OSA.distance, score_cutoff=limit, limit=5)
        digits = _digits(core)
        near = [(name, int(edits)) for name, edits, _ in hits if _digits(name) == digits]
        return [(pool[name][0], edits) for name, edits in near if _word_by_word(words, pool[name][1], edits)]

    def alike_in_sound(self, key: str) -> list[str]:
        """Keys of the same sound, for a name in a script the book does not hold it in."""
        if not self._sounds:
            for known, codes in self.entries.items():
                if not known.isdigit() and max(codes.values()) >= 0.9:
                    self._sounds.setdefault(self.sounded(known), []).append(known)
        sound = self.sounded(_ARABIC_ARTICLE.sub("", key))
        return self._sounds.get(sound, []) if len(sound) >= 4 else []


def _word_by_word(one: Sequence[str], other: Sequence[str], edits: int) -> bool:
    """Whether no single word carries more mistakes than it may: "next" is not a misspelt "new"."""
    if len(one) != len(other):
        return edits <= 1
    return all(
        a == b or OSA.distance(a, b) <= allowed_edits(max(len(a), len(b))) for a, b in zip(one, other, strict=True)
    )


def _digits(text: str) -> str:
    return "".join(c for c in text if c.isdigit())


_ROUGH = (
    ("SHCH", "S"),
    ("TSCH", "S"),
    ("SCH", "S"),
    ("CH", "S"),
    ("SH", "S"),
    ("KH", "H"),
    ("PH", "F"),
    ("TH", "T"),
    ("CK", "K"),
    ("QU", "K"),
    ("TZ", "S"),
    ("TS", "S"),
    ("DZ", "S"),
    ("DJ", "J"),
    ("ZH", "J"),
    ("GH", "G"),
    ("KS", "X"),
)
_ROUGH_LETTERS = str.maketrans("CQZVWPY", "KKSFFBI")


def sound_key(latin: str) -> str:
    """Rough consonant skeleton of a Latin name; the first letter counts even when it is a vowel."""
    text = "".join(c for c in latin.upper() if c.isalnum())
    for group, single in _ROUGH:
        text = text.replace(group, single)
    text = text.translate(_ROUGH_LETTERS)
    head = "A" if text[:1] in set("AEIOU") else text[:1]
    rest = "".join(c for place, c in enumerate(text[1:], 1) if c not in "AEIOUH" and c != text[place - 1])
    return head + rest


def without(words: Iterable[str], dropped: frozenset[str]) -> tuple[str, ...]:
    """The words that are not in a list."""
    return tuple(word for word in words if word not in dropped)
