"""Where files are made: a private folder that goes when the work ends; that of a killed process, at the next start."""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings

from salwa.storage.register.models import WeaponExport

WORK, RESULT = "work-", "export-"
# A result without a finished export is left over from a killed process; one younger than this may still be recorded.
YOUNG_SECONDS = 600


def exports_folder() -> Path:
    """Folder of the exports of this installation, for its owner only."""
    folder: Path = settings.HOME / "exports"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


@contextmanager
def workplace() -> Iterator[Path]:
    """A folder for one piece of work. Its lock lives as long as this process: who can take it finds a dead one."""
    remove_leftovers()
    folder = exports_folder() / f"{WORK}{secrets.token_hex(8)}"
    with _guarded():
        folder.mkdir(mode=0o700)
        lock = _locked(folder)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        if lock is not None:
            os.close(lock)


def remove_leftovers() -> int:
    """Remove what killed processes left behind; returns how many folders and files went."""
    gone = 0
    with _guarded():
        for folder in exports_folder().glob(f"{WORK}*"):
            lock = _locked(folder)
            if lock is not None:
                shutil.rmtree(folder, ignore_errors=True)
                os.close(lock)
                gone += 1
        kept = set(WeaponExport.objects.filter(status="finished").values_list("result_file", flat=True))
        for file in exports_folder().glob(f"{RESULT}*"):
            with suppress(FileNotFoundError):
                if file.name not in kept and time.time() - file.stat().st_mtime > YOUNG_SECONDS:
                    file.unlink()
                    gone += 1
    return gone


@contextmanager
def _guarded() -> Iterator[None]:
    """One at a time: a folder is never seen between being made and being locked."""
    with (exports_folder() / ".guard").open("w") as guard:
        fcntl.flock(guard, fcntl.LOCK_EX)
        yield


def _locked(folder: Path) -> int | None:
    """An open handle that holds the folder's lock; None while a living process holds it, or when it is gone."""
    try:
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        return None
    return handle
