"""The content of a backup: tables as they are at one moment, the files that the rows name, and the manifest."""

from __future__ import annotations

import hashlib
import os
from collections import deque
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings as django_settings

import salwa
from salwa.domain.backup import Manifest, TableEntry
from salwa.domain.backup.scope import FILES_OF_ROWS
from salwa.services.backup.archive import KEYS, TABLES, ArchiveWriter, numbered, packed
from salwa.services.backup.container import ChunkWriter
from salwa.services.backup.home_files import files_to_keep
from salwa.services.keys.keyring import key_files
from salwa.storage.backup.databases import Database, default_entry, snapshot
from salwa.storage.backup.lines import parts_of
from salwa.storage.backup.shapes import Shape, applied_migrations, shapes_at

# Parts being compressed at the same time; each takes a few million bytes of memory.
AT_WORK = 4
LOG = "accounts_auditentry"
# Called with (rows and files done, rows and files in all).
Progress = Callable[[int, int], None]


def write_backup(
    out: BinaryIO, *, settings: Mapping[str, Any], passphrase: str | None, progress: Progress | None = None
) -> Manifest:
    """Write the installation into `out`, while it goes on working; returns the manifest.

    `settings` is what the manifest says about the settings. Raises `Refusal` (`not_a_plain_file`,
    `keyring_unreadable`).
    """
    return _Work(Path(django_settings.HOME), settings, passphrase, progress).write(out)


@dataclass(slots=True)
class _Work:
    """One backup being written."""

    home: Path
    settings: Mapping[str, Any]
    passphrase: str | None
    progress: Progress | None
    done: int = 0
    total: int = 0
    missing: int = 0
    tables: list[TableEntry] = field(default_factory=list)

    def write(self, out: BinaryIO) -> Manifest:
        """Tables as they are at this moment, then the files that the rows name, then the manifest."""
        chunks = ChunkWriter(out, self.passphrase)
        archive = ArchiveWriter(chunks)
        entry = default_entry()
        with snapshot(entry) as database:
            migrations = applied_migrations()
            shapes = shapes_at(migrations)
            self.total = sum(database.count(shape.name) for shape in shapes) + sum(1 for _ in files_to_keep(self.home))
            for shape in shapes:
                self.tables.append(self._table(archive, database, shape))
            self.missing = _missing_files(database, {shape.name for shape in shapes}, self.home)
            audit = _log_head(database, next(shape for shape in shapes if shape.name == LOG))
        self._files(archive)
        keys = key_files() if self.passphrase is not None else {}
        for name, content in keys.items():
            archive.add(f"{KEYS}/{name}", content)
        manifest = Manifest(
            program=salwa.__version__,
            made_at=datetime.now(UTC).isoformat(timespec="seconds"),
            engine=database.vendor,
            installation={name: str(django_settings.SALWA[name]) for name in ("profile", "state", "installation_name")},
            settings=dict(self.settings),
            migrations=migrations,
            tables=tuple(self.tables),
            files=archive.told_of_files(),
            audit=audit,
            missing_files=self.missing,
            keys=tuple(keys),
        )
        archive.finish(manifest)
        return manifest

    def _table(self, archive: ArchiveWriter, database: Database, shape: Shape) -> TableEntry:
        """Parts are compressed beside the reading of the next ones, and written in their order."""
        rows, digest, number = 0, hashlib.sha256(), 0
        waiting: deque[Future[bytes]] = deque()
        with ThreadPoolExecutor(2) as pool:

            def put() -> None:
                nonlocal number
                number += 1
                archive.add(numbered(f"{TABLES}/{shape.name}", number), waiting.popleft().result())

            for part in parts_of(database, shape):
                rows += part.rows
                digest.update(part.data)
                waiting.append(pool.submit(packed, part.data))
                if len(waiting) >= AT_WORK:
                    put()
                self._moved(part.rows)
            while waiting:
                put()
        columns = tuple((column.name, column.kind) for column in shape.columns)
        return TableEntry(shape.name, columns, rows, digest.hexdigest())

    def _files(self, archive: ArchiveWriter) -> None:
        for path in files_to_keep(self.home):
            try:
                file = (self.home / path).open("rb")
            except FileNotFoundError:  # a temporary file of an upload that has ended meanwhile
                continue
            with file:
                archive.add_file(path, file, os.fstat(file.fileno()).st_size)
            self._moved(1)
        archive.end_list()

    def _moved(self, amount: int) -> None:
        self.done += amount
        if self.progress is not None:
            self.progress(min(self.done, self.total), self.total)


def _missing_files(database: Database, tables: set[str], home: Path) -> int:
    """Files that rows name and that are not there: the backup is good, but the installation was not whole."""
    missing = 0
    for table, column, folder in FILES_OF_ROWS:
        if table not in tables:
            continue
        statement = f'SELECT "{column}" FROM "{table}" WHERE "{column}" <> \'\''  # noqa: S608 - names of our own
        for names in database.stream(statement):
            missing += sum(not (home / folder / name).exists() for (name,) in names)
    return missing


def _log_head(database: Database, shape: Shape) -> dict[str, int | str]:
    # Before the log became a tree its entries had other columns.
    columns = {column.name for column in shape.columns}
    number, said = ("number", "leaf_hash") if "leaf_hash" in columns else ("id", "entry_hash")
    rows = database.all(f"SELECT {number}, {said} FROM {shape.name} ORDER BY {number} DESC LIMIT 1")  # noqa: S608
    last, head = rows[0] if rows else (0, "")
    return {"entries": database.count(shape.name), "last": last, "hash": head}
