"""Words in the place of a serial number and what they say about the mark (reference/mark_states.yaml)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA

# A word shorter than this is never met with a mistake in it: "raspo" and "rasgo" are different words.
FUZZY_LETTERS = 6
_STROKED = str.maketrans("łøđıəћђ", "lodieчд")
_ARABIC = str.maketrans({"ى": "ي", "ة": "ه", "ـ": "", "ک": "ك", "ی": "ي"})
_CJK = r"㐀-鿿豈-﫿"
_IDEOGRAPH = re.compile(f"[{_CJK}]")
_IDEOGRAPHS = re.compile(f"([{_CJK}]+)")


def fold_words(text: str) -> str:
    """Words as compared: lower case, no accents or vowel signs, one spelling of the Arabic letters that vary."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(c for c in decomposed if not unicodedata.combining(c))
    return plain.translate(_STROKED).translate(_ARABIC)


@dataclass(frozen=True)
class MarkWords:
    """The reviewed word lists. `phrases`: class to phrases (`*` = any ending), components as `component:frame` ...

    `alone`: answers that stand alone, without punctuation or spaces, to the state they mean.
    """

    phrases: Mapping[str, tuple[str, ...]]
    alone: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Found:
    """A phrase met in a text: its class and the words it covers, `start` inclusive to `end` exclusive."""

    kind: str
    start: int
    end: int


class MarkLexicon:
    """The word lists made ready for looking up. Immutable in effect; built once."""

    def __init__(self, words: MarkWords) -> None:
        self.alone = {squeeze(fold_words(text)): state for text, state in words.alone.items()}
        self._first: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        self._stems: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        self._ideographs: list[tuple[str, str]] = []
        self._long: dict[str, list[str]] = {}
        for kind, phrases in words.phrases.items():
            for phrase in phrases:
                self._add(kind, phrase)
        for entries in (*self._first.values(), *self._stems.values()):
            entries.sort(key=lambda entry: -len(entry[0]))
        self._ideographs.sort(key=lambda entry: -len(entry[0]))

    def _add(self, kind: str, phrase: str) -> None:
        folded = fold_words(phrase)
        if _IDEOGRAPH.search(folded):
            self._ideographs.append((folded, kind))
            return
        tokens = tuple(re.findall(r"[^\W\d_]+\*?|\*", folded))
        head = tokens[0]
        if head.endswith("*"):
            self._stems.setdefault(head[:3].rstrip("*"), []).append((tokens, kind))
        else:
            self._first.setdefault(head, []).append((tokens, kind))
        for token in tokens:
            if len(token.rstrip("*")) >= FUZZY_LETTERS:
                self._long.setdefault(token.rstrip("*")[:1], []).append(token)

    def find(self, words: Sequence[str]) -> list[Found]:
        """Phrases in folded words, left to right, the longest first, none overlapping."""
        known = [self.corrected(word) for word in words]
        found: list[Found] = []
        place = 0
        while place < len(known):
            match = self._at(known, place)
            if match is None:
                place += 1
                continue
            found.append(match)
            place = match.end
        return found

    def is_of(self, words: Sequence[str], kind: str) -> bool:
        """Whether one word by itself is of a class, also inside a longer phrase of another class."""
        found = self._at(words, 0) if len(words) == 1 else None
        return found is not None and found.kind == kind

    def _at(self, words: Sequence[str], place: int) -> Found | None:
        word = words[place]
        if _IDEOGRAPH.match(word):
            kind = next((kind for phrase, kind in self._ideographs if phrase == word), None)
            return Found(kind, place, place + 1) if kind else None
        best: Found | None = None
        for head in dict.fromkeys((word, *_without_article(word))):
            for tokens, kind in (*self._first.get(head, ()), *self._stems.get(head[:3], ()), *self._short_stems(head)):
                end = place + len(tokens)
                if (best is None or end > best.end) and end <= len(words):
                    rest = words[place + 1 : end]
                    if _meets(tokens[0], head) and all(map(_meets, tokens[1:], rest)):
                        best = Found(kind, place, end)
        return best

    def _short_stems(self, head: str) -> Sequence[tuple[tuple[str, ...], str]]:
        return self._stems.get(head[:2], ()) if len(head) >= 2 else ()

    @lru_cache(maxsize=8192)  # noqa: B019  (one lexicon lives as long as the process)
    def corrected(self, word: str) -> str:
        """The word, or the listed word it misses by one mistake when it has six letters or more."""
        if len(word) < FUZZY_LETTERS or self._at((word,), 0) or self._is_listed(word):
            return word
        for first in dict.fromkeys((word[0], word[1])):
            for token in self._long.get(first, ()):
                if _near(word, token):
                    return token.rstrip("*")
        return word

    @lru_cache(maxsize=8192)  # noqa: B019
    def _is_listed(self, word: str) -> bool:
        return any(_meets(token, word) for token in self._long.get(word[0], ()))

    def cut_ideographs(self, run: str) -> list[str]:
        """A run of ideographs cut into listed phrases; what is not listed comes out as it stands."""
        pieces: list[str] = []
        rest = ""
        place = 0
        while place < len(run):
            phrase = next((p for p, _ in self._ideographs if run.startswith(p, place)), None)
            if phrase is None:
                rest += run[place]
                place += 1
                continue
            if rest:
                pieces.append(rest)
                rest = ""
            pieces.append(phrase)
            place += len(phrase)
        return [*pieces, rest] if rest else pieces


def squeeze(text: str) -> str:
    """Letters and digits only."""
    return "".join(c for c in text if c.isalnum())


def part_ideographs(text: str) -> list[str]:
    """Text cut where ideographs begin and end."""
    return [part for part in _IDEOGRAPHS.split(text) if part]


def is_ideographic(text: str) -> bool:
    """Whether the text begins with a Chinese character."""
    return bool(_IDEOGRAPH.match(text))


def _meets(token: str, word: str) -> bool:
    return word.startswith(token[:-1]) if token.endswith("*") else token == word


def _near(word: str, token: str) -> bool:
    if not token.endswith("*"):
        return abs(len(word) - len(token)) <= 1 and OSA.distance(word, token, score_cutoff=1) <= 1
    stem = token[:-1]
    return any(OSA.distance(word[: len(stem) + more], stem, score_cutoff=1) <= 1 for more in (-1, 0, 1))


def _without_article(word: str) -> tuple[str, ...]:
    """Arabic words without the article or the "and" written onto them."""
    if not "؀" <= word[0] <= "ۿ":
        return ()
    return tuple(
        word[len(prefix) :]
        for prefix in ("و", "ال", "وال", "بال", "لل", "ب")
        if word.startswith(prefix) and len(word) > len(prefix) + 1
    )
