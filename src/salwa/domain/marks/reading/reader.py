"""All marks of one weapon, read together: each field helps the others."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from functools import lru_cache

from salwa.domain.languages import Sentence
from salwa.domain.marks.reading import completing, mending, phrases, weighing
from salwa.domain.marks.reading.book import ReferenceBook
from salwa.domain.marks.reading.calibres import CalibreGuess, members_of
from salwa.domain.marks.reading.models import Beside
from salwa.domain.marks.reading.serial_reader import SerialReader
from salwa.domain.marks.reading.typed import FieldReading, MarkReading, TypedMarks
from salwa.domain.marks.reading.vocabulary import MEMORY, Vocabulary
from salwa.domain.marks.serials import SerialReading
from salwa.domain.weapons import ItemKind

_ITEM_KINDS = {
    "small-arm": ItemKind.WEAPON,
    "light-weapon": ItemKind.WEAPON,
    "other-firearm": ItemKind.WEAPON,
    "part": ItemKind.PART,
    "ammunition": ItemKind.AMMUNITION,
}
Fields = tuple[FieldReading, FieldReading, FieldReading, FieldReading, FieldReading]


# A maker's or model's name is no longer. The time to read grows faster than the text: of a longer one the rest is not
# read.
LONGEST_READ = 300
# One sign becomes at most eighteen (U+FDFA) when forms that mean the same are written alike.
MOST_SIGNS_OF_ONE = 18


def _readable(text: str | None) -> str | None:
    """As much of a text as is read: `LONGEST_READ` signs, counted when all forms are written out."""
    if text is None or len(text) * MOST_SIGNS_OF_ONE <= LONGEST_READ or (text.isascii() and len(text) <= LONGEST_READ):
        return text
    text = text[:LONGEST_READ]
    while len(unicodedata.normalize("NFKC", text)) > LONGEST_READ:
        text = text[: len(text) // 2]
    return text


class MarkReader:
    """Reads typed marks with a reference book. Slow to make (about 0.4 s), quick to use; make one per process."""

    def __init__(self, book: ReferenceBook) -> None:
        self._names = Vocabulary(book)
        self._serials = SerialReader(book.mark_words, book.folding)
        self._together = lru_cache(maxsize=MEMORY)(self._fields)

    def read(self, marks: TypedMarks) -> MarkReading:
        """Read all fields. Never raises on any text; every `raw` is the text as given (None as the empty text)."""
        fields = self._together(marks.maker, marks.model, marks.calibre, marks.type, marks.country)
        maker, model, calibre, kind, country = fields
        serial = self._serials.read(marks.serial)
        year, month, reason = self.read_year(marks.year, serial, fields)
        maker_country = self._names.book.makers[maker.code].country if maker.code else None
        return MarkReading(
            maker, model, calibre, kind, country, serial, maker_country, year, month, reason, _weakest(fields)
        )

    def read_fields(
        self, maker: str | None, model: str | None, calibre: str | None, kind: str | None, country: str | None
    ) -> Fields:
        """Maker, model, calibre, type and country alone, with the help of one another."""
        return self._together(maker, model, calibre, kind, country)

    def read_year(
        self, raw: str | None, serial: SerialReading, fields: Fields
    ) -> tuple[int | None, int | None, Sentence | None]:
        """Year and month of manufacture, and the reason when the serial number tells them."""
        maker, model, _, kind, _ = fields
        return completing.read_year(self._names, raw, serial, (maker.code, model.code, kind.code))

    def read_serial(self, serial: str | None) -> SerialReading:
        """Read the serial field alone."""
        return self._serials.read(serial)

    def read_maker(self, raw: str | None) -> FieldReading:
        """Read a maker alone, without the help of the other fields."""
        return self._together(raw, None, None, None, None)[0]

    def read_model(self, raw: str | None) -> FieldReading:
        """Read a model alone; a bare number means nothing then."""
        return self._together(None, raw, None, None, None)[1]

    def read_calibre(self, raw: str | None) -> FieldReading:
        """Read a calibre alone."""
        return self._together(None, None, raw, None, None)[2]

    def read_type(self, raw: str | None) -> FieldReading:
        """Read a type of weapon alone."""
        return self._together(None, None, None, raw, None)[3]

    def read_country(self, raw: str | None) -> FieldReading:
        """Read a country alone: ISO 3166 alpha-3 code, also of former States."""
        return self._together(None, None, None, None, raw)[4]

    def item_kind(self, type_code: str) -> ItemKind:
        """What kind of item a type of the list is: a weapon, a part, ammunition or another object."""
        return _ITEM_KINDS.get(self._names.book.types[type_code].kind, ItemKind.OTHER)

    def _fields(
        self, maker: str | None, model: str | None, calibre: str | None, kind: str | None, country: str | None
    ) -> Fields:
        """The five fields that repeat from weapon to weapon; each distinct combination is worked out once."""
        typed = (maker, model, calibre, kind, country)
        cut = tuple(map(_readable, typed))
        if cut == typed:
            return self._of_readable(*typed)
        read = self._of_readable(*cut)
        return tuple(replace(one, raw=text or "") for one, text in zip(read, typed, strict=True))  # type: ignore[return-value]

    def _of_readable(
        self, maker: str | None, model: str | None, calibre: str | None, kind: str | None, country: str | None
    ) -> Fields:
        names = self._names
        type_reading = names.read_words(phrases.TYPE, kind, names.type, craft_is_a_word=True)
        country_reading = names.read_words(phrases.COUNTRY, country, names.country)
        calibre_guess = self._calibre(calibre, type_reading.code)
        beside = self._beside(calibre_guess, type_reading, country_reading, maker)
        maker_reading, in_question = weighing.read_maker(names, maker, model, beside)
        beside = replace(beside, makers=in_question, stranger=not in_question and not maker_reading.silent)
        model_reading = weighing.read_model(names, model, beside, maker_reading)
        maker_reading, model_reading = mending.mend(names, maker_reading, model_reading, calibre, beside)
        calibre_reading = completing.read_calibre(names, calibre, calibre_guess, model_reading, model)
        type_reading = completing.type_from_others(names, type_reading, model_reading, (maker, model))
        return maker_reading, model_reading, calibre_reading, type_reading, country_reading

    def _calibre(self, raw: str | None, type_code: str | None) -> CalibreGuess | None:
        """What the calibre may mean; a bare number is a gauge when the weapon is a shotgun."""
        types = self._names.book.types
        shotgun = type_code is not None and "shotgun" in (type_code, types[type_code].broader)
        return self._names.calibre(raw, shotgun) if raw and not self._names.is_silent(raw) else None

    def _beside(
        self, calibre: CalibreGuess | None, kind: FieldReading, country: FieldReading, maker: str | None
    ) -> Beside:
        """What the fields other than maker and model say; "German" as the maker tells the country."""
        calibres = frozenset(members_of(self._names.book.calibres, calibre.code)) if calibre else frozenset()
        state = self._names.book.states.get(country.code or (maker and self._names.makers.nation(maker)) or "")
        countries = (state.code, *state.successors[:1]) if state else ()
        return Beside((), calibres, kind.code, frozenset(countries), type_text=kind.raw)


def _weakest(fields: Fields) -> float:
    typed = [field.confidence for field in fields if not field.silent]
    return min(typed) if typed else 0.0
