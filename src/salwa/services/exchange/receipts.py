"""Taking a receipt: it is verified, kept as the exact bytes that came, and the message moves on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from salwa.domain.exchange import Stage, Way
from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import NotFound
from salwa.services.audit.actions import NewEntry, write_entries, write_entry
from salwa.services.envelopes import EnvelopeRefused, Receipt, open_receipt
from salwa.services.exchange.snapshot import Snapshot, now_in_force
from salwa.services.exchange.stages import note_stages, stage_row
from salwa.storage.accounts.models import User
from salwa.storage.exchange.models import MessageStage, OutboxMessage

UNKNOWN = message("The receipt belongs to no message that this installation has sent.")
LOOK = message("Look whether it was meant for another installation, or for this one before a backup was put back.")


def verified_receipt(receipt: bytes, *, digest: str | None = None, keys: Snapshot | None = None) -> Receipt:
    """What a receipt says, its signer certain by `keys` or those in force now. Raises `EnvelopeRefused`."""
    keys = keys or now_in_force()
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
        settle_all([Settled(row, said, receipt)], acting_user=acting_user)
    return row.uid


@dataclass(frozen=True, slots=True)
class Settled:
    """A message and what a receipt, as the exact bytes `receipt`, says about it."""

    row: OutboxMessage
    said: Receipt
    receipt: bytes


def settle_all(settled: Sequence[Settled], *, tries: int = 0, acting_user: User | None = None) -> None:
    """Write down what receipts say about their messages (each after so many tries), inside the caller's transaction."""
    entries: list[NewEntry] = []
    proofs: list[MessageStage] = []
    moved: list[int] = []
    for one in settled:
        row, said = one.row, one.said
        if said.stage == "refused":
            entries += _refused_there(row, said.code, tries)
            continue
        proofs.append(stage_row(row, Stage(str(said.stage)), epoch=said.epoch, at=said.issued, receipt=one.receipt))
        if row.state != "delivered":
            row.state, row.last_code = "delivered", ""
            moved.append(row.pk)
            entries.append(_entry("exchange.delivered", row, {"epoch": said.epoch}))
    note_stages(proofs)
    OutboxMessage.objects.filter(pk__in=moved).update(state="delivered", last_code="", attempts=F("attempts") + tries)
    write_entries(entries, acting_user=acting_user)


def _refused_there(row: OutboxMessage, code: str, tries: int) -> list[NewEntry]:
    """A message that its recipient refuses is given up, if it was not delivered or given up before."""
    if row.state != "waiting":
        return []
    row.state, row.last_code, row.attempts = "dead", code[:40], row.attempts + tries
    row.save(update_fields=["state", "last_code", "attempts"])
    return [_entry("exchange.refused_there", row, {"code": row.last_code})]


def _entry(action: str, row: OutboxMessage, more: dict[str, str | int]) -> NewEntry:
    return NewEntry(action, "exchange_message", row.uid, {"to": row.to_state, **more})
