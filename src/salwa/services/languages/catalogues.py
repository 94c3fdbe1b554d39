"""The six catalogues of texts: brought up to date with the sources, and compiled for use.

A catalogue keeps its translations when texts move; a text that changed is a new text, to be translated afresh: a
guessed ("fuzzy") translation of a legal sentence is worse than the English one.
"""

from __future__ import annotations

import copy
import io
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

import salwa
from salwa.services.languages.extraction import source_catalogue

PACKAGE = Path(salwa.__file__).parent
LOCALE = PACKAGE / "locale"
# Catalogue -> English name and plural rule. Arabic in the order of CLDR: zero, one, two, few, many, other.
CATALOGUES: dict[str, tuple[str, str]] = {
    "ar": (
        "Arabic",
        "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5);",
    ),
    "zh_Hans": ("Chinese", "nplurals=1; plural=0;"),
    "en": ("English", "nplurals=2; plural=(n != 1);"),
    "fr": ("French", "nplurals=2; plural=(n > 1);"),
    "ru": (
        "Russian",
        "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);",
    ),
    "es": ("Spanish", "nplurals=2; plural=(n != 1);"),
}


@dataclass(frozen=True, slots=True)
class Updated:
    """What `update_catalogues` found in one catalogue: texts in all, still without translation, dropped as stale."""

    language: str
    texts: int
    missing: int
    dropped: int


def catalogue_path(language: str, locale: Path = LOCALE) -> Path:
    """Where the catalogue of `language` (a key of CATALOGUES) lies."""
    return locale / language / "LC_MESSAGES" / "django.po"


def read_catalogue(language: str, locale: Path = LOCALE) -> Catalog:
    """The catalogue of `language`; an empty one with the right plural rule when there is no file yet."""
    path = catalogue_path(language, locale)
    text = path.read_bytes() if path.exists() else _header(language).encode()
    return read_po(io.BytesIO(text), locale=language)


def update_catalogues(package: Path = PACKAGE, locale: Path = LOCALE) -> list[Updated]:
    """Write salwa.pot from the sources and merge it into the six catalogues; translations are kept, never guessed."""
    sources = source_catalogue(package)
    write_template(sources, locale / "salwa.pot")
    return [_update(language, sources, locale) for language in CATALOGUES]


def write_template(sources: Catalog, path: Path) -> None:
    """Write the texts without translations, in an order that depends on the sources only."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(_header("") + _body(sources), encoding="utf-8")


def write_catalogue(language: str, catalogue: Catalog, locale: Path = LOCALE) -> None:
    """Write one catalogue; stale texts are left out."""
    path = catalogue_path(language, locale)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(_header(language) + _body(catalogue), encoding="utf-8")


def compile_catalogues(locale: Path = LOCALE) -> list[Path]:
    """Write the binary form (django.mo) beside every catalogue there is; returns the files written."""
    written = []
    for language in CATALOGUES:
        source = catalogue_path(language, locale)
        if source.exists():
            target = source.with_suffix(".mo")
            with target.open("wb") as file:
                write_mo(file, read_catalogue(language, locale))
            written.append(target)
    return written


def _update(language: str, sources: Catalog, locale: Path) -> Updated:
    catalogue = read_catalogue(language, locale)
    before = {(entry.id, entry.context) for entry in catalogue if entry.id}
    # A copy: the merged catalogue takes over the very entries it is given.
    catalogue.update(copy.deepcopy(sources), no_fuzzy_matching=True, update_header_comment=False)
    if language == "en":
        for entry in catalogue:
            entry.string = entry.id
    write_catalogue(language, catalogue, locale)
    after = {(entry.id, entry.context) for entry in catalogue if entry.id}
    missing = sum(1 for entry in catalogue if entry.id and not is_translated(entry.string))
    return Updated(language, len(after), missing, len(before - after))


def is_translated(words: str | tuple[str, ...] | list[str] | None) -> bool:
    """Whether every form of a translation is there."""
    return bool(words) if words is None or isinstance(words, str) else bool(words) and all(words)


def _body(catalogue: Catalog) -> str:
    out = io.BytesIO()
    write_po(out, catalogue, width=0, omit_header=True, sort_by_file=True, ignore_obsolete=True, include_lineno=False)
    return out.getvalue().decode()


def _header(language: str) -> str:
    name, plural = CATALOGUES.get(language, ("", ""))
    lines = [
        f"# Salwa: texts in {name}."
        if name
        else "# Salwa: every text to be translated. Made by `salwa translations update`.",
        'msgid ""',
        'msgstr ""',
        r'"Project-Id-Version: Salwa\n"',
        *([rf'"Language: {language}\n"'] if language else []),
        r'"MIME-Version: 1.0\n"',
        r'"Content-Type: text/plain; charset=utf-8\n"',
        r'"Content-Transfer-Encoding: 8bit\n"',
        *([rf'"Plural-Forms: {plural}\n"'] if plural else []),
    ]
    return "\n".join(lines) + "\n\n"
