"""Import marks as they stand on weapons (ITI 8(b)): whose they are, and the year they name."""

from __future__ import annotations

import re
from collections.abc import Iterable

from salwa.domain.marks.mark_states import fold_words, squeeze
from salwa.domain.marks.reading import TypedMarks
from salwa.domain.tracing.contents import AskedMark
from salwa.domain.tracing.knowledge import ImporterMark, Knowledge

# A stamp of fewer letters may stand inside another word by chance.
LONG_STAMP = 8
# So sure the name of a State has to be read before it stands for the State of import.
SURE = 0.9
_YEAR = re.compile(r"(?<!\d)(19[5-9]\d|20\d\d)(?!\d)")


def importer_of(text: str, book: Knowledge) -> ImporterMark | None:
    """The importer whose stamp a text is, whatever its dots and spaces. A text that only contains one counts too."""
    plain = squeeze(fold_words(text))
    for one in book.importers:
        for stamp in one.stamps:
            folded = squeeze(fold_words(stamp))
            if plain and (folded == plain or (len(folded) >= LONG_STAMP and folded in plain)):
                return one
    return None


def state_named_in(text: str, book: Knowledge) -> str:
    """The State that an import mark names beside its year ("Kenya 2004"); empty if it names none."""
    words = " ".join(_YEAR.sub(" ", text).split())
    found = book.reader.read(TypedMarks(country=words)).country if words else None
    return found.code if found is not None and found.code and found.confidence >= SURE else ""


def country_on_marks(marks: Iterable[AskedMark], book: Knowledge) -> str:
    """The State that the import marks name, the latest year first; empty where none can be read off them."""
    texts = [one.text for one in marks if is_import(one.content, one.occasion) and one.text.strip()]
    for text in sorted(texts, key=lambda one: year_of(one) or 0, reverse=True):
        importer = importer_of(text, book)
        named = importer.country if importer else state_named_in(text, book)
        if named:
            return named
    return ""


def is_import(content: str, occasion: str) -> bool:
    """Whether a mark is one of import, by what it says or by when it was struck."""
    return content == "import_mark" or occasion == "import"


def year_of(text: str) -> int | None:
    """The year an import mark names, as ITI 8(b) asks for where possible; None when there is none or more than one."""
    years = set(_YEAR.findall(text))
    return int(years.pop()) if len(years) == 1 else None
