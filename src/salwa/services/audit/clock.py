"""Whether the clock of this machine can be right: it is compared with the log, with partners, and with its own pace.

Nothing here knows what time it is. What is shown here says that something does not fit; which clock is wrong, people
find out. Five minutes is what messages between States may differ by (services/envelopes/profile.py).
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone

from salwa.domain.languages import Listed, Sentence, message
from salwa.domain.refusals import Refusal
from salwa.services.audit.actions import write_entry
from salwa.services.audit.permissions import check_may_keep_log
from salwa.storage.accounts.models import AuditEntry, User
from salwa.storage.exchange.models import MessageStage, OutboxMessage
from salwa.storage.prepared import Prepared

TOLERANCE = timedelta(minutes=5)
# How far back partners are listened to: messages sent, entries of the log.
MESSAGES, ENTRIES = 500, 5_000
FROM_FUTURE = "envelope_from_future"
# Asked with every message that comes or goes.
FEW = 20
_LATEST = Prepared(lambda: AuditEntry.objects.order_by("-at").values_list("number", "at")[:FEW])
_SAID_RIGHT = Prepared(
    lambda: (
        AuditEntry.objects.filter(action="installation.clock_confirmed")
        .order_by("-number")
        .values_list("number", "details")[:1]
    )
)
BEHIND = message(
    "The clock of this machine shows a moment {minutes} minutes before the newest entry of the audit log. It is "
    "behind, or it was ahead when that entry was written. Until this is settled, no messages of other States are taken."
)
MOVED = message("The clock of this machine was put forward or back by more than five minutes while Salwa was running.")
APART = message("The clocks of this installation and of {states} are more than five minutes apart.")
LATER = message("Messages of other States came with a date more than five minutes after the clock of this machine.")
SET_RIGHT = message(
    "Ask the operator to compare the clock with one that can be trusted, to put it right, and then to run: "
    "salwa audit clock --confirm"
)


@dataclass(frozen=True, slots=True)
class ClockState:
    """What does not fit. `behind`: by how much the clock is before the newest entry of the log (None: it is not).

    `moved`: it was seen to jump. `apart`: States whose receipts bear a moment before their message was sent, so where
    our clock is ahead of theirs. `later`: messages were refused because they bear a moment that is to come, so where
    our clock is behind theirs. All of it since somebody last said that the clock is right.
    """

    behind: timedelta | None
    moved: bool
    apart: tuple[str, ...]
    later: bool

    @property
    def fits(self) -> bool:
        """Whether nothing speaks against the clock."""
        return not self.sentences

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """What does not fit, in words."""
        return (
            *((_behind(self.behind),) if self.behind is not None else ()),
            *((Sentence(MOVED),) if self.moved else ()),
            *((Sentence(APART, {"states": Listed(self.apart)}),) if self.apart else ()),
            *((Sentence(LATER),) if self.later else ()),
        )


def clock_state() -> ClockState:
    """What speaks against the clock of this machine, now."""
    number, outbox = _confirmed()
    recent = AuditEntry.objects.filter(number__gt=max(number, _last_number() - ENTRIES))
    refused = recent.filter(action__in=("exchange.refused", "exchange.receipt_refused"))
    return ClockState(
        behind=_behind_by(timezone.now()),
        moved=recent.filter(action="installation.clock_moved").exists(),
        apart=_ahead_of(outbox),
        later=any(_told(one)["code"] == FROM_FUTURE for one in refused.values_list("details", flat=True)),
    )


def newest_moment() -> datetime | None:
    """The latest moment that the log knows of since the clock was last found right; None in an empty log."""
    number, _ = _confirmed()
    try:
        # By the moment alone, a few at once: asked for the number too, a database may go through the whole log.
        latest = _LATEST.rows()
        counting = [at for told, at in latest if told >= number]
        if counting or len(latest) < FEW:
            return counting[0] if counting else None
        return AuditEntry.objects.filter(number__gte=number).order_by("-at").values_list("at", flat=True).first()
    except ValueError:  # a damaged entry without a moment: finding it is for the verifier, and pages go on
        return None


def check_clock_is_not_behind(now: datetime) -> None:
    """Raise `Refusal` (`clock_behind`) when `now` is before what the log knows: an expired message would look valid."""
    behind = _behind_by(now)
    if behind is not None:
        raise Refusal("clock_behind", _behind(behind), remedy=Sentence(SET_RIGHT))


def not_before_the_log(now: datetime) -> datetime:
    """`now`, or the newest moment of the log where a clock that was put back shows an earlier one."""
    newest = newest_moment() if _behind_by(now) is not None else None
    return newest or now


def confirm_clock(*, acting_user: User) -> None:
    """Say that somebody compared the clock and that it is right: what speaks against it is forgotten up to here.

    Messages that wait to be carried at a moment that a wrong clock named are tried from now on.
    """
    check_may_keep_log(acting_user)
    now = timezone.now()
    outbox = OutboxMessage.objects.aggregate(last=Max("pk"))["last"] or 0
    with transaction.atomic():
        OutboxMessage.objects.filter(state="waiting", next_try_at__gt=now).update(next_try_at=now, begun_at=now)
        write_entry(acting_user=acting_user, action="installation.clock_confirmed", details={"outbox": outbox})


class Pace:
    """Compares how far the clock moved with how much time passed; for whoever looks again and again."""

    def __init__(self) -> None:
        self._seen = _both()

    def look(self) -> timedelta | None:
        """By how much the clock jumped since the last look, written into the log; None when it did not."""
        (wall, passed), (before, start) = _both(), self._seen
        self._seen = wall, passed
        jumped = timedelta(seconds=(wall - before) - (passed - start))
        if abs(jumped) <= TOLERANCE:
            return None
        with transaction.atomic():
            details = {"seconds": round(jumped.total_seconds())}
            write_entry(acting_user=None, action="installation.clock_moved", details=details)
        return jumped


def _both() -> tuple[float, float]:
    """The clock that can be set, and the one that counts on, also while the machine sleeps."""
    return timezone.now().timestamp(), time.clock_gettime(time.CLOCK_BOOTTIME)


def _confirmed() -> tuple[int, int]:
    """Number of the entry that last said the clock is right, and the last message sent before it; zeros for none."""
    found = _SAID_RIGHT.rows()
    return (found[0][0], int(_told(found[0][1])["outbox"])) if found else (0, 0)


def _told(details: Any) -> dict[str, Any]:
    """The details of an entry, which are stored as text and read as an object."""
    return cast("dict[str, Any]", details)


def _last_number() -> int:
    return AuditEntry.objects.order_by("-number").values_list("number", flat=True).first() or 0


def _behind_by(now: datetime) -> timedelta | None:
    newest = newest_moment()
    return newest - now if newest is not None and newest - now > TOLERANCE else None


def _behind(by: timedelta) -> Sentence:
    return Sentence(BEHIND, {"minutes": int(by.total_seconds() // 60)})


def _ahead_of(outbox: int) -> tuple[str, ...]:
    """States that confirmed one of the last messages at a moment before it was sent."""
    last = OutboxMessage.objects.aggregate(last=Max("pk"))["last"] or 0
    early = MessageStage.objects.filter(
        message_id__gt=max(outbox, last - MESSAGES), stage="delivered", at__lt=F("message__posted_at") - TOLERANCE
    )
    return tuple(sorted(set(early.values_list("message__to_state", flat=True))))
