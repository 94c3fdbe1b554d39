"""The worker of the outbox: claims what is due, carries it, and writes down what came back.

A claim is a moment in the future at which somebody else may try: a worker that is killed leaves nothing behind but
that. A message that was carried twice has one effect, so no claim has to be exact.
"""

from __future__ import annotations

import secrets
import threading
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from datetime import timedelta

from django.conf import settings
from django.db import close_old_connections, transaction
from django.db.models import Exists, F, Min, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Greatest
from django.utils import timezone

from salwa.domain.exchange import given_up, seconds_until_next
from salwa.services.audit.actions import write_entry
from salwa.services.exchange.answers import MOST_AT_ONCE
from salwa.services.exchange.carrying import Outcome, outcomes_of
from salwa.services.exchange.receipts import Settled, settle_all
from salwa.storage.exchange.models import OutboxMessage, Peer

# Messages claimed together for one partner, and lines held open to it at once while there are as many.
BATCH = MOST_AT_ONCE
LINES = 2
# Claims of one line before its partner is looked at again.
ROUNDS = 20
# Seconds in which what is written meanwhile gathers, so that a round carries more than one message.
GATHERING = 0.1
# Partners served at once; a silent one holds up nobody else.
PARTNERS = 8


class Courier:
    """Serves all partners, each in a thread of its own; `run` until told to stop."""

    def __init__(self) -> None:
        self._partners = ThreadPoolExecutor(PARTNERS, thread_name_prefix="partner")
        self._lines = ThreadPoolExecutor(PARTNERS * LINES, thread_name_prefix="line")
        self._busy: dict[str, Future[Counter[str]]] = {}
        self.counted: Counter[str] = Counter()

    def run(self, stop: threading.Event, idle_seconds: float = 0.5) -> None:
        """Deliver what is due again and again; a failure of the database is the caller's to outlive."""
        while not stop.is_set():
            close_old_connections()
            self.begin_due()
            if self._busy:
                wait(self._busy.values(), timeout=idle_seconds, return_when=FIRST_COMPLETED)
            if not self._full():
                stop.wait(GATHERING if self._busy else idle_seconds)

    def once(self) -> Counter[str]:
        """Deliver what is due now and wait for the answers."""
        while self.begin_due() or self._busy:
            for one in list(self._busy.values()):
                one.exception()
            self._collect()
        return self.counted

    def begin_due(self) -> int:
        """Begin a round for every partner that has something due and is not being served; returns how many."""
        self._collect()
        begun = 0
        for state in _partners_due():
            if state not in self._busy and len(self._busy) < PARTNERS:
                self._busy[state] = self._partners.submit(self._serve, state)
                begun += 1
        return begun

    def _full(self) -> bool:
        """Whether a round that has ended carried as much as it could: more is waiting for certain."""
        ended = [one for one in self._busy.values() if one.done() and one.exception() is None]
        return any(one.result().total() >= BATCH for one in ended)

    def close(self) -> None:
        """Wait for what has begun."""
        self._partners.shutdown(wait=True)
        self._lines.shutdown(wait=True)

    def _collect(self) -> None:
        for state, one in list(self._busy.items()):
            if one.done():
                del self._busy[state]
                self.counted += one.result()

    def _serve(self, state: str) -> Counter[str]:
        """Carry what is due for one partner; where one claim does not hold it all, over several lines."""
        close_old_connections()
        try:
            address = Peer.objects.values_list("address", flat=True).get(state=state)
            away, rows = threading.Event(), claim(state)
            more = LINES - 1 if len(rows) == BATCH else 0
            others = [self._lines.submit(_further, state, address, away) for _ in range(more)]
            counted = carry_out(rows, address, away)
            if more:
                counted += _further(state, address, away)
            return sum((one.result() for one in others), counted)
        finally:
            close_old_connections()


def deliver_due() -> Counter[str]:
    """Deliver what is due and wait for it; returns how many were delivered, put off, refused and given up."""
    courier = Courier()
    try:
        return courier.once()
    finally:
        courier.close()


def _further(state: str, address: str, away: threading.Event) -> Counter[str]:
    """One line to a partner: claim, carry and write down for as long as there is enough for all of it."""
    counted: Counter[str] = Counter()
    close_old_connections()
    try:
        for _ in range(ROUNDS):
            rows = [] if away.is_set() else claim(state)
            counted += carry_out(rows, address, away)
            if len(rows) < BATCH:
                break
    finally:
        close_old_connections()
    return counted


def carry_out(rows: Sequence[OutboxMessage], address: str, away: threading.Event) -> Counter[str]:
    """Carry what was claimed and write down what came of it."""
    return record(outcomes_of(rows, address, away)) if rows else Counter()


def claim(state: str, most: int = BATCH) -> list[OutboxMessage]:
    """Claim what is due for a partner, oldest first, for as long as carrying may take.

    Of what tells of one business object only the oldest goes: a withdrawal does not overtake its request.
    """
    now = timezone.now()
    until = now + timedelta(seconds=2 * int(settings.SALWA["exchange_timeout_seconds"]) + 1)
    due = _in_turn(OutboxMessage.objects.filter(to_state=state, state="waiting", next_try_at__lte=now))
    with transaction.atomic():
        rows = list(due.select_for_update(skip_locked=True).order_by("pk")[:most])
        OutboxMessage.objects.filter(pk__in=[row.pk for row in rows]).update(next_try_at=until)
    return rows


def record(outcomes: Sequence[Outcome]) -> Counter[str]:
    """Write down what came of a round, in one transaction; each message with its own entry in the log."""
    counted: Counter[str] = Counter()
    if not outcomes:
        return counted
    with transaction.atomic():
        wanted = OutboxMessage.objects.filter(pk__in=[one.pk for one in outcomes]).defer("sealed")
        rows = {row.pk: row for row in wanted.select_for_update().order_by("pk")}
        settled = []
        for one in outcomes:
            row = rows[one.pk]
            if one.said is not None:
                settled.append(Settled(row, one.said, one.receipt))
                counted[str(one.said.stage)] += 1
            elif row.state == "waiting":
                counted[_put_off(row, one.code)] += 1
        _reached({one.row.to_state: one.said.epoch for one in settled})
        settle_all(settled, tries=1)
    return counted


def _reached(epochs: Mapping[str, int]) -> None:
    """A partner that gives receipts is there, in the epoch that they name."""
    for state, epoch in epochs.items():
        Peer.objects.filter(state=state).update(reached_at=timezone.now(), epoch=Greatest(F("epoch"), Value(epoch)))


def _in_turn(rows: QuerySet[OutboxMessage]) -> QuerySet[OutboxMessage]:
    """Without messages before which another one about the same business object still waits."""
    before = OutboxMessage.objects.filter(
        about=OuterRef("about"), to_state=OuterRef("to_state"), state="waiting", pk__lt=OuterRef("pk")
    )
    return rows.filter(Q(about="") | ~Exists(before))


def _partners_due() -> list[str]:
    """Partners with an address and something due, the one that waits longest first."""
    due = _in_turn(OutboxMessage.objects.filter(state="waiting", next_try_at__lte=timezone.now()))
    waiting = due.values("to_state").annotate(oldest=Min("next_try_at")).order_by("oldest")
    reachable = set(Peer.objects.exclude(address="").values_list("state", flat=True))
    return [one["to_state"] for one in waiting if one["to_state"] in reachable]


def _put_off(row: OutboxMessage, code: str) -> str:
    now = timezone.now()
    row.last_code, row.attempts = code[:40], row.attempts + 1
    hours = (now - row.begun_at).total_seconds() / 3600
    if given_up(hours, int(settings.SALWA["exchange_give_up_hours"])):
        row.state = "dead"
    draw = secrets.randbelow(1_000_001) / 1_000_000
    pause = seconds_until_next(row.attempts, float(settings.SALWA["exchange_longest_wait_seconds"]), draw)
    row.next_try_at = now + timedelta(seconds=pause)
    row.save(update_fields=["attempts", "last_code", "state", "next_try_at"])
    if row.state == "dead":
        write_entry(
            acting_user=None, action="exchange.given_up", object_kind="exchange_message", object_id=row.uid,
            details={"to": row.to_state, "code": row.last_code},
        )  # fmt: skip
        return "given_up"
    return "put_off"
