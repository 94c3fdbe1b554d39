"""Whom to ask, in which order, and why: last lawful holder, State of import, State of manufacture (ITI 5, 16, 17)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from salwa.domain.languages import Entry, Sentence, message
from salwa.domain.marks.reading import TypedMarks
from salwa.domain.marks.reading.book import Maker, Model
from salwa.domain.tracing.contents import RequestContents
from salwa.domain.tracing.import_marks import importer_of, is_import, state_named_in, year_of
from salwa.domain.tracing.knowledge import Knowledge
from salwa.domain.tracing.makers import made_in

FIRST_COVERED = 1900
SURE = 0.75
WITHOUT_MAKER = ("craft", "printed")


class AskedFor(StrEnum):
    """Why a State is asked."""

    LAST_HOLDER = "last_holder"
    IMPORT = "import"
    MANUFACTURE = "manufacture"


@dataclass(frozen=True, slots=True)
class KnownHolder:
    """A State in which the weapon was, as far as known. `told_by`: who said so, empty: own register.

    `said`: the word of the answer that says so (StatementKind); the sentence claims no more than that.
    """

    state: str
    day: date | None = None
    told_by: str = ""
    said: str = ""


@dataclass(frozen=True, slots=True)
class Addressee:
    """A State to ask (ISO 3166 alpha-3), why, and the sentence that says so."""

    state: str
    reason: AskedFor
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class WhomToAsk:
    """States in the order in which to ask them. `nobody`: why there is none; None when there is one."""

    addressees: tuple[Addressee, ...]
    nobody: Sentence | None


def whom_to_ask(
    contents: RequestContents,
    book: Knowledge,
    *,
    own_state: str = "",
    holders: Sequence[KnownHolder] = (),
    language: str = "en",
) -> WhomToAsk:
    """The States to ask about the weapon of a request; never `own_state`, each State once, for its best reason.

    `language` (two letters): that of the reader, in which the sentences name States. `holders`: from earlier answers
    and the own register; the latest is asked first, those without a day last.
    """
    nobody = _cannot(contents, book)
    if nobody is not None:
        return WhomToAsk((), nobody)
    found: dict[str, Addressee] = {}
    for one in (
        *_holders(holders, book, language),
        *_imports(contents, book, language),
        *_makers(contents, book, language),
    ):
        found.setdefault(one.state, one)
    only_own = set(found) == {own_state}
    found.pop(own_state, None)
    if found:
        return WhomToAsk(tuple(found.values()), None)
    return WhomToAsk((), Sentence(ONLY_OWN if only_own else NOTHING_KNOWN))


def connected(contents: RequestContents, book: Knowledge) -> tuple[str, ...]:
    """Every State that anything in the request connects with the weapon, the likeliest first."""
    asked = [one.state for one in (*_imports(contents, book), *_makers(contents, book))]
    maker, model, country = _named(contents, book)
    wider = sorted(made_in(book, model, maker))
    earlier = [one.state for one in contents.earlier]
    successors = [new for code in (*wider, country) if code in book.states for new in book.states[code].successors]
    if not asked and not wider:
        return ()
    return tuple(dict.fromkeys((*asked, *earlier, *(one for one in (country, *wider, *successors) if one))))


def _holders(holders: Sequence[KnownHolder], book: Knowledge, language: str) -> Iterator[Addressee]:
    for one in sorted(holders, key=lambda holder: holder.day or date.min, reverse=True):
        for state in _today(book, one.state):
            if one.told_by:
                values = {"state": _name(book, state, language), "by": _name(book, one.told_by, language)}
                sentence = Sentence(TOLD.get(one.said, HOLDER_TOLD), values)
            else:
                sentence = Sentence(HOLDER_OWN, {"state": _name(book, state, language)})
            yield Addressee(state, AskedFor.LAST_HOLDER, sentence)


def _imports(contents: RequestContents, book: Knowledge, language: str = "en") -> Iterator[Addressee]:
    """By import mark, the latest year first; a country of import without a mark behind them."""
    marks = [one for one in contents.marks if is_import(one.content, one.occasion) and one.text.strip()]
    texts = [mark.text for mark in sorted(marks, key=lambda one: year_of(one.text) or 0, reverse=True)]
    for text in (*texts, contents.weapon.maker_text):
        # An importer's stamp given as the maker still tells where the weapon was imported.
        importer = importer_of(text, book)
        named = importer.country if importer else state_named_in(text, book) if text in texts else ""
        for today in _today(book, named):
            yield Addressee(
                today, AskedFor.IMPORT, Sentence(IMPORT_MARK, {"state": _name(book, today, language), "text": text})
            )
    given = contents.weapon.import_country_code or _read_country(book, contents.weapon.import_country_text)
    for today in _today(book, given):
        yield Addressee(today, AskedFor.IMPORT, Sentence(IMPORT_GIVEN, {"state": _name(book, today, language)}))


def _makers(contents: RequestContents, book: Knowledge, language: str = "en") -> Iterator[Addressee]:
    maker, model, country = _named(contents, book)
    if maker is not None:
        former = maker.historic_country
        template = MAKER_SUCCESSOR if former else MAKER
        values = {
            "state": _name(book, maker.country, language),
            "maker": maker.name,
            "former": _name(book, former, language),
        }
        yield Addressee(maker.country, AskedFor.MANUFACTURE, Sentence(template, values))
    elif country:
        template = COUNTRY_SUCCESSOR if book.states[country].successors else COUNTRY
        for state in _likely_successors(book, country, model):
            values = {"state": _name(book, state, language), "former": _name(book, country, language)}
            yield Addressee(state, AskedFor.MANUFACTURE, Sentence(template, values))
    elif model is not None:
        yield from _of_model(model, book, language)


def _likely_successors(book: Knowledge, country: str, model: Model | None) -> tuple[str, ...]:
    """The State, or those of its successors where the model was made; else where weapons were made at the time."""
    today = _today(book, country)
    made = [one for one in today if one in made_in(book, model, None)]
    last = book.states[country].years[1]
    armed = {
        maker.country
        for maker in book.makers.values()
        if "firearms" in maker.kinds and last is not None and maker.active[0] is not None and maker.active[0] <= last
    }
    return tuple(made or [one for one in today if one in armed] or today)


def _of_model(model: Model, book: Knowledge, language: str) -> Iterator[Addressee]:
    """A model without a maker's mark: where it was first made, then its licensees; the factory's mark decides."""
    makers = [book.makers[code] for code in (model.maker, *model.also_made_by) if code in book.makers]
    states = dict.fromkeys((*(one.country for one in makers), *_today(book, model.country)))
    template = MODEL if len(states) == 1 else MODEL_LICENSED
    for state in states:
        values: dict[str, str | int | Entry] = {
            "state": _name(book, state, language),
            "model": model.name,
            "count": len(states),
        }
        yield Addressee(state, AskedFor.MANUFACTURE, Sentence(template, values))


def _named(contents: RequestContents, book: Knowledge) -> tuple[Maker | None, Model | None, str]:
    """Maker, model and country as given, or as read from the texts where nobody settled on a code."""
    one = contents.weapon
    read = book.reader.read(TypedMarks(maker=one.maker_text, model=one.model_text, country=one.country_text))
    codes = [
        given or (found.code if found.code and found.confidence >= SURE and not found.inferred else "")
        for given, found in (
            (one.maker_code, read.maker),
            (one.model_code, read.model),
            (one.country_code, read.country),
        )
    ]
    maker = book.makers.get(codes[0] or "")
    if maker is not None and importer_of(one.maker_text, book) is not None:
        maker = None
    return maker, book.models.get(codes[1] or ""), codes[2] if codes[2] in book.states else ""


def _cannot(contents: RequestContents, book: Knowledge) -> Sentence | None:
    year = book.reader.read(TypedMarks(year=contents.weapon.year or None))
    if year.year_origin == "typed" and year.year is not None and year.year < FIRST_COVERED:
        return Sentence(ANTIQUE, {"year": year.year})
    if contents.weapon.build in WITHOUT_MAKER:
        return Sentence(NO_MAKER)
    return None


def _read_country(book: Knowledge, text: str) -> str:
    found = book.reader.read(TypedMarks(country=text or None)).country
    return found.code if found.code and found.confidence >= SURE else ""


def _today(book: Knowledge, code: str) -> tuple[str, ...]:
    """The State itself, or the States of today that came after it."""
    if code not in book.states:
        return ()
    return book.states[code].successors or (code,)


def _name(book: Knowledge, code: str, language: str) -> Entry:
    """A State in a sentence: its code, so that it is named in the language of whoever reads the sentence later."""
    name = book.states[code].short_names.get(language, code) if code in book.states else code
    return Entry("country", code, name)


HOLDER_TOLD = message("{by} answered that the weapon was held in {state}; its records go on from there.")
TOLD = {
    "exported": message("{by} answered that the weapon was exported to {state}; its records go on from there."),
    "imported": message(
        "{by} answered that the weapon was imported from {state}; the records there say how and why it left."
    ),
    "transferred": message("{by} answered that the weapon was transferred to {state}; its records go on from there."),
    "held": HOLDER_TOLD,
}
HOLDER_OWN = message("The own register says that the weapon was last lawfully held in {state}.")
IMPORT_MARK = message(
    "The import mark “{text}” names {state} as the State of import: its records say who received the weapon."
)
IMPORT_GIVEN = message("The request names {state} as the State of import: its records say who received the weapon.")
MAKER = message("{maker} made the weapon in {state}: the maker's records say to whom it was first sold.")
MAKER_SUCCESSOR = message(
    "{maker} worked in what was {former} and stands in {state} today, which keeps or finds its records."
)
COUNTRY = message("The weapon was made in {state}; without the maker's name the answer takes longer.")
COUNTRY_SUCCESSOR = message(
    "{former} no longer exists; {state} is one of its successors. The factory's mark tells which one to ask."
)
MODEL = message("The model {model} is made in {state} only, although no maker's mark was read.")
MODEL_LICENSED = message(
    "The model {model} was made in {count} States, {state} among them: the mark of the factory or arsenal decides."
)
ANTIQUE = message(
    "A weapon of {year} is an antique, which the Instrument does not cover (ITI 4): no State can be asked under it."
)
NO_MAKER = message(
    "The weapon was made without a factory: no State has records of it. Look for the maker of its bought parts."
)
ONLY_OWN = message(
    "All that is known points to your own State: search your own register and the maker's and importers' records."
)
NOTHING_KNOWN = message(
    "Neither a maker, nor a country, nor an import mark is known: nobody can be asked yet. Identify the weapon first."
)
# By which each reason for asking a State is kept (services/tracing/own_words.py); a code never changes its meaning.
REASONS = {
    "ask_held": HOLDER_TOLD,
    "ask_exported": TOLD["exported"],
    "ask_imported": TOLD["imported"],
    "ask_transferred": TOLD["transferred"],
    "ask_own_register": HOLDER_OWN,
    "ask_import_mark": IMPORT_MARK,
    "ask_import_country": IMPORT_GIVEN,
    "ask_maker": MAKER,
    "ask_maker_successor": MAKER_SUCCESSOR,
    "ask_country": COUNTRY,
    "ask_country_successor": COUNTRY_SUCCESSOR,
    "ask_model": MODEL,
    "ask_model_licensed": MODEL_LICENSED,
}
