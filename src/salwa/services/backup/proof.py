"""Proof of equality: for every table, rows and SHA-256 of all rows on both sides."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from salwa.domain.backup import TableEntry
from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import Refusal
from salwa.storage.backup.databases import Database
from salwa.storage.backup.lines import digest_of
from salwa.storage.backup.shapes import Shape

NOT_EQUAL = message("Table {table} is not the same after copying: {rows} rows became {found}. Nothing was changed.")
TELL_US = message("Try again with another backup or disk, and report it: this must never happen.")


@dataclass(frozen=True, slots=True)
class Compared:
    """One table on both sides: rows and SHA-256 of all its lines before and after."""

    table: str
    rows_before: int
    rows_after: int
    sha256_before: str
    sha256_after: str

    def equal(self) -> bool:
        """Whether both sides are the same, row for row."""
        return (self.rows_before, self.sha256_before) == (self.rows_after, self.sha256_after)


def compared(
    database: Database, shapes: Sequence[Shape], before: Sequence[TableEntry], moved: Callable[[int], None] | None
) -> tuple[Compared, ...]:
    """Read every table back and hold it against what it should be. Raises `Refusal` (`not_equal`)."""
    said = {table.name: table for table in before}
    lines = []
    for shape in shapes:
        rows, digest = digest_of(database, shape, moved)
        line = Compared(shape.name, said[shape.name].rows, rows, said[shape.name].sha256, digest)
        if not line.equal():
            words: dict[str, str | int] = {"table": line.table, "rows": line.rows_before, "found": line.rows_after}
            raise Refusal("not_equal", Sentence(NOT_EQUAL, words), remedy=Sentence(TELL_US))
        lines.append(line)
    return tuple(lines)
