"""Faults of disks and databases in plain words."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import Refusal

DISK_FULL = message("The disk is full, or the file is too large for it. Nothing was changed.")
MAKE_ROOM = message(
    "Make room or take another disk, and start again. Memory sticks often hold no file over 4 gigabytes."
)
READ_ONLY = message("The disk can only be read, not written to. Nothing was changed.")
REMOUNT = message(
    "Take another disk, or have it mounted for writing. A disk that turns read-only by itself is failing."
)
DISK_FAILS = message("The disk reports a fault in reading or writing. Nothing was changed.")
REPLACE_IT = message("Replace the disk and take another copy of the backup.")
CANNOT_KEEP = message("The database refuses a value of the copy: {said}. Nothing was changed.")
SAME_ENGINE = message("Choose the other engine (SQLite keeps what PostgreSQL refuses), and report it.")
NO_DATABASE = message("The database cannot be reached: {said}.")
CHECK_ADDRESS = message("Check that PostgreSQL runs, that the database exists, and the address, name and password.")
# What a database that was moved away answers to whoever still writes to it (services/backup/moving.py).
MOVED_AWAY = "This register was moved to another database; start Salwa again."
MOVED = message("This register was moved to another database. Nothing was changed here.")
START_AGAIN = message("Stop this process and start Salwa again with the settings in force.")

_WORDS = {
    errno.ENOSPC: ("disk_full", DISK_FULL, MAKE_ROOM),
    errno.EDQUOT: ("disk_full", DISK_FULL, MAKE_ROOM),
    errno.EFBIG: ("disk_full", DISK_FULL, MAKE_ROOM),
    errno.EROFS: ("disk_read_only", READ_ONLY, REMOUNT),
    errno.EIO: ("disk_fails", DISK_FAILS, REPLACE_IT),
}


def plain_refusal(error: BaseException) -> Refusal | None:
    """The refusal that tells this fault in plain words; None for any other fault."""
    from_database = type(error).__module__.split(".")[0] in {"sqlite3", "psycopg", "django"}
    if from_database and MOVED_AWAY in str(error):
        return Refusal("moved_away", Sentence(MOVED), remedy=Sentence(START_AGAIN))
    number = error.errno if isinstance(error, OSError) else _errno_of(str(error)) if from_database else None
    if number not in _WORDS:
        return None
    code, words, remedy = _WORDS[number]
    return Refusal(code, Sentence(words), remedy=Sentence(remedy))


def _errno_of(said: str) -> int | None:
    """What SQLite and PostgreSQL say of the disk."""
    said = said.lower()
    for words, number in (
        ("disk is full", errno.ENOSPC),
        ("no space left on device", errno.ENOSPC),
        ("readonly database", errno.EROFS),
        ("read-only file system", errno.EROFS),
        ("disk i/o error", errno.EIO),
    ):
        if words in said:
            return number
    return None


@contextmanager
def told_plainly() -> Iterator[None]:
    """Turn faults of the disk and of the database inside into refusals in plain words."""
    import sqlite3  # slow start

    import django.db  # slow start
    import psycopg  # slow start

    try:
        yield
    except (OSError, sqlite3.Error, psycopg.Error, django.db.Error) as error:
        plain = plain_refusal(error)
        if plain is not None:
            raise plain from error
        said = (str(error).splitlines() or [""])[0][:200]
        if isinstance(error, psycopg.OperationalError):
            raise Refusal(
                "no_database", Sentence(NO_DATABASE, {"said": said}), remedy=Sentence(CHECK_ADDRESS)
            ) from error
        if isinstance(error, (psycopg.DataError, psycopg.IntegrityError, sqlite3.IntegrityError)):
            raise Refusal(
                "value_refused", Sentence(CANNOT_KEEP, {"said": said}), remedy=Sentence(SAME_ENGINE)
            ) from error
        raise
