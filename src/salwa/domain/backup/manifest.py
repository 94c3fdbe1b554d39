"""The manifest: what a backup says about itself, and which manifests are refused."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from salwa.domain.backup.canonical import Kind
from salwa.domain.keys import KEYRING

FORMAT = "salwa-backup"
VERSION = 1


@dataclass(frozen=True, slots=True)
class TableEntry:
    """One table: its columns as (name, kind), how many rows, and the SHA-256 of all its lines in order."""

    name: str
    columns: tuple[tuple[str, Kind], ...]
    rows: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds.

    `program`: version that made it. `made_at`: ISO moment, UTC. `engine`: sqlite or postgresql, for information.
    `installation`: profile and State. `settings`: those of salwa.toml that are no secrets (with the secret key when
    the backup is encrypted). `migrations`: application -> names applied. `files`: number and digest of the list of
    files. `audit`: number of entries, number and hash of the last one. `missing_files`: files that rows name and that
    were not there. `keys`: names of the key files inside (only in encrypted backups).
    """

    program: str
    made_at: str
    engine: str
    installation: Mapping[str, str]
    settings: Mapping[str, Any]
    migrations: Mapping[str, tuple[str, ...]]
    tables: tuple[TableEntry, ...]
    files: Mapping[str, Any]
    audit: Mapping[str, Any]
    missing_files: int
    keys: tuple[str, ...]

    def as_text(self) -> str:
        """The manifest as a JSON document, readable by people."""
        return json.dumps({"format": FORMAT, "version": VERSION, **asdict(self)}, ensure_ascii=False, indent=1)

    def keyring(self) -> bool:
        """Whether the keys of sealed fields are inside."""
        return KEYRING in self.keys

    def rows(self) -> int:
        """Rows of all tables together."""
        return sum(table.rows for table in self.tables)


def manifest_from(text: str) -> Manifest:
    """Read a manifest. Raises `ValueError` for one that is not a manifest of a version this program knows."""
    try:
        told = json.loads(text)
        if (told.pop("format"), told.pop("version")) != (FORMAT, VERSION):
            raise ValueError("another format or version")
        tables = tuple(
            TableEntry(
                one["name"], tuple((name, Kind(kind)) for name, kind in one["columns"]), one["rows"], one["sha256"]
            )
            for one in told.pop("tables")
        )
        migrations = {app: tuple(names) for app, names in told.pop("migrations").items()}
        keys = tuple(told.pop("keys"))
        return Manifest(tables=tables, migrations=migrations, keys=keys, **told)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"not a manifest: {error}") from error
