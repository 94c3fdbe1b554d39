"""When a campaign ends: from the plan until teams have worked, from what they did since, always with a range.

Working days without any mark count as zero: campaigns stop for want of fuel, and a forecast that leaves such days out
would promise an end that never comes.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil, sqrt
from statistics import fmean, stdev

from salwa.domain.languages import Sentence, message

# From this many working days on the teams' own yield is used instead of the plan's.
ENOUGH_DAYS = 3
# Only the last working days count: teams learn, and machines wear.
WINDOW = 20
# Range of the plan's yield before anybody has worked: campaigns fall short more often than they exceed.
PLAN_HIGH, PLAN_LOW = 1.10, 0.70
# 90th percentile of Student's t by degrees of freedom (1, 2, ...): a range that holds four times in five.
T_90 = (
    3.078, 1.886, 1.638, 1.533, 1.476, 1.440, 1.415, 1.397, 1.383, 1.372,
    1.363, 1.356, 1.350, 1.345, 1.341, 1.337, 1.333, 1.330, 1.328,
)  # fmt: skip
# A forecast farther away than this many calendar days says nothing.
HORIZON = 20 * 366

FINISHED = message("Every weapon of the campaign is done or was skipped.")
NO_YIELD = message("The plan expects no weapons a day, so no end can be told.")
STANDSTILL = message("Nothing was marked in the last {days} working days, so no end can be told.")
BY_PLAN = message(
    "By the plan: {rate} weapons a working day. The range takes {low} to {high} per cent of it, since fewer than "
    "{days} working days are known."
)
BY_YIELD = message(
    "By the yield of the last {days} working days: {rate} weapons a day on average, days without work counted as "
    "none. By this spread the end falls into the range four times in five."
)
TOO_FAR = message("At this pace the campaign takes longer than twenty years.")


@dataclass(frozen=True, slots=True)
class Calendar:
    """Days on which teams work: `weekdays` (0 = Monday) except `days_off`."""

    weekdays: frozenset[int] = frozenset(range(5))
    days_off: frozenset[date] = frozenset()

    def works(self, day: date) -> bool:
        """Whether `day` is a working day."""
        return day.weekday() in self.weekdays and day not in self.days_off

    def days(self, first: date, last: date) -> list[date]:
        """Working days from `first` to `last`, both included."""
        count = (last - first).days + 1
        return [day for day in (first + timedelta(n) for n in range(max(0, count))) if self.works(day)]

    def after(self, first: date, count: int) -> date | None:
        """The `count`-th working day from `first` on (1 = the first of them); None beyond the horizon."""
        day = first
        for _ in range(HORIZON):
            if self.works(day):
                count -= 1
                if count <= 0:
                    return day
            day += timedelta(1)
        return None


@dataclass(frozen=True, slots=True)
class Forecast:
    """The expected last working day with its range; None where none can be told. `rate` in weapons a working day."""

    expected: date | None
    earliest: date | None
    latest: date | None
    rate: float
    method: Sentence


def forecast(
    remaining: int, plan_per_day: float, done: Mapping[date, int], calendar: Calendar, *, first: date, today: date
) -> Forecast:
    """When `remaining` weapons will be done.

    `plan_per_day` is the plan's yield of all teams together, `done` the weapons marked on each day, `first` the day
    the campaign began or is to begin. Work is counted up to the day before `today`; the remaining weapons are spread
    over the working days from `today` (or `first`, when that lies ahead) on.
    """
    begin = max(first, today)
    if remaining <= 0:
        last = max((day for day, count in done.items() if count), default=None)
        return Forecast(last, last, last, 0.0, Sentence(FINISHED))
    worked = days_worked(done, calendar, first, today)
    if len(worked) < ENOUGH_DAYS:
        return _by_plan(remaining, plan_per_day, calendar, begin)
    return _by_yield(remaining, worked[-WINDOW:], calendar, begin)


def days_worked(done: Mapping[date, int], calendar: Calendar, first: date, today: date) -> list[int]:
    """Weapons marked on each working day before `today`; a day off on which somebody worked counts as well."""
    yesterday = today - timedelta(1)
    days = set(calendar.days(first, yesterday)) | {day for day, count in done.items() if count and day <= yesterday}
    return [done.get(day, 0) for day in sorted(days)]


def _by_plan(remaining: int, rate: float, calendar: Calendar, begin: date) -> Forecast:
    if rate <= 0:
        return Forecast(None, None, None, 0.0, Sentence(NO_YIELD))
    values: dict[str, str | int | float] = {
        "rate": _shown(rate), "low": round(100 * PLAN_LOW), "high": round(100 * PLAN_HIGH), "days": ENOUGH_DAYS,
    }  # fmt: skip
    expected, earliest, latest = (
        _end(remaining, one, calendar, begin) for one in (rate, rate * PLAN_HIGH, rate * PLAN_LOW)
    )
    return Forecast(expected, earliest, latest, rate, Sentence(BY_PLAN, values))


def _by_yield(remaining: int, worked: Sequence[int], calendar: Calendar, begin: date) -> Forecast:
    """Prediction interval of the mean yield of the days to come: spread between days, and that few days tell little."""
    n, rate = len(worked), fmean(worked)
    if rate <= 0:
        return Forecast(None, None, None, 0.0, Sentence(STANDSTILL, {"days": n}))
    days_to_come = max(1.0, remaining / rate)
    margin = T_90[n - 2] * stdev(worked) * sqrt(1 / n + 1 / days_to_come)
    expected = _end(remaining, rate, calendar, begin)
    earliest = _end(remaining, rate + margin, calendar, begin)
    latest = _end(remaining, rate - margin, calendar, begin) if rate > margin else None
    method = BY_YIELD if expected else TOO_FAR
    values: dict[str, str | int | float] = {"days": n, "rate": _shown(rate)} if expected else {}
    return Forecast(expected, earliest, latest, rate, Sentence(method, values))


def _end(remaining: int, rate: float, calendar: Calendar, begin: date) -> date | None:
    days = ceil(remaining / rate - 1e-9)
    return calendar.after(begin, days) if days <= HORIZON else None


def _shown(rate: float) -> str:
    return f"{rate:.0f}" if rate >= 10 else f"{rate:.1f}"


def planned_end(weapons: int, yields: Collection[float], calendar: Calendar, first: date) -> date | None:
    """The last day of a plan in which every team does its expected yield; None when no end comes."""
    rate = sum(yields)
    return _end(weapons, rate, calendar, first) if rate > 0 and weapons else None
