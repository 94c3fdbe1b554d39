"""The lines of UNODC's questionnaire that hold the outcomes of tracing, and how a printed category is read as one.

Category names differ between vintages of the published table (numbers in front, other dashes, slips of spelling), so
a category is read by the words that tell one line from another, never by comparing whole texts.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache

from rapidfuzz.distance import DamerauLevenshtein

from salwa.domain.tracing import Outcome


class Line(StrEnum):
    """Lines 1.1 to 3 (IAFQ tables 5.1 to 5.3); 2.1 to 2.3 are the parts of line 2, "1" the total of 1.1 to 1.7."""

    IDENTIFIABLE = "1"
    LEGITIMATE_OWNER = "1.1"
    ILLEGITIMATE_NATIONAL = "1.2"
    ILLEGITIMATE_FOREIGN = "1.3"
    DIVERSION_IDENTIFIED = "1.4"
    PENDING = "1.5"
    NO_DIVERSION_FOUND = "1.6"
    NOT_INITIATED = "1.7"
    NOT_IDENTIFIABLE = "2"
    ILLICITLY_MADE = "2.1"
    ERASED_OR_ALTERED = "2.2"
    NO_INFORMATION = "2.3"
    MARKING_UNKNOWN = "3"


NINE = tuple(Line(outcome.value) for outcome in Outcome)
IDENTIFIABLE = tuple(line for line in NINE if line.value.startswith("1."))
PARTS_OF_TWO = (Line.ILLICITLY_MADE, Line.ERASED_OR_ALTERED, Line.NO_INFORMATION)
_WORD = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"^\s*(?:line\s*)?([123](?:\.[1-7])?)[\s.):\u2013\u2014-]", re.IGNORECASE)


@lru_cache(maxsize=4096)
def line_of(category: str) -> Line | None:
    """The line that a printed category names, or None when it names none.

    "unknown" alone is a place or a type, not line 3: line 3 speaks of markings.
    """
    words = _words(category)
    if _says(words, "total") and (_says(words, "identifiable") or _says(words, "uniquely")):
        return Line.NOT_IDENTIFIABLE if _not_identifiable(words) else Line.IDENTIFIABLE
    return _owner(words) or _traced(words) or _not_identified(words) or _numbered(category)


def _owner(words: tuple[str, ...]) -> Line | None:
    """Lines 1.1 to 1.3. Few letters part the two kinds of owner: a word that begins with "il" is illegitimate."""
    kinds = [word for word in words if word.endswith("gitimate") or _near(word, "legitimate", "illegitimate")]
    if not kinds:
        return None
    illegitimate = any(word.startswith("il") for word in kinds) or any(word in {"not", "non"} for word in words)
    if not illegitimate:
        return Line.LEGITIMATE_OWNER
    if any(_says(words, place) for place in ("foreign", "abroad", "another")):
        return Line.ILLEGITIMATE_FOREIGN
    return Line.ILLEGITIMATE_NATIONAL if _says(words, "national") or _says(words, "domestic") else None


def _traced(words: tuple[str, ...]) -> Line | None:
    """Lines 1.4 to 1.7."""
    none = any(word in {"no", "not", "without"} for word in words)
    if _says(words, "diversion"):
        return Line.NO_DIVERSION_FOUND if none or _says(words, "attempted") else Line.DIVERSION_IDENTIFIED
    if not _says(words, "tracing") and not _says(words, "traced"):
        return None
    if _says(words, "pending") or _says(words, "ongoing"):
        return Line.PENDING
    if _says(words, "attempted"):
        return Line.NO_DIVERSION_FOUND
    return Line.NOT_INITIATED if none else None


def _not_identified(words: tuple[str, ...]) -> Line | None:
    """The parts of line 2, and line 3."""
    if _not_identifiable(words):
        if _says(words, "manufactured"):
            return Line.ILLICITLY_MADE
        if _says(words, "erased") or _says(words, "altered"):
            return Line.ERASED_OR_ALTERED
        return Line.NO_INFORMATION if _says(words, "information") else Line.NOT_IDENTIFIABLE
    if _says(words, "unknown") and any(_says(words, about) for about in ("marking", "markings", "marked")):
        return Line.MARKING_UNKNOWN
    return None


def _numbered(category: str) -> Line | None:
    """A line named by its number and by words of another language or wording."""
    found = _NUMBER.match(category)
    return Line(found[1]) if found and found[1] in set(Line) and "." in found[1] else None


def _not_identifiable(words: tuple[str, ...]) -> bool:
    unique = _says(words, "uniquely") or _says(words, "identifiable")
    return (unique and any(word in {"not", "non"} for word in words)) or _says(words, "unidentifiable")


def _words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(text.casefold()))


def _says(words: tuple[str, ...], wanted: str) -> bool:
    return any(_near(word, wanted) for word in words)


def _near(word: str, *wanted: str) -> bool:
    """The same word, or one slip away from it where it is long enough to be no other word."""
    return any(
        word == one
        or (len(one) >= 7 and len(word) >= 6 and DamerauLevenshtein.distance(word, one, score_cutoff=1) <= 1)
        for one in wanted
    )
