"""When a weapon was made, where its maker put the date into the serial number or a code beside it (ITI 8(a): year).

A reading narrows a trace to the right years of a maker's records; it never replaces them. The rules are reviewed data
(`salwa/reference/serial_dates.yaml`) and are passed in. Unknown is None: no maker, no rule, or no year that the rule
allows gives no reading, and a pattern that several years share gives all of them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from salwa.domain.marks.date_schemes import MonthScheme, YearScheme
from salwa.domain.marks.serials import normalised


class Certainty(StrEnum):
    """How far a date may be relied on, the surest first. `one_of`: one of `possible_years`, which one is open."""

    SURE = "sure"
    LIKELY = "likely"
    ONE_OF = "one_of"


class ReadFrom(StrEnum):
    """The mark a rule reads: the serial number, or the maker's or proof house's date code struck beside it."""

    SERIAL = "serial"
    DATE_CODE = "date_code"


class Form(StrEnum):
    """What a pattern is held against: the number in its plain form, or the mark as written, in capitals."""

    PLAIN = "plain"
    WRITTEN = "written"


@dataclass(frozen=True, slots=True)
class SerialDateRule:
    """One maker's way of dating. Codes are those of the reference data (makers, models, weapon types).

    `pattern` must match the whole mark; its named groups feed `year` and `month`. With `models` the rule needs one of
    them; with `types` it is refused for another type and only `likely` when the type is not known.
    """

    id: str
    makers: frozenset[str]
    pattern: str
    year: YearScheme
    certainty: Certainty
    month: MonthScheme | None = None
    read_from: ReadFrom = ReadFrom.SERIAL
    form: Form = Form.PLAIN
    models: frozenset[str] = frozenset()
    types: frozenset[str] = frozenset()
    note: str = ""
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SerialDate:
    """A date of manufacture (or proof) read from a mark.

    `possible_years`: ascending, never empty. `month`: 1 to 12, None when not told. `rules`: ids, the surest first.
    """

    possible_years: tuple[int, ...]
    month: int | None
    certainty: Certainty
    rules: tuple[str, ...]

    @property
    def year(self) -> int | None:
        """The year, when only one is possible."""
        return self.possible_years[0] if len(self.possible_years) == 1 else None

    @property
    def rule(self) -> str:
        """Id of the rule relied on most."""
        return self.rules[0]


@dataclass(frozen=True, slots=True)
class _Weapon:
    maker: str
    model: str | None
    type: str | None


def read_serial_date(
    serial: str,
    maker_code: str | None,
    model_code: str | None,
    rules: Iterable[SerialDateRule],
    *,
    type_code: str | None = None,
    known_by: int | None = None,
) -> SerialDate | None:
    """Read the date out of a serial number as typed, for a weapon whose maker is known.

    `known_by`: a year in which the weapon already existed (its seizure, say); later years are ruled out. A position
    nobody could read (`?`) does no harm as long as it is not one of the signs that carry the date.
    """
    if maker_code is None:
        return None
    weapon = _Weapon(maker_code, model_code, type_code)
    return _read(serial, ReadFrom.SERIAL, weapon, rules, known_by)


def read_date_code(
    code: str,
    maker_code: str | None,
    model_code: str | None,
    rules: Iterable[SerialDateRule],
    *,
    type_code: str | None = None,
    known_by: int | None = None,
) -> SerialDate | None:
    """Like `read_serial_date`, for a date code or proof code recorded apart from the serial number."""
    if maker_code is None:
        return None
    weapon = _Weapon(maker_code, model_code, type_code)
    return _read(code, ReadFrom.DATE_CODE, weapon, rules, known_by)


def _read(
    mark: str, read_from: ReadFrom, weapon: _Weapon, rules: Iterable[SerialDateRule], known_by: int | None
) -> SerialDate | None:
    forms: dict[Form, str] = {}
    dates = []
    for rule in rules:
        certainty = _certainty_for(rule, weapon) if rule.read_from is read_from else None
        if certainty is None:
            continue
        if rule.form not in forms:
            forms[rule.form] = normalised(mark) if rule.form is Form.PLAIN else _as_written(mark)
        date = _date_by(rule, certainty, forms[rule.form], known_by)
        if date is not None:
            dates.append(date)
    return _agreed(dates) if dates else None


def _as_written(mark: str) -> str:
    """Capitals, single spaces, one kind of hyphen; separators and accents stay, since they tell some codes apart."""
    if mark.isascii():
        return " ".join(mark.upper().split())
    text = unicodedata.normalize("NFC", mark).upper()
    return " ".join(re.sub(r"[‐-―−]", "-", text).split())


def _certainty_for(rule: SerialDateRule, weapon: _Weapon) -> Certainty | None:
    """How far the rule may be relied on for this weapon, or None when it is not meant for it."""
    if weapon.maker not in rule.makers or (rule.models and weapon.model not in rule.models):
        return None
    if not rule.types or weapon.type in rule.types:
        return rule.certainty
    # A type left open is no contradiction, but the same letters may mean something else on the maker's other weapons.
    return max(rule.certainty, Certainty.LIKELY, key=_rank) if weapon.type is None else None


def _date_by(rule: SerialDateRule, certainty: Certainty, text: str, known_by: int | None) -> SerialDate | None:
    match = re.fullmatch(rule.pattern, text)
    if match is None:
        return None
    found = {name: value for name, value in match.groupdict().items() if value is not None}
    told = rule.year.years(found)
    years = tuple(year for year in sorted(set(told)) if known_by is None or year <= known_by)
    month = rule.month.month(found) if rule.month else None
    if not years or (rule.month is not None and month is None):
        return None
    if len(years) > 1:
        certainty = Certainty.ONE_OF
    elif len(set(told)) > 1 or certainty is Certainty.ONE_OF:
        # One candidate left after the impossible ones were ruled out: good, yet not what the code itself says.
        certainty = Certainty.LIKELY
    return SerialDate(years, month, certainty, (rule.id,))


def _agreed(dates: list[SerialDate]) -> SerialDate:
    """One date from the readings of several rules: the surest where they agree, every year where they do not."""
    ordered = sorted(dates, key=lambda date: _rank(date.certainty))
    first, rest = ordered[0], ordered[1:]
    rules = tuple(name for date in ordered for name in date.rules)
    month = first.month if all(date.month in (first.month, None) for date in rest) else None
    if all(date.possible_years == first.possible_years for date in rest):
        return replace(first, month=month, rules=rules)
    years = tuple(sorted({year for date in ordered for year in date.possible_years}))
    return SerialDate(years, month, Certainty.ONE_OF, rules)


def _rank(certainty: Certainty) -> int:
    return list(Certainty).index(certainty)
