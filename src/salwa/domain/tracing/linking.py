"""What two tracing cases have in common: the same document, last holder, weapon, or numbers that follow one another."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

# Numbers so close to each other usually left the factory in one consignment.
CLOSE = 25
_LAST_DIGITS = re.compile(r"^(.*?)(\d{2,15})(\D*)$", re.ASCII | re.DOTALL)


class LinkKind(StrEnum):
    """Why two cases belong together, the surest first."""

    SAME_WEAPON = "same_weapon"
    SAME_DOCUMENT = "same_document"
    SAME_HOLDER = "same_holder"
    CLOSE_SERIALS = "close_serials"


@dataclass(frozen=True, slots=True)
class Serial:
    """A serial as what stands around its last run of digits, and these as a number."""

    before: str
    number: int
    after: str
    width: int


def serial_of(text: str) -> Serial | None:
    """The serial taken apart; None without a run of two digits at least, or with signs that could not be read."""
    plain = re.sub(r"[\s\-./\\_]", "", unicodedata.normalize("NFKC", text)).upper()
    found = _LAST_DIGITS.match(plain)
    if not found or "?" in plain:
        return None
    before, digits, after = found.groups()
    return Serial(before, int(digits), after, len(digits))


def apart(one: Serial, other: Serial) -> int | None:
    """How far two serials of one maker lie apart; None when they are not of one series or farther than `CLOSE`.

    Zero (the same number) is no sequence.
    """
    if (one.before, one.after, one.width) != (other.before, other.after, other.width):
        return None
    distance = abs(one.number - other.number)
    return distance if 0 < distance <= CLOSE else None


def folded(text: str) -> str:
    """A document number or a holder's name in the form in which two spellings of it are the same."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(sign for sign in plain if sign.isalnum())
