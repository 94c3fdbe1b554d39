"""Database settings that would break the promise "what was acknowledged is kept" are refused before serving (R3)."""

from __future__ import annotations

from django.db import connection

from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import Refusal

UNSAFE = message("The database setting {setting} is {found}; records could be lost in a power cut.")
MAKE_SAFE = message("Set {setting} to {safe} and start again.")

# PostgreSQL setting -> values that keep an acknowledged commit.
POSTGRESQL_SAFE = {
    "fsync": {"on"},
    "full_page_writes": {"on"},
    "synchronous_commit": {"on", "remote_write", "remote_apply"},
}
# SQLite pragma -> safe values (2 is FULL, 3 EXTRA).
SQLITE_SAFE: dict[str, set[str]] = {"journal_mode": {"wal"}, "synchronous": {"2", "3"}, "foreign_keys": {"1"}}


def check_database_is_safe() -> None:
    """Raise `Refusal` (code `unsafe_database`) naming the first unsafe setting in force on this connection."""
    if connection.vendor == "postgresql":
        _check("SHOW {}", POSTGRESQL_SAFE)
    else:
        _check("PRAGMA {}", SQLITE_SAFE)


def _check(question: str, safe: dict[str, set[str]]) -> None:
    with connection.cursor() as cursor:
        for setting, allowed in safe.items():
            cursor.execute(question.format(setting))
            found = str(cursor.fetchone()[0]).lower()
            if found not in allowed:
                raise Refusal(
                    "unsafe_database",
                    Sentence(UNSAFE, {"setting": setting, "found": found}),
                    remedy=Sentence(MAKE_SAFE, {"setting": setting, "safe": sorted(allowed)[0]}),
                )
