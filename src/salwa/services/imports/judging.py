"""Judging a column by its values: what share of them reads as a maker, a calibre, a serial, a date ..."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from salwa.domain.imports.dates import decide_order, read_date
from salwa.services.imports.words import cell_words
from salwa.services.marks.reader import mark_reader

SURE = 0.6
MOST_VALUES = 300


def judges() -> dict[str, Callable[[Sequence[str]], float]]:
    """Field key -> judge, as domain.imports.suggestion wants them."""
    reader = mark_reader()
    return {
        "maker": _by_reading(lambda text: reader.read_maker(text).confidence),
        "calibre": _by_reading(lambda text: reader.read_calibre(text).confidence if not text.isdecimal() else 0.0),
        "type": _by_reading(lambda text: reader.read_type(text).confidence),
        "country": _by_reading(lambda text: reader.read_country(text).confidence),
        "serial": _share_of_serials,
        "date": _share_of_dates,
        "state_owned": _share_of_ownership,
    }


def _by_reading(confidence: Callable[[str], float]) -> Callable[[Sequence[str]], float]:
    def judge(values: Sequence[str]) -> float:
        counted = Counter(value.strip() for value in values).most_common(MOST_VALUES)
        read = sum(times for text, times in counted if confidence(text) >= SURE)
        return read / sum(times for _, times in counted)

    return judge


def _share_of_serials(values: Sequence[str]) -> float:
    """Serials differ from row to row, have digits, are short and are neither dates nor plain small numbers."""
    distinct = {value.strip() for value in values}
    varied = len(distinct) / len(values)
    alike = sum(
        1
        for value in distinct
        if 3 <= len(value) <= 20 and any(sign.isdigit() for sign in value) and not any(sign in value for sign in ":,")
    )
    return varied * alike / len(distinct)


def _share_of_dates(values: Sequence[str]) -> float:
    order = decide_order(values)
    read = [read_date(value, order) for value in values]
    return sum(1 for one in read if one and one.precision == "day" and 1950 <= one.value.year <= 2100) / len(values)


def _share_of_ownership(values: Sequence[str]) -> float:
    words = cell_words()
    known = sum(1 for value in values if words.state_ownership(value) != "unknown")
    return known / len(values)
