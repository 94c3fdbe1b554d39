"""Names of holders as they are looked for: case, accents, Arabic variants and digits of any script made equal."""

from __future__ import annotations

import re
import unicodedata

# What one clerk writes with hamza, madda, dots or a Persian letter, the next writes without (Arabic, Persian, Urdu).
ARABIC = str.maketrans(
    {
        "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ئ": "ي", "ے": "ي", "ؤ": "و", "ة": "ه", "ہ": "ه",
        "ھ": "ه", "ۀ": "ه", "ک": "ك", "گ": "ك", "ء": "", "ـ": "",
    }
)  # fmt: skip
# Letters that do not fall apart into a plain letter and an accent.
LATIN = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})
CYRILLIC = str.maketrans({"ё": "е", "ґ": "г", "ў": "у"})
# The article, alone and joined to "and", "with", "as" and "for".
ARTICLES = ("ال", "وال", "بال", "كال", "لل", "ولل")
LONGEST_WORD = 40
MOST_WORDS = 60
MOST_ASKED = 6
_WORD = re.compile(r"[^\W_]+")
# Scripts written without spaces: every part of a name may be what somebody types.
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")


def folded_name(text: str) -> str:
    """The name without case, accents, vowel signs, punctuation and doubled spaces; digits are 0 to 9."""
    return " ".join(_words(text))


def search_words(text: str) -> frozenset[str]:
    """The words under which a name is found by the beginning of any of them, each at most 40 characters.

    Arabic words are there with and without the article; names in scripts without spaces from every character on.
    """
    found: dict[str, None] = {}
    for word in _words(text):
        for form in _forms(word):
            found.setdefault(form[:LONGEST_WORD])
    return frozenset(list(found)[:MOST_WORDS])


def asked_words(text: str) -> list[str]:
    """The words of a question, each of which has to begin a word of the name; Arabic articles are left out."""
    return [without_article(word)[:LONGEST_WORD] for word in _words(text)[:MOST_ASKED]]


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text.casefold().translate(ARABIC))
    bare = "".join(sign for sign in plain if not unicodedata.combining(sign))
    bare = unicodedata.normalize("NFC", bare).translate(ARABIC).translate(LATIN).translate(CYRILLIC)
    return _WORD.findall("".join(_digit(sign) for sign in bare))


def _digit(sign: str) -> str:
    value = unicodedata.decimal(sign, None)
    return sign if value is None else str(value)


def _forms(word: str) -> list[str]:
    if _UNSPACED.search(word):
        return [word[place:] for place in range(len(word))]
    bare = without_article(word)
    return [word] if bare == word else [word, bare]


def without_article(word: str) -> str:
    """An Arabic word (folded) without its article; what is left has at least two letters."""
    for article in sorted(ARTICLES, key=len, reverse=True):
        if word.startswith(article) and len(word) > len(article) + 1:
            return word.removeprefix(article)
    return word
