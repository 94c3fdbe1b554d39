"""Whole installations of their own: a home folder and a database on the engine under test, or on another one."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
from django.test import override_settings

from salwa.settings.databases import database_entry
from salwa.settings.table import write_settings
from salwa.storage.backup.databases import default_database
from salwa.storage.tables import bring_to_today
from tests.builders import warm

NUMBERS = count(1)
SERVER = os.environ.get("SALWA_DATABASE_URL", "")
# SQLite is everywhere; PostgreSQL where the tests run on it (tools/with_postgresql.sh).
ENGINES = ("sqlite", "postgresql") if SERVER else ("sqlite",)
UNDER_TEST = ENGINES[-1]


def an_empty_database(home: Path, engine: str = UNDER_TEST) -> str:
    """Address of an empty database: the SQLite file of this home, or a new database of the PostgreSQL server."""
    if engine == "sqlite":
        return ""
    name = f"of_its_own_{os.getpid()}_{next(NUMBERS)}"
    with psycopg.connect(SERVER, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
    return SERVER.rsplit("/", 1)[0] + f"/{name}"


@contextmanager
def at_home(home: Path, address: str = "") -> Iterator[dict[str, Any]]:
    """Everything inside happens in this home folder and on this database; nothing is made yet."""
    entry = database_entry(address, home)
    with override_settings(HOME=home, MEDIA_ROOT=home / "media"), default_database(entry):
        yield entry


# One database with all tables for each engine and process, of which every installation takes a copy.
TABLES: dict[str, str] = {}


def _a_database_with_tables(home: Path, engine: str) -> str:
    """Address of a database with the tables of today and nothing in them: making them anew takes seconds each time."""
    if engine not in TABLES:
        place = Path(tempfile.mkdtemp(prefix="salwa-tables-"))
        address = an_empty_database(place, engine)
        with at_home(place, address):
            bring_to_today()
        TABLES[engine] = address or str(place / "salwa.sqlite3")
    if engine == "sqlite":
        with (
            closing(sqlite3.connect(TABLES[engine])) as source,
            closing(sqlite3.connect(home / "salwa.sqlite3")) as copy,
        ):
            source.backup(copy)
        return ""
    name = f"of_its_own_{os.getpid()}_{next(NUMBERS)}"
    with psycopg.connect(SERVER, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name} TEMPLATE {TABLES[engine].rsplit('/', 1)[1]}")
    return SERVER.rsplit("/", 1)[0] + f"/{name}"


@contextmanager
def an_installation(home: Path, engine: str = UNDER_TEST) -> Iterator[dict[str, Any]]:
    """A ready national installation with its settings, command-line user and keyring."""
    from salwa.services.installation.actions import prepare_database

    home.mkdir(parents=True)
    address = _a_database_with_tables(home, engine)
    named = {"database_url": address} if address else {}
    write_settings(home, {"profile": "national", "state": "KEN", "secret_key": "of one test", **named})
    with at_home(home, address) as entry:
        prepare_database()
        yield entry


def salwa(*words: object, given: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    """One `salwa` command in a process of its own, with no settings of the test suite."""
    return warm.run([str(word) for word in words], given=given, env=bare(**environment), timeout=300)


def bare(**more: str) -> dict[str, str]:
    """The environment without settings of the test suite."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("SALWA_", "DJANGO_"))} | more
