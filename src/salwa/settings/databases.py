"""From one URL to a Django database entry, with the settings that keep an acknowledged record safe."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from salwa.settings.table import UnreadableSetting

# WAL + synchronous=FULL: an acknowledged commit has reached the disk (synchronous=NORMAL does not promise that).
SQLITE_START = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
    "PRAGMA temp_store=MEMORY; PRAGMA cache_size=-65536; PRAGMA mmap_size=268435456"
)


def database_entry(url: str, home: Path) -> dict[str, Any]:
    """Django DATABASES entry for `url`; an empty one means the SQLite file of the home folder."""
    if not url or url == "sqlite":
        return _sqlite(home / "salwa.sqlite3")
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return _sqlite(Path(unquote(parts.path)))
    if parts.scheme in {"postgresql", "postgres"}:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(parts.hostname or ""),
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 600,
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": dict(parse_qsl(parts.query)),
        }
    raise UnreadableSetting(
        f"database_url must begin with postgresql:// or be empty (SQLite in the home folder), not {parts.scheme!r}."
    )


def _sqlite(path: Path) -> dict[str, Any]:
    return {
        "ENGINE": "salwa.storage.sqlite",
        "NAME": str(path),
        "CONN_MAX_AGE": 600,
        # IMMEDIATE: a transaction that will write takes its lock at once, so two writers queue instead of failing.
        "OPTIONS": {"timeout": 60, "transaction_mode": "IMMEDIATE", "init_command": SQLITE_START},
        "TEST": {"NAME": ""},
    }
