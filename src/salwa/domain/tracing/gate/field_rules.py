"""Words that stand in the wrong field, and things that are no weapons under the Instrument."""

from __future__ import annotations

from collections.abc import Iterator

from salwa.domain.languages import Sentence, message
from salwa.domain.tracing.gate.remarks import Asked, Remark


def calibre_as_type(asked: Asked) -> Iterator[Remark]:
    """The calibre stands in the field of the type."""
    text = asked.contents.weapon.type_text
    if not text.strip() or asked.contents.weapon.type_code:
        return
    # ".22 Long Rifle" has the word for a type in it; the whole of it is a calibre.
    kind, calibre = asked.book.reader.read_type(text), asked.book.reader.read_calibre(text)
    if calibre.confidence >= 0.85 and kind.confidence < calibre.confidence - 0.1:
        yield Remark(
            "calibre_as_type",
            False,
            "type",
            Sentence(message("“{text}” stands in the field of the type and is a calibre."), {"text": text}),
            Sentence(message("Move it to the calibre, and enter the type: pistol, revolver, rifle …")),
            "ITI 17(b)",
        )


def type_as_calibre(asked: Asked) -> Iterator[Remark]:
    """The type stands in the field of the calibre."""
    text = asked.contents.weapon.calibre_text
    if not text.strip() or asked.contents.weapon.calibre_code or asked.book.reader.read_calibre(text).code:
        return
    if asked.book.reader.read_type(text).confidence >= 0.85:
        yield Remark(
            "type_as_calibre",
            False,
            "calibre",
            Sentence(message("“{text}” stands in the field of the calibre and is a type of weapon."), {"text": text}),
            Sentence(message("Move it to the type, and read the calibre off the barrel or the slide.")),
            "ITI 17(b)",
        )


def type_as_maker(asked: Asked) -> Iterator[Remark]:
    """The type, a country or a calibre stands in the field of the maker."""
    text = asked.contents.weapon.maker_text
    if not text.strip() or asked.maker is not None or asked.book.reader.read_maker(text).alternatives:
        return
    kind, calibre = asked.book.reader.read_type(text), asked.book.reader.read_calibre(text)
    if (kind.code and kind.confidence >= 0.95) or (calibre.code and calibre.confidence >= 0.95 and not text.isdigit()):
        yield Remark(
            "type_as_maker",
            False,
            "maker",
            Sentence(message("“{text}” stands in the field of the maker and is a type or a calibre."), {"text": text}),
            Sentence(message("Move it to its field, and enter the maker as it is marked, or leave the maker empty.")),
            "ITI 17(b)",
        )


def not_covered(asked: Asked) -> Iterator[Remark]:
    """Ammunition, replicas, air weapons: the Instrument does not cover them (ITI 4)."""
    one, kind = asked.contents.weapon, ""
    if asked.type_code:
        kind = asked.book.types[asked.type_code].kind
    if one.kind == "ammunition" or kind == "ammunition":
        sentence = message("Ammunition is not covered by the International Tracing Instrument.")
    elif kind == "not-a-firearm" or (asked.calibre is not None and asked.calibre.kind == "airgun"):
        sentence = message(
            "Air weapons, replicas and other objects that are no firearms are not covered by the Instrument."
        )
    else:
        return
    yield Remark(
        "not_covered",
        False,
        "type",
        Sentence(sentence),
        Sentence(
            message(
                "Ask by another way (police co-operation, a bilateral agreement), or correct the type if it is wrong."
            )
        ),
        "ITI 4",
    )


RULES = (calibre_as_type, type_as_calibre, type_as_maker, not_covered)
