"""Keeping the index: marks become findable in the transaction that saves them, parts are merged into larger ones."""

from __future__ import annotations

import fcntl
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from django.db import connection, transaction
from django.utils import timezone

from salwa.domain.languages import Sentence, message
from salwa.domain.marks.matching.building import segment_bytes, write_segment
from salwa.domain.marks.matching.index import Index
from salwa.domain.marks.matching.layout import VERSION, DamagedSegment, check_file
from salwa.domain.marks.matching.records import MarkRow, RecordColumns, columns_from, columns_of, joined
from salwa.domain.marks.matching.side import SideRecord, side_records
from salwa.domain.marks.skeleton import skeletons
from salwa.domain.refusals import Refusal
from salwa.services.audit.actions import write_entry
from salwa.services.search.permissions import check_may_keep_index
from salwa.services.search.segments import (
    Answer,
    IndexUnusable,
    Row,
    folding_version,
    index_folder,
    index_of,
    look_up,
    rows_in_force,
)
from salwa.storage.accounts.models import User
from salwa.storage.register.bulk import insert_values
from salwa.storage.register.models import Mark, SearchKey, SearchSegment

# Fewer marks than this are saved key by key, more as one small part.
SMALL = 64
# So many batches (or keys saved one by one) are merged after the transaction that brought the last of them.
BATCHES_BEFORE_MERGE = 16
KEYS_BEFORE_MERGE = 50_000
# A merge takes in older sealed parts while they are at most so many times larger than what is merged already.
GROWTH = 4
_CHUNK = 20_000
# An unusable index of up to so many marks is built again by the look-up that meets it (about ten seconds a million).
MENDED_UNASKED = 1_000_000
MERGED_MEANWHILE = message("Another process has merged the index meanwhile.")
# Called with (marks done, marks in all).
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class IndexStatus:
    """`marks` findable in all, in `sealed` files (of `file_bytes`), `batches` and `keys` not yet merged.

    `unusable` names what cannot be opened or does not fit its checksum; empty when the index is whole.
    """

    marks: int
    sealed: int
    batches: int
    keys: int
    file_bytes: int
    unusable: str


def index_mark(mark: Mark) -> None:
    """Make one mark findable, inside the caller's transaction; again after the mark or its weapon was corrected."""
    index_batch(list(rows_of_marks([mark.pk])))


def index_batch(rows: Sequence[MarkRow]) -> None:
    """Make these marks findable, inside the caller's transaction: many as one part, a few key by key."""
    index_columns(columns_of([row for row in rows if row.skeleton]))


def index_columns(columns: RecordColumns) -> None:
    """`index_batch` for marks that are columns already, each with a skeleton."""
    if not connection.in_atomic_block:
        raise RuntimeError("Marks are indexed in the transaction that saves them.")
    if not len(columns):
        return
    if len(columns) < SMALL:
        found = [value for key, one in side_records(columns) for value in (key, one.mark, one.weapon, one.record)]
        insert_values(SearchKey, ("key", "mark", "weapon", "record"), found)
    else:
        SearchSegment.objects.create(
            kind="batch",
            records=len(columns),
            payload=segment_bytes(columns, folding_version()),
            folding=folding_version(),
            layout=VERSION,
            made_at=timezone.now(),
        )
    transaction.on_commit(merge_if_many)


def merge_if_many() -> None:
    """Merge when enough has come together; called after each transaction that added marks."""
    batches = SearchSegment.objects.filter(kind="batch").count()
    if batches >= BATCHES_BEFORE_MERGE or _keys_saved() >= KEYS_BEFORE_MERGE:
        merge_after_import()


def merge_after_import() -> None:
    """Merge what was added since the last merge; another process doing the same at this moment is left to it."""
    try:
        _merge(None)
    except IndexUnusable:
        _mend()
    except Refusal as refusal:
        if refusal.code != "merged_meanwhile":
            raise


def merge_segments(*, acting_user: User) -> None:
    """Merge what was added since the last merge into sealed files. In order: permit, build, swap and audit."""
    check_may_keep_index(acting_user)
    _merge(acting_user)


def rebuild_index(*, acting_user: User, progress: Progress | None = None) -> int:
    """Build the index anew from the register; returns the number of marks. In order: permit, read, build, swap, audit.

    Look-ups go on with the old parts meanwhile; marks saved during the work stay findable by what they added.
    """
    check_may_keep_index(acting_user)
    return _rebuild(acting_user, progress)


def _rebuild(acting_user: User | None, progress: Progress | None) -> int:
    # Fixed before the register is read: whatever comes later is kept beside the new part.
    rows = rows_in_force()
    keys = _key_ids()
    marks = Mark.objects.exclude(skeleton="").count()
    parts = []
    done = 0
    for chunk in _chunks(rows_of_marks(None)):
        parts.append(columns_of(chunk))
        done += len(chunk)
        if progress is not None:
            progress(min(done, marks), marks)
    columns = joined(parts)
    _swap(columns, (rows, keys), acting_user, "search.rebuilt")
    return len(columns)


def asked_of_index(ask: Callable[[Index], Answer]) -> Answer:
    """What `ask` finds in the index and among the marks not merged yet; an unusable index is built again first."""
    try:
        return look_up(ask)
    except IndexUnusable:
        _mend()
        return look_up(ask)


def _mend() -> None:
    """Build an unusable index again, once however many processes notice; `IndexUnusable` for a large register."""
    if Mark.objects.exclude(skeleton="").count() > MENDED_UNASKED:
        index_of(rows_in_force())
    with (index_folder() / ".mending").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            index_of(rows_in_force())
        except IndexUnusable:
            _rebuild(None, None)


def index_status(*, thorough: bool = False) -> IndexStatus:
    """What the index consists of; `thorough` reads every byte of the sealed files and compares the checksums."""
    rows = rows_in_force()
    files = [index_folder() / row[2] for row in rows if row[1] == "sealed"]
    unusable = ""
    try:
        marks = len(index_of(rows))
        if thorough:
            for file in files:
                check_file(file)
    except (IndexUnusable, DamagedSegment) as error:
        marks, unusable = 0, str(error)
    return IndexStatus(
        marks=marks,
        sealed=len(files),
        batches=len(rows) - len(files),
        keys=SearchKey.objects.count(),
        file_bytes=sum(file.stat().st_size for file in files if file.exists()),
        unusable=unusable,
    )


def rows_of_marks(marks: Sequence[int] | None) -> Iterator[MarkRow]:
    """Index rows of these marks (None = of all), read from the register; a mark of another script has two."""
    found = Mark.objects.exclude(skeleton="").order_by("pk")
    if marks is not None:
        found = found.filter(pk__in=marks)
    columns = [f"weapon__{name}_code" for name in ("maker", "model", "calibre", "type", "country", "import_country")]
    for row in found.values_list("pk", "weapon_id", "text", "skeleton", *columns, "weapon__year").iterator(_CHUNK):
        forms = (row[3],) if row[2].isascii() else skeletons(row[2])
        for form in forms:
            yield MarkRow(row[0], row[1], form, row[2], *row[4:])


def _chunks(rows: Iterable[MarkRow]) -> Iterator[list[MarkRow]]:
    chunk: list[MarkRow] = []
    for row in rows:
        chunk.append(row)
        if len(chunk) == _CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _keys_saved() -> int:
    """About how many keys were saved one by one; exact enough to decide on a merge, and quick."""
    ends = [SearchKey.objects.order_by(way).values_list("id", flat=True).first() for way in ("id", "-id")]
    return ends[1] - ends[0] + 1 if ends[0] is not None and ends[1] is not None else 0


def _key_ids() -> list[int]:
    return list(SearchKey.objects.values_list("id", flat=True))


def _merge(acting_user: User | None) -> None:
    rows = rows_in_force()
    keys = list(SearchKey.objects.order_by("id").values_list("id", "mark", "weapon", "record"))
    side = {mark: SideRecord(mark, weapon, bytes(record)) for _, mark, weapon, record in keys}
    merged = [row for row in rows if row[1] == "batch"]
    if not merged and not side:
        return
    index = index_of(rows)
    opened = dict(zip(rows, index.opened, strict=True))
    size = sum(len(opened[row]) for row in merged) + len(side)
    for row in sorted((row for row in rows if row[1] == "sealed"), key=lambda row: len(opened[row])):
        if len(opened[row]) <= GROWTH * size:
            merged.append(row)
            size += len(opened[row])
    parts = [opened[row].columns() for row in sorted(merged)]
    columns = joined([*parts, _side_columns(list(side.values()))]).newest()
    _swap(columns, (merged, [key[0] for key in keys]), acting_user, "search.merged")


def _side_columns(records: list[SideRecord]) -> RecordColumns:
    return columns_from(
        b"".join(one.record for one in records),
        np.array([one.mark for one in records], dtype=np.int64),
        np.array([one.weapon for one in records], dtype=np.int64),
    )


def _swap(columns: RecordColumns, replaced: tuple[list[Row], list[int]], acting_user: User | None, action: str) -> None:
    """Put a sealed part of `columns` in the place of the replaced parts and keys, in one transaction; then audit."""
    rows, keys = replaced
    path = index_folder() / f"{uuid.uuid4().hex}.segment"
    write_segment(columns, path, folding_version())
    try:
        with transaction.atomic():
            _take_away(rows, keys)
            SearchSegment.objects.create(
                kind="sealed",
                records=len(columns),
                file=path.name,
                folding=folding_version(),
                layout=VERSION,
                made_at=timezone.now(),
            )
            write_entry(
                acting_user=acting_user,
                action=action,
                object_kind="search_index",
                details={"marks": len(columns), "parts": len(rows)},
            )
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    # Readers that have an old file open keep it; one that is about to open it lists the parts again.
    for row in rows:
        if row[2]:
            Path(index_folder() / row[2]).unlink(missing_ok=True)


def _take_away(rows: list[Row], keys: list[int]) -> None:
    gone, _ = SearchSegment.objects.filter(pk__in=[row[0] for row in rows]).delete()
    if gone != len(rows):
        raise Refusal("merged_meanwhile", Sentence(MERGED_MEANWHILE))
    # The keys too: two merges that began with the same keys would otherwise both keep their marks.
    taken = sum(SearchKey.objects.filter(pk__in=keys[at : at + 900]).delete()[0] for at in range(0, len(keys), 900))
    if taken != len(keys):
        raise Refusal("merged_meanwhile", Sentence(MERGED_MEANWHILE))


__all__: list[Any] = [
    "IndexStatus", "index_batch", "index_columns", "index_mark", "index_status", "merge_after_import", "merge_if_many",
    "merge_segments", "rebuild_index", "rows_of_marks",
]  # fmt: skip
