"""Import marks: taken for the maker, without the country they name, or against it (ITI 8(b))."""

from __future__ import annotations

from collections.abc import Iterator

from salwa.domain.languages import Sentence, message
from salwa.domain.tracing.gate.remarks import Asked, Remark
from salwa.domain.tracing.import_marks import importer_of, is_import, state_named_in
from salwa.domain.tracing.knowledge import ImporterMark


def import_mark_as_maker(asked: Asked) -> Iterator[Remark]:
    """The importer, whose stamp is larger than the maker's, given as the maker."""
    text = asked.contents.weapon.maker_text
    found = importer_of(text, asked.book)
    if found is None and asked.maker is not None:
        firm = next((one for one in asked.book.importers if one.maker_code == asked.maker.code), None)
        found = firm if firm is not None and not _makes_it(asked, firm) else None
    elif found is not None and _makes_it(asked, found):
        found = None
    if found is not None:
        yield Remark(
            "import_mark_as_maker",
            False,
            "maker",
            Sentence(
                message("“{text}” is the mark of an importer, {name}, not of the maker."),
                {"text": text or found.name, "name": found.name},
            ),
            Sentence(
                message(
                    "Enter it as an import mark and its State as the country of import. The maker's "
                    "mark is often smaller, on "
                    "the other side or under the barrel."
                )
            ),
            "ITI 8(b), 17(b)",
        )


def import_without_country(asked: Asked) -> Iterator[Remark]:
    """An import mark is there, and the country of import was left open."""
    weapon = asked.contents.weapon
    marks = [one for one in asked.contents.marks if is_import(one.content, one.occasion) and one.text.strip()]
    # A mark that names its State itself says what the field would say.
    marks = [one for one in marks if importer_of(one.text, asked.book) or not state_named_in(one.text, asked.book)]
    if marks and not (weapon.import_country_code or weapon.import_country_text.strip()):
        yield Remark(
            "import_country_missing",
            False,
            "import_country",
            Sentence(
                message("The weapon bears the import mark “{text}”, and no country of import is given."),
                {"text": marks[0].text},
            ),
            Sentence(
                message("Enter the State the mark names: it is often the one that can say who received the weapon.")
            ),
            "ITI 8(b), MOSAIC 05.31",
        )


def import_country_against_mark(asked: Asked) -> Iterator[Remark]:
    """The mark of an importer of one State, and another State given."""
    given = asked.contents.weapon.import_country_code
    for one in asked.contents.marks:
        found = importer_of(one.text, asked.book) if given and is_import(one.content, one.occasion) else None
        if found is not None and found.country != given:
            yield Remark(
                "import_country_contradicts",
                False,
                "import_country",
                Sentence(
                    message("The import mark “{text}” is that of {name}, an importer of another State ({country})."),
                    {"text": one.text, "name": found.name, "country": _named(asked, found.country)},
                ),
                Sentence(message("Take the State of the importer as the country of import, or read the mark again.")),
                "ITI 8(b)",
            )


def _named(asked: Asked, code: str) -> str:
    return asked.book.states[code].short_names[asked.language]


def _makes_it(asked: Asked, found: ImporterMark) -> bool:
    """Whether the importer may have made this weapon itself: then its name as the maker is no mistake."""
    model = asked.model
    if model is not None:
        return found.maker_code in (model.maker, *model.also_made_by) and bool(found.maker_code)
    return found.also_maker and importer_of(asked.contents.weapon.maker_text, asked.book) is None


RULES = (import_mark_as_maker, import_without_country, import_country_against_mark)
