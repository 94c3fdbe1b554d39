"""Reading the audit log. Reading it is itself recorded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from salwa.services.audit.actions import write_entry
from salwa.services.audit.permissions import check_may_read_log
from salwa.storage.accounts.models import AuditEntry, User


@dataclass(frozen=True, slots=True)
class LogLine:
    """One entry as shown: `actor` is a name, empty for an action nobody signed in for (a failed sign-in)."""

    number: int
    at: datetime
    actor: str
    action: str
    object_kind: str
    object_id: str
    purpose: str
    details: dict[str, Any]


@dataclass(frozen=True, slots=True)
class LogPage:
    """Entries newest first; `next_before` is the number to ask for the next page with, None on the last one."""

    lines: tuple[LogLine, ...]
    next_before: int | None


def read_log(
    *, acting_user: User, action: str = "", object_id: str = "", before: int | None = None, count: int = 50
) -> LogPage:
    """A page of the log, newest first, filtered by action and object; writes that it was read."""
    check_may_read_log(acting_user)
    with transaction.atomic():
        found = AuditEntry.objects.select_related("actor").order_by("-number")
        if action:
            found = found.filter(action=action)
        if object_id:
            found = found.filter(object_id=object_id)
        if before is not None:
            found = found.filter(number__lt=before)
        entries = list(found[: count + 1])
        write_entry(
            acting_user=acting_user,
            action="audit.read",
            object_kind="audit_log",
            details={"action": action, "object": object_id, "before": before},
        )
    lines = tuple(_line(entry) for entry in entries[:count])
    return LogPage(lines=lines, next_before=lines[-1].number if len(entries) > count else None)


def _line(entry: AuditEntry) -> LogLine:
    return LogLine(
        number=entry.number,
        at=entry.at,
        actor=str(entry.actor) if entry.actor else "",
        action=entry.action,
        object_kind=entry.object_kind,
        object_id=entry.object_id,
        purpose=entry.purpose,
        details=entry.details,
    )
