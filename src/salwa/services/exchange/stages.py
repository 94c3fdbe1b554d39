"""Writing down how far a message has come. A stage is kept once for each epoch of the installation that gave it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from salwa.domain.exchange import Stage
from salwa.storage.exchange.models import MessageStage, OutboxMessage


def note_stage(row: OutboxMessage, stage: Stage, *, epoch: int, at: datetime, receipt: bytes | None = None) -> None:
    """Append the stage; where it is there already the first proof stays."""
    note_stages([stage_row(row, stage, epoch=epoch, at=at, receipt=receipt)])


def note_stages(rows: Sequence[MessageStage]) -> None:
    """Append several stages; where one is there already the first proof stays."""
    MessageStage.objects.bulk_create(rows, ignore_conflicts=True)


def stage_row(
    row: OutboxMessage, stage: Stage, *, epoch: int, at: datetime, receipt: bytes | None = None
) -> MessageStage:
    """A stage that is not written down yet."""
    return MessageStage(message=row, stage=stage.value, epoch=epoch, receipt=receipt, at=at)
