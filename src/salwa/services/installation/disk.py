"""Making sure that files have reached the disk before anybody is told so (assurance target R2)."""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from pathlib import Path


def force_name(path: Path) -> None:
    """Bring the name of a file whose content is on the disk there too, with the folder it is in when that is new.

    After a power cut a renamed or linked file is there under its name only if its folder was synced.
    """
    _force(path.parent)
    with suppress(PermissionError):  # a folder that may be passed and not read was not made by this process
        _force(path.parent.parent)


def force_content(path: Path) -> None:
    """Bring the content of a file to the disk."""
    _force(path)


def _force(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno != errno.EINVAL:  # a file system that cannot sync folders (some network drives)
            raise
    finally:
        os.close(handle)
