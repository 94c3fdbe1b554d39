"""The reviewed words by which columns and cells are recognised, read once from the reference data."""

from __future__ import annotations

from functools import cache
from importlib import resources

import yaml

from salwa.domain.imports.ownership import CellWords
from salwa.domain.imports.suggestion import FieldWords, folded, names_a_field


@cache
def column_words() -> dict[str, FieldWords]:
    """Header words by field."""
    return {
        key: FieldWords(words=_folded(entry["words"]), against=_folded(entry["not"]))
        for key, entry in _document("column_words.yaml").items()
    }


@cache
def cell_words() -> CellWords:
    """Words in cells for ownership, events and sum rows."""
    document = _document("cell_words.yaml")
    return CellWords(
        ownership={answer: _folded(words) for answer, words in document["ownership"].items()},
        events={kind: _folded(words) for kind, words in document["events"].items()},
        totals=_folded(document["totals"]),
    )


def is_column_word(text: str) -> bool:
    """Whether a text heads a column we know."""
    return names_a_field(text, column_words())


def _folded(words: list[str]) -> frozenset[str]:
    return frozenset(folded(str(word)) for word in words)


def _document(name: str) -> dict:
    text = resources.files("salwa.reference").joinpath(name).read_text(encoding="utf-8")
    return dict(yaml.load(text, Loader=yaml.CSafeLoader))
