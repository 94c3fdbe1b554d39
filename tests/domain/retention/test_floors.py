"""The floors of ITI 12, to the day."""

from datetime import date, timedelta

import pytest

from salwa.domain.persons import earliest_purge, may_be_purged
from salwa.domain.retention import RecordKind, kept_at_least_until, last_day_past_floor, may_be_deleted

pytestmark = pytest.mark.one_engine
DAY = date(2004, 5, 17)


@pytest.mark.parametrize(
    ("kind", "recorded", "until"),
    [
        (RecordKind.MANUFACTURE, DAY, date(2034, 5, 17)),
        (RecordKind.OTHER, DAY, date(2024, 5, 17)),
        (RecordKind.MANUFACTURE, date(2004, 2, 29), date(2034, 3, 1)),
        (RecordKind.OTHER, date(2004, 2, 29), date(2024, 2, 29)),
    ],
)
def test_a_record_is_kept_to_the_very_day(kind, recorded, until):
    assert kept_at_least_until(kind, recorded) == until
    assert not may_be_deleted(kind, recorded, until - timedelta(days=1))
    assert may_be_deleted(kind, recorded, until)


def test_the_last_day_past_its_floor_is_counted_exactly():
    for kind in RecordKind:
        for offset in range(0, 1_500, 7):
            today = date(2027, 1, 1) + timedelta(days=offset)
            last = last_day_past_floor(kind, today)
            assert may_be_deleted(kind, last, today)
            assert not may_be_deleted(kind, last + timedelta(days=1), today)


def test_personal_data_go_on_their_day_and_not_before():
    due = date(2030, 1, 1)
    assert not may_be_purged(recorded_on=DAY, purge_due=due, legal_hold=False, today=date(2029, 12, 31))
    assert may_be_purged(recorded_on=DAY, purge_due=due, legal_hold=False, today=due)


def test_personal_data_stay_under_a_legal_hold_without_a_day_and_before_the_floor():
    later = date(2090, 1, 1)
    assert not may_be_purged(recorded_on=DAY, purge_due=date(2030, 1, 1), legal_hold=True, today=later)
    assert not may_be_purged(recorded_on=DAY, purge_due=None, legal_hold=False, today=later)
    too_early = earliest_purge(DAY) - timedelta(days=1)
    assert not may_be_purged(recorded_on=DAY, purge_due=too_early, legal_hold=False, today=too_early)
