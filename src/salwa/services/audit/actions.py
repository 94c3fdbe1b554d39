"""Writing audit entries. There is no other way into the log."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
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


@dataclass(frozen=True, slots=True)
class NewEntry:
    """What one of several entries says; the members are those of `write_entry`."""

    action: str
    object_kind: str = ""
    object_id: str | int = ""
    details: Mapping[str, Any] = field(default_factory=dict)
    purpose: str = ""


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
    one = NewEntry(action, object_kind, object_id, details or {}, purpose)
    return write_entries([one], acting_user=acting_user)[0]


def write_entries(entries: Sequence[NewEntry], *, acting_user: User | None) -> list[AuditEntry]:
    """Append several entries of one transaction, in their order; as `write_entry`, with one look for the end.

    Each is numbered and chained to the one before, as if they had been written one by one.
    """
    for one in entries:
        if one.action not in ACTIONS:
            raise ValueError(f"{one.action!r} is not in the catalogue of auditable actions (domain/audit/catalogue.py)")
    if not connection.in_atomic_block:
        raise RuntimeError("An audit entry is written in the transaction of the change it records.")
    if not entries:
        return []
    number, previous = _lock_and_find_the_end()
    rows = []
    for one in entries:
        row = _chained(one, number + 1, previous, acting_user)
        number, previous = row.number, row.leaf_hash
        rows.append(row)
    _insert(rows)
    return rows


def _chained(one: NewEntry, number: int, previous: str, acting_user: User | None) -> AuditEntry:
    entry = AuditEntry(
        number=number,
        at=timezone.now(),
        actor=acting_user,
        action=one.action,
        object_kind=one.object_kind,
        object_id=writable(str(one.object_id)),
        purpose=writable(one.purpose),
        details=dict(one.details),
        previous_hash=previous,
    )
    entry.leaf_hash = leaf_hash(leaf_bytes(_fields(entry))).hex()
    return entry


def _insert(rows: list[AuditEntry]) -> None:
    """Written out like the query before it; details as they were hashed. The caller reads no key of the rows."""
    values = [
        [
            row.number, connection.ops.adapt_datetimefield_value(row.at), row.actor_id, row.action, row.object_kind,
            row.object_id, row.purpose, canonical_json(row.details), row.previous_hash, row.leaf_hash,
        ]
        for row in rows
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO accounts_auditentry (number, at, actor_id, action, object_kind, object_id, purpose, details,"
            " previous_hash, leaf_hash) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            values,
        )


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
