"""Putting a backup back on an empty machine: checked whole first, then filled, proved equal, and only then in force."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from salwa.domain.backup import Manifest
from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import Refusal
from salwa.services.backup.faults import told_plainly
from salwa.services.backup.home_files import RestoredHome, check_home_is_empty
from salwa.services.backup.proof import Compared, compared
from salwa.services.backup.schema import check_empty, check_known, finish, make_tables
from salwa.services.backup.verifying import Verified, read_backup
from salwa.services.keys.keyring import key_files_of, keyring_file
from salwa.storage.backup.databases import Database, default_database, default_entry, let_go
from salwa.storage.backup.filling import ENDINGS, end_filling, filling, insert, put_aside, put_back, workplace
from salwa.storage.backup.shapes import Shape

CHANGED_MEANWHILE = message("The backup was changed after it was checked. Nothing was changed here.")
CHECK_AGAIN = message("Copy it to a disk that nobody else writes to, and start again.")
OTHER_TABLES = message(
    "The tables of the backup are not those that its version of the program had. Nothing was changed."
)
REFERS_TO_NOTHING = message("Table {table} of the backup has a row that refers to nothing. Nothing was changed.")
TAKE_ANOTHER = message("Take another backup, and report it: a backup is checked when it is made.")
# Called with (rows done, rows in all), twice over: rows written and rows read back.
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Restored:
    """A restored installation: every table compared with the backup; `log_broken_at` was so in the backup already.

    `keyring`: whether there is one now; without it, sealed values wait for the keyring that was kept apart.
    """

    tables: tuple[Compared, ...]
    rows: int
    files: int
    keyring: bool
    log_broken_at: int | None
    seconds: float


def restore_backup(
    *,
    verified: Verified,
    passphrase: str | None,
    put_in_force: Callable[[], None],
    keys: Path | None = None,
    progress: Progress | None = None,
) -> Restored:
    """Restore a verified backup into the home folder and the database that Django's settings name, both empty.

    In order: see that nothing is there, make the tables of the backup's version, fill them, make keys and indexes
    again, prove every table equal, upgrade, check the audit log, build the search index, begin a new epoch, audit, and
    at the very end `put_in_force` (writes the settings). `keys` is a folder with key files that were kept apart, for a
    backup without them. Whatever fails leaves the target as it was. There is no
    permission to check: nobody is in an empty installation. Raises `Refusal` (`target_not_empty`, `made_by_newer`,
    `not_equal`, and those of `verify_backup`).
    """
    from django.conf import settings  # slow start

    began = time.monotonic()
    manifest, entry, home = verified.manifest, default_entry(), Path(settings.HOME)
    check_home_is_empty(home)
    check_known(manifest.migrations, manifest.program)
    with told_plainly():
        check_empty(entry)
        place = RestoredHome(home)
        place.begin()
        try:
            tables, wrong = _fill(verified, passphrase, place, keys, progress)
            os.sync()
            place.finish()
            put_in_force()
        except BaseException:
            let_go()
            with suppress(OSError):
                place.undo()
            raise
    return Restored(
        tables, manifest.rows(), int(manifest.files["count"]), keyring_file().exists(), wrong,
        round(time.monotonic() - began, 2),
    )  # fmt: skip


def _fill(
    verified: Verified, passphrase: str | None, place: RestoredHome, keys: Path | None, progress: Progress | None
) -> tuple[tuple[Compared, ...], int | None]:
    manifest, entry = verified.manifest, default_entry()
    work = workplace(entry)
    if work is not entry:
        for ending in ENDINGS:
            place.enter(f"{Path(str(work['NAME'])).name}{ending}")
            place.enter(f"{Path(str(entry['NAME'])).name}{ending}")
    place.enter("index")
    with default_database(work):
        shapes = make_tables(work, manifest.migrations)
        _check_shapes(shapes, manifest)
        tables = _load(verified, passphrase, place, shapes, progress)
        _put_keys(place, keys, manifest)
        wrong = finish(action="backup.restored", details=_told(verified), new_epoch=True)
    end_filling(work, entry)
    return tables, wrong


def _load(
    verified: Verified,
    passphrase: str | None,
    place: RestoredHome,
    shapes: tuple[Shape, ...],
    progress: Progress | None,
) -> tuple[Compared, ...]:
    manifest = verified.manifest
    moved = _Moved(2 * manifest.rows(), progress)
    with filling(default_entry()) as database:
        again = put_aside(database)
        sink = _Loading(database, {shape.name: shape for shape in shapes}, place, moved)
        if read_backup(verified.file, passphrase, sink).manifest.as_text() != manifest.as_text():
            raise Refusal("backup_changed", Sentence(CHANGED_MEANWHILE), remedy=Sentence(CHECK_AGAIN))
        broken = put_back(database, again, shapes)
        if broken:
            raise Refusal(
                "refers_to_nothing", Sentence(REFERS_TO_NOTHING, {"table": broken}), remedy=Sentence(TAKE_ANOTHER)
            )
        return compared(database, shapes, manifest.tables, moved)


def _put_keys(place: RestoredHome, keys: Path | None, manifest: Manifest) -> None:
    """Key files kept apart, unless the backup had them itself."""
    for path, content in (key_files_of(keys) if keys is not None else {}).items():
        if path not in manifest.keys:
            with place.file(f"keys/{path}") as file:
                file.write(content)


def _check_shapes(shapes: tuple[Shape, ...], manifest: Manifest) -> None:
    here = {shape.name: tuple((column.name, column.kind) for column in shape.columns) for shape in shapes}
    if here != {table.name: table.columns for table in manifest.tables}:
        raise Refusal("other_tables", Sentence(OTHER_TABLES), remedy=Sentence(TAKE_ANOTHER))


def _told(verified: Verified) -> Mapping[str, str | int | bool]:
    manifest = verified.manifest
    return {
        "made_at": manifest.made_at,
        "program": manifest.program,
        "rows": manifest.rows(),
        "files": int(manifest.files["count"]),
        "encrypted": verified.encrypted,
        "log_entries": int(manifest.audit["entries"]),
        "log_head": str(manifest.audit["hash"]),
    }


@dataclass(slots=True)
class _Moved:
    """Counts rows for the progress bar."""

    total: int
    progress: Progress | None
    done: int = 0

    def __call__(self, rows: int) -> None:
        self.done += rows
        if self.progress is not None:
            self.progress(min(self.done, self.total), self.total)


@dataclass(slots=True)
class _Loading:
    """Takes the content of a backup into a database and a home folder."""

    database: Database
    shapes: Mapping[str, Shape]
    place: RestoredHome
    moved: _Moved
    seen: set[str] = field(default_factory=set)

    def part(self, table: str, data: bytes) -> None:
        insert(self.database, self.shapes[table], data)
        self.moved(data.count(b"\n"))

    def file(self, path: str) -> BinaryIO | None:
        return self.place.file(path)

    def key_file(self, name: str, data: bytes) -> None:
        with self.place.file(f"keys/{name}") as file:
            file.write(data)
