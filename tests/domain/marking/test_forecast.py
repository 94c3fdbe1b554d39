"""When a campaign ends, and what runs out when."""

from datetime import date, timedelta

import pytest

from salwa.domain.marking.forecast import Calendar, days_worked, forecast, planned_end
from salwa.domain.marking.supplies import Supply, outlook

pytestmark = pytest.mark.one_engine
MONDAY = date(2026, 6, 1)
WEEK = Calendar()


def of_days(*counts, start=MONDAY):
    """Weapons marked on working days from Monday on."""
    days = WEEK.days(start, start + timedelta(60))
    return dict(zip(days, counts, strict=False))


def test_weekends_and_days_off_are_no_working_days():
    calendar = Calendar(days_off=frozenset({MONDAY}))
    assert calendar.days(MONDAY, MONDAY + timedelta(7)) == [date(2026, 6, day) for day in (2, 3, 4, 5, 8)]
    assert calendar.after(MONDAY, 1) == date(2026, 6, 2)
    assert calendar.after(MONDAY, 5) == date(2026, 6, 8)
    sunday_to_thursday = Calendar(weekdays=frozenset({6, 0, 1, 2, 3}))
    assert sunday_to_thursday.days(MONDAY, MONDAY + timedelta(6))[-1] == date(2026, 6, 7)


def test_a_calendar_without_working_days_has_no_end():
    assert Calendar(weekdays=frozenset()).after(MONDAY, 1) is None


def test_the_plan_ends_on_the_day_on_which_the_last_weapon_is_marked():
    assert planned_end(500, [60, 40], WEEK, MONDAY) == date(2026, 6, 5)
    assert planned_end(501, [60, 40], WEEK, MONDAY) == date(2026, 6, 8)
    assert planned_end(500, [], WEEK, MONDAY) is None


def test_before_three_working_days_the_plan_is_used_with_its_range():
    found = forecast(1000, 100, of_days(20, 20), WEEK, first=MONDAY, today=date(2026, 6, 3))
    assert found.expected == date(2026, 6, 16)
    assert found.earliest == date(2026, 6, 16)
    assert found.latest == date(2026, 6, 23)
    assert found.method.english() == (
        "By the plan: 100 weapons a working day. The range takes 70 to 110 per cent of it, since fewer than 3 working "
        "days are known."
    )


def test_a_campaign_that_has_not_begun_is_counted_from_its_first_day():
    found = forecast(100, 100, {}, WEEK, first=MONDAY, today=date(2026, 1, 5))
    assert found.expected == MONDAY


def test_from_three_working_days_on_the_yield_is_used():
    found = forecast(600, 100, of_days(50, 60, 70), WEEK, first=MONDAY, today=date(2026, 6, 4))
    # Mean 60, standard deviation 10, n = 3, ten days to come: 1.886 * 10 * sqrt(1/3 + 1/10) = 12.41.
    assert found.rate == 60
    assert found.expected == WEEK.after(date(2026, 6, 4), 10)
    assert found.earliest == WEEK.after(date(2026, 6, 4), 9)
    assert found.latest == WEEK.after(date(2026, 6, 4), 13)
    assert "the last 3 working days: 60 weapons a day" in found.method.english()


def test_even_work_gives_a_narrow_range():
    found = forecast(600, 100, of_days(60, 60, 60, 60), WEEK, first=MONDAY, today=date(2026, 6, 5))
    assert found.earliest == found.expected == found.latest


def test_working_days_without_any_mark_count_as_none():
    found = forecast(600, 100, of_days(60, 60), WEEK, first=MONDAY, today=date(2026, 6, 5))
    assert found.rate == 30
    assert found.latest is None


def test_a_standstill_has_no_end():
    found = forecast(600, 100, {}, WEEK, first=MONDAY, today=date(2026, 6, 12))
    assert (found.expected, found.earliest, found.latest) == (None, None, None)
    assert found.method.english() == "Nothing was marked in the last 9 working days, so no end can be told."


def test_only_the_last_twenty_working_days_count():
    found = forecast(100, 100, of_days(*[10] * 20, *[50] * 20), WEEK, first=MONDAY, today=date(2026, 7, 27))
    assert found.rate == 50


def test_work_on_a_day_off_counts_and_today_does_not():
    saturday = date(2026, 6, 6)
    done = {MONDAY: 10, saturday: 5, date(2026, 6, 8): 99}
    assert days_worked(done, WEEK, first=MONDAY, today=date(2026, 6, 8)) == [10, 0, 0, 0, 0, 5]


def test_a_finished_campaign_ended_on_its_last_day_of_work():
    found = forecast(0, 100, of_days(10, 10), WEEK, first=MONDAY, today=date(2026, 7, 1))
    assert found.expected == found.latest == date(2026, 6, 2)


def test_an_end_beyond_twenty_years_is_none():
    found = forecast(5_000_000, 100, of_days(1, 1, 1), WEEK, first=MONDAY, today=date(2026, 6, 4))
    assert found.expected is None
    assert found.method.english() == "At this pace the campaign takes longer than twenty years."


def test_a_supply_lasts_until_the_day_before_it_runs_out():
    needles = Supply(in_stock=250, per_weapon=1, per_team_day=0)
    reach = outlook(needles, remaining=1000, rate=100, teams=2, calendar=WEEK, begin=MONDAY)
    assert (reach.a_day, reach.needed, reach.short) == (100, 1000, 750)
    assert (reach.lasts, reach.lasts_until, reach.runs_out_on) == ("until", date(2026, 6, 2), date(2026, 6, 3))


def test_fuel_is_used_by_team_and_day():
    fuel = Supply(in_stock=300, per_team_day=30)
    reach = outlook(fuel, remaining=500, rate=100, teams=2, calendar=WEEK, begin=MONDAY)
    assert (reach.needed, reach.short, reach.lasts) == (300, 0, "enough")


def test_a_supply_that_is_out_says_so_and_one_that_is_not_used_never_ends():
    out = outlook(Supply(in_stock=5, per_weapon=1), 100, 10, teams=1, calendar=WEEK, begin=MONDAY)
    assert (out.lasts, out.lasts_until, out.runs_out_on) == ("out", None, MONDAY)
    assert outlook(Supply(in_stock=0), 100, 10, teams=1, calendar=WEEK, begin=MONDAY).lasts == "never"
    assert outlook(Supply(in_stock=0, per_weapon=1), 0, 10, teams=1, calendar=WEEK, begin=MONDAY).lasts == "never"
