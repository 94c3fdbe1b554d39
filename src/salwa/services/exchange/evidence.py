"""Evidence of each stage of a message, and the notices that make it: opened by a person, answered by another one."""

from __future__ import annotations

import json
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from salwa.domain.exchange import Stage
from salwa.services.audit.actions import write_entry
from salwa.services.exchange.outbox import post
from salwa.services.exchange.permissions import check_may_see_exchange, no_such_message
from salwa.services.exchange.stages import note_stage
from salwa.storage.accounts.models import User
from salwa.storage.exchange.models import InboxMessage, OutboxMessage

__all__ = ["mark_opened", "note_answered", "note_stage"]


def mark_opened(*, acting_user: User, from_state: str, uid: str) -> None:
    """Say that a person has opened a message, and tell its sender so, once however many persons open it."""
    check_may_see_exchange(acting_user)
    with transaction.atomic():
        row = InboxMessage.objects.select_for_update().filter(from_state=from_state, uid=uid).first()
        if row is None:
            raise no_such_message()
        if row.opened_at is not None:
            return
        row.opened_at, row.opened_by_id = timezone.now(), acting_user.pk
        row.save(update_fields=["opened_at", "opened_by_id"])
        told = {"kind": "exchange.opened", "version": 1, "message": uid, "at": row.opened_at.isoformat()}
        post(
            acting_user=None, kind="exchange.opened", to_state=from_state, payload=json.dumps(told).encode(), about=uid
        )
        write_entry(acting_user=acting_user, action="exchange.opened", object_kind="exchange_message", object_id=uid)


def note_answered(*, about: str, from_state: str, epoch: int, at: datetime) -> None:
    """Say that what was sent to `from_state` about this business object was answered; the answer's handler calls it."""
    for row in OutboxMessage.objects.filter(about=about, to_state=from_state):
        note_stage(row, Stage.ANSWERED, epoch=epoch, at=at)
