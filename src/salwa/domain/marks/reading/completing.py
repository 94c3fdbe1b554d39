"""What one field tells about another: the calibre and the type a model has, the year a serial number holds."""

from __future__ import annotations

import re
import unicodedata

from salwa.domain.languages import Sentence
from salwa.domain.marks.reading import phrases
from salwa.domain.marks.reading.calibres import CalibreGuess, members_of
from salwa.domain.marks.reading.names import compact
from salwa.domain.marks.reading.typed import FieldReading
from salwa.domain.marks.reading.vocabulary import Vocabulary
from salwa.domain.marks.serial_dates import read_serial_date
from salwa.domain.marks.serials import SerialReading
from salwa.domain.weapons import MarkState

_YEAR = re.compile(r"(?<!\d)(1[5-9]\d\d|20\d\d)(?!\d)")


def read_calibre(
    names: Vocabulary, raw: str | None, guess: CalibreGuess | None, model: FieldReading, model_raw: str | None
) -> FieldReading:
    """The calibre typed, narrowed by the model where it names a bore only; else the one calibre of the model."""
    calibres = names.book.models[model.code].calibres if model.code else ()
    name = names.book.models[model.code].name if model.code else ""
    if guess is not None and raw is not None:
        fitting = [code for code in members_of(names.book.calibres, guess.code) if code in calibres]
        if names.book.calibres[guess.code].kind == "unspecific" and len(fitting) == 1 and model.confidence >= 0.7:
            values = {"raw": raw, "model": name, "name": names.book.calibres[fitting[0]].name}
            others = (guess.code, *(code for code in guess.others if code != fitting[0]))
            return FieldReading(raw, fitting[0], 0.75, Sentence(phrases.CALIBRE_NARROWED, values), others)
        return FieldReading(raw, guess.code, guess.strength, guess.reason, guess.others)
    unread = names.unread(phrases.CALIBRE, raw)
    if not unread.silent:
        return unread
    typed_in_model = _calibre_in_model(names, model_raw, model)
    if typed_in_model:
        values = {"raw": model_raw or "", "name": names.book.calibres[typed_in_model.code].name}
        sentence = Sentence(phrases.CALIBRE_IN_MODEL, values)
        return FieldReading(
            raw or "", typed_in_model.code, 0.7, sentence, typed_in_model.others, inferred=True, silent=True
        )
    if len(calibres) == 1 and calibres[0] in names.book.calibres and model.confidence >= 0.6:
        values = {"model": name, "name": names.book.calibres[calibres[0]].name}
        sentence = Sentence(phrases.CALIBRE_FROM_MODEL, values)
        return FieldReading(raw or "", calibres[0], 0.6, sentence, inferred=True, silent=True)
    return unread


def _calibre_in_model(names: Vocabulary, raw: str | None, model: FieldReading) -> CalibreGuess | None:
    """A calibre written beside or instead of the model; a bare number is none."""
    if not raw or names.is_silent(raw) or not re.search(r"\d", raw) or not re.search(r"[^\W\d_]|\.", raw):
        return None
    guess = names.calibre(raw, False)
    if guess is None or (model.code and guess.code not in names.book.models[model.code].calibres):
        return None
    whole = guess.reason.template in (phrases.CALIBRE_EXACT, phrases.CALIBRE_DIMENSIONS)
    return guess if model.code or whole else None


def type_from_others(
    names: Vocabulary, kind: FieldReading, model: FieldReading, texts: tuple[str | None, ...]
) -> FieldReading:
    """The type typed; else that of the model, or the word for a type inside the maker or the model."""
    if kind.code or not kind.silent:
        return kind
    if model.code and names.book.models[model.code].type in names.book.types:
        code = names.book.models[model.code].type
        values = {"model": names.book.models[model.code].name, "name": names.book.types[code].names.get("en", code)}
        return FieldReading(
            kind.raw,
            code,
            min(0.85, model.confidence),
            Sentence(phrases.TYPE_FROM_MODEL, values),
            inferred=True,
            silent=True,
        )
    if "craft-made" in names.book.types and any(text and compact(text) in names.craft for text in texts):
        return FieldReading(kind.raw, "craft-made", 0.7, Sentence(phrases.TYPE_FROM_CRAFT), inferred=True, silent=True)
    for text in texts:
        guess = names.type(text) if text and not names.is_silent(text) and len(text.split()) > 1 else None
        if guess and guess.reason.template in (phrases.TYPE_EXACT, phrases.TYPE_CONTAINED):
            return FieldReading(
                kind.raw, guess.code, guess.strength - 0.05, guess.reason, guess.others, inferred=True, silent=True
            )
    return kind


def read_year(
    names: Vocabulary, raw: str | None, serial: SerialReading, codes: tuple[str | None, str | None, str | None]
) -> tuple[int | None, int | None, Sentence | None]:
    """The year typed, else the one the maker put into the serial number."""
    if raw and raw.strip():
        digits = unicodedata.normalize("NFKC", raw)
        years = _YEAR.findall("".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in digits))
        if len(set(years)) == 1:
            return int(years[0]), None, None
        return None, None, Sentence(phrases.YEAR_UNREADABLE, {"raw": raw})
    maker, model, kind = codes
    rules = names.date_rules.get(maker or "", ())
    if not rules or serial.state not in (MarkState.PRESENT, MarkState.PARTIAL):
        return None, None, None
    date = read_serial_date(serial.text, maker, model, rules, type_code=kind)
    if date is None or date.year is None:
        return None, None, None
    return date.year, date.month, Sentence(phrases.YEAR_FROM_SERIAL, {"year": date.year, "rule": date.rule})
