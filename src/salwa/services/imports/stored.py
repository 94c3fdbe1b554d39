"""Where received files lie, and how they get there: streamed, hashed, never over the limit, synced to the disk."""

from __future__ import annotations

import hashlib
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from salwa.services.imports import refused_files

CHUNK = 1 << 20


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
    name = secrets.token_hex(12)
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
