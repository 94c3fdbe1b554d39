"""How the signs of a date code stand for years and months: by alphabet, table, digits, shift or span."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

Found = Mapping[str, str]


class YearScheme(Protocol):
    """Turns the named groups of a matched code into the years they may stand for; none when they stand for no year."""

    def years(self, found: Found) -> tuple[int, ...]:
        """Candidate years in any order, possibly empty."""


class MonthScheme(Protocol):
    """Turns the named groups of a matched code into a month."""

    def month(self, found: Found) -> int | None:
        """1 to 12, or None when the signs are no month: then the code is not of this kind at all."""


@dataclass(frozen=True, slots=True)
class YearBySequence:
    """One sign per year, running on from `first` (A = 1981, B = 1982 ...)."""

    group: str
    signs: tuple[str, ...]
    first: int

    def years(self, found: Found) -> tuple[int, ...]:
        sign = found.get(self.group)
        return (self.first + self.signs.index(sign),) if sign in self.signs else ()


@dataclass(frozen=True, slots=True)
class YearByTable:
    """Signs without a plain order; a sign used again later has several years."""

    group: str
    values: Mapping[str, tuple[int, ...]]

    def years(self, found: Found) -> tuple[int, ...]:
        return self.values.get(found.get(self.group, ""), ())


@dataclass(frozen=True, slots=True)
class YearByDigits:
    """The last one, two or all four digits of the year; every year from `first` to `last` that ends so."""

    group: str
    first: int
    last: int

    def years(self, found: Found) -> tuple[int, ...]:
        return _ending(found.get(self.group, ""), self.first, self.last)


@dataclass(frozen=True, slots=True)
class YearByCodedDigits:
    """The last digits of the year written in letters; `digits` holds the letters for 0, 1, 2 ... 9 in that order."""

    group: str
    digits: str
    first: int
    last: int

    def years(self, found: Found) -> tuple[int, ...]:
        places = [self.digits.find(sign) for sign in found.get(self.group, "")]
        return () if -1 in places else _ending("".join(map(str, places)), self.first, self.last)


@dataclass(frozen=True, slots=True)
class YearByShift:
    """A number counted from a base year; several bases where the count is disputed."""

    group: str
    add: tuple[int, ...]
    first: int
    last: int

    def years(self, found: Found) -> tuple[int, ...]:
        count = found.get(self.group, "")
        years = (int(count) + base for base in self.add) if count.isdecimal() else ()
        return tuple(year for year in years if self.first <= year <= self.last)


@dataclass(frozen=True, slots=True)
class YearBySpan:
    """A prefix that was in use from `first` to `last`, both included."""

    first: int
    last: int

    def years(self, found: Found) -> tuple[int, ...]:
        return tuple(range(self.first, self.last + 1))


@dataclass(frozen=True, slots=True)
class MonthBySequence:
    """One sign per month, January first."""

    group: str
    signs: tuple[str, ...]

    def month(self, found: Found) -> int | None:
        sign = found.get(self.group)
        return self.signs.index(sign) + 1 if sign in self.signs else None


@dataclass(frozen=True, slots=True)
class MonthByDigits:
    """The month in figures."""

    group: str

    def month(self, found: Found) -> int | None:
        figures = found.get(self.group, "")
        number = int(figures) if figures.isdecimal() else 0
        return number if 1 <= number <= 12 else None


def _ending(digits: str, first: int, last: int) -> tuple[int, ...]:
    return tuple(year for year in range(first, last + 1) if str(year).endswith(digits)) if digits else ()
