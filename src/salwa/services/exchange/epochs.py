"""After a restore: the installation that forgot counts a new epoch and says so; its partners send again what it lost.

What it still has it answers with the first receipt (a duplicate); what it lost takes effect for the first time in what
it now remembers. So a message has one effect whatever is replayed (targets F1, F2).
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from salwa.domain.refusals import Refusal
from salwa.services.audit.actions import write_entry
from salwa.services.exchange.node import begin_epoch
from salwa.services.exchange.outbox import post
from salwa.storage.accounts.models import User
from salwa.storage.exchange.models import InboxMessage, Node, OutboxMessage, Peer

# Messages commit in another order than they arrive; so much more is sent again than the backup's newest one tells.
MARGIN = timedelta(hours=1)
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


def tell_partners_of_restore(*, acting_user: User) -> int:
    """Begin a new epoch and tell every partner in one transaction; returns how many were told. Called by restores.

    What waits to leave is tried again at once: partners who have it already say so.
    """
    if not Node.objects.exists():
        return 0
    newest = InboxMessage.objects.order_by("-received_at").values_list("received_at", flat=True).first()
    kept_until = (newest or BEGINNING).astimezone(UTC).isoformat()
    with transaction.atomic():
        epoch = begin_epoch(acting_user=acting_user)
        told = sum(_told(state, epoch, kept_until) for state in Peer.objects.values_list("state", flat=True))
        OutboxMessage.objects.filter(state="waiting").update(next_try_at=timezone.now())
    return told


def _told(state: str, epoch: int, kept_until: str) -> bool:
    """Whether a partner could be told; one without keys in force is told nothing."""
    said = {"kind": "exchange.epoch", "version": 1, "epoch": epoch, "kept_until": kept_until}
    try:
        with transaction.atomic():
            post(acting_user=None, kind="exchange.epoch", to_state=state, payload=json.dumps(said).encode(), about="")
    except Refusal:  # nobody is known there, or no key of this installation opens any more: the operator sees both
        return False
    return True


def partner_was_restored(state: str, epoch: int, kept_until: datetime) -> int:
    """Send again whatever `state` confirmed under an older epoch and may have lost; returns how many messages.

    Called in the transaction in which the partner's notice is taken. Moments are those of the receipts, which the
    partner's own clock wrote.
    """
    if not Peer.objects.filter(state=state, epoch__lte=epoch).update(epoch=epoch):
        return 0
    since = kept_until - MARGIN if kept_until > BEGINNING + MARGIN else BEGINNING
    lost = OutboxMessage.objects.filter(
        to_state=state, state="delivered", stages__stage="delivered", stages__epoch__lt=epoch, stages__at__gte=since
    ).values("pk")
    now = timezone.now()
    again = OutboxMessage.objects.filter(pk__in=list(lost.values_list("pk", flat=True))).update(
        state="waiting", next_try_at=now, begun_at=now, attempts=F("attempts")
    )
    write_entry(
        acting_user=None,
        action="exchange.sent_again",
        object_kind="exchange_partner",
        object_id=state,
        details={"epoch": epoch, "messages": again},
    )
    return again
