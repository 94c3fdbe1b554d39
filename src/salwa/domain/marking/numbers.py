"""National numbers: how one is written, its check character, and which numbers of a range may be struck."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from salwa.domain.marking.vocabulary import CheckKind

DIGITS = "0123456789"
SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ALPHABETS = {CheckKind.DIGIT: DIGITS, CheckKind.LETTER: SIGNS}


class SeriesSpent(ValueError):
    """The range of numbers given to this installation is used up."""


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """How a national number is written: `digits` digits, then the check character if any; range of this installation.

    A State with several registers gives each its own range (`first` to `last`), so that no number is struck twice.
    """

    digits: int = 6
    check: CheckKind = CheckKind.DIGIT
    first: int = 1
    last: int = 999_999


def check_character(text: str, alphabet: str) -> str:
    """The check character of ISO 7064, hybrid system MOD M+1,M over `alphabet` of M signs.

    It finds every single wrong sign and nearly every exchange of neighbours. Signs outside the alphabet are passed
    over (separators). `text` may not be empty.
    """
    size = len(alphabet)
    rest = size
    for sign in text:
        if sign in alphabet:
            rest = (rest + alphabet.index(sign)) % size or size
            rest = 2 * rest % (size + 1)
    return alphabet[(size + 1 - rest) % size]


def number_text(number_format: NumberFormat, value: int) -> str:
    """The number as it is struck. Raises `SeriesSpent` when it does not fit the range."""
    if not number_format.first <= value <= number_format.last or len(str(value)) > number_format.digits:
        raise SeriesSpent(value)
    plain = str(value).zfill(number_format.digits)
    if number_format.check is CheckKind.NONE:
        return plain
    return plain + check_character(plain, ALPHABETS[number_format.check])


def is_right(number_format: NumberFormat, text: str) -> bool:
    """Whether `text` can be a number of this format: length, digits and check character."""
    signs = "".join(sign for sign in text.upper() if sign in SIGNS)
    plain = signs[: number_format.digits]
    if len(plain) != number_format.digits or not plain.isdecimal():
        return False
    try:
        return number_text(number_format, int(plain)) == signs
    except SeriesSpent:
        return False


def usable(number_format: NumberFormat, value: int, forbidden: frozenset[str]) -> bool:
    """Whether this number may be struck: one whose check character is among the forbidden signs is left out."""
    return not set(number_text(number_format, value)) & forbidden


def usable_from(number_format: NumberFormat, start: int, forbidden: frozenset[str]) -> Iterator[int]:
    """Numbers from `start` on that may be struck, in order, up to the end of the range."""
    for value in range(max(start, number_format.first), number_format.last + 1):
        if usable(number_format, value, forbidden):
            yield value
