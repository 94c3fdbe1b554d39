"""How a key stands at a moment, and what counts of what it signed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from salwa.domain.trust import KeyFault, KeyStatus, Standing

DAY = timedelta(days=1)
START = datetime(2026, 1, 1, tzinfo=UTC)
KEY = Standing(START, START + 10 * DAY, START + 20 * DAY)


@pytest.mark.parametrize(
    ("day", "status"),
    [
        (-1, KeyStatus.NOT_YET),
        (0, KeyStatus.ACTIVE),
        (9, KeyStatus.ACTIVE),
        (10, KeyStatus.RETIRED),
        (19, KeyStatus.RETIRED),
        (20, KeyStatus.REVOKED),
    ],
)
def test_its_status_follows_its_dates(day: int, status: KeyStatus) -> None:
    assert KEY.at(START + day * DAY) is status


@pytest.mark.parametrize(
    ("signed", "received", "fault"),
    [
        (-1, 1, KeyFault.TOO_EARLY),
        (0, 0, None),
        (9, 19, None),
        (10, 10, KeyFault.RETIRED),
        (9, 20, KeyFault.REVOKED),
        (20, 5, KeyFault.REVOKED),
    ],
)
def test_what_it_signed_is_judged_by_both_days(signed: int, received: int, fault: KeyFault | None) -> None:
    assert KEY.fault(signed=START + signed * DAY, received=START + received * DAY) is fault


def test_without_dates_it_is_active_and_good() -> None:
    assert Standing().at(START) is KeyStatus.ACTIVE
    assert Standing().fault(signed=START, received=START) is None
