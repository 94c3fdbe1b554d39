"""The two clocks of a request: until it is acknowledged, until it is answered (ITI 18, 19).

The instrument fixes no number of days ("within a reasonable time"); an installation sets its own, and when a clock is
over the desk is reminded, not the other State blamed. The numbers here are those of an installation that sets none.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from salwa.domain.tracing.vocabulary import Priority


class Urging(StrEnum):
    """How a clock stands: running, soon or just over (remind), long over (turn to the point of contact)."""

    RUNNING = "running"
    SOON = "soon"
    REMIND = "remind"
    ESCALATE = "escalate"


@dataclass(frozen=True, slots=True)
class Times:
    """How long the clocks run, in days, and when the desk is urged, in per cent of a clock's days.

    `remind_percent` 100 reminds when the clock is over, less reminds before; `escalate_percent` 200 escalates when it
    is over by as much again.
    """

    acknowledge_days: int = 7
    acknowledge_days_urgent: int = 2
    answer_days: int = 28
    answer_days_urgent: int = 7
    remind_percent: int = 100
    escalate_percent: int = 200

    def disordered(self) -> tuple[str, str] | None:
        """The first pair of fields of which the first must not be more than the second and is; None when all fit."""
        pairs = (
            ("acknowledge_days_urgent", "acknowledge_days"), ("answer_days_urgent", "answer_days"),
            ("acknowledge_days", "answer_days"), ("acknowledge_days_urgent", "answer_days_urgent"),
        )  # fmt: skip
        return next((pair for pair in pairs if getattr(self, pair[0]) > getattr(self, pair[1])), None)


@dataclass(frozen=True, slots=True)
class Clocks:
    """When the acknowledgement and the answer are due."""

    acknowledgement: datetime
    answer: datetime


def clocks_of(sent_at: datetime, priority: Priority, times: Times) -> Clocks:
    """Both clocks of a request sent at `sent_at`."""
    if priority is Priority.URGENT:
        days = times.acknowledge_days_urgent, times.answer_days_urgent
    else:
        days = times.acknowledge_days, times.answer_days
    return Clocks(sent_at + timedelta(days=days[0]), sent_at + timedelta(days=days[1]))


def urging(since: datetime, due: datetime, now: datetime, times: Times) -> Urging:
    """How a clock that began `since` and is `due` stands `now`."""
    gone, allowed = now - since, due - since
    if now > due:
        return Urging.ESCALATE if gone * 100 > allowed * times.escalate_percent else Urging.REMIND
    return Urging.SOON if gone * 100 > allowed * times.remind_percent else Urging.RUNNING
