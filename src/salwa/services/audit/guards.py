"""Whether the database still refuses to change the log (the triggers of the migration `audit`)."""

from __future__ import annotations

from django.db import connection

_TABLES = ("accounts_auditentry", "accounts_checkpoint", "accounts_cosignature", "accounts_witnessedcheckpoint")
_SQLITE = frozenset(f"{table}_{name}" for table in _TABLES for name in ("no_update", "no_delete", "in_sequence"))
_POSTGRESQL = frozenset(
    {f"{table}_{name}" for table in _TABLES for name in ("no_update", "no_delete", "no_truncate")}
    | {"accounts_auditentry_in_sequence"}
)


def missing_guards() -> tuple[str, ...]:
    """Names of the triggers that were taken away or switched off, in order; empty when all are in force."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        else:
            # A trigger may be there and switched off ('D'), or fire on replicas only ('R').
            cursor.execute("SELECT tgname FROM pg_trigger WHERE tgenabled IN ('O', 'A') AND NOT tgisinternal")
        found = {row[0] for row in cursor.fetchall()}
    return tuple(sorted((_SQLITE if connection.vendor == "sqlite" else _POSTGRESQL) - found))
