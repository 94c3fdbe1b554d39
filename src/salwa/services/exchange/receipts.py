"""Taking a receipt: it is verified, kept as the exact bytes that came, and the message moves on."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from salwa.domain.exchange import Stage, Way
from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import NotFound
from salwa.services.audit.actions import write_entry
from salwa.services.envelopes import EnvelopeRefused, Receipt, open_receipt
from salwa.services.exchange.snapshot import now_in_force
from salwa.services.exchange.stages import note_stage
from salwa.storage.accounts.models import User
from salwa.storage.exchange.models import OutboxMessage

UNKNOWN = message("The receipt belongs to no message that this installation has sent.")
LOOK = message("Look whether it was meant for another installation, or for this one before a backup was put back.")


def verified_receipt(receipt: bytes, *, digest: str | None = None) -> Receipt:
    """What a receipt says, its signer certain. Raises `EnvelopeRefused`."""
    keys = now_in_force()
    return open_receipt(receipt, own=keys.opening(), trusted=keys.trusted, now=timezone.now(), digest=digest)


def take_receipt(receipt: bytes, *, way: Way, acting_user: User | None = None) -> str:
    """Take a receipt that came by file; returns the uid of its message. The same one again changes nothing.

    Raises `EnvelopeRefused` and `NotFound` (`receipt_of_no_message`).
    """
    try:
        said = verified_receipt(receipt)
    except EnvelopeRefused as refused:
        with transaction.atomic():
            details = {"code": refused.code, "way": way.value, "bytes": len(receipt)}
            write_entry(acting_user=acting_user, action="exchange.receipt_refused", details=details)
        raise
    with transaction.atomic():
        row = OutboxMessage.objects.filter(to_state=said.issuer, sha256=said.digest).select_for_update().first()
        if row is None:
            raise NotFound("receipt_of_no_message", Sentence(UNKNOWN), remedy=Sentence(LOOK))
        settle(row, said, receipt, acting_user)
    return row.uid


def settle(row: OutboxMessage, said: Receipt, receipt: bytes, acting_user: User | None = None) -> None:
    """Write down what a receipt says about its message (and its tries), inside the caller's transaction."""
    if said.stage == "refused":
        if row.state == "waiting":
            row.state, row.last_code = "dead", said.code[:40]
            row.save(update_fields=["state", "last_code", "attempts"])
            _write("exchange.refused_there", row, {"code": row.last_code}, acting_user)
        return
    note_stage(row, Stage(str(said.stage)), epoch=said.epoch, at=said.issued, receipt=receipt)
    if row.state != "delivered":
        row.state, row.last_code = "delivered", ""
        row.save(update_fields=["state", "last_code", "attempts"])
        _write("exchange.delivered", row, {"epoch": said.epoch}, acting_user)


def _write(action: str, row: OutboxMessage, more: dict[str, str | int], acting_user: User | None) -> None:
    write_entry(
        acting_user=acting_user, action=action, object_kind="exchange_message", object_id=row.uid,
        details={"to": row.to_state, **more},
    )  # fmt: skip
