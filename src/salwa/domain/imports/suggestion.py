"""Suggesting which column feeds which field: from the words of its header and from what its values read as.

Every suggestion says why. A header that names a field wins over values; values decide where headers say nothing, and
can speak against a header (a column headed "number" whose values are dates is no serial).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from salwa.domain.imports.dates import decide_order
from salwa.domain.imports.fields import KEYS
from salwa.domain.imports.mapping import OWN_COLUMNS, ColumnMapping
from salwa.domain.languages import Sentence, message

BY_HEADER = message("The header {header} names this field.")
BY_HEADER_PART = message("The header {header} contains a word for this field.")
BY_VALUES = message("{share} % of its values read as this field.")
LEAST_SCORE = 0.45
# A column whose values were not judged neither supports nor contradicts its header.
UNJUDGED = -1.0
_SEPARATORS = re.compile(r"[\W_]+", re.UNICODE)
_NUMBER_WORDS = re.compile(r"\b(n[ºo°]|nr|num|№)\b\.?")


@dataclass(frozen=True, slots=True)
class FieldWords:
    """Folded header words of one field, and words that speak against it."""

    words: frozenset[str]
    against: frozenset[str]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """`field` for the column `header`, how sure (0..1), and why."""

    header: str
    field: str
    score: float
    reason: Sentence


# Field key -> judge: given the filled values of a column, the share (0..1) that reads as the field.
Judges = Mapping[str, Callable[[Sequence[str]], float]]


def folded(text: str) -> str:
    """Case, accents, punctuation and underscores off; words separated by one space."""
    flat = unicodedata.normalize("NFKD", text.casefold().replace("ß", "ss"))
    flat = "".join(sign for sign in flat if not unicodedata.combining(sign))
    return " ".join(_SEPARATORS.sub(" ", flat).split())


def suggest_fields(
    headers: Sequence[str], rows: Sequence[Sequence[str]], words: Mapping[str, FieldWords], judges: Judges
) -> list[Suggestion]:
    """The best field for each column, each field given once (fields that may have several columns excepted)."""
    columns = [[row[place] for row in rows if place < len(row) and row[place].strip()] for place in range(len(headers))]
    offers: list[tuple[float, int, str, Sentence]] = []
    for place, header in enumerate(headers):
        if header.strip() in OWN_COLUMNS:
            continue
        for key, field_words in words.items():
            score, reason = _score(header, field_words, key, columns[place], judges)
            if score >= LEAST_SCORE:
                offers.append((score, place, key, reason))
    return _without_lone_numbers(_best_of(offers, headers))


def as_mapping(
    suggestions: Sequence[Suggestion], headers: Sequence[str], rows: Sequence[Sequence[str]]
) -> ColumnMapping:
    """The mapping that follows from the suggestions, with the order of dates decided from the date column."""
    fields: dict[str, tuple[str, ...]] = {}
    for suggestion in suggestions:
        fields[suggestion.field] = (*fields.get(suggestion.field, ()), suggestion.header)
    order = "ymd"
    if "date" in fields:
        place = list(headers).index(fields["date"][0])
        order = decide_order(row[place] for row in rows if place < len(row))
    return ColumnMapping(fields=fields, date_order=order)


def names_a_field(header: str, words: Mapping[str, FieldWords]) -> bool:
    """Whether a header is a word for some field (used to find the header row)."""
    text = folded(header)
    return bool(text) and any(text in field.words for field in words.values())


def _without_lone_numbers(found: list[Suggestion]) -> list[Suggestion]:
    """Numbers that only look like serials are none in a table that tells nothing else of weapons."""
    beside = {one.field for one in found} & {"maker", "model", "calibre", "type"}
    return [one for one in found if beside or one.field != "serial" or one.reason.template != BY_VALUES]


def _best_of(offers: list[tuple[float, int, str, Sentence]], headers: Sequence[str]) -> list[Suggestion]:
    taken_columns: set[int] = set()
    taken_fields: set[str] = set()
    found: list[tuple[int, Suggestion]] = []
    for score, place, key, reason in sorted(offers, key=lambda offer: (-offer[0], offer[1])):
        if place in taken_columns or (key in taken_fields and not KEYS[key].several):
            continue
        taken_columns.add(place)
        taken_fields.add(key)
        found.append((place, Suggestion(headers[place], key, min(1.0, round(score, 2)), reason)))
    return [suggestion for _, suggestion in sorted(found, key=lambda item: item[0])]


def _score(header: str, words: FieldWords, key: str, values: Sequence[str], judges: Judges) -> tuple[float, Sentence]:
    by_header, reason = _header_score(header, words)
    share = judges[key](values) if key in judges and values else UNJUDGED
    by_values = Sentence(BY_VALUES, {"share": round(100 * share)})
    if share == UNJUDGED:
        return by_header, reason
    if by_header:
        # Values that plainly are something else outweigh a header that only contains a word.
        return by_header * (0.75 if share < 0.05 else 1.0) + 0.25 * share, reason
    # Values alone never outweigh a header that names another field.
    return (0.25 + 0.35 * share if share > 0.6 else 0.0), by_values


def _header_score(header: str, words: FieldWords) -> tuple[float, Sentence]:
    text = folded(header)
    for form in (text, folded(_NUMBER_WORDS.sub(" ", header.casefold()))):
        if form and form in words.words:
            return 1.0, Sentence(BY_HEADER, {"header": header})
    tokens = text.split()
    against = any(_contains(tokens, word) for word in words.against)
    best = max((len(word) for word in words.words if _contains(tokens, word)), default=0)
    if not best or (against and best < 0.8 * len(text)):
        return 0.0, Sentence(BY_HEADER_PART, {"header": header})
    # A word that makes up most of the header says more than one among many.
    return 0.5 + 0.4 * best / len(text), Sentence(BY_HEADER_PART, {"header": header})


def _contains(tokens: Sequence[str], word: str) -> bool:
    parts = word.split()
    return any(tokens[start : start + len(parts)] == parts for start in range(len(tokens) - len(parts) + 1))
