"""Writing down how far a message has come. A stage is kept once for each epoch of the installation that gave it."""

from __future__ import annotations

from datetime import datetime

from salwa.domain.exchange import Stage
from salwa.storage.exchange.models import MessageStage, OutboxMessage


def note_stage(
    row: OutboxMessage, stage: Stage, *, epoch: int, at: datetime, receipt: bytes | None = None
) -> MessageStage:
    """Append the stage, or give the one that is there: the first proof stays."""
    found, _ = MessageStage.objects.get_or_create(
        message=row, stage=stage.value, epoch=epoch, defaults={"receipt": receipt, "at": at}
    )
    return found
