"""The two clocks of a request: until it is acknowledged, until it is answered (ITI 18, 19).

The instrument fixes no number of days ("within a reasonable time"); these are the house's, and when each is over the
desk is reminded, not the other State blamed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from salwa.domain.tracing.vocabulary import Priority

ACKNOWLEDGE_DAYS = {Priority.ROUTINE: 7, Priority.URGENT: 2}
ANSWER_DAYS = {Priority.ROUTINE: 28, Priority.URGENT: 7}


class Urging(StrEnum):
    """How a clock stands: running, over (remind), over by as much again (escalate to the national point of contact)."""

    RUNNING = "running"
    REMIND = "remind"
    ESCALATE = "escalate"


@dataclass(frozen=True, slots=True)
class Clocks:
    """When the acknowledgement and the answer are due."""

    acknowledgement: datetime
    answer: datetime


def clocks_of(sent_at: datetime, priority: Priority) -> Clocks:
    """Both clocks of a request sent at `sent_at`."""
    return Clocks(sent_at + timedelta(days=ACKNOWLEDGE_DAYS[priority]), sent_at + timedelta(days=ANSWER_DAYS[priority]))


def urging(since: datetime, due: datetime, now: datetime) -> Urging:
    """How a clock that began `since` and is `due` stands `now`."""
    if now <= due:
        return Urging.RUNNING
    return Urging.ESCALATE if now - due > due - since else Urging.REMIND
