"""The same bytes as a file: for a partner without a line, by e-mail or on a stick. Any mixture has one effect (F11)."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from salwa.domain.exchange import Way
from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import Refusal
from salwa.services.audit.actions import write_entry
from salwa.services.exchange.inbox import take
from salwa.services.exchange.permissions import check_may_carry, check_may_manage_exchange, no_such_message
from salwa.services.exchange.receipts import take_receipt
from salwa.storage.accounts.models import User
from salwa.storage.exchange.models import InboxMessage, OutboxMessage

# The largest envelope, and no more than that is read of any file.
LARGEST = 2_097_152
TOO_LARGE = message("The file is larger than any sealed message.")
TAKE_OTHER = message("Give the file that `salwa exchange send-file` wrote at the sender, unchanged.")


@dataclass(frozen=True, slots=True)
class Taken:
    """What a file was: a message (then `receipt` is the file to send back) or a receipt; `uid` is the message's own.

    `from_state` is the sender of a message.
    """

    what: str
    uid: str = ""
    receipt: bytes = b""
    from_state: str = ""


def message_file(*, acting_user: User, uid: str) -> tuple[str, bytes]:
    """(name, bytes) of a message to be carried by hand; the bytes are those that travel over the line.

    The name tells nothing but that it is a sealed message. Raises `NotPermitted` and `NotFound`.
    """
    check_may_manage_exchange(acting_user)
    row = OutboxMessage.objects.filter(uid=uid).first()
    if row is None:
        raise no_such_message()
    with transaction.atomic():
        write_entry(
            acting_user=acting_user, action="exchange.filed", object_kind="exchange_message", object_id=uid,
            details={"to": row.to_state},
        )  # fmt: skip
    return f"{uid}.sealed", bytes(row.sealed)


def receipt_file(*, acting_user: User, from_state: str, uid: str) -> tuple[str, bytes]:
    """(name, bytes) of the receipt of a message that arrived, for its sender. Raises `NotPermitted` and `NotFound`."""
    check_may_carry(acting_user)
    row = InboxMessage.objects.filter(from_state=from_state, uid=uid).first()
    if row is None:
        raise no_such_message()
    return f"{uid}.receipt", bytes(row.receipt)


def take_file(*, acting_user: User, content: bytes) -> Taken:
    """Take what a partner sent as a file: a sealed message (five parts) or a receipt (three).

    Raises `NotPermitted`, `EnvelopeRefused`, `MessageRefused`, and `Refusal` (`file_too_large`).
    """
    check_may_carry(acting_user)
    content = content.strip()
    if len(content) > LARGEST:
        raise Refusal("file_too_large", Sentence(TOO_LARGE), remedy=Sentence(TAKE_OTHER))
    if content.count(b".") == 2:
        return Taken("receipt", uid=take_receipt(content, way=Way.FILE, acting_user=acting_user))
    arrived, receipt = take(content, Way.FILE, acting_user)
    return Taken("message", uid=arrived.opened.message_id, receipt=receipt, from_state=arrived.opened.issuer)
