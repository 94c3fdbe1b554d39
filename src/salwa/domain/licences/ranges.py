"""Serial ranges as offices write them ("AB 1000 to AB 1499"), taken apart into single numbers and put together."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from salwa.domain.languages import Sentence, message
from salwa.domain.marks.folding import ILLEGIBLE
from salwa.domain.marks.serials import normalised
from salwa.domain.refusals import Refusal

LARGEST = 20_000
# The last run of digits counts; whatever stands before and behind it is the same at both ends.
_COUNTED = re.compile(r"^(.*?)(\d+)(\D*)$")
NO_DIGITS = message("The serial number {serial} has no digits that could be counted on.")
WRITE_BOTH = message("Write the first and the last number of the range, for example AB 1000 and AB 1499.")
OTHER_FRAME = message("The numbers {first} and {last} differ in more than their counted digits.")
SPLIT = message("Give each series its own range.")
BACKWARDS = message("The range runs backwards, from {first} to {last}.")
SWAP = message("Write the smaller number first.")
TOO_LARGE = message("The range holds {count} numbers; {largest} are taken at once.")
SMALLER = message("Split it into smaller ranges.")


@dataclass(frozen=True, slots=True)
class SerialRange:
    """Numbers `first` to `last` (inclusive), written with at least `width` digits between `prefix` and `suffix`."""

    prefix: str
    suffix: str
    first: int
    last: int
    width: int

    @property
    def count(self) -> int:
        """How many numbers it holds."""
        return self.last - self.first + 1

    def number(self, value: int) -> str:
        """One number in its plain form."""
        return f"{self.prefix}{value:0{self.width}d}{self.suffix}"

    def numbers(self) -> list[str]:
        """Every number in its plain form, in order."""
        return [self.number(value) for value in range(self.first, self.last + 1)]


def serial_range(first: str, last: str) -> SerialRange:
    """Take a range apart. Digits of any script count; leading zeros are kept as they are written.

    Raises `Refusal` (`not_a_range`, `range_too_large`) with what to write instead.
    """
    ends = [_taken_apart(text) for text in (first, last)]
    (prefix, start, suffix), (other_prefix, end, other_suffix) = ends
    values = {"first": first.strip(), "last": last.strip()}
    if (prefix, suffix) != (other_prefix, other_suffix) or (len(start) != len(end) and "0" in (start[0], end[0])):
        raise Refusal("not_a_range", Sentence(OTHER_FRAME, values), remedy=Sentence(SPLIT), where={"field": "last"})
    found = SerialRange(prefix, suffix, int(start), int(end), min(len(start), len(end)))
    if found.last < found.first:
        raise Refusal("not_a_range", Sentence(BACKWARDS, values), remedy=Sentence(SWAP), where={"field": "last"})
    if found.count > LARGEST:
        raise Refusal(
            "range_too_large",
            Sentence(TOO_LARGE, {"count": found.count, "largest": LARGEST}),
            remedy=Sentence(SMALLER),
            where={"field": "last"},
        )
    return found


def _taken_apart(text: str) -> tuple[str, str, str]:
    plain = normalised(text) if len(text) <= 100 else ""
    found = _COUNTED.match(plain)
    if found is None or len(found[2]) > 18 or ILLEGIBLE in plain:
        raise Refusal(
            "not_a_range",
            Sentence(NO_DIGITS, {"serial": text.strip()[:100] or "–"}),
            remedy=Sentence(WRITE_BOTH),
            where={"field": "first"},
        )
    return found[1], found[2], found[3]


def runs(numbers: Iterable[str]) -> list[tuple[str, str, int]]:
    """Numbers of one range put together again: (first, last, how many) of each unbroken run, in the order given."""
    found: list[tuple[str, str, int]] = []
    before: tuple[str, int, str] | None = None
    for number in numbers:
        prefix, digits, suffix = _taken_apart(number)
        value = int(digits)
        if before == (prefix, value - 1, suffix):
            first, _, count = found[-1]
            found[-1] = (first, number, count + 1)
        else:
            found.append((number, number, 1))
        before = (prefix, value, suffix)
    return found
