"""Reading what was typed as a serial number: the number itself, or what the words in its place say about the mark."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from salwa.domain.languages import Sentence, message
from salwa.domain.marks.folding import DEFAULT, ILLEGIBLE, FoldingTable
from salwa.domain.weapons import Component, MarkState

CONTROLS = dict.fromkeys((*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A), 0xFEFF, 0xAD))
_SIGNS = re.compile(f"[{re.escape(DEFAULT.illegible)}#]")
# For ASCII: each character in its plain form, and those that have none.
_PLAIN_ASCII = bytes(ord(_SIGNS.sub(ILLEGIBLE, chr(code)).upper()) if code < 128 else code for code in range(256))
_LEFT_OUT = bytes(
    code for code in range(128) if not chr(_PLAIN_ASCII[code]).isalnum() and _PLAIN_ASCII[code] != ord("?")
)


@dataclass(frozen=True, slots=True)
class SerialPart:
    """One number on the weapon: the part that carries it and the number as read."""

    component: Component
    text: str
    normalised: str


@dataclass(frozen=True, slots=True)
class SerialReading:
    """What a serial field says. `raw` is untouched; `text` is the number without "S/N" and remarks, or empty.

    `normalised` is for display and exact comparison, `parts` every number in the text, the one of the frame or
    receiver first (ITI 10). `recovered`: a laboratory made the number visible again.
    """

    raw: str
    state: MarkState
    text: str = ""
    normalised: str = ""
    component: Component = Component.UNKNOWN
    parts: tuple[SerialPart, ...] = ()
    reasons: tuple[Sentence, ...] = ()
    recovered: bool = False


def normalised(text: str, table: FoldingTable = DEFAULT) -> str:
    """A number in its plain form: capitals, ASCII digits, no separators, `?` for a position not read. O stays O.

    Letters of another script become Latin when each of them has a Latin letter of the same shape (`АВ 123` to `AB123`),
    and stay in their script otherwise (`ВЖ 123`).
    """
    if text.isascii():
        return text.encode().translate(_PLAIN_ASCII, _LEFT_OUT).decode()
    marked = _SIGNS.sub(ILLEGIBLE, unicodedata.normalize("NFKC", text.translate(CONTROLS)))
    plain = "".join(_plain(c, table) for c in marked.upper())
    foreign = [c for c in plain if not c.isascii()]
    if all(table.look_alike.get(c, "1").isalpha() for c in foreign):
        return "".join(table.look_alike.get(c, c) for c in plain)
    return plain


def _plain(char: str, table: FoldingTable) -> str:
    if char.isascii():
        return char if char.isalnum() or char == ILLEGIBLE else ""
    digit = unicodedata.decimal(char, None)
    if digit is not None:
        return str(digit)
    if char in table.numerals:
        return table.numerals[char]
    if char in table.look_alike or char in table.by_sound:
        return char
    base = unicodedata.normalize("NFKD", char)[0]
    return base if base.isalnum() else ""


ONLY_LETTERS = message("The number has letters only; check that its digits were not left out.")
EXCEL_DATE = message(
    "A spreadsheet turned the number into the date {raw}; what was typed is lost. Look at the weapon again."
)
EXCEL_POWER = message(
    "A spreadsheet shortened the number to {raw}: only its first digits are known (or the mark was typed with an E)."
)
EXCEL_ZERO = message("A spreadsheet added {added} to the number; it was left out.")
PLACEHOLDER = message("The text {raw} fills the field and is not a number.")
POSITIONS = message("Positions that could not be read are shown as ?.")
SEVERAL = message("The text holds several numbers; {chosen} was taken, besides it: {others}.")
WORDS = {
    MarkState.NONE: message("The text says that the weapon bears no number."),
    MarkState.ERASED: message("The text says that the number was removed or altered."),
    MarkState.ILLEGIBLE: message("The text says that the number cannot be read."),
    MarkState.MISSING: message("The text says that no number was found or written down."),
    MarkState.PARTIAL: message("The text says that only a part of the number is left, and does not give it."),
}
WORN = message("The text says that wear or rust took the number: it is illegible, nobody is said to have removed it.")
EMPTY = message("No number was written down.")
NO_NUMBER_IN_TEXT = message("The text holds no number that could be read.")
RECOVERED = message("The number had been removed and was made visible again.")
ALTERED = message("The number is said to be removed or altered; what is left of it was read.")
DOUBTED = message("The writer was not sure of the number.")
PART_ONLY = message("The text says that only a part of the number was read.")
"""Sentences of a serial reading; `raw`, `chosen`, `others`, `added` are texts as typed."""
