"""Collecting the texts that people read: marked strings of the Python files, of page templates and checklists."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tokenize import TokenError

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from django.utils.translation.template import templatize

from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import Refusal

# Call -> which arguments are texts ("c": the context that tells two equal texts apart), as Babel writes it.
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "message": None,
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
UNREADABLE = message("The source file cannot be read: {error}.")
LEFT_OUT = {"migrations", "locale", "static", "__pycache__"}
TEMPLATE_ENDINGS = {".html", ".txt"}
# Reference files whose `text:` values are shown to people in their language.
CHECKLISTS = {"stockpile_measures.yaml", "identification_key.yaml"}
# What `templatize` makes of the tags; everything else in its output is blanked out with capital letters.
_CALL = re.compile(r"\b(n?p?gettext|_)\(((?:\s*,?\s*u?(?:'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"))+)")
_CHECKED = re.compile(r'\btext: ("(?:[^"\\]|\\.)*")')
_TEXT = re.compile(r"u?('(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")")


@dataclass(frozen=True, slots=True)
class SourceText:
    """One text for the catalogues: singular, plural (or None), context (or None), notes, and the file it stands in."""

    singular: str
    plural: str | None
    context: str | None
    notes: tuple[str, ...]
    file: str


def source_catalogue(package: Path) -> Catalog:
    """All texts of `package` as a catalogue without translations, files in order of their names, without line numbers.

    Raises `Refusal` (code `unreadable_source`) naming the template or Python file that cannot be read.
    """
    catalogue = Catalog(charset="utf-8")
    for text in source_texts(package):
        shown: str | tuple[str, str] = text.singular if text.plural is None else (text.singular, text.plural)
        catalogue.add(shown, context=text.context, locations=[(text.file, 0)], auto_comments=list(text.notes))
    for entry in catalogue:
        entry.locations = [(name, 0) for name in sorted({name for name, _ in entry.locations})]
    return catalogue


def source_texts(package: Path) -> Iterator[SourceText]:
    """Every marked text, file by file."""
    for path in sorted(package.rglob("*")):
        if LEFT_OUT & set(path.relative_to(package).parts):
            continue
        name = path.relative_to(package).as_posix()
        try:
            if path.suffix == ".py":
                yield from _of_python(path, name)
            elif path.suffix in TEMPLATE_ENDINGS and "templates" in path.parts:
                yield from _of_template(path.read_text(encoding="utf-8"), name)
            elif path.name in CHECKLISTS:
                for text in _CHECKED.findall(path.read_text(encoding="utf-8")):
                    yield SourceText(str(ast.literal_eval(text)), None, None, (), name)
        except (SyntaxError, TokenError, UnicodeDecodeError) as error:
            raise Refusal(
                "unreadable_source", Sentence(UNREADABLE, {"error": str(error)}), where={"file": name}
            ) from None


def _of_python(path: Path, name: str) -> Iterator[SourceText]:
    with path.open("rb") as file:
        found = extract("python", file, KEYWORDS, comment_tags=("Translators:",))
        for _, words, notes, context in found:
            singular, plural = (words[0], words[1]) if isinstance(words, tuple) else (words, None)
            if singular:
                yield SourceText(singular, plural, context, tuple(notes), name)


def _of_template(source: str, name: str) -> Iterator[SourceText]:
    for call in _CALL.finditer(templatize(source, origin=name)):
        words = [str(ast.literal_eval(text)) for text in _TEXT.findall(call[2])]
        context = words.pop(0) if "p" in call[1].removesuffix("gettext") else None
        if words and words[0]:
            yield SourceText(words[0], words[1] if len(words) > 1 else None, context, (), name)
