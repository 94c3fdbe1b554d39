"""What was given as the serial number and is something else, or cannot be this maker's."""

from __future__ import annotations

import re
from collections.abc import Iterator

from salwa.domain.languages import Sentence, message
from salwa.domain.marks.doubts import doubted_in
from salwa.domain.marks.folding import ILLEGIBLE
from salwa.domain.marks.serials import normalised
from salwa.domain.tracing.contents import AskedMark, RequestContents
from salwa.domain.tracing.gate.remarks import Asked, Remark, Values

READABLE = ("present", "partial")
DOUBTED = "serial_state_doubted"
_PATENT = re.compile(
    r"(?i)(?<![^\W\d_])(?:pat(?:ent(?:e|ed|s)?)?s?|d\.?\s?r\.?\s?(?:g\.?\s?m|p)\.?|brevet(?:ti|to|e|é)?|patentado|патент|براءة)(?![^\W\d_])"
)
_EXHIBIT = re.compile(
    r"(?i)(?<![^\W\d_])(?:exh(?:ibit)?|evid(?:ence)?|case|scell[ée]s?|p\.?\s?v|prueba|expediente|lacre|"
    r"дело|улика|مضبوط(?:ات)?|محضر|قضية|证物|案)(?![^\W\d_])[\s.:№#/-]+(?:n[o°º]\.?)?[\s.:№#/-]*[A-Z]{0,3}[\s-]?\d"
)
_CALIBRE_LIKE = re.compile(
    r"(?i)\d\s*(?:mm|мм|ملم)(?![^\W\d_])|\d[.,]?\d*\s*[x×х]\s*\d{2}|^\s*(?:cal(?:ibre|iber)?\b\.?|калибр|عيار)\s*\.?\d|^\s*\.\d{2,3}\b"
)
LOOK = message(
    "Look at the weapon again: the serial number is most often on the frame or receiver. Enter this as what it is."
)


def doubted(asked: Asked) -> Iterator[Remark]:
    """A number given as legible, although the request says elsewhere that it is worn or hard to read."""
    for one, said in doubted_marks(asked.contents):
        yield Remark(
            DOUBTED,
            False,
            "marks",
            Sentence(
                message("The serial number “{text}” is given as legible, and it is written: “{said}”."),
                {"text": one.text, "said": said},
            ),
            Sentence(message("Give it as read in part, so that the other State looks for similar numbers too.")),
            "ITI 17(b)",
        )


def doubted_marks(contents: RequestContents) -> list[tuple[AskedMark, str]]:
    """The serial numbers given as legible whose reading is doubtful, each with the words that say so."""
    others = [one.text for one in contents.marks if one.content == "other"]
    words = (contents.circumstances, contents.weapon.description, *others)
    found = [(one, doubted_in(one.text, words)) for one in contents.marks
             if one.content == "serial" and one.state == "present" and one.text.strip()]  # fmt: skip
    return [(one, said) for one, said in found if said]


def erased(asked: Asked) -> Iterator[Remark]:
    """Words or fillers in the place of a number ("XXXX", "sin número", "б/н")."""
    for one in _readable(asked):
        read = asked.book.reader.read_serial(one.text)
        # "Partly removed": a state without the rest of the number is no number either.
        if (str(read.state) not in READABLE or not read.text) and not _is_calibre(asked, one.text):
            yield Remark(
                "erased_as_serial",
                False,
                "marks",
                Sentence(
                    message("“{text}” stands in the place of the serial number and says that there is none to read."),
                    _text(one),
                ),
                Sentence(
                    message("Enter the mark as erased, illegible or not there, and leave its text empty or as it is.")
                ),
                "ITI 17(b)",
            )


def calibre(asked: Asked) -> Iterator[Remark]:
    """The calibre typed as the number."""
    for one in _readable(asked):
        if _is_calibre(asked, one.text):
            yield Remark(
                "calibre_as_serial",
                False,
                "marks",
                Sentence(message("The serial number “{text}” is a calibre."), _text(one)),
                Sentence(LOOK),
                "ITI 17(b)",
            )


def patent(asked: Asked) -> Iterator[Remark]:
    """The number of a patent typed as the number."""
    for one in _readable(asked):
        if _PATENT.search(one.text):
            yield Remark(
                "patent_as_serial",
                False,
                "marks",
                Sentence(
                    message("The serial number “{text}” is the number of a patent; thousands of weapons bear it."),
                    _text(one),
                ),
                Sentence(LOOK),
                "ITI 17(b)",
            )


def exhibit(asked: Asked) -> Iterator[Remark]:
    """The number of the exhibit, the case or the record of seizure."""
    own = normalised(asked.contents.case_reference)
    for one in _readable(asked):
        plain = normalised(one.text)
        if _EXHIBIT.search(one.text) or (len(own) >= SHORTEST and plain == own):
            yield Remark(
                "exhibit_as_serial",
                False,
                "marks",
                Sentence(
                    message("The serial number “{text}” is the number of a case or an exhibit, not of the weapon."),
                    _text(one),
                ),
                Sentence(LOOK),
                "ITI 17(b)",
            )


def model(asked: Asked) -> Iterator[Remark]:
    """The designation of the model typed as the number."""
    if asked.model is None and not asked.contents.weapon.model_text.strip():
        return
    names = {normalised(asked.contents.weapon.model_text)}
    if asked.model is not None:
        names |= {normalised(name) for name in (asked.model.name, *asked.model.names)}
    for one in _readable(asked):
        plain = normalised(one.text)
        # A bare number may be both: the model 1911 and the weapon 1911. "Not identified" in both fields is neither.
        if plain and plain in names and not plain.isdigit() and asked.book.reader.read_serial(one.text).text:
            yield Remark(
                "model_as_serial",
                False,
                "marks",
                Sentence(message("The serial number “{text}” is the name of the model."), _text(one)),
                Sentence(LOOK),
                "ITI 17(b)",
            )


def proof(asked: Asked) -> Iterator[Remark]:
    """The mark of a proof house typed as the number, or a number said to be struck by one."""
    known = {normalised(text): one.name for one in asked.book.proofs for text in one.texts if len(text) > 1}
    for one in _readable(asked):
        plain = normalised(one.text)
        if plain in known:
            yield Remark(
                "proof_as_serial",
                False,
                "marks",
                Sentence(
                    message("The serial number “{text}” is a proof mark ({house})."),
                    {"text": one.text, "house": known[plain]},
                ),
                Sentence(LOOK),
                "ITI 17(b)",
            )


def shape(asked: Asked) -> Iterator[Remark]:
    """A number of a shape that this maker never used."""
    maker = asked.maker
    known = [one for one in asked.book.shapes if maker is not None and maker.code in one.makers]
    if not known or maker is None or _build_is_open(asked):
        return
    for one in _readable(asked):
        # "285316 (right side of the frame)": the number without the remark; two numbers in one text are not judged.
        read = asked.book.reader.read_serial(one.text)
        plain, whole = read.normalised, str(read.state) == "present" and len(read.parts) < 2
        if one.occasion not in ("manufacture", "unknown") or ILLEGIBLE in plain or not (plain and whole):
            continue
        if _explained(asked, one):
            continue
        if not any(re.fullmatch(pattern, plain) for item in known for pattern in item.shapes):
            values: Values = {"text": one.text, "maker": maker.name, "like": known[0].like}
            yield Remark(
                "serial_shape",
                False,
                "marks",
                Sentence(
                    message("{maker} is not known to have numbered weapons like “{text}”; the usual shape is {like}."),
                    values,
                ),
                Sentence(
                    message("Compare the number with the weapon, and look whether another mark is the serial number.")
                ),
                "MOSAIC 05.31",
            )


def two_numbers(asked: Asked) -> Iterator[Remark]:
    """Two different numbers of the maker on one and the same part."""
    seen: dict[tuple[str, str], str] = {}
    for one in _readable(asked):
        if one.component in ("unknown", "other") or one.occasion != "manufacture":
            continue
        place, plain = (one.component, one.occasion), normalised(one.text)
        if ILLEGIBLE not in plain and seen.setdefault(place, plain) != plain:
            yield Remark(
                "two_serials",
                False,
                "marks",
                Sentence(
                    message(
                        "Two different serial numbers are given for the same part of the weapon: {first} and {second}."
                    ),
                    {"first": seen[place], "second": one.text},
                ),
                Sentence(
                    message(
                        "Say which part bears which number; if one is a second reading of the other, "
                        "keep the surer one."
                    )
                ),
                "ITI 10, 17(b)",
            )


SHORTEST = 4


def _readable(asked: Asked) -> Iterator[AskedMark]:
    return (one for one in asked.serials() if one.state in READABLE and one.text.strip())


def _text(one: AskedMark) -> Values:
    return {"text": one.text}


def _is_calibre(asked: Asked, text: str) -> bool:
    return bool(_CALIBRE_LIKE.search(text)) and asked.book.reader.read_calibre(text).confidence >= 0.85


def _explained(asked: Asked, one: AskedMark) -> bool:
    """Whether another rule already says what the text is."""
    only = (erased, calibre, patent, exhibit, model, proof)
    return any(found.sentence.values.get("text") == one.text for rule in only for found in rule(asked))


def _build_is_open(asked: Asked) -> bool:
    """A copy, a kit or a converted weapon bears any number."""
    return asked.contents.weapon.build in ("craft", "kit", "printed", "converted")


RULES = (doubted, erased, calibre, patent, exhibit, model, proof, shape, two_numbers)
