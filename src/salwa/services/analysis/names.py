"""Names of the entries in the reader's language, from the reference book; a code it lacks is shown as it is."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import get_language, gettext, ngettext

from salwa.domain.analysis import NOT_READ, Bar, By
from salwa.domain.weapons import MarkState
from salwa.reference import load_book

Name = Callable[[str], str]


def reader_language() -> str:
    """Two-letter code of the reader's language."""
    return (get_language() or "en").split("-")[0]


def entry_name(by: By, code: str) -> str:
    """The words for one known entry."""
    return _NAMES[by](code) if by in _NAMES else code


def code_name(field: str, code: str) -> str:
    """The words for a code of a field of the register (type, maker, model, calibre, country); others as they are."""
    if field == "model":
        found = load_book().models.get(code)
        return found.name if found else code
    return entry_name(By(field), code) if code and field in {"type", "maker", "calibre", "country"} else code


def bar_name(by: By, bar: Bar) -> str:
    """The words for a row or bar: an entry, several joined, a span of years, or what is not known."""
    if bar.joined:
        return ngettext("%(count)d other entry", "%(count)d other entries", bar.joined) % {"count": bar.joined}
    if bar.until is not None:
        return f"{bar.code}\u2013{bar.until}"
    if bar.known:
        return entry_name(by, bar.code)
    if bar.code == NOT_READ:
        return gettext("Recorded, but not read")
    return gettext("Not recorded")


def _type_name(code: str) -> str:
    found = load_book().types.get(code)
    name = found.names.get(reader_language(), found.names["en"]) if found else code
    return name[:1].upper() + name[1:]


def _maker_name(code: str) -> str:
    found = load_book().makers.get(code)
    return found.name if found else code


def _state_name(code: str) -> str:
    found = load_book().states.get(code)
    return found.short_names.get(reader_language(), found.short_names["en"]) if found else code


def _calibre_name(code: str) -> str:
    found = load_book().calibres.get(code)
    return found.name if found else code


def _state_of_marks(code: str) -> str:
    return {
        MarkState.PRESENT: gettext("Legible in full"),
        MarkState.PARTIAL: gettext("Legible in part"),
        MarkState.ILLEGIBLE: gettext("Illegible"),
        MarkState.ERASED: gettext("Erased"),
        MarkState.NONE: gettext("Bears no serial number"),
    }.get(MarkState(code), code)


_NAMES: dict[By, Name] = {
    By.TYPE: _type_name,
    By.MAKER: _maker_name,
    By.COUNTRY: _state_name,
    By.CALIBRE: _calibre_name,
    By.MARKS: _state_of_marks,
}
