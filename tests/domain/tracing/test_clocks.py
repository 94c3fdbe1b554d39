"""The two clocks of a request: how long they run, when the desk is urged (ITI 18, 19)."""

from datetime import UTC, datetime, timedelta

import pytest

from salwa.domain.tracing.clocks import Times, clocks_of, urging
from salwa.domain.tracing.vocabulary import Priority

SENT = datetime(2026, 3, 1, 12, tzinfo=UTC)
OTHERS = Times(acknowledge_days=3, acknowledge_days_urgent=1, answer_days=10, answer_days_urgent=4)


@pytest.mark.parametrize(
    ("times", "priority", "days"),
    [
        (Times(), Priority.ROUTINE, (7, 28)),
        (Times(), Priority.URGENT, (2, 7)),
        (OTHERS, Priority.ROUTINE, (3, 10)),
        (OTHERS, Priority.URGENT, (1, 4)),
    ],
)
def test_clocks_run_as_long_as_they_are_told(times, priority, days):
    clocks = clocks_of(SENT, priority, times)
    assert ((clocks.acknowledgement - SENT).days, (clocks.answer - SENT).days) == days


@pytest.mark.parametrize(
    ("hours", "remind", "escalate", "stands"),
    [
        (240, 100, 200, "running"), (241, 100, 200, "remind"), (480, 100, 200, "remind"), (481, 100, 200, "escalate"),
        (192, 80, 150, "running"), (193, 80, 150, "soon"), (241, 80, 150, "remind"), (361, 80, 150, "escalate"),
    ],
)  # fmt: skip
def test_a_clock_of_ten_days_urges_at_the_percentages_it_is_told(hours, remind, escalate, stands):
    times = Times(remind_percent=remind, escalate_percent=escalate)
    assert urging(SENT, SENT + timedelta(days=10), SENT + timedelta(hours=hours), times) == stands


@pytest.mark.parametrize(
    ("changed", "pair"),
    [
        ({}, None),
        ({"acknowledge_days_urgent": 8}, ("acknowledge_days_urgent", "acknowledge_days")),
        ({"answer_days_urgent": 29}, ("answer_days_urgent", "answer_days")),
        ({"acknowledge_days": 29}, ("acknowledge_days", "answer_days")),
        ({"acknowledge_days_urgent": 5, "answer_days_urgent": 4}, ("acknowledge_days_urgent", "answer_days_urgent")),
    ],
)
def test_times_that_contradict_each_other_are_named(changed, pair):
    assert Times(**changed).disordered() == pair
