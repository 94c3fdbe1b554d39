"""A new installation for one campaign, in a folder and a database of its own, opened in this process."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def a_home(url: str = "", **settings: str) -> Iterator[Path]:
    """Home folder of a national installation; on PostgreSQL in a new database beside the one that `url` names.

    `settings` are written into its settings file, so that `salwa serve` finds them too.
    """
    home = Path(tempfile.mkdtemp(prefix="salwa-durable-"))
    name = f"durable_{os.getpid()}"
    try:
        address = _new_database(url, name) if url else ""
        open_here(home, address, **settings)
        yield home
    finally:
        _closed()
        if url:
            _drop(url, name)
        shutil.rmtree(home, ignore_errors=True)


def open_here(home: Path, address: str, **settings: str) -> None:
    """Write the settings, start Django and make the tables."""
    for name in [name for name in os.environ if name.startswith("SALWA_")]:
        del os.environ[name]
    os.environ["DJANGO_SETTINGS_MODULE"] = "salwa.settings.django"
    from salwa.settings.start import open_installation
    from salwa.settings.table import write_settings

    named = {"database_url": address} if address else {}
    write_settings(home, {"profile": "national", "state": "KEN", "secret_key": "of the campaign", **named, **settings})
    open_installation(home)
    from salwa.services.installation.actions import prepare_database

    prepare_database()


def _new_database(url: str, name: str) -> str:
    import psycopg

    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        server.execute(f"CREATE DATABASE {name}")
    return url.rsplit("/", 1)[0] + f"/{name}"


def _drop(url: str, name: str) -> None:
    import psycopg

    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def _closed() -> None:
    from django.conf import settings

    if settings.configured:
        from django.db import connections

        connections.close_all()
