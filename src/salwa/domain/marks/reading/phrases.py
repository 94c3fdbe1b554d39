"""Sentences with which a reading explains itself. `{raw}` is the text as typed; names and codes come from the book."""

from __future__ import annotations

from dataclasses import dataclass

from salwa.domain.languages import message


@dataclass(frozen=True, slots=True)
class FieldWords:
    """What is said of a field that gave no code: it is empty, it says unknown, or it holds a strange word."""

    empty: str
    unknown: str
    strange: str


MAKER = FieldWords(
    message("No maker was written down."),
    message("Maker: “{raw}” says that it is unknown; it is not a name."),
    message("Maker: “{raw}” is not a maker the reference book knows."),
)
MODEL = FieldWords(
    message("No model was written down."),
    message("Model: “{raw}” says that it is unknown; it is not a name."),
    message("Model: “{raw}” is not a model the reference book knows."),
)
CALIBRE = FieldWords(
    message("No calibre was written down."),
    message("Calibre: “{raw}” says that it is unknown; it is not a name."),
    message("Calibre: “{raw}” is not a calibre the reference book knows."),
)
TYPE = FieldWords(
    message("No type of weapon was written down."),
    message("Type: “{raw}” says that it is unknown; it is not a name."),
    message("Type: “{raw}” is not a type the reference book knows."),
)
COUNTRY = FieldWords(
    message("No country was written down."),
    message("Country: “{raw}” says that it is unknown; it is not a name."),
    message("Country: “{raw}” is not a country the reference book knows."),
)

SAYS_CRAFT = message("“{raw}” says that the weapon was made by hand or privately; there is no maker to ask.")
SEVERAL = message("“{raw}” may mean {choices}; nothing else written here decides between them.")

MAKER_EXACT = message("Maker: “{raw}” is a name of {name}.")
MAKER_MISSPELT = message("Maker: “{raw}” is a known misspelling of {name}.")
MAKER_BY_MODEL = message("Maker: “{raw}” is short for several makers; the model points to {name}.")
MAKER_BY_COUNTRY = message("Maker: “{raw}” is short for several makers; the country points to {name}.")
MAKER_BY_TYPE = message("Maker: “{raw}” is short for several makers; the type points to {name}.")
MAKER_ONLY_ABBREVIATION = message("Maker: “{raw}” is an abbreviation sometimes used for {name}.")
MAKER_CONTAINED = message("Maker: the name “{part}” in “{raw}” means {name}.")
MAKER_SOUND = message("Maker: “{raw}” sounds like {name}.")
MAKER_FUZZY = message("Maker: “{raw}” differs from “{part}” ({name}) in {edits} characters.")
MAKER_IS_NATION = message("Maker: “{raw}” names a country ({name}), not a maker.")
MAKER_FROM_MODEL = message("Maker: not written; the model {model} was made by {name}.")
MAKER_IN_MODEL = message("Maker: the name of {name} was written in the field of the model.")
MAKER_FROM_SWAP = message("Maker: “{raw}” is a model; it was made by {name}.")

MODEL_EXACT = message("Model: “{raw}” is a name of {name}.")
MODEL_CONTAINED = message("Model: “{part}” in “{raw}” means {name}.")
MODEL_VARIANT = message("Model: “{raw}” begins like {name}; the rest may name a variant.")
MODEL_FUZZY = message("Model: “{raw}” differs from “{part}” ({name}) in {edits} characters.")
MODEL_DATE = message("Model: a spreadsheet turned {typed} into the date “{raw}”: {name}.")
MODEL_OTHER_MAKER = message("Model: “{raw}” is a name of {name}, which is not known to have been made by this maker.")
MODEL_IN_MAKER = message("Model: {name} was written in the field of the maker (“{raw}”).")
MODEL_IN_CALIBRE = message("Model: {name} was written in the field of the calibre (“{raw}”).")
MODEL_IS_MAKER = message("Model: “{raw}” is the name of the maker, not of a model.")
MODEL_IS_BULLET = message("Model: “{raw}” describes a bullet or a load, not a model.")
MODEL_NEEDS_MAKER = message(
    "Model: “{raw}” is only a number or a letter; it means nothing without a maker known to use it."
)

CALIBRE_EXACT = message("Calibre: “{raw}” is a name of {name}.")
CALIBRE_CONTAINED = message("Calibre: “{part}” in “{raw}” means {name}.")
CALIBRE_DIMENSIONS = message("Calibre: the measures in “{raw}” are those of {name}.")
CALIBRE_GAUGE = message("Calibre: “{raw}” is a gauge with the length of its chamber: {name}.")
CALIBRE_DATE = message("Calibre: a spreadsheet turned {typed} into the date “{raw}”: {name}.")
CALIBRE_UNSPECIFIC = message("Calibre: “{raw}” names a bore, not a cartridge; it may mean {choices}.")
CALIBRE_NARROWED = message("Calibre: “{raw}” names a bore only; the model {model} was made for {name}.")
CALIBRE_BY_TYPE = message("Calibre: “{raw}” has several meanings; for this type of weapon it is {name}.")
CALIBRE_FROM_MODEL = message("Calibre: not written; the model {model} was made for {name} only.")
CALIBRE_IN_MODEL = message("Calibre: {name} was written in the field of the model (“{raw}”).")
CALIBRE_PARTS = message("Calibre: the parts of “{raw}” mean {choices}; the first was taken.")

TYPE_EXACT = message("Type: “{raw}” means {name}.")
TYPE_CONTAINED = message("Type: “{part}” in “{raw}” means {name}.")
TYPE_FUZZY = message("Type: “{raw}” differs from “{part}” ({name}) in {edits} characters.")
TYPE_FROM_MODEL = message("Type: not written; the model {model} is a {name}.")
TYPE_FROM_CRAFT = message("Type: not written; the text in another field says that the weapon was made by hand.")

COUNTRY_EXACT = message("Country: “{raw}” is a name of {name}.")
COUNTRY_CONTAINED = message("Country: “{part}” in “{raw}” means {name}.")
COUNTRY_FUZZY = message("Country: “{raw}” differs from “{part}” ({name}) in {edits} characters.")

YEAR_TYPED = message("Year: {year} was written.")
YEAR_UNREADABLE = message("Year: “{raw}” is not a year.")
YEAR_FROM_SERIAL = message("Year: the maker put {year} into the serial number (rule {rule}).")
"""The number a maker dates by rule; the rule's name leads to its source in the reference data."""
