"""Batches of messages one after another on PostgreSQL; SQLite's writers take turns anyway (storage/turns.py)."""

from __future__ import annotations

from django.db import connection

# Any number does that no other lock of this database has (services/audit/actions.py has the two before).
BATCH_LOCK = 7_771_003


def one_batch_at_a_time() -> None:
    """Wait until no other batch is being taken, inside the transaction of one: two that bring the same messages in
    another order would wait for each other. SQLite has one writer anyway.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [BATCH_LOCK])
