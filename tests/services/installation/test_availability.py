"""What counts as an outage, by the codes of SQLite, PostgreSQL and the operating system; everything else is a fault."""

import errno
import sqlite3
import time

import psycopg
import pytest
from django.db import OperationalError, connection

from salwa.services.backup.faults import MOVED_AWAY
from salwa.services.installation.availability import forget_connections, outage_of

pytestmark = pytest.mark.one_engine


def of_sqlite(code, words="said"):
    error = sqlite3.OperationalError(words)
    error.sqlite_errorcode = code
    return error


def of_server(state):
    return psycopg.errors.lookup(state)("said")


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (OSError(errno.ENOSPC, "x"), 507),
        (OSError(errno.EDQUOT, "x"), 507),
        (OSError(errno.EIO, "x"), 503),
        (OSError(errno.EROFS, "x"), 503),
        (OSError(errno.ENOENT, "x"), None),
        (of_sqlite(sqlite3.SQLITE_FULL), 507),
        (of_sqlite(sqlite3.SQLITE_IOERR_FSYNC), 503),
        (of_sqlite(sqlite3.SQLITE_READONLY), 503),
        (of_sqlite(sqlite3.SQLITE_BUSY), 503),
        (of_sqlite(sqlite3.SQLITE_ERROR, "no such table: x"), None),
        (sqlite3.IntegrityError("UNIQUE"), None),
        (of_server("53100"), 507),
        (of_server("57P01"), 503),
        (of_server("08006"), 503),
        (of_server("25006"), 503),
        (of_server("40P01"), 503),
        (of_server("42P01"), None),
        (of_server("23505"), None),
        (psycopg.OperationalError("the server closed the connection unexpectedly"), 503),
        (psycopg.InterfaceError("the connection is closed"), 503),
        (psycopg.errors.RaiseException(MOVED_AWAY), 503),
        (ValueError("disk I/O error"), None),
        (None, None),
    ],
)
def test_the_code_decides_and_not_the_words(error, status):
    found = outage_of(error)
    assert (found.status if found else None) == status


def test_the_outage_is_found_behind_what_it_led_to():
    inner = of_sqlite(sqlite3.SQLITE_IOERR)
    outer = OperationalError("disk I/O error")
    outer.__cause__ = inner
    last = RuntimeError("no transaction")
    last.__context__ = outer
    assert outage_of(last).status == 503
    inner.__context__ = last  # a circle ends
    assert outage_of(RuntimeError()) is None


@pytest.mark.django_db
def test_after_an_outage_the_connection_is_closed_when_the_request_ends():
    before = connection.close_at
    try:
        forget_connections()
        assert connection.close_at <= time.monotonic()
    finally:
        connection.close_at = before
