"""From raw counts to a table in its right order, and to the few bars of a picture. Unknown is a row, never a zero."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from salwa.domain.analysis.dimensions import DIMENSIONS, NOT_READ, NOT_RECORDED, UNKNOWN, By
from salwa.domain.weapons import MarkState

MOST_BARS = 12
MOST_YEARS = 24
MARK_ORDER = tuple(state.value for state in MarkState if state is not MarkState.MISSING)


@dataclass(frozen=True, slots=True)
class Bar:
    """One row or bar: `code` of the entry, `count` of records, and whether it is known (else it is drawn hatched).

    `joined`: how many smaller entries the bar stands for (0 = it stands for itself). `until`: last year of a span of
    years beginning with `code`.
    """

    code: str
    count: int
    known: bool = True
    joined: int = 0
    until: int | None = None


@dataclass(frozen=True, slots=True)
class CountTable:
    """Every entry with its count: known ones in order, then what is not known. `total` counts all of them."""

    by: By
    rows: tuple[Bar, ...]
    total: int
    known: int

    @property
    def known_rows(self) -> tuple[Bar, ...]:
        """The entries that are known."""
        return tuple(row for row in self.rows if row.known)

    @property
    def unknown_rows(self) -> tuple[Bar, ...]:
        """What is not known: typed and not read, or not recorded at all."""
        return tuple(row for row in self.rows if not row.known)

    def share_of_known(self, row: Bar) -> float | None:
        """Share (0..1) among the known; None for a row that is not known, and when nothing is known."""
        return row.count / self.known if row.known and self.known else None


def table_of(by: By, counts: Mapping[str, int]) -> CountTable:
    """The table for `counts` (code -> records; unknown under NOT_READ and NOT_RECORDED)."""
    counted = {code: count for code, count in counts.items() if code not in UNKNOWN}
    rows = tuple(Bar(code, count) for code, count in _ordered(by, counted))
    unknown = tuple(Bar(code, counts[code], known=False) for code in (NOT_READ, NOT_RECORDED) if counts.get(code))
    known = sum(counted.values())
    return CountTable(by, rows + unknown, known + sum(row.count for row in unknown), known)


def bars_of(table: CountTable, most: int = MOST_BARS) -> tuple[Bar, ...]:
    """The bars of the picture: the largest entries, the rest joined into one; many years joined into decades."""
    known = table.known_rows
    if DIMENSIONS[table.by].years:
        known = _decades(known) if len(known) > MOST_YEARS else known
    elif len(known) > most:
        rest = known[most - 1 :]
        known = (*known[: most - 1], Bar("", sum(row.count for row in rest), joined=len(rest)))
    return known + table.unknown_rows


def _ordered(by: By, counts: Mapping[str, int]) -> list[tuple[str, int]]:
    if by is By.MARKS:
        return [(code, counts.get(code, 0)) for code in MARK_ORDER] if counts else []
    if DIMENSIONS[by].years:
        if not counts:
            return []
        years = sorted(int(code) for code in counts)
        return [(str(year), counts.get(str(year), 0)) for year in range(years[0], years[-1] + 1)]
    return sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]))


def _decades(years: tuple[Bar, ...]) -> tuple[Bar, ...]:
    spans: dict[int, int] = {}
    for row in years:
        first = int(row.code) // 10 * 10
        spans[first] = spans.get(first, 0) + row.count
    return tuple(Bar(str(first), count, until=first + 9) for first, count in spans.items())
