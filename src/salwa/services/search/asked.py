"""From what an officer typed to what the index is asked, and from a row of the register to what is compared with it."""

from __future__ import annotations

import threading
from dataclasses import asdict, dataclass
from functools import cache

from salwa.domain.marks.matching.agreement import Frequencies
from salwa.domain.marks.matching.query import MarkQuery
from salwa.domain.marks.matching.reasons import Commonness, Known, Marks
from salwa.domain.marks.matching.records import code8, code16, year8
from salwa.domain.marks.reading import MarkReading, TypedMarks
from salwa.domain.marks.reading.book import ReferenceBook
from salwa.domain.marks.skeleton import skeletons
from salwa.reference.loader import load_book
from salwa.services.marks.reader import mark_reader
from salwa.storage.register.models import Mark

# A maker read with less confidence is compared, but weapons of other makers are looked at as well.
SURE_OF_MAKER = 0.6
_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class MarksAsked:
    """The marks of one weapon as typed, every one a text; empty where nothing was read.

    `serial` may hold `?` for a position that is illegible; `import_country` is what the import mark says (ITI 8(b)).
    """

    serial: str = ""
    maker: str = ""
    model: str = ""
    calibre: str = ""
    type: str = ""
    country: str = ""
    import_country: str = ""
    year: str = ""

    def typed(self) -> dict[str, str]:
        """What was typed, field by field, without the empty ones (for the audit log)."""
        return {name: storable(text) for name, text in asdict(self).items() if text.strip()}


@dataclass(frozen=True, slots=True)
class AskedWeapon:
    """One question in all its forms: as typed, as read, as the index is asked, as candidates are compared with."""

    typed: MarksAsked
    reading: MarkReading
    query: MarkQuery
    marks: Marks


def storable(text: str) -> str:
    """The text without what no database keeps: NUL and halves of surrogate pairs become the replacement character."""
    return text.replace("\x00", "\ufffd").encode("utf-8", "replace").decode()


@cache
def book() -> ReferenceBook:
    """The reference book of this process."""
    return load_book()


def understood(typed: MarksAsked) -> AskedWeapon:
    """Read what was typed. Never raises, whatever the texts."""
    reading = mark_reader().read(
        TypedMarks(
            maker=typed.maker, model=typed.model, calibre=typed.calibre, type=typed.type, serial=typed.serial,
            country=typed.country, year=typed.year,
        )
    )  # fmt: skip
    imported = (
        mark_reader().read(TypedMarks(country=typed.import_country)).country.code if typed.import_country else None
    )
    forms = tuple(form for form in skeletons(reading.serial.text) if form) if reading.serial.text else ()
    maker = (reading.maker.code or "") if reading.maker.confidence >= SURE_OF_MAKER else ""
    calibre = reading.calibre.code or ""
    members = book().calibres[calibre].members if calibre in book().calibres else ()
    query = MarkQuery(
        serial=reading.serial.text,
        skeleton=forms[0] if forms else "",
        also=forms[1:],
        maker=code16(maker),
        model=code16(reading.model.code or ""),
        calibre=0 if members else code16(calibre),
        calibres=tuple(code16(code) for code in (*members, calibre)) if members else (),
        calibres_near=tuple(code16(code) for code in calibres_near(calibre)) if calibre and not members else (),
        country=code8(reading.country.code or ""),
        import_country=code8(imported or ""),
        year=year8(reading.year),
    )
    marks = {
        "serial": Known(text=reading.serial.text, forms=forms),
        "maker": Known(typed.maker, reading.maker.code or ""),
        "model": Known(typed.model, reading.model.code or ""),
        "calibre": _calibre(typed.calibre, calibre),
        "type": _type(typed.type, reading.type.code or ""),
        "country": Known(typed.country, reading.country.code or ""),
        "import_country": Known(typed.import_country, imported or ""),
        "year": Known(str(reading.year or ""), year=reading.year),
    }
    return AskedWeapon(typed, reading, query, marks)


def registered(mark: Mark) -> Marks:
    """What the register knows of the weapon of one mark."""
    weapon = mark.weapon
    forms = (mark.skeleton,) if mark.text.isascii() else tuple(dict.fromkeys((mark.skeleton, *skeletons(mark.text))))
    return {
        "serial": Known(text=mark.text, forms=tuple(form for form in forms if form)),
        "maker": Known(weapon.maker_text, weapon.maker_code),
        "model": Known(weapon.model_text, weapon.model_code),
        "calibre": _calibre(weapon.calibre_text, weapon.calibre_code),
        "type": _type(weapon.type_text, weapon.type_code),
        "country": Known(weapon.country_text, weapon.country_code),
        "import_country": Known(weapon.import_country_text, weapon.import_country_code),
        "year": Known(str(weapon.year or ""), year=weapon.year),
    }


@cache
def calibres_near(code: str) -> tuple[str, ...]:
    """Calibres that also fit, are often confused with this one, or are its unspecific names."""
    calibres = book().calibres
    if code not in calibres:
        return ()
    own = (*calibres[code].compatible, *calibres[code].confused_with)
    vague = (other.code for other in calibres.values() if code in other.members)
    return tuple(dict.fromkeys((*own, *vague)))


def commonness(counts: Frequencies, maker: str) -> Commonness:
    """How many registered marks share a code; a model is counted within its maker, whose weight is counted already."""
    total = float(max(counts.records, 1))
    of_maker = float(counts.makers[code16(maker)]) if maker else total

    def common(name: str, code: str) -> float:
        if not name:
            return total
        if name == "maker":
            return float(counts.makers[code16(code)])
        if name == "model":
            return total * min(1.0, float(counts.models[code16(code)] + 1) / (of_maker + 2))
        return float(counts.calibres[code16(code)])

    return common


def _calibre(text: str, code: str) -> Known:
    members = book().calibres[code].members if code in book().calibres else ()
    return Known(text, code, may_be=members, near=() if members else calibres_near(code))


@cache
def _kin_of_type(code: str) -> tuple[str, ...]:
    types = book().types
    if code not in types:
        return ()
    narrower = [other.code for other in types.values() if other.broader == code]
    return tuple(narrower) + ((types[code].broader,) if types[code].broader else ())


def _type(text: str, code: str) -> Known:
    return Known(text, code, may_be=_kin_of_type(code))
