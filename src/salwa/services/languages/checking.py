"""Judging the catalogues: nothing missing, guessed or stale, blanks and tags as in the source, plurals complete."""

from __future__ import annotations

import io
import re
import string
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from salwa.services.languages.catalogues import (
    CATALOGUES,
    LOCALE,
    PACKAGE,
    catalogue_path,
    is_translated,
    read_catalogue,
)
from salwa.services.languages.extraction import source_catalogue

_PERCENT = re.compile(r"%\((\w+)\)[sd]")
_TAG = re.compile(r"</?[a-z][^>]*>")
KINDS = ("missing", "fuzzy", "stale", "blanks", "tags", "plurals")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in a catalogue. `kind` is one of KINDS; `text` is the English text it is about."""

    language: str
    kind: str
    text: str
    explanation: str


def check_catalogues(package: Path = PACKAGE, locale: Path = LOCALE) -> list[Fault]:
    """Everything wrong in the template and the six catalogues; an empty list means that all is well."""
    sources = source_catalogue(package)
    faults = _check_template(sources, locale / "salwa.pot")
    for language in CATALOGUES:
        faults += _check_one(language, sources, locale)
    return faults


def _check_template(sources: Catalog, path: Path) -> list[Fault]:
    template = read_po(io.BytesIO(path.read_bytes())) if path.exists() else Catalog()
    listed, present = _keys(template), _keys(sources)
    return [
        *(Fault("template", "missing", one[0], "Run `salwa translations update`.") for one in sorted(present - listed)),
        *(Fault("template", "stale", one[0], "Run `salwa translations update`.") for one in sorted(listed - present)),
    ]


def _check_one(language: str, sources: Catalog, locale: Path) -> list[Fault]:
    catalogue = read_catalogue(language, locale)
    if not catalogue_path(language, locale).exists():
        return [Fault(language, "missing", "", "There is no catalogue; run `salwa translations update`.")]
    wanted, there = _keys(sources), _keys(catalogue)
    faults = [Fault(language, "missing", one[0], "The text is not in the catalogue.") for one in sorted(wanted - there)]
    faults += [Fault(language, "stale", one[0], "The program has no such text.") for one in sorted(there - wanted)]
    expected = int(CATALOGUES[language][1].split("nplurals=")[1].split(";")[0])
    if catalogue.num_plurals != expected:
        faults.append(Fault(language, "plurals", "", f"The header says {catalogue.num_plurals} forms, not {expected}."))
    for entry in catalogue:
        if entry.id and _key(entry) in wanted:
            faults += _check_entry(language, entry, expected)
    return faults


def _check_entry(language: str, entry: Message, expected: int) -> list[Fault]:
    text = _key(entry)[0]
    if not is_translated(entry.string):
        return [Fault(language, "missing", text, "There is no translation.")]
    if entry.fuzzy:
        return [Fault(language, "fuzzy", text, "The translation is marked as a guess.")]
    if isinstance(entry.id, str):
        return _compare(language, entry.id, str(entry.string), text)
    forms = [entry.string] if isinstance(entry.string, str) else list(entry.string or ())
    if len(forms) != expected:
        return [Fault(language, "plurals", text, f"There are {len(forms)} plural forms, not {expected}.")]
    # The last form is the general one and carries every blank; "one" or "two" may do without the figure.
    faults = _compare(language, entry.id[-1], forms[-1], text)
    allowed = _blanks(entry.id[0]) | _blanks(entry.id[-1])
    for form in forms[:-1]:
        if surplus := _blanks(form) - allowed:
            faults.append(Fault(language, "blanks", text, f"A plural form has unknown blanks: {_list(surplus)}."))
    return faults


def _compare(language: str, source: str, words: str, text: str) -> list[Fault]:
    faults = []
    if _blanks(source) != _blanks(words):
        explanation = f"The blanks are {_list(_blanks(words))}; the source has {_list(_blanks(source))}."
        faults.append(Fault(language, "blanks", text, explanation))
    if Counter(_TAG.findall(source)) != Counter(_TAG.findall(words)):
        faults.append(Fault(language, "tags", text, "The tags (<b>, <a> ...) are not those of the source."))
    return faults


def _blanks(text: str) -> frozenset[str]:
    named = {f"%({name})" for name in _PERCENT.findall(text)}
    try:
        named |= {f"{{{name}}}" for _, name, _, _ in string.Formatter().parse(text) if name is not None}
    except ValueError:
        named.add("an unclosed brace")
    return frozenset(named)


def _list(blanks: frozenset[str]) -> str:
    return ", ".join(sorted(blanks)) or "none"


def _key(entry: Message) -> tuple[str, str, str]:
    singular, plural = (entry.id, "") if isinstance(entry.id, str) else (entry.id[0], entry.id[-1])
    return singular, plural, entry.context or ""


def _keys(catalogue: Catalog) -> set[tuple[str, str, str]]:
    return {_key(entry) for entry in catalogue if entry.id}
