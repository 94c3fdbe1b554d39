"""What the exchange itself does with messages: tests, notices that one was opened, notices of a restored partner."""

from __future__ import annotations

from datetime import UTC, datetime

from salwa.domain.exchange import Stage
from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import Refusal
from salwa.services.exchange.epochs import partner_was_restored
from salwa.services.exchange.evidence import note_stage
from salwa.services.exchange.handlers import Received
from salwa.storage.exchange.models import OutboxMessage, RecordedTest

NOT_UNDERSTOOD = message("The message of the exchange does not have the form of its kind.")


def take_test(received: Received) -> None:
    """Record a test message: one row for its effect."""
    about, text = received.payload.get("about"), received.payload.get("text", "")
    if not isinstance(about, str) or not isinstance(text, str) or not about or len(about) > 64 or len(text) > 100_000:
        raise _not_understood()
    RecordedTest.objects.create(message_id=received.number, about=about, text=text, recorded_at=received.received_at)


def take_opened(received: Received) -> None:
    """Somebody over there has opened what we sent them."""
    uid = received.payload.get("message")
    if not isinstance(uid, str):
        raise _not_understood()
    row = OutboxMessage.objects.filter(uid=uid, to_state=received.from_state).first()
    if row is not None:
        note_stage(row, Stage.OPENED, epoch=received.epoch, at=received.received_at)


def take_epoch(received: Received) -> None:
    """A partner was put back from a backup: what it received after `kept_until` (its own clock) is sent again."""
    epoch, kept = received.payload.get("epoch"), received.payload.get("kept_until")
    if type(epoch) is not int or not 1 <= epoch < 2**31 or not isinstance(kept, str):
        raise _not_understood()
    try:
        until = datetime.fromisoformat(kept)
        until = until.replace(tzinfo=UTC) if until.tzinfo is None else until.astimezone(UTC)
    except (ValueError, OverflowError):
        raise _not_understood() from None
    partner_was_restored(received.from_state, epoch, until)


def _not_understood() -> Refusal:
    return Refusal("contents_not_understood", Sentence(NOT_UNDERSTOOD))
