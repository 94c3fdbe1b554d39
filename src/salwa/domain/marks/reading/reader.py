"""All marks of one weapon, read together: each field helps the others."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache

from salwa.domain.languages import Sentence
from salwa.domain.marks.reading import phrases
from salwa.domain.marks.reading.book import ReferenceBook
from salwa.domain.marks.reading.calibres import CalibreGuess, CalibreNames, members_of
from salwa.domain.marks.reading.kinds import WordGuess, WordIndex, country_words, type_words
from salwa.domain.marks.reading.makers import ABBREVIATION, MakerGuess, MakerKin, MakerNames
from salwa.domain.marks.reading.models import Beside, ModelGuess, ModelNames
from salwa.domain.marks.reading.names import compact
from salwa.domain.marks.reading.serial_reader import SerialReader
from salwa.domain.marks.reading.typed import FieldReading, MarkReading, TypedMarks
from salwa.domain.marks.serial_dates import read_serial_date
from salwa.domain.marks.serials import SerialReading
from salwa.domain.weapons import ItemKind, MarkState

MEMORY = 100_000
_YEAR = re.compile(r"(?<!\d)(1[5-9]\d\d|20\d\d)(?!\d)")
_ITEM_KINDS = {
    "small-arm": ItemKind.WEAPON,
    "light-weapon": ItemKind.WEAPON,
    "other-firearm": ItemKind.WEAPON,
    "part": ItemKind.PART,
    "ammunition": ItemKind.AMMUNITION,
}
Fields = tuple[FieldReading, FieldReading, FieldReading, FieldReading, FieldReading]


class MarkReader:
    """Reads typed marks with a reference book. Slow to make (about 0.4 s), quick to use; make one per process."""

    def __init__(self, book: ReferenceBook) -> None:
        self._book = book
        self._serials = SerialReader(book.mark_words, book.folding)
        self._unknown = frozenset(compact(word) for word in book.words.unknown)
        self._craft = frozenset(compact(word) for word in book.words.craft)
        self._maker_names = MakerNames(book)
        self._calibre_names = CalibreNames(book)
        self._type_words: WordIndex = type_words(book)
        self._country_words: WordIndex = country_words(book)
        self._kin = MakerKin(book.makers)
        self._model_names = ModelNames(book, self._maker_names, self._kin)
        # Families everybody copies: a pattern without a maker is listed among them.
        self._copied = frozenset(model.family for model in book.models.values() if model.family and not model.maker)
        self._dated = frozenset(maker for rule in book.serial_dates for maker in rule.makers)
        self._maker_guesses: Callable[[str], list[MakerGuess]] = lru_cache(maxsize=MEMORY)(self._maker_names.guesses)
        self._calibre_guess: Callable[[str, bool], CalibreGuess | None] = lru_cache(maxsize=MEMORY)(
            self._calibre_names.guess
        )
        self._type_guess: Callable[[str], WordGuess | None] = lru_cache(maxsize=MEMORY)(self._type_words.guess)
        self._country_guess: Callable[[str], WordGuess | None] = lru_cache(maxsize=MEMORY)(self._country_words.guess)
        self._together = lru_cache(maxsize=MEMORY)(self._fields)

    def read(self, marks: TypedMarks) -> MarkReading:
        """Read all fields. Never raises on any text; every `raw` is the text as given (None as the empty text)."""
        maker, model, calibre, kind, country = self._together(
            marks.maker, marks.model, marks.calibre, marks.type, marks.country
        )
        serial = self._serials.read(marks.serial)
        year, month, year_reason = self._year(marks.year, serial, maker.code, model.code, kind.code)
        return MarkReading(
            maker, model, calibre, kind, country, serial,
            self._book.makers[maker.code].country if maker.code else None,
            year, month, year_reason, _weakest((maker, model, calibre, kind, country)),
        )  # fmt: skip

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
        return _ITEM_KINDS.get(self._book.types[type_code].kind, ItemKind.OTHER)

    def _fields(
        self, maker: str | None, model: str | None, calibre: str | None, kind: str | None, country: str | None
    ) -> Fields:
        """The five fields that repeat from weapon to weapon; each distinct combination is worked out once."""
        type_reading = self._read_type(kind)
        country_reading = self._words("country", country, self._country_guess)
        shotgun = type_reading.code is not None and "shotgun" in (
            type_reading.code,
            self._book.types[type_reading.code].broader,
        )
        calibre_guess = self._calibre_guess(calibre, shotgun) if calibre and not self._silent(calibre) else None
        beside = self._beside(calibre_guess, type_reading, country_reading, maker)
        makers = self._maker_guesses(maker) if maker and not self._silent(maker) else []
        maker_reading, makers_in_question = self._read_maker(maker, makers, model, beside)
        stranger = not makers_in_question and not maker_reading.silent
        beside = replace(beside, makers=makers_in_question, stranger=stranger)
        model_reading = self._read_model(model, beside, maker_reading)
        maker_reading, model_reading = self._mend(maker_reading, model_reading, calibre, beside)
        calibre_reading = self._read_calibre(calibre, calibre_guess, model_reading, model)
        return (
            maker_reading, model_reading, calibre_reading,
            self._type_from_others(type_reading, model_reading, (maker, model)), country_reading,
        )  # fmt: skip

    def _silent(self, raw: str) -> bool:
        key = compact(raw)
        return not key or key in self._unknown or key in self._craft

    def _unread(self, field: str, raw: str | None) -> FieldReading:
        """A field that is empty, or says unknown or home-made, or holds no known name."""
        text = raw or ""
        key = compact(text)
        if not key:
            return FieldReading(text, None, 0.0, Sentence(phrases.NOTHING_TYPED, {"field": field}), silent=True)
        if key in self._unknown:
            return FieldReading(
                text, None, 0.0, Sentence(phrases.SAYS_UNKNOWN, {"raw": text, "field": field}), silent=True
            )
        if key in self._craft:
            return FieldReading(text, None, 0.0, Sentence(phrases.SAYS_CRAFT, {"raw": text}), silent=True)
        return FieldReading(text, None, 0.0, Sentence(phrases.NOT_KNOWN, {"raw": text, "field": field}))

    def _words(self, field: str, raw: str | None, guess: Callable[[str], WordGuess | None]) -> FieldReading:
        found = guess(raw) if raw and not self._silent(raw) else None
        if raw is None or found is None:
            return self._unread(field, raw)
        return FieldReading(raw, found.code, found.strength, found.reason, found.others)

    def _read_type(self, raw: str | None) -> FieldReading:
        """The type of weapon; "home-made" is a type of its own where the list has it."""
        found = self._type_guess(raw) if raw and compact(raw) not in self._unknown else None
        if raw is None or found is None:
            return self._unread("type", raw)
        return FieldReading(raw, found.code, found.strength, found.reason, found.others)

    def _beside(
        self, calibre: CalibreGuess | None, kind: FieldReading, country: FieldReading, maker: str | None
    ) -> Beside:
        """What the fields other than maker and model say; "German" as the maker tells the country."""
        calibres = frozenset(members_of(self._book.calibres, calibre.code)) if calibre else frozenset()
        state = self._book.states.get(country.code or (maker and self._maker_names.nation(maker)) or "")
        countries = (state.code, *state.successors[:1]) if state else ()
        return Beside((), calibres, kind.code, frozenset(countries), type_text=kind.raw)

    def _read_maker(
        self, raw: str | None, guesses: list[MakerGuess], model: str | None, beside: Beside
    ) -> tuple[FieldReading, tuple[str, ...]]:
        """The maker, and the makers with which the model is to be read."""
        state = self._book.states.get(self._maker_names.nation(raw) or "") if raw else None
        if raw and state and not any(guess.strength > ABBREVIATION for guess in guesses):
            values = {"raw": raw, "name": state.short_names.get("en", state.code)}
            return FieldReading(raw, None, 0.0, Sentence(phrases.MAKER_IS_NATION, values), silent=True), ()
        if not guesses or raw is None:
            return self._unread("maker", raw), ()
        weights = {guess.code: self._evidence(guess.code, model, beside) for guess in guesses}
        ranked = sorted(guesses, key=lambda guess: (-guess.strength - weights[guess.code][0], guesses.index(guess)))
        best = ranked[0]
        others = tuple(guess.code for guess in ranked[1:])
        alone = (
            len(ranked) == 1 or weights[best.code][0] + best.strength > weights[ranked[1].code][0] + ranked[1].strength
        )
        if not alone:
            names = ", ".join(self._book.makers[guess.code].name for guess in ranked[:5])
            sentence = Sentence(phrases.SEVERAL, {"raw": raw, "choices": names})
            return FieldReading(raw, None, 0.0, sentence, (best.code, *others)), tuple(guess.code for guess in ranked)
        gained, evidence = weights[best.code]
        if best.strength < 0.6 and gained > 0:
            values = {"raw": raw, "name": self._book.makers[best.code].name, "evidence": evidence}
            return FieldReading(raw, best.code, 0.75, Sentence(phrases.MAKER_AMBIGUOUS, values), others), (best.code,)
        guessed = best.reason.template in (phrases.MAKER_FUZZY, phrases.MAKER_SOUND)
        if guessed and gained < 0 and best.strength < 0.85:
            return self._unread("maker", raw), ()
        strength = best.strength if best.strength < 0.6 or not others else min(best.strength, 0.9)
        if best.strength < 0.6 and gained < 0:
            return self._unread("maker", raw), ()
        return FieldReading(raw, best.code, min(strength, 0.99), best.reason, others), (best.code,)

    def _evidence(self, maker: str, model: str | None, beside: Beside) -> tuple[float, str]:
        """What the other fields say for a maker, and which of them says it most."""
        known = self._book.makers[maker]
        weight, said = 0.0, ""
        if model and not self._silent(model):
            guess = self._model_names.guess(model, replace(beside, makers=(maker,)))
            if guess and guess.kinship >= 2:
                weight, said = weight + 0.6, "the model"
        if beside.countries:
            if beside.countries & {known.country, known.historic_country}:
                weight, said = weight + 0.4, said or "the country"
            else:
                weight -= 0.2
        if beside.type and beside.type in self._book.types:
            wanted = "ammunition" if self._book.types[beside.type].kind == "ammunition" else "firearms"
            if wanted in known.kinds:
                weight, said = weight + 0.15, said or "the type"
            else:
                weight -= 0.3
        return weight, said

    def _read_model(self, raw: str | None, beside: Beside, maker: FieldReading) -> FieldReading:
        if not raw or self._silent(raw):
            return self._unread("model", raw)
        guess = self._model_names.guess(raw, beside)
        if guess and not (guess.kinship == -1 and maker.confidence > 0.9 and self._model_names.is_bare(raw)):
            return self._model(raw, guess)
        if self._model_names.describes_bullet(raw):
            return FieldReading(raw, None, 0.0, Sentence(phrases.MODEL_IS_BULLET, {"raw": raw}), silent=True)
        if self._maker_names.is_name(raw):
            return FieldReading(raw, None, 0.0, Sentence(phrases.MODEL_IS_MAKER, {"raw": raw}), silent=True)
        if self._model_names.is_bare(raw):
            return FieldReading(raw, None, 0.0, Sentence(phrases.MODEL_NEEDS_MAKER, {"raw": raw}))
        return self._unread("model", raw)

    def _model(self, raw: str, guess: ModelGuess) -> FieldReading:
        return FieldReading(raw, guess.code or None, max(0.0, guess.strength), guess.reason, guess.others)

    def _mend(
        self, maker: FieldReading, model: FieldReading, calibre: str | None, beside: Beside
    ) -> tuple[FieldReading, FieldReading]:
        """Fields written in one another's place, and the maker that follows from the model."""
        if model.code is None and maker.code is None and not maker.silent:
            model = self._across(maker, model, beside)
            model, maker = self._swapped(maker, model, beside) if model.code is None else (model, maker)
        if maker.code is None and not maker.alternatives and model.silent and model.raw.strip():
            for guess in self._maker_guesses(model.raw) if not self._silent(model.raw) else ():
                if guess.strength >= 0.9 and self._maker_names.is_name(model.raw):
                    sentence = Sentence(phrases.MAKER_IN_MODEL, {"name": self._book.makers[guess.code].name})
                    maker = FieldReading(maker.raw, guess.code, 0.8, sentence, inferred=True, silent=maker.silent)
                    break
        if model.code is None and model.silent and maker.code and maker.raw.strip():
            model = self._model_in_maker(maker, model, beside)
        if model.code is None and model.silent and calibre and not self._silent(calibre):
            model = self._model_in_calibre(calibre, model, maker, beside)
        if maker.code is None and model.code:
            maker = self._maker_from_model(maker, model)
        return maker, model

    def _across(self, maker: FieldReading, model: FieldReading, beside: Beside) -> FieldReading:
        """One name written over both fields: "US Carbine" and "M1"."""
        together = f"{maker.raw} {model.raw}"
        if model.silent or not model.raw.strip():
            return model
        guess = self._model_names.guess(together, replace(beside, makers=(), stranger=False))
        if not guess or not guess.code or guess.reason.template not in (phrases.MODEL_EXACT, phrases.MODEL_CONTAINED):
            return model
        values = {"raw": together, "name": self._book.models[guess.code].name}
        return FieldReading(
            model.raw, guess.code, min(0.7, guess.strength), Sentence(phrases.MODEL_EXACT, values), guess.others
        )

    def _swapped(self, maker: FieldReading, model: FieldReading, beside: Beside) -> tuple[FieldReading, FieldReading]:
        """A model typed as the maker; perhaps the maker typed as the model."""
        own = (
            tuple(g.code for g in self._maker_guesses(model.raw) if g.strength >= 0.9)
            if model.raw.strip() and not self._silent(model.raw)
            else ()
        )
        if not own and not model.silent:
            return model, maker
        guess = self._model_names.guess(maker.raw, replace(beside, makers=own, stranger=False))
        if not guess or not guess.code or guess.kinship < 0 or guess.strength < 0.7:
            return model, maker
        if guess.reason.template not in (phrases.MODEL_EXACT, phrases.MODEL_CONTAINED):
            return model, maker
        name = self._book.models[guess.code].name
        # One plain word may be somebody's brand as well ("RANGER"); a number in it makes it a model.
        telling = any(c.isdigit() for c in maker.raw) or bool(own)
        found = FieldReading(
            model.raw,
            guess.code,
            min(0.8 if telling else 0.55, guess.strength),
            Sentence(phrases.MODEL_IN_MAKER, {"raw": maker.raw, "name": name}),
            guess.others,
            inferred=True,
        )
        if own:
            sentence = Sentence(phrases.MAKER_IN_MODEL, {"name": self._book.makers[own[0]].name})
            return found, FieldReading(maker.raw, own[0], 0.8, sentence, inferred=True)
        return found, maker

    def _model_in_maker(self, maker: FieldReading, model: FieldReading, beside: Beside) -> FieldReading:
        """ "PISTOLA TAURUS PT 92" typed as the maker: the rest of the text names the model."""
        if maker.code is None or self._maker_names.is_name(maker.raw) or len(maker.raw.split()) < 2:
            return model
        guess = self._model_names.guess(maker.raw, replace(beside, makers=(maker.code,), stranger=False))
        if not guess or not guess.code or guess.kinship < 2:
            return model
        values = {"raw": maker.raw, "name": self._book.models[guess.code].name}
        return FieldReading(
            model.raw,
            guess.code,
            min(0.85, guess.strength),
            Sentence(phrases.MODEL_IN_MAKER, values),
            guess.others,
            inferred=True,
            silent=model.silent,
        )

    def _model_in_calibre(self, calibre: str, model: FieldReading, maker: FieldReading, beside: Beside) -> FieldReading:
        if self._calibre_guess(calibre, False) is not None or maker.code is None:
            return model
        guess = self._model_names.guess(
            calibre, replace(beside, makers=(maker.code,), calibres=frozenset(), stranger=False)
        )
        if not guess or not guess.code or guess.kinship < 2:
            return model
        values = {"raw": calibre, "name": self._book.models[guess.code].name}
        return FieldReading(
            model.raw,
            guess.code,
            min(0.75, guess.strength),
            Sentence(phrases.MODEL_IN_CALIBRE, values),
            inferred=True,
            silent=model.silent,
        )

    def _maker_from_model(self, maker: FieldReading, model: FieldReading) -> FieldReading:
        """No maker, but a model that one maker first made: that maker, less surely (licensees and copies exist)."""
        made_by = self._model_names.makers_of(model.code or "")
        swapped = model.reason.template == phrases.MODEL_IN_MAKER
        if not made_by or made_by[0] not in self._book.makers or compact(maker.raw) in self._craft:
            return maker
        if maker.alternatives and made_by[0] not in maker.alternatives:
            return maker
        if not maker.silent and not maker.alternatives and not swapped:
            return maker  # a maker was typed that the book does not know: not for the model to contradict
        values = {"model": self._book.models[model.code or ""].name, "name": self._book.makers[made_by[0]].name}
        known = self._book.models[model.code or ""]
        if known.family in self._copied:
            return maker
        confidence = min(model.confidence, 0.6 if not known.also_made_by else 0.45)
        sentence = Sentence(phrases.MAKER_FROM_MODEL, values)
        return FieldReading(
            maker.raw, made_by[0], confidence, sentence, maker.alternatives, inferred=True, silent=maker.silent
        )

    def _read_calibre(
        self, raw: str | None, guess: CalibreGuess | None, model: FieldReading, model_raw: str | None
    ) -> FieldReading:
        calibres = self._book.models[model.code].calibres if model.code else ()
        name = self._book.models[model.code].name if model.code else ""
        if guess is not None and raw is not None:
            fitting = [code for code in members_of(self._book.calibres, guess.code) if code in calibres]
            if self._book.calibres[guess.code].kind == "unspecific" and len(fitting) == 1 and model.confidence >= 0.7:
                values = {"raw": raw, "model": name, "name": self._book.calibres[fitting[0]].name}
                others = (guess.code, *(code for code in guess.others if code != fitting[0]))
                return FieldReading(raw, fitting[0], 0.75, Sentence(phrases.CALIBRE_NARROWED, values), others)
            return FieldReading(raw, guess.code, guess.strength, guess.reason, guess.others)
        unread = self._unread("calibre", raw)
        if not unread.silent:
            return unread
        typed_in_model = self._calibre_in_model(model_raw, model)
        if typed_in_model:
            values = {"raw": model_raw or "", "name": self._book.calibres[typed_in_model.code].name}
            sentence = Sentence(phrases.CALIBRE_IN_MODEL, values)
            return FieldReading(
                raw or "", typed_in_model.code, 0.7, sentence, typed_in_model.others, inferred=True, silent=True
            )
        if len(calibres) == 1 and calibres[0] in self._book.calibres and model.confidence >= 0.6:
            values = {"model": name, "name": self._book.calibres[calibres[0]].name}
            sentence = Sentence(phrases.CALIBRE_FROM_MODEL, values)
            return FieldReading(raw or "", calibres[0], 0.6, sentence, inferred=True, silent=True)
        return unread

    def _calibre_in_model(self, raw: str | None, model: FieldReading) -> CalibreGuess | None:
        """A calibre written beside or instead of the model; a bare number is none."""
        if not raw or self._silent(raw) or not re.search(r"\d", raw) or not re.search(r"[^\W\d_]|\.", raw):
            return None
        guess = self._calibre_guess(raw, False)
        if guess is None or (model.code and guess.code not in self._book.models[model.code].calibres):
            return None
        whole = guess.reason.template in (phrases.CALIBRE_EXACT, phrases.CALIBRE_DIMENSIONS)
        return guess if model.code or whole else None

    def _type_from_others(self, kind: FieldReading, model: FieldReading, texts: tuple[str | None, ...]) -> FieldReading:
        if kind.code or not kind.silent:
            return kind
        if model.code and self._book.models[model.code].type in self._book.types:
            code = self._book.models[model.code].type
            values = {"model": self._book.models[model.code].name, "name": self._book.types[code].names.get("en", code)}
            return FieldReading(
                kind.raw,
                code,
                min(0.85, model.confidence),
                Sentence(phrases.TYPE_FROM_MODEL, values),
                inferred=True,
                silent=True,
            )
        if "craft-made" in self._book.types and any(text and compact(text) in self._craft for text in texts):
            return FieldReading(
                kind.raw, "craft-made", 0.7, Sentence(phrases.TYPE_FROM_CRAFT), inferred=True, silent=True
            )
        for text in texts:
            guess = self._type_guess(text) if text and not self._silent(text) and len(text.split()) > 1 else None
            if guess and guess.reason.template in (phrases.TYPE_EXACT, phrases.TYPE_CONTAINED):
                return FieldReading(
                    kind.raw, guess.code, guess.strength - 0.05, guess.reason, guess.others, inferred=True, silent=True
                )
        return kind

    def _year(
        self, raw: str | None, serial: SerialReading, *codes: str | None
    ) -> tuple[int | None, int | None, Sentence | None]:
        """The year typed, else the one the maker put into the serial number."""
        if raw and raw.strip():
            digits = unicodedata.normalize("NFKC", raw)
            years = _YEAR.findall("".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in digits))
            if len(set(years)) == 1:
                return int(years[0]), None, None
            return None, None, Sentence(phrases.YEAR_UNREADABLE, {"raw": raw})
        maker, model, kind = codes
        if maker not in self._dated or serial.state not in (MarkState.PRESENT, MarkState.PARTIAL):
            return None, None, None
        date = read_serial_date(serial.text, maker, model, self._book.serial_dates, type_code=kind)
        if date is None or date.year is None:
            return None, None, None
        return date.year, date.month, Sentence(phrases.YEAR_FROM_SERIAL, {"year": date.year, "rule": date.rule})


def _weakest(fields: Fields) -> float:
    typed = [field.confidence for field in fields if not field.silent]
    return min(typed) if typed else 0.0
