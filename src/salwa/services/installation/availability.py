"""Telling an outage (database away, disk full or failing) from a fault of Salwa's own (assurance targets R4, R5)."""

from __future__ import annotations

import errno
import sqlite3
import time
from dataclasses import dataclass

import psycopg
from django.db import connections

from salwa.domain.languages import Sentence, message
from salwa.services.backup.faults import DISK_FULL, MOVED, MOVED_AWAY, START_AGAIN

AWAY = message(
    "The database or the disk of this installation does not answer. What you sent may or may not have been saved."
)
LOOK_FIRST = message("Wait a minute and look whether it is there. If it is not, send it again.")
MAKE_ROOM = message("Ask the administrator to make room on the disk, then send it again.")

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_FAILING = frozenset({errno.EROFS, errno.EIO, errno.EMFILE, errno.ENFILE})
# https://sqlite.org/rescode.html; the low byte of an extended code is the primary one.
_SQLITE_FULL = sqlite3.SQLITE_FULL
_SQLITE_AWAY = frozenset(
    {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR,
     sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PROTOCOL}
)  # fmt: skip
# https://www.postgresql.org/docs/current/errcodes-appendix.html: connection lost, resources, operator, system, disk.
_SERVER_FULL = "53100"
_SERVER_AWAY = ("08", "53", "57P", "58", "25006", "40001", "40P01", "55P03")


@dataclass(frozen=True, slots=True)
class Outage:
    """Why nothing can be done just now: HTTP `status` (503 or 507), a stable `code`, seconds after which to try again,
    and in words what happened and what to do.
    """

    status: int
    code: str
    retry_after: int
    sentence: Sentence
    remedy: Sentence


_DISK_FULL = Outage(507, "disk_full", 60, Sentence(DISK_FULL), Sentence(MAKE_ROOM))
# A commit whose answer was lost may have happened: only looking tells.
_AWAY = Outage(503, "unavailable", 5, Sentence(AWAY), Sentence(LOOK_FIRST))
_MOVED = Outage(503, "moved_away", 60, Sentence(MOVED), Sentence(START_AGAIN))


def outage_of(error: BaseException | None) -> Outage | None:
    """The outage behind an error, or None when it is a fault of the program."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        found = _of_one(error)
        if found is not None:
            return found
        error = error.__cause__ or error.__context__
    return None


def forget_connections() -> None:
    """Let the connections of this thread be closed when the request ends, so that the next one begins anew.

    SQLite opens a file on a read-only disk for reading and keeps that handle: without this the process would refuse to
    write until its connection is old, long after the disk has been mended.
    """
    for one in connections.all(initialized_only=True):
        one.close_at = time.monotonic()


def _of_one(error: BaseException) -> Outage | None:
    if isinstance(error, OSError):
        return _DISK_FULL if error.errno in _FULL else _AWAY if error.errno in _FAILING else None
    if isinstance(error, (sqlite3.Error, psycopg.Error)) and MOVED_AWAY in str(error):
        return _MOVED
    if isinstance(error, sqlite3.Error):
        primary = getattr(error, "sqlite_errorcode", 0) & 0xFF
        return _DISK_FULL if primary == _SQLITE_FULL else _AWAY if primary in _SQLITE_AWAY else None
    if isinstance(error, psycopg.Error):
        return _of_server(error)
    return None


def _of_server(error: psycopg.Error) -> Outage | None:
    if error.sqlstate is None:  # the server never got as far as giving a code
        return _AWAY if isinstance(error, (psycopg.OperationalError, psycopg.InterfaceError)) else None
    if error.sqlstate == _SERVER_FULL:
        return _DISK_FULL
    return _AWAY if error.sqlstate.startswith(_SERVER_AWAY) else None
