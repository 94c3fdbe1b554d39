"""Where received files lie, and how they get there: streamed, hashed, never over the limit, synced to the disk."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from salwa.services.imports import refused_files
from salwa.services.imports.leases import is_gone, this_process
from salwa.services.installation.disk import force_name

CHUNK = 1 << 20
# How a file is called until its row is recorded: with the process that receives it, so that a dead one's is known.
ARRIVING = "arriving-"
# Ending of the plain table that is made of a workbook.
TABLE = ".table"


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A received file: its name within the imports folder, size in bytes and SHA-256."""

    name: str
    size: int
    sha256: str


def imports_folder() -> Path:
    """Folder of the received files of this installation, for its owner only."""
    folder: Path = settings.HOME / "imports"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def store(stream: BinaryIO, shown_name: str, *, limited: bool) -> StoredFile:
    """Copy a stream into the imports folder; `limited` applies the upload limit (to people, not to operators)."""
    allowed = settings.SALWA["upload_megabytes"]
    name = f"{ARRIVING}{this_process()}-{secrets.token_hex(12)}".replace("/", "_")
    path = imports_folder() / name
    digest, size = hashlib.sha256(), 0
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        while chunk := stream.read(CHUNK):
            size += len(chunk)
            if limited and size > allowed * 1_000_000:
                break
            digest.update(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    if limited and size > allowed * 1_000_000:
        path.unlink()
        raise refused_files.too_large(shown_name, size // 1_000_000 + 1, allowed)
    return StoredFile(name=name, size=size, sha256=digest.hexdigest())


def settle(stored: StoredFile) -> str:
    """Give a received file and its table the name under which they stay; call it when its row is recorded."""
    name = stored.name.rsplit("-", 1)[1]
    for ending in ("", TABLE):
        with suppress(FileNotFoundError):
            (imports_folder() / (stored.name + ending)).rename(imports_folder() / (name + ending))
    force_name(imports_folder() / name)
    return name


def forget(stored: StoredFile) -> None:
    """Remove a received file that was refused, and what was made of it."""
    for ending in ("", TABLE):
        (imports_folder() / (stored.name + ending)).unlink(missing_ok=True)


def remove_arriving() -> int:
    """Remove files whose receiving process was killed before it recorded them; returns how many."""
    gone = 0
    for path in imports_folder().glob(f"{ARRIVING}*"):
        holder = path.name.removeprefix(ARRIVING).rsplit("-", 1)[0]
        if is_gone(holder):
            path.unlink(missing_ok=True)
            gone += 1
    return gone


def safe_name(file_name: str) -> str:
    """The name of a received file for people: without folders, without signs that cannot be seen or turn text round."""
    name = re.split(r"[/\\]", file_name)[-1]
    return "".join(sign for sign in name if sign.isprintable()).strip()[:255]
