"""Carrying what was claimed for a partner: several messages in one post where it takes that, one by one where not.

Nothing here asks or changes the outbox; what came of it is written down by the worker (delivery.py).
"""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings

from salwa.services.envelopes import EnvelopeRefused, Receipt
from salwa.services.exchange.answers import FAULT, LARGEST_BODY, LATER, MOST_AT_ONCE, Answer
from salwa.services.exchange.receipts import verified_receipt
from salwa.services.exchange.snapshot import Snapshot, now_in_force
from salwa.services.exchange.transport import NO_ANSWER, NotReached, OneByOne, carry, carry_several
from salwa.storage.exchange.models import OutboxMessage

# After these a message goes alone: what failed with it shall not fail again because of it.
ALONE_AFTER = frozenset({NO_ANSWER, FAULT})


@dataclass(frozen=True, slots=True)
class Carried:
    """What came of carrying one message: the receipt that was answered, or the code of what went wrong."""

    row: OutboxMessage
    receipt: bytes = b""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The same once the receipt was verified: `said` is what it says."""

    pk: int
    said: Receipt | None = None
    receipt: bytes = b""
    code: str = ""


def outcomes_of(rows: Sequence[OutboxMessage], address: str, away: threading.Event) -> list[Outcome]:
    """Carry these messages. What is not begun while it is surely claimed has no outcome and is left to the next claim.

    `away` is set when nobody is there; then no further message is tried.
    """
    end = time.monotonic() + int(settings.SALWA["exchange_timeout_seconds"])
    carried: list[Carried] = []
    for group in groups_of(rows):
        if not carried or time.monotonic() < end:
            carried += _carried_together(group, address, away, end)
    keys = now_in_force()
    return [_verified(one, keys) for one in carried]


def groups_of(rows: Sequence[OutboxMessage]) -> list[list[OutboxMessage]]:
    """What goes in one post, as much as it may hold; last, and alone, what was sent before and not answered."""
    groups: list[list[OutboxMessage]] = []
    room = 0
    for row in (one for one in rows if one.last_code not in ALONE_AFTER):
        length = len(row.sealed) + 1
        if length > room or len(groups[-1]) >= MOST_AT_ONCE:
            groups.append([])
            room = LARGEST_BODY
        groups[-1].append(row)
        room -= length
    return groups + [[row] for row in rows if row.last_code in ALONE_AFTER]


def _carried_together(rows: Sequence[OutboxMessage], address: str, away: threading.Event, end: float) -> list[Carried]:
    """Carry one group; where its recipient does not take several at once, one by one until `end`."""
    if len(rows) > 1 and not away.is_set():
        try:
            answers = carry_several(address, [bytes(row.sealed) for row in rows])
            return [_answered(row, answer) for row, answer in zip(rows, answers, strict=True)]
        except NotReached as fault:
            away.set()
            return [Carried(row, code=fault.code) for row in rows]
        except OneByOne:
            pass
    carried: list[Carried] = []
    for row in rows:
        if not carried or time.monotonic() < end:
            carried.append(_carried(row, address, away))
    return carried


def _carried(row: OutboxMessage, address: str, away: threading.Event) -> Carried:
    """Carry one message; after the first of a round that found nobody there, the others are not tried."""
    if away.is_set():
        return Carried(row, code="not_reached")
    try:
        return _answered(row, carry(address, bytes(row.sealed)))
    except NotReached as fault:
        if fault.code != "answer_not_understood":
            away.set()
        return Carried(row, code=fault.code)


def _answered(row: OutboxMessage, answer: Answer) -> Carried:
    return Carried(row, receipt=answer.receipt, code="" if answer.receipt else answer.code or LATER)


def _verified(one: Carried, keys: Snapshot) -> Outcome:
    """Nothing is believed that the partner has not signed about these very bytes."""
    if not one.receipt:
        return Outcome(one.row.pk, code=one.code)
    try:
        said = verified_receipt(one.receipt, digest=one.row.sha256, keys=keys)
    except EnvelopeRefused as refused:
        return Outcome(one.row.pk, code=refused.code)
    if said.issuer != one.row.to_state:
        return Outcome(one.row.pk, code="receipt_of_another")
    return Outcome(one.row.pk, said=said, receipt=one.receipt)
