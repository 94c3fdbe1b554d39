"""The memory for minutes that all processes of an installation share: files in the home folder, for its owner only."""

from __future__ import annotations

import fcntl
from pathlib import Path
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.filebased import FileBasedCache


class SharedCache(FileBasedCache):
    """Django's cache of files, in which `add` succeeds for one of many processes only.

    Limits of tries and codes that may be used once rest on it; a memory of each process would multiply them by the
    number of processes.
    """

    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        self._createdir()
        with (Path(self._dir) / ".lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            return bool(super().add(key, value, timeout, version))
