"""Writers of SQLite one after another, without sleeping.

SQLite lets one transaction write. Who comes second asks again and again with pauses of up to a tenth of a second, so
that a busy exchange spends its time waiting. Waiting for the lock of a file instead, each begins when another ends.
Nothing rests on it: a writer who does not ask for a turn is merely waited for as before.
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection

# Any number does that no other lock of this database has (services/audit/actions.py has the one before).
BATCH_LOCK = 7_771_002


@contextmanager
def my_turn() -> Iterator[None]:
    """Wait until no other of those who take turns writes; on PostgreSQL there is nothing to wait for."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    folder = Path(settings.HOME) / ".cache"
    folder.mkdir(mode=0o700, exist_ok=True)
    with (folder / "exchange-turn").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def one_batch_at_a_time() -> None:
    """Wait until no other batch is being taken, inside the transaction of one: two that bring the same messages in
    another order would wait for each other. SQLite has one writer anyway.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [BATCH_LOCK])
