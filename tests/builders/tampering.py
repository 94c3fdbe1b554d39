"""What somebody does who owns the database: switch its guards off, change the log, switch them on again."""

from __future__ import annotations

from contextlib import contextmanager

from django.db import connection

KEPT = ("accounts_auditentry", "accounts_checkpoint", "accounts_cosignature", "accounts_witnessedcheckpoint")


@contextmanager
def unguarded():
    """Inside, the database lets the audit log be changed."""
    guards = _taken_away() if connection.vendor == "sqlite" else []
    _switch("DISABLE")
    try:
        yield
    finally:
        _switch("ENABLE")
        with connection.cursor() as cursor:
            for statement in guards:
                cursor.execute(statement)


def _taken_away() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        found = [(name, sql) for name, sql in cursor.fetchall() if name.startswith(KEPT)]
        for name, _ in found:
            cursor.execute(f"DROP TRIGGER {name}")
    return [sql for _, sql in found]


def _switch(how: str) -> None:
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # no table is altered while checks of its rows are due
        for table in KEPT:
            cursor.execute(f"ALTER TABLE {table} {how} TRIGGER USER")
