"""Writing audit entries. There is no other way into the log."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from salwa.domain.audit import ACTIONS, GENESIS, chained_hash
from salwa.storage.accounts.models import AuditEntry, User

# Any number does, as long as every writer of the log uses the same one.
LOG_LOCK = 7_771_001


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
    Raises `ValueError` for an action that is not in the catalogue and `RuntimeError` outside a transaction.
    """
    if action not in ACTIONS:
        raise ValueError(f"{action!r} is not in the catalogue of auditable actions (domain/audit/catalogue.py)")
    if not connection.in_atomic_block:
        raise RuntimeError("An audit entry is written in the transaction of the change it records.")
    _take_the_log_lock()
    previous = AuditEntry.objects.order_by("-id").values_list("entry_hash", flat=True).first() or GENESIS
    entry = AuditEntry(
        at=timezone.now(),
        actor=acting_user,
        action=action,
        object_kind=object_kind,
        object_id=str(object_id),
        purpose=purpose,
        details=dict(details or {}),
        previous_hash=previous,
    )
    entry.entry_hash = chained_hash(previous, hashed_fields(entry))
    entry.save(force_insert=True)
    return entry


def hashed_fields(entry: AuditEntry) -> dict[str, Any]:
    """The fields that the chain covers, as plain values."""
    return {
        "at": entry.at.isoformat(),
        "actor": entry.actor_id,
        "action": entry.action,
        "object_kind": entry.object_kind,
        "object_id": entry.object_id,
        "purpose": entry.purpose,
        "details": entry.details,
    }


def _take_the_log_lock() -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOG_LOCK])


def verify_chain() -> int | None:
    """Check the whole log; returns the id of the first entry that does not fit, or None when the chain is whole."""
    previous = GENESIS
    with transaction.atomic():
        for entry in AuditEntry.objects.order_by("id").iterator(chunk_size=5_000):
            if entry.previous_hash != previous or entry.entry_hash != chained_hash(previous, hashed_fields(entry)):
                return entry.pk
            previous = entry.entry_hash
    return None
