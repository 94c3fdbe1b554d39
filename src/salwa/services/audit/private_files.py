"""Small JSON files that only their owner may read: written beside and put in place at once, forced to the disk."""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path
from typing import Any

from django.conf import settings

from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import Refusal

_UNREADABLE = message("The key file cannot be read: {file}.")
_PUT_BACK = message("Put the file back from a backup. The audit log itself is not touched by this.")
_OPEN = message("Others than its owner can read the key file: {file}.")
_CLOSE = message("Run: chmod 600 {file}. If others may have read it, make a new key: salwa audit keys --renew")


def keys_folder() -> Path:
    """The folder `keys` of the home folder. It belongs into every backup."""
    return Path(settings.HOME) / "keys"


def read_private(path: Path) -> Any:
    """What the file holds; raises `Refusal` when it cannot be read, or when others could read it too."""
    try:
        if path.stat().st_mode & 0o077:
            where = {"file": str(path)}
            raise Refusal("key_file_open", Sentence(_OPEN, where), remedy=Sentence(_CLOSE, where))
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise unreadable(path) from error


def unreadable(path: Path) -> Refusal:
    """The refusal for a key file that does not hold what it should."""
    return Refusal("key_file_unreadable", Sentence(_UNREADABLE, {"file": str(path)}), remedy=Sentence(_PUT_BACK))


def write_private(path: Path, content: Any, *, only_when_missing: bool = False) -> None:
    """Write the file; with `only_when_missing` the first of several processes wins and the others leave it so."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(content, file, indent=1)
            file.write("\n")
            file.flush()
            os.fsync(file.fileno())
        if only_when_missing:
            _put_when_missing(beside, path)
        else:
            beside.replace(path)
        _force_folder(path.parent)
    finally:
        beside.unlink(missing_ok=True)


def _put_when_missing(beside: Path, path: Path) -> None:
    try:
        os.link(beside, path)
    except FileExistsError:
        return


def _force_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
