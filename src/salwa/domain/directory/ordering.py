"""The alphabetical order of States in each of the six languages, without tables from outside."""

from __future__ import annotations

import unicodedata

from salwa.domain.languages import LANGUAGES

SIX = frozenset(one.code for one in LANGUAGES)


def sort_key(name: str, language: str) -> tuple[object, ...]:
    """Sorts names of States as a list in `language` does.

    Chinese: by sound (pinyin) for the common signs, whose order in GB 2312 is that of their sound. Spanish: ñ comes
    after n. Arabic: the forms of alif count as one letter. Elsewhere accents and case do not count.
    """
    if language == "zh":
        return (name.encode("gb18030"),)
    text = name.casefold()
    if language == "es":
        text = text.replace("ñ", "n\uffff")
    plain = unicodedata.normalize("NFKD", text)
    letters = "".join(sign for sign in plain if not unicodedata.combining(sign))
    words = "".join(sign if sign.isalnum() or sign in " \uffff" else " " for sign in letters)
    return (" ".join(words.split()), name)
