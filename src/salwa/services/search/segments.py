"""The index as this process sees it: which parts are in force, opened once and shared by all look-ups.

A look-up never misses a record while parts are merged: a merge moves records in one transaction, and a look-up that
asked the side table is repeated when the list of parts is no longer the one it began with.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from django.conf import settings
from django.db.models import Exists

from salwa.domain.languages import Sentence, message
from salwa.domain.marks.folding import DEFAULT
from salwa.domain.marks.matching.index import Index
from salwa.domain.marks.matching.layout import VERSION, DamagedSegment
from salwa.domain.marks.matching.segment import Segment
from salwa.domain.marks.matching.side import SideRecord, SideTable
from salwa.domain.refusals import Refusal
from salwa.storage.prepared import Among, Prepared
from salwa.storage.register.models import SearchKey, SearchSegment

INDEX_UNUSABLE = message("A part of the search index is missing or damaged: {part}.")
REBUILD = message("Run: salwa search rebuild. The register itself is whole; the index is made from it.")
# SQLite takes 999 values in one statement in its oldest supported builds.
_AT_ONCE = 900
_TRIES = 5
Answer = TypeVar("Answer")
# A part in force: identifier, kind, file, versions, and when it was made (identifiers come back after a rollback).
Row = tuple[int, str, str, str, int, datetime]
_ROW = ("id", "kind", "file", "folding", "layout", "made_at")
_IN_FORCE = Prepared(lambda: SearchSegment.objects.order_by("id").values_list(*_ROW))
_IN_FORCE_AND_SIDE = Prepared(
    lambda: SearchSegment.objects.order_by("id").values_list(*_ROW, Exists(SearchKey.objects.all()))
)
_SIDE = Prepared(
    lambda: SearchKey.objects.filter(key__in=Among("keys")).order_by("-id").values_list("mark", "weapon", "record")
)

_lock = threading.Lock()
_opened: dict[tuple[int, datetime], Segment] = {}
_index: tuple[tuple[tuple[int, datetime], ...], Index] = ((), Index([]))


class IndexUnusable(Refusal):
    """A part of the index cannot be opened; the index must be built again from the register."""


def index_folder() -> Path:
    """Folder of the sealed parts; made when missing, readable by its owner only."""
    folder = Path(settings.HOME) / "index"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def folding_version() -> str:
    """Version of the folding table that skeletons are made with; parts of another version are not used."""
    return DEFAULT.version[:20]


def rows_in_force() -> list[Row]:
    """The parts of the index that this transaction sees, oldest first."""
    return _IN_FORCE.rows()


def _parts_and_side() -> tuple[list[Row], bool]:
    """The parts in force, and whether marks stand beside them, both as of one moment."""
    found = _IN_FORCE_AND_SIDE.rows()
    if not found:  # no row to tell it: asked first, so that what is merged meanwhile is in the rows
        with_side = SearchKey.objects.exists()
        return rows_in_force(), with_side
    return [row[:-1] for row in found], bool(found[0][-1])


def look_up(ask: Callable[[Index], Answer]) -> Answer:
    """What `ask` finds in the index and among the marks saved since the last merge, as of one moment.

    Raises `IndexUnusable` when a part cannot be opened.
    """
    for _ in range(_TRIES):
        rows, with_side = _parts_and_side()
        index = index_of(rows)
        if not with_side:
            return ask(index)
        answer = ask(index.beside(SideTable(_side_rows)))
        if rows_in_force() == rows:
            return answer
    return answer


def index_of(rows: list[Row]) -> Index:
    """The sealed and batch parts together; a part merged away meanwhile is looked for in its successor."""
    for _ in range(_TRIES):
        try:
            return _joined(rows)
        except (DamagedSegment, FileNotFoundError, SearchSegment.DoesNotExist) as error:
            before, rows = rows, rows_in_force()
            if rows == before:  # not merged away: really gone
                raise IndexUnusable(
                    "index_unusable", Sentence(INDEX_UNUSABLE, {"part": str(error)}), remedy=Sentence(REBUILD)
                ) from error
    return _joined(rows)


def _side_rows(keys: Sequence[int]) -> list[SideRecord]:
    found = []
    for start in range(0, len(keys), _AT_ONCE):
        rows = _SIDE.rows(keys=keys[start : start + _AT_ONCE])
        found += [SideRecord(mark, weapon, bytes(record)) for mark, weapon, record in rows]
    return found


def _joined(rows: list[Row]) -> Index:
    global _index
    names = tuple((row[0], row[5]) for row in rows)
    with _lock:
        if _index[0] == names:
            return _index[1]
        segments = [_open(row) for row in rows]
        for gone in _opened.keys() - set(names):
            del _opened[gone]
        _index = (names, Index(segments))
        return _index[1]


def _open(row: Row) -> Segment:
    identifier, kind, file, folding, layout, made_at = row
    name = (identifier, made_at)
    if name not in _opened:
        if (folding, layout) != (folding_version(), VERSION):
            raise DamagedSegment(f"part {identifier} was made with another version of the folding table or layout")
        if kind == "sealed":
            _opened[name] = Segment.open(index_folder() / file)
        else:
            payload = SearchSegment.objects.values_list("payload", flat=True).get(pk=identifier)
            _opened[name] = Segment.from_bytes(bytes(payload or b""), f"part {identifier}")
    return _opened[name]


def forget() -> None:
    """Close every part; the next look-up opens them anew (after the files were put back from a copy)."""
    global _index
    with _lock:
        _opened.clear()
        _index = ((), Index([]))
