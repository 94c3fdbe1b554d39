"""What two tracing cases have in common: the same document, last holder, weapon, or numbers that follow one another."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from salwa.domain.marks.matching.verdict import Verdict

# Numbers so close to each other usually left the factory in one consignment.
CLOSE = 25
_LAST_DIGITS = re.compile(r"^(.*?)(\d{2,15})(\D*)$", re.ASCII | re.DOTALL)


class LinkKind(StrEnum):
    """Why two cases belong together, the surest first."""

    SAME_WEAPON = "same_weapon"
    SAME_DOCUMENT = "same_document"
    SAME_HOLDER = "same_holder"
    CLOSE_SERIALS = "close_serials"


# Longer keys are cut; two long names that begin alike for so long are one.
LONGEST_KEY = 200


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


def neighbours(one: Serial) -> tuple[str, ...]:
    """Every number that `apart` takes for close to this one, written without separators."""
    numbers = range(max(0, one.number - CLOSE), one.number + CLOSE + 1)
    written = (f"{number:0{one.width}}" for number in numbers if number != one.number)
    return tuple(f"{one.before}{digits}{one.after}" for digits in written if len(digits) == one.width)


def case_key(text: str) -> str:
    """The key of a document or holder; empty where it is too short to mean anything."""
    key = folded(text)[:LONGEST_KEY]
    return key if len(key) > 2 else ""


def seen_before(checks: Mapping[str, Any]) -> set[int]:
    """Earlier seizures that the checks of a seized weapon took for the same weapon (`SeizedWeapon.checks`)."""
    runs = checks.get("runs", [])
    return {one["seized"] for run in runs for one in run["seen_before"] if one["class"] == Verdict.IDENTIFIED.value}


def folded(text: str) -> str:
    """A document number or a holder's name in the form in which two spellings of it are the same."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(sign for sign in plain if sign.isalnum())
