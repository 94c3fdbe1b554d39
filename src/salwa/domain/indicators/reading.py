"""Reading the published table of UNODC's illicit arms flows questionnaire (IAFQ) row by row, tolerantly.

Traps met in published vintages: tracing results filed under the dimension "by location"; the same name of line 3 under
"by marking"; totals named alike in several dimensions; rows by sex beside their total; rows printed twice; texts in
place of numbers ("<5"); numbers written with a separator.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from salwa.domain.indicators.answers import Answers, Questionnaire, StateYear
from salwa.domain.indicators.lines import Line, line_of
from salwa.domain.indicators.text import rows_of
from salwa.domain.tracing import Circumstance

# The key of one number: State, year, circumstance, line; the line None: all arms.
Key = tuple[str, int, Circumstance, Line | None]
NOT_ANSWERED = frozenset(
    {"", "-", "\u2013", "\u2014", ".", "..", "...", "na", "n/a", "nan", "null", "none", "n.a.", "\u2026"}
)
WHOLE = frozenset({"", "na", "n/a", "nan", "total", "all", "both", "both sexes", "_t", "t"})
OTHER_THINGS = ("ammunition", "part", "component", "individual", "person", "instance", "case", "convict", "prosecut")
_NUMBER = re.compile(r"([0-9]+)(?:\.0+)?", re.ASCII)
_GROUPED = re.compile(r"[0-9]{1,3}(?:[,' \u00a0\u202f\u2009][0-9]{3})+(?:\.0+)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Row:
    """One row that may say something: its key, its number (None: no exact number), where it stood, from whom.

    `regarding`: it has the wording of line 3 in the tables of tracing ("regarding marking"), not that of the markings.
    """

    key: Key
    number: int | None
    dimension: str
    source: str
    sex: str
    regarding: bool = False


def read_questionnaire(data: bytes, *, code_of: Callable[[str], str | None] = lambda name: None) -> Questionnaire:
    """The answers in a table (CSV, plain or gzip). `code_of` gives the code of a State where the table only names it.

    Raises `Refusal` when the bytes are no such table. A row that cannot be read is left out, never guessed.
    """
    rows, count = [], 0
    for cells in rows_of(data):
        count += 1
        if (row := _row(cells, code_of)) is not None:
            rows.append(row)
    return _questionnaire(_about_tracing(rows), count)


def _about_tracing(rows: list[Row]) -> list[Row]:
    """The rows without those of line 3 that speak of markings: they stand in another dimension or are worded so."""
    places = {row.dimension for row in rows if row.key[3] not in {None, Line.MARKING_UNKNOWN}}
    unknown = [
        row
        for row in rows
        if row.key[3] is Line.MARKING_UNKNOWN and (row.dimension in places or "mark" not in row.dimension)
    ]
    worded = {(row.key, row.dimension) for row in unknown if row.regarding}
    kept = {id(row) for row in unknown if row.regarding or (row.key, row.dimension) not in worded}
    return [row for row in rows if row.key[3] is not Line.MARKING_UNKNOWN or id(row) in kept]


def number_in(text: str) -> int | None:
    """A whole number of arms as written ("1,204", "12.0"); None for everything else ("<5", "-3", "1.5")."""
    text = text.strip()
    if _GROUPED.fullmatch(text):
        text = re.sub(r"[,' \u00a0\u202f\u2009]", "", text)
    found = _NUMBER.fullmatch(text)
    return int(found[1]) if found and len(found[1]) <= 12 else None


def _row(cells: Mapping[str, str], code_of: Callable[[str], str | None]) -> Row | None:
    circumstance = _circumstance(cells["indicator"])
    if circumstance is None or cells["value"].casefold() in NOT_ANSWERED:
        return None
    if cells.get("unit", "") and not re.match(r"(?i)count|number|units?$|na$", cells["unit"]):
        return None
    dimension = cells.get("dimension", "").casefold()
    line = line_of(cells["category"])
    if line is None and not (cells["category"].casefold() in WHOLE and dimension in WHOLE):
        return None
    state, year = _state(cells, code_of), number_in(cells["year"])
    if state is None or year is None or not 1900 <= year <= 2200 or cells.get("age", "").casefold() not in WHOLE:
        return None
    sex = cells.get("sex", "").casefold()
    number = number_in(cells["value"])
    return Row(
        (state, year, circumstance, line), number, dimension, cells.get("source", ""), "" if sex in WHOLE else sex,
        "regarding" in cells["category"].casefold(),
    )  # fmt: skip


def _circumstance(indicator: str) -> Circumstance | None:
    """How the arms came in; None for rows about ammunition, parts, cases and persons."""
    words = indicator.casefold()
    if "arms" not in words.replace("fire", "") or any(other in words for other in OTHER_THINGS):
        return None
    found = [one for one in Circumstance if one.value in words]
    return found[0] if len(found) == 1 else None


def _state(cells: Mapping[str, str], code_of: Callable[[str], str | None]) -> str | None:
    code = cells.get("state", "").upper()
    if len(code) == 3 and code.isascii() and code.isalpha():
        return code
    return code_of(cells["country"]) if not code and cells.get("country") else None


@dataclass(slots=True)
class _Collected:
    """What is being put together for one State, year and circumstance."""

    counts: dict[Line, int] = field(default_factory=dict)
    unclear: set[Line] = field(default_factory=set)
    total: int | None = None


def _questionnaire(rows: Iterable[Row], count: int) -> Questionnaire:
    by_key: dict[Key, list[Row]] = defaultdict(list)
    for row in rows:
        by_key[row.key].append(row)
    found: dict[StateYear, dict[Circumstance, _Collected]] = defaultdict(lambda: defaultdict(_Collected))
    repeated = used = 0
    for (state, year, circumstance, line), said in by_key.items():
        repeated += len(said) - len(set(said))
        used += len(set(said))
        number, clear = _one_number(said)
        into = found[state, year][circumstance]
        if line is None:
            into.total = number if clear else None
        elif number is not None and clear:
            into.counts[line] = number
        else:
            into.unclear.add(line)
    by_state = {
        key: {one: Answers(got.counts, frozenset(got.unclear), got.total) for one, got in parts.items()}
        for key, parts in sorted(found.items())
    }
    return Questionnaire(by_state, count, used, repeated)


def _one_number(said: list[Row]) -> tuple[int | None, bool]:
    """The number that these rows of one key say, and whether it is exact.

    Rows by sex are added up only where their total is missing. Where rows contradict each other, those whose source is
    the questionnaire alone count; if they still do, there is no number: Salwa does not choose.
    """
    whole = [row for row in said if not row.sex]
    if not whole:
        parts = {row.sex: row.number for row in said}
        numbers = [number for number in parts.values() if number is not None]
        agreed = len({(row.sex, row.number) for row in said}) == len(parts) == len(numbers)
        return (sum(numbers), True) if agreed else (None, False)
    if len({row.number for row in whole}) > 1:
        whole = [row for row in whole if row.source.strip().casefold() == "iafq"] or whole
    numbers_said = {row.number for row in whole}
    number = numbers_said.pop() if len(numbers_said) == 1 else None
    return number, number is not None
