"""Names of makers, models, calibres, types and States in the reader's language, and suggestions while typing."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections.abc import Iterable
from functools import cache

from django.utils.translation import get_language

from salwa.reference.invented_states import invented_name
from salwa.reference.loader import load_book

# Suggestions for one box; more would have to be read instead of recognised.
MOST = 8


def reader_language() -> str:
    """Two-letter code of the reader's language."""
    return (get_language() or "en").split("-")[0]


def name_of(field: str, code: str) -> str:
    """Name of a reference entry; `field` is maker, model, calibre, type or country. An unknown code stays itself."""
    book, language = load_book(), reader_language()
    if field == "type" and code in book.types:
        name = book.types[code].names.get(language, book.types[code].names["en"])
        return name[:1].upper() + name[1:]
    if field in {"country", "import_country"} and code in book.states:
        return book.states[code].short_names.get(language, book.states[code].short_names["en"])
    if field in {"country", "import_country"}:
        return invented_name(code, language) or code
    if field == "maker" and code in book.makers:
        return book.makers[code].name
    if field == "model" and code in book.models:
        return book.models[code].name
    if field == "calibre" and code in book.calibres:
        return book.calibres[code].name
    return code


def type_choices() -> list[tuple[str, str]]:
    """(name, name) of every type of weapon in the reader's language, by name: what is chosen is kept as the text."""
    names = sorted({name_of("type", code) for code in load_book().types}, key=folded)
    return [(name, name) for name in names]


def type_options() -> list[tuple[str, str]]:
    """(code, name) of every type of weapon in the reader's language, by name: what a list is narrowed to."""
    return sorted(((code, name_of("type", code)) for code in load_book().types), key=lambda one: folded(one[1]))


def type_of(type_code: str, model_code: str) -> str:
    """Code of a type as it was read, else that of the model; empty if neither is known."""
    models = load_book().models
    return type_code or (models[model_code].type if model_code in models else "")


def shape_of(type_code: str) -> str:
    """Which silhouette stands for a type: pistol, revolver, long, or "" when the type says nothing of the shape."""
    types = load_book().types
    seen: set[str] = set()
    while type_code in types and type_code not in seen:
        seen.add(type_code)
        for word, shape in _SHAPES:
            if word in type_code:
                return shape
        type_code = types[type_code].broader
    return ""


_SHAPES = (
    ("revolver", "revolver"),
    ("pistol-grip", "long"),
    ("pistol", "pistol"),
    ("handgun", "pistol"),
    ("rifle", "long"),
    ("carbine", "long"),
    ("shotgun", "long"),
    ("machine", "long"),
    ("long-gun", "long"),
    ("musket", "long"),
)


def suggestions(field: str, text: str) -> list[str]:
    """Up to eight names that begin with what was typed, in any script and spelling the reference book knows."""
    typed = folded(text)
    if len(typed) < 2 or field not in {"maker", "model", "calibre", "country"}:
        return []
    entries = _spellings(field)
    found: dict[str, None] = {}
    for spelling, code in entries[bisect_left(entries, (typed, "")) :]:
        if not spelling.startswith(typed) or len(found) >= MOST:
            break
        found[name_of(field, code)] = None
    return list(found)


def folded(text: str) -> str:
    """Text without case, accents and outer spaces, for comparing what people type."""
    plain = unicodedata.normalize("NFKD", text.strip().casefold())
    return "".join(sign for sign in plain if not unicodedata.combining(sign))


@cache
def _spellings(field: str) -> list[tuple[str, str]]:
    """(folded spelling, code), sorted."""
    book = load_book()
    pairs: Iterable[tuple[Iterable[str], str]]
    if field == "maker":
        pairs = (((one.name, *one.aliases), one.code) for one in book.makers.values())
    elif field == "model":
        pairs = (((one.name, *one.names), one.code) for one in book.models.values())
    elif field == "calibre":
        pairs = (((one.name, *one.synonyms), one.code) for one in book.calibres.values())
    else:
        pairs = (((*one.short_names.values(), *one.aliases), one.code) for one in book.states.values())
    return sorted({(folded(spelling), code) for spellings, code in pairs for spelling in spellings})
