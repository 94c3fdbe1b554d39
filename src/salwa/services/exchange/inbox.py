"""The inbox: a message is verified, stored and given its effect in one transaction, and only then confirmed.

However often and by whichever way the same message comes, it has one effect, and every copy is answered with the first
receipt: an error would make two installations ask each other for ever.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from salwa.domain.exchange import PayloadFault, Way, payload_from
from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import Refusal
from salwa.services.audit.actions import NewEntry, write_entries
from salwa.services.audit.clock import check_clock_is_not_behind
from salwa.services.envelopes import EnvelopeRefused, Opened, OwnKeys, Stage, open_envelope, sign_receipt
from salwa.services.exchange.handlers import Handler, Received, handler_of, schema_fault
from salwa.services.exchange.snapshot import Snapshot, now_in_force
from salwa.storage.accounts.models import User
from salwa.storage.exchange.models import InboxMessage, Peer

NOT_TAKEN = message("The message of {state} was opened and not taken ({code}).")
TELL_SENDER = message("Its sender is told so. Nothing was changed here.")
# Hearing a partner is written down this often, not with each message.
HEARD_EVERY = timedelta(minutes=1)
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
_heard_last: dict[str, datetime] = {}


class MessageRefused(Refusal):
    """A message whose sender is certain and which is not taken; `receipt` tells the sender so, signed."""

    def __init__(self, code: str, state: str, receipt: bytes) -> None:
        super().__init__(code, Sentence(NOT_TAKEN, {"state": state, "code": code}), remedy=Sentence(TELL_SENDER))
        self.receipt = receipt


@dataclass(frozen=True, slots=True)
class Arrived:
    """A verified message on its way into the inbox. `keys` sign for this installation, in its `epoch`."""

    opened: Opened
    sealed: bytes
    way: Way
    keys: OwnKeys
    epoch: int
    at: datetime

    def receipt(self, stage: Stage, code: str = "") -> bytes:
        """What its sender is told, signed."""
        return sign_receipt(self.opened, sender=self.keys, stage=stage, now=self.at, epoch=self.epoch, code=code)


def receive(sealed: bytes, *, way: Way, acting_user: User | None = None) -> bytes:
    """Take a sealed message; returns the signed receipt for its sender, after the commit.

    In order: open and verify, read the payload, then in one transaction store, effect, audit; a message that is there
    already is answered with the first receipt, whatever is thought of it today. Raises `EnvelopeRefused` (nobody's
    word), `MessageRefused` (its sender's, with a receipt), `Refusal` (`clock_behind`: our own) and, from the database,
    what says that it is away: after these two nothing was stored, and the same bytes may come again.
    `acting_user` is the person who brings a file; nobody is signed in at the door for installations.
    """
    return take(sealed, way, acting_user)[1]


def take(sealed: bytes, way: Way, acting_user: User | None) -> tuple[Arrived, bytes]:
    """`receive`, with what arrived beside the receipt."""
    arrived = _verified(sealed, way, acting_user)
    try:
        handler, payload = understood(arrived)
        return arrived, _taken(arrived, handler, payload, acting_user)
    except IntegrityError:
        # Another copy was quicker: the database decides, no look before.
        first = _first_receipt(arrived)
        if first is None:
            raise
        return arrived, first
    except Refusal as refusal:
        first = _first_receipt(arrived)
        if first is not None:
            return arrived, first
        code = code_of(refusal)
        _write_refused(arrived.opened.issuer, code, arrived.opened.message_id, sealed, way, by=acting_user)
        raise MessageRefused(code, arrived.opened.issuer, arrived.receipt(Stage.REFUSED, code)) from None


def arrived_with(sealed: bytes, way: Way, keys: Snapshot, now: datetime) -> Arrived:
    """Open and verify with the keys in force. Raises `EnvelopeRefused`."""
    own = keys.opening()
    return Arrived(open_envelope(sealed, own=own, trusted=keys.trusted, now=now), sealed, way, own[0], keys.epoch, now)


def code_of(refusal: Refusal) -> str:
    """The code of a refusal as a receipt carries it."""
    return refusal.code if len(refusal.code) <= 40 else "not_taken"


def _verified(sealed: bytes, way: Way, acting_user: User | None) -> Arrived:
    keys, now = now_in_force(), timezone.now()
    check_clock_is_not_behind(now)
    try:
        return arrived_with(sealed, way, keys, now)
    except EnvelopeRefused as refused:
        _write_refused("", refused.code, "", sealed, way, by=acting_user)
        raise


def _first_receipt(arrived: Arrived) -> bytes | None:
    """What was answered when this message first came; None when it has not."""
    opened = arrived.opened
    row = InboxMessage.objects.filter(from_state=opened.issuer, uid=opened.message_id).first()
    if row is None:
        return None
    if row.sha256 != digest_of(opened):
        _write_refused(opened.issuer, "uid_used_twice", row.uid, arrived.sealed, arrived.way, by=None)
        raise MessageRefused("uid_used_twice", opened.issuer, arrived.receipt(Stage.REFUSED, "uid_used_twice"))
    return bytes(row.receipt)


def understood(arrived: Arrived) -> tuple[Handler, dict[str, object]]:
    """Who gives the message its effect, and what it says. Raises `Refusal` with the code its sender is told."""
    kind = arrived.opened.kind
    handler = handler_of(kind)
    if handler is None:
        raise _refusal("kind_not_taken")
    try:
        payload = payload_from(arrived.opened.payload)
    except PayloadFault as fault:
        raise _refusal(fault.code) from None
    if payload.get("kind") != kind:
        raise _refusal("payload_of_another_kind")
    if schema_fault(kind, payload):
        raise _refusal("payload_against_schema")
    return handler, payload


def store(arrived: Arrived, handler: Handler, payload: dict[str, object], receipt: bytes) -> None:
    """Keep the message with what it is answered and give it its effect, inside the caller's transaction."""
    row = inbox_row(arrived, receipt)
    row.save(force_insert=True)
    give_effect(row, handler, payload)


def inbox_row(arrived: Arrived, receipt: bytes) -> InboxMessage:
    """A verified message with what it is answered, not stored yet."""
    opened = arrived.opened
    return InboxMessage(
        from_state=opened.issuer, uid=opened.message_id, kind=opened.kind, epoch=opened.epoch,
        sealed=arrived.sealed, jws=opened.jws, sha256=digest_of(opened), receipt=receipt, way=arrived.way.value,
        received_at=arrived.at, handled_at=timezone.now(), code="taken",
    )  # fmt: skip


def give_effect(row: InboxMessage, handler: Handler, payload: dict[str, object]) -> None:
    """Call the handler of a message that is stored. Whatever it raises undoes the message as well."""
    handler(
        Received(
            number=row.pk, uid=row.uid, from_state=row.from_state, kind=row.kind, payload=payload, epoch=row.epoch,
            received_at=row.received_at, way=Way(row.way),
        )
    )  # fmt: skip


def _taken(arrived: Arrived, handler: Handler, payload: dict[str, object], acting_user: User | None) -> bytes:
    receipt = arrived.receipt(Stage.DELIVERED)
    with transaction.atomic(durable=True):
        store(arrived, handler, payload, receipt)
        heard(arrived.opened.issuer, arrived.at)
        write_entries([received_entry(arrived)], acting_user=acting_user)
    return receipt


def received_entry(arrived: Arrived) -> NewEntry:
    """What the log says of a message that was taken."""
    opened = arrived.opened
    details = {
        "from": opened.issuer, "kind": opened.kind, "way": arrived.way.value, "sha256": digest_of(opened),
    }  # fmt: skip
    return NewEntry("exchange.received", "exchange_message", opened.message_id, details)


def refused_entry(state: str, code: str, uid: str, sealed: bytes, way: Way) -> NewEntry:
    """What was not taken leaves its digest and size in the log, and nothing else anywhere."""
    details = {
        "from": state, "code": code, "way": way.value, "bytes": len(sealed),
        "sha256": hashlib.sha256(sealed).hexdigest(),
    }  # fmt: skip
    return NewEntry("exchange.refused", "exchange_message", uid, details)


def heard(state: str, at: datetime) -> None:
    """Written down once in a while: the row of a partner must not hold up its messages."""
    if at - _heard_last.get(state, LONG_AGO) >= HEARD_EVERY:
        Peer.objects.filter(state=state).update(heard_at=at)
        _heard_last[state] = at


def digest_of(opened: Opened) -> str:
    """Of what was signed: sealed a second time it is the same message still."""
    return hashlib.sha256(opened.jws.encode()).hexdigest()


def _write_refused(state: str, code: str, uid: str, sealed: bytes, way: Way, *, by: User | None) -> None:
    with transaction.atomic():
        write_entries([refused_entry(state, code, uid, sealed, way)], acting_user=by)


def _refusal(code: str) -> Refusal:
    return Refusal(code, Sentence(NOT_TAKEN, {"state": "", "code": code}))
