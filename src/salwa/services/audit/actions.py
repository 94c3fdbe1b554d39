"""Writing audit entries. There is no other way into the log."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import connection
from django.utils import timezone

from salwa.domain.audit import ACTIONS, GENESIS, Entry, canonical_json, leaf_bytes, leaf_hash, moment_text
from salwa.domain.audit.entries import writable
from salwa.storage.accounts.models import AuditEntry, User
from salwa.storage.turns import Purpose, purpose

# Any number does, as long as every writer of the log uses the same one.
LOG_LOCK = 7_771_001
# Whoever changes something waits here first (storage/turns.py): of them only one at a time stands before the log.
GATE_LOCK = 7_771_002
_END = "SELECT number, leaf_hash FROM accounts_auditentry ORDER BY number DESC LIMIT 1"


def write_entry(
    *,
    acting_user: User | None,
    action: str,
    object_kind: str = "",
    object_id: str | int = "",
    details: Mapping[str, Any] | None = None,
    purpose: str = "",
) -> AuditEntry:
    """Append one entry inside the caller's transaction; if it fails, the caller's change is undone with it.

    Call it last in the transaction: on PostgreSQL it takes the log's lock, which is held until the transaction ends.
    `details` never hold names, addresses or marks; where a later reader must be able to check a value, put in its
    `commitment` (services/audit/commitments.py).
    Raises `ValueError` for an action that is not in the catalogue and `RuntimeError` outside a transaction.
    """
    if action not in ACTIONS:
        raise ValueError(f"{action!r} is not in the catalogue of auditable actions (domain/audit/catalogue.py)")
    if not connection.in_atomic_block:
        raise RuntimeError("An audit entry is written in the transaction of the change it records.")
    number, previous = _lock_and_find_the_end()
    entry = AuditEntry(
        number=number + 1,
        at=timezone.now(),
        actor=acting_user,
        action=action,
        object_kind=object_kind,
        object_id=writable(str(object_id)),
        purpose=writable(purpose),
        details=dict(details or {}),
        previous_hash=previous,
    )
    fields = _fields(entry)
    entry.leaf_hash = leaf_hash(leaf_bytes(fields)).hex()
    _insert(entry, fields.details)
    return entry


def _insert(entry: AuditEntry, details: str) -> None:
    """Written out like the query before it; `details` as they were hashed. The caller reads no key of the row."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO accounts_auditentry (number, at, actor_id, action, object_kind, object_id, purpose, details,"
            " previous_hash, leaf_hash) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [
                entry.number, connection.ops.adapt_datetimefield_value(entry.at), entry.actor_id, entry.action,
                entry.object_kind, entry.object_id, entry.purpose, details, entry.previous_hash, entry.leaf_hash,
            ],
        )  # fmt: skip


def _fields(entry: AuditEntry) -> Entry:
    return Entry(
        number=entry.number,
        at=moment_text(entry.at),
        actor=entry.actor_id,
        action=entry.action,
        object_kind=entry.object_kind,
        object_id=entry.object_id,
        purpose=entry.purpose,
        details=canonical_json(entry.details),
        previous=entry.previous_hash,
    )


def _lock_and_find_the_end() -> tuple[int, str]:
    """Number and leaf hash of the last entry; from here to the end of the transaction nobody else appends.

    SQLite lets only one transaction write anyway. The query is written out: this is the hot path of the whole program.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # One way there and back for all; each statement still sees what was committed when it began.
            locks = (LOG_LOCK,) if purpose() is Purpose.NOTE else (GATE_LOCK, LOG_LOCK)
            cursor.execute("; ".join([*("SELECT pg_advisory_xact_lock(%s)" for _ in locks), _END]), locks)
            for _ in locks:
                cursor.nextset()
        else:
            cursor.execute(_END)
        found = cursor.fetchone()
    return (found[0], found[1]) if found else (0, GENESIS)
