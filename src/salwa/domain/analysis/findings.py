"""The sentence a table says: the title of its picture."""

from __future__ import annotations

from collections.abc import Callable

from salwa.domain.analysis.dimensions import DIMENSIONS, By
from salwa.domain.analysis.tables import Bar, CountTable
from salwa.domain.languages import Sentence, message
from salwa.domain.weapons import MarkState

NO_RECORDS = message("There are no such records yet.")
NOTHING_KNOWN = message("This is not known for any of the records.")
NO_ONE_STANDS_OUT = message("The commonest entries are equally common.")


def finding(table: CountTable, name_of: Callable[[Bar], str]) -> Sentence:
    """What the table says of what is known. `name_of` gives the words for an entry in the reader's language."""
    if not table.total:
        return Sentence(NO_RECORDS)
    if not table.known:
        return Sentence(NOTHING_KNOWN)
    template = DIMENSIONS[table.by].finding
    if table.by is By.YEAR:
        return Sentence(template, {"year": _median_year(table)})
    if table.by is By.MARKS:
        whole = next(row for row in table.known_rows if row.code == MarkState.PRESENT.value)
        return Sentence(template, {"share": per_cent(whole.count, table.known)})
    ranked = sorted(table.known_rows, key=lambda row: -row.count)
    if len(ranked) > 1 and ranked[0].count == ranked[1].count:
        return Sentence(NO_ONE_STANDS_OUT)
    first = ranked[0]
    return Sentence(template, {"name": name_of(first), "share": per_cent(first.count, table.known)})


def per_cent(part: int, whole: int) -> str:
    """A share in whole per cent; one that is close to nothing or to all is not rounded to it."""
    share = 100 * part / whole
    if 0 < share < 1:
        return "<1"
    if 99 < share < 100:
        return ">99"
    return str(round(share))


def _median_year(table: CountTable) -> str:
    """The year by which at least half of the known were made."""
    so_far = 0
    for row in table.known_rows:
        so_far += row.count
        if 2 * so_far >= table.known:
            return row.code
    raise ValueError("a table without known years has no median")
