"""Writing down how far a message has come. A stage is kept once for each epoch of the installation that gave it."""

from __future__ import annotations

from datetime import datetime

from salwa.domain.exchange import Stage
from salwa.storage.exchange.models import MessageStage, OutboxMessage


def note_stage(row: OutboxMessage, stage: Stage, *, epoch: int, at: datetime, receipt: bytes | None = None) -> None:
    """Append the stage; where it is there already the first proof stays."""
    stage_row = MessageStage(message=row, stage=stage.value, epoch=epoch, receipt=receipt, at=at)
    MessageStage.objects.bulk_create([stage_row], ignore_conflicts=True)
