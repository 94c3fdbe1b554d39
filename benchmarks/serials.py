"""Twelve invented serial-number formats, rendered for millions of records at once.

A format is a template over the running number of a series: `D` digit, `A` Latin letter, `C` Cyrillic letter, `Y` last
two digits of the year, `M` model mark; anything else stands for itself. Digits count fastest, then letters from right
to left.
Serials are stored one byte a character in code page 1251, which holds ASCII and Cyrillic.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

ENCODING = "cp1251"
WIDTH = 16
LATIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
CYRILLIC = "АБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЭЮЯ"
# By sound, as a clerk without the alphabet writes them; one to two letters.
_SOUNDS = "A B V G D E ZH Z I K L M N O P R S T U F KH TS CH SH E YU YA"
BY_SOUND = dict(zip(CYRILLIC, _SOUNDS.split(), strict=True))
FORMATS: dict[str, str] = {
    "digits-4": "DDDD",
    "digits-6": "DDDDDD",
    "digits-8": "DDDDDDDD",
    "letter-digits": "ADDDDDD",
    "two-letters": "AADDDDD",
    "three-letters": "AAADDDDD",
    "suffix-letter": "DDDDDDA",
    "split-letters": "ADDDDDA",
    "year-coded": "YY-DDDDD",
    "slash": "DDDDD/YY",
    "cyrillic-prefix": "CCDDDDD",
    "model-coded": "MM-DDDDD",
}
DIGITS_ONLY = ("digits-4", "digits-6", "digits-8")

Numbers = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Series:
    """One maker's use of one format: the template widened until its numbers fit, and the first number used."""

    format: str
    template: str
    first: int


def capacity(template: str) -> int:
    """How many running numbers a template can tell apart."""
    return 10 ** template.count("D") * 26 ** template.count("A") * len(CYRILLIC) ** template.count("C")


def plan_series(format_name: str, span: int, rng: np.random.Generator) -> Series:
    """The narrowest template of the format that holds `span` numbers, begun at a random place."""
    template = FORMATS[format_name]
    while capacity(template) < span * 1.1:
        template = template.replace("D", "DD", 1)
    first = int(rng.integers(0, capacity(template) - span))
    return Series(format_name, template, first)


def render(series: Series, number: Numbers, year: npt.NDArray[np.int16], model_mark: Bytes) -> npt.NDArray[np.bytes_]:
    """Serials as stamped, dtype S16 in code page 1251.

    `number` (n) counts from 0 within the series, `year` (n) is the year made, `model_mark` (n, 2) two ASCII bytes.
    """
    out = np.zeros((len(number), WIDTH), dtype=np.uint8)
    rest = number + series.first
    columns = [i for i, c in enumerate(series.template) if c == "D"][::-1]
    columns += [i for i, c in enumerate(series.template) if c in "AC"][::-1]
    for column in columns:
        letters = np.frombuffer(_alphabet(series.template[column]).encode(ENCODING), dtype=np.uint8)
        rest, place = np.divmod(rest, len(letters))
        out[:, column] = letters[place]
    years = model_marks = 0
    for column, symbol in enumerate(series.template):
        if symbol == "Y":
            out[:, column] = 48 + (year // (10 if years == 0 else 1)) % 10
            years += 1
        elif symbol == "M":
            out[:, column] = model_mark[:, model_marks]
            model_marks += 1
        elif symbol not in "DAC":
            out[:, column] = ord(symbol)
    return out.view(f"S{WIDTH}")[:, 0]


def transliterate(serials: npt.NDArray[np.bytes_], chosen: npt.NDArray[np.bool_]) -> None:
    """Replace, in place, the Cyrillic letters of the chosen serials by Latin ones of the same sound."""
    places = np.flatnonzero(chosen)
    texts = [by_sound(s.decode(ENCODING)).encode("ascii") for s in serials[places].tolist()]
    if texts:
        serials[places] = np.array(texts, dtype=f"S{WIDTH}")


def by_sound(text: str) -> str:
    """The text with Cyrillic letters written in Latin ones of the same sound."""
    return "".join(BY_SOUND.get(c, c) for c in text)


def _alphabet(symbol: str) -> str:
    return {"D": "0123456789", "A": LATIN, "C": CYRILLIC}[symbol]
