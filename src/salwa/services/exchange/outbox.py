"""The outbox: a message is sealed and stored in the transaction of what it tells, or neither happens."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from django.db import connection
from django.utils import timezone

from salwa.domain.exchange import PayloadFault, Stage, payload_from
from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import Refusal
from salwa.services.audit.actions import write_entry
from salwa.services.audit.clock import not_before_the_log
from salwa.services.exchange.partners import key_to_seal_to
from salwa.services.exchange.permissions import check_may_post
from salwa.services.exchange.sealing import a_message_uid, sealed_for
from salwa.services.exchange.snapshot import now_in_force, own_state
from salwa.storage.accounts.models import User
from salwa.storage.exchange.models import MessageStage, OutboxMessage

# A year: a partner may be without a line for a season, and the bytes are good by file as well.
GOOD_FOR = timedelta(days=365)
BAD_PAYLOAD = message("The message cannot be sent: what it says is not one plain JSON object ({code}).")
REPORT_IT = message("Report it with the number of the case: Salwa made this message itself.")
TO_ITSELF = message("A message cannot be sent to the own State.")


def post(
    *,
    acting_user: User | None,
    kind: str,
    to_state: str,
    payload: bytes,
    about: str,
    purpose: str = "",
    classification: str = "restricted",
) -> str:
    """Seal a message and put it into the outbox, inside the caller's transaction; returns its uid.

    In order: permit, look at the payload (one JSON object, UTF-8), seal to the State's key in force, store, audit.
    `about` is the uid of the business object. None as `acting_user` is the program itself, answering what arrived.
    Raises `NotPermitted`, `Refusal` (`state_not_reachable`, `exchange_without_keys`, `message_not_sendable`), and
    `RuntimeError` outside a transaction.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("A message is posted in the transaction of what it tells.")
    check_may_post(acting_user, kind)
    _check_payload(payload)
    if to_state == own_state():
        raise Refusal("message_to_itself", Sentence(TO_ITSELF))
    uid, now, keys = a_message_uid(), not_before_the_log(timezone.now()), now_in_force()
    sealed = sealed_for(
        key_to_seal_to(to_state, keys), keys.signing(), payload, kind=kind, uid=uid, now=now, expires=now + GOOD_FOR,
        epoch=keys.epoch, purpose=purpose, classification=classification,
    )  # fmt: skip
    row = OutboxMessage.objects.create(
        uid=uid, to_state=to_state, kind=kind, about=about, epoch=keys.epoch, sealed=sealed,
        sha256=hashlib.sha256(sealed).hexdigest(), posted_at=now, begun_at=now, next_try_at=now,
        posted_by_id=acting_user.pk if acting_user else None,
    )  # fmt: skip
    MessageStage.objects.create(message=row, stage=Stage.SUBMITTED.value, epoch=keys.epoch, at=now)
    write_entry(
        acting_user=acting_user,
        action="exchange.posted",
        object_kind="exchange_message",
        object_id=uid,
        details={"to": to_state, "kind": kind, "sha256": row.sha256},
    )
    return uid


def _check_payload(payload: bytes) -> None:
    try:
        payload_from(payload)
    except PayloadFault as fault:
        raise Refusal(
            "message_not_sendable", Sentence(BAD_PAYLOAD, {"code": fault.code}), remedy=Sentence(REPORT_IT)
        ) from None
