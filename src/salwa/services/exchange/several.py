"""Several messages brought at once: one transaction for all of them, each with its own effect, answer and refusal.

A commit costs as much as the cryptography of many messages. A few messages share a savepoint; where one of them is
refused, they are undone and taken again each behind its own, so that it undoes only itself. The answers leave after the
commit. What is killed before leaves nothing, what is killed after is brought again and has the first receipt again.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from salwa.domain.exchange import Way
from salwa.domain.refusals import Refusal
from salwa.services.audit.actions import NewEntry, write_entries
from salwa.services.audit.clock import check_clock_is_not_behind
from salwa.services.envelopes import EnvelopeRefused, Stage
from salwa.services.exchange import inbox
from salwa.services.exchange.answers import BUSY, FAULT, LATER, NOT_OPENED, REFUSED, TAKEN, Answer
from salwa.services.exchange.handlers import Handler
from salwa.services.exchange.snapshot import Snapshot, now_in_force
from salwa.services.exchange.turns import one_batch_at_a_time
from salwa.services.installation.availability import outage_of
from salwa.storage.exchange.models import InboxMessage

log = logging.getLogger("salwa.exchange")
# Messages behind one savepoint.
TOGETHER = 8
# Seconds after which a transaction takes no further message, so that other writers wait no longer than this.
HELD_SECONDS = 0.25
# Seconds after which nothing further is begun: the sender is still there for the answers.
LONGEST_SECONDS = 8.0


@dataclass(slots=True)
class _Brought:
    """One message of a batch. `code`: why it is not taken; `stored`: whether it is, with its effect."""

    sealed: bytes
    arrived: inbox.Arrived | None = None
    handler: Handler | None = None
    payload: dict[str, object] = field(default_factory=dict)
    receipt: bytes = b""
    code: str = ""
    stored: bool = False


Known = dict[tuple[str, str], tuple[str, bytes]]


def receive_several(sealed: Sequence[bytes], *, way: Way) -> list[Answer]:
    """Take several sealed messages; returns the answer to each in its order, after the commit.

    What is refused, a duplicate, or in nobody's name is answered as it would be alone. A message whose handler fails is
    answered `later`, alone. Raises, from the database, what says that it is away: what was not committed comes again.
    """
    began, keys, now = time.monotonic(), now_in_force(), timezone.now()
    check_clock_is_not_behind(now)
    brought = [_prepared(one, way, keys, now) for one in sealed]
    answers: list[Answer] = []
    while len(answers) < len(brought) and time.monotonic() - began < LONGEST_SECONDS:
        answers += _some_taken(brought[len(answers) :], way)
    return answers + [Answer(LATER, BUSY)] * (len(brought) - len(answers))


def _prepared(sealed: bytes, way: Way, keys: Snapshot, now: datetime) -> _Brought:
    """All that needs no database: opened, verified, understood, and the receipt signed that a commit will make true."""
    one = _Brought(sealed)
    try:
        one.arrived = inbox.arrived_with(sealed, way, keys, now)
        one.handler, one.payload = inbox.understood(one.arrived)
        one.receipt = one.arrived.receipt(Stage.DELIVERED)
    except Refusal as refusal:
        one.code = refusal.code if isinstance(refusal, EnvelopeRefused) else inbox.code_of(refusal)
    return one


def _some_taken(brought: Sequence[_Brought], way: Way) -> list[Answer]:
    """The answers to as many as one transaction takes, at least one."""
    answers: list[Answer] = []
    entries: list[NewEntry] = []
    # Receipts leave after the commit; where there will be none, nothing depends on it.
    receipts = any(one.arrived for one in brought)
    with transaction.atomic(durable=receipts):
        one_batch_at_a_time()
        began, known = time.monotonic(), _known(brought)
        while len(answers) < len(brought) and (not answers or time.monotonic() - began < HELD_SECONDS):
            part = brought[len(answers) : len(answers) + TOGETHER]
            _store_together(part, known)
            answers += [_answer(one, way, known, entries) for one in part]
        write_entries(entries, acting_user=None)
    return answers


def _store_together(brought: Sequence[_Brought], known: Known) -> None:
    """Store what looks good behind one savepoint. Where that fails nothing is stored, and each is tried by itself."""
    good: dict[tuple[str, str], _Brought] = {}
    for one in brought:
        if one.arrived and not one.code and _name(one) not in known:
            good.setdefault(_name(one), one)
    if not good:
        return
    try:
        with transaction.atomic():
            rows = [inbox.inbox_row(one.arrived, one.receipt) for one in good.values() if one.arrived]
            for row, one in zip(InboxMessage.objects.bulk_create(rows), good.values(), strict=True):
                if one.handler is not None:
                    inbox.give_effect(row, one.handler, one.payload)
    except Exception as error:
        if outage_of(error) is not None:
            raise
        return
    for one in good.values():
        one.stored = True


def _name(one: _Brought) -> tuple[str, str]:
    return (one.arrived.opened.issuer, one.arrived.opened.message_id) if one.arrived else ("", "")


def _known(brought: Sequence[_Brought]) -> Known:
    """Of the messages that are there already: digest and first receipt."""
    uids: dict[str, list[str]] = {}
    for one in brought:
        if one.arrived is not None:
            uids.setdefault(one.arrived.opened.issuer, []).append(one.arrived.opened.message_id)
    if not uids:
        return {}
    wanted = Q()
    for state, named in uids.items():
        wanted |= Q(from_state=state, uid__in=named)
    rows = InboxMessage.objects.filter(wanted).values_list("from_state", "uid", "sha256", "receipt")
    return {(state, uid): (digest, bytes(receipt)) for state, uid, digest, receipt in rows}


def _answer(one: _Brought, way: Way, known: Known, entries: list[NewEntry]) -> Answer:
    """Take one message inside the transaction of all; what the log says of it is added to `entries`."""
    if one.arrived is None:
        entries.append(inbox.refused_entry("", one.code, "", one.sealed, way))
        return Answer(LATER, NOT_OPENED)
    opened = one.arrived.opened
    name, digest = _name(one), inbox.digest_of(opened)
    if name not in known and not one.code and not one.stored:
        one.code = _stored(one, known)
    if name in known:
        if known[name][0] == digest:
            return Answer(TAKEN, receipt=known[name][1])
        one.code = "uid_used_twice"
    if one.code == FAULT:
        return Answer(LATER, FAULT)
    if one.code:
        entries.append(inbox.refused_entry(opened.issuer, one.code, opened.message_id, one.sealed, way))
        return Answer(REFUSED, receipt=one.arrived.receipt(Stage.REFUSED, one.code))
    known[name] = digest, one.receipt
    inbox.heard(opened.issuer, one.arrived.at)
    entries.append(inbox.received_entry(one.arrived))
    return Answer(TAKEN, receipt=one.receipt)


def _stored(one: _Brought, known: Known) -> str:
    """Store one message with its effect, or neither; returns why not. A copy that was quicker is added to `known`."""
    if one.arrived is None or one.handler is None:
        return FAULT
    try:
        with transaction.atomic():
            inbox.store(one.arrived, one.handler, one.payload, one.receipt)
    except Refusal as refusal:
        return inbox.code_of(refusal)
    except Exception as error:
        if isinstance(error, IntegrityError) and (copy := _known([one])):
            known.update(copy)
            return ""
        if outage_of(error) is not None:
            raise
        log.error("message not taken: %s", type(error).__name__)
        return FAULT
    return ""
