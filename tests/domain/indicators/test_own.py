"""Own cases: which line a weapon stands in, spans of time, rates and medians; nothing is guessed."""

from datetime import UTC, date, datetime, timedelta

import pytest

from salwa.domain.indicators import (
    Line,
    RequestTimes,
    Span,
    answer_rate,
    figures,
    line_of_case,
    own_answers,
    span_between,
)
from salwa.domain.tracing import Circumstance

pytestmark = pytest.mark.one_engine
BEGUN = datetime(2025, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("outcome", "opened", "closed", "states", "line"),
    [
        ("1.2", True, True, ["present"], Line.ILLEGITIMATE_NATIONAL),
        ("2", True, False, [], Line.NOT_IDENTIFIABLE),
        ("", True, False, ["present"], Line.PENDING),
        ("", True, True, ["present"], None),
        ("", False, False, ["present"], Line.NOT_INITIATED),
        ("", False, False, ["erased"], Line.NOT_IDENTIFIABLE),
        ("", False, False, ["partial", "present"], Line.NOT_INITIATED),
        ("", False, False, ["missing"], Line.MARKING_UNKNOWN),
        ("", False, False, [], Line.MARKING_UNKNOWN),
        ("9.9", False, False, ["present"], Line.NOT_INITIATED),
    ],
)
def test_the_line_of_a_weapon(outcome, opened, closed, states, line):
    assert line_of_case(outcome, opened=opened, closed=closed, serial_states=states) is line


def test_own_cases_answer_like_a_questionnaire_in_which_an_empty_line_is_a_zero():
    seized = [Line.ILLEGITIMATE_NATIONAL] * 3 + [Line.NO_DIVERSION_FOUND] * 5 + [Line.LEGITIMATE_OWNER, None]
    counted = [(Circumstance.SEIZED, line) for line in seized] + [(Circumstance.FOUND, Line.NOT_INITIATED)] * 2
    read = own_answers("RUR", 2025, counted)
    (practice,), (metadata,) = figures(read, "statistical-practice"), figures(read, "metadata-2018")
    assert (practice.numerator, practice.denominator, practice.value) == (3, 8, 37.5)
    assert (metadata.numerator, metadata.denominator, metadata.value) == (3, 12, 25.0)


def test_a_year_in_which_no_case_was_opened_is_no_year_of_zero_per_cent():
    read = own_answers("RUR", 2025, [(Circumstance.SEIZED, Line.NOT_INITIATED)] * 4)
    (figure,) = figures(read, "statistical-practice")
    assert (figure.value, figure.code) == (None, "not_traced")
    assert not own_answers("RUR", 2025, []).by_state


@pytest.mark.parametrize(
    ("last", "seized", "span"),
    [
        ("2025-01-15", "2025-01-15", Span.UNDER_3_MONTHS),
        ("2025-01-15", "2025-04-14", Span.UNDER_3_MONTHS),
        ("2025-01-15", "2025-04-15", Span.UNDER_7_MONTHS),
        ("2024-11-30", "2025-02-28", Span.UNDER_7_MONTHS),
        ("2025-01-15", "2025-08-14", Span.UNDER_7_MONTHS),
        ("2025-01-15", "2025-08-15", Span.UNDER_1_YEAR),
        ("2025-01-15", "2026-01-14", Span.UNDER_1_YEAR),
        ("2025-01-15", "2026-01-15", Span.UNDER_2_YEARS),
        ("2025-01-15", "2027-01-15", Span.UNDER_3_YEARS),
        ("2025-01-15", "2028-01-14", Span.UNDER_3_YEARS),
        ("2025-01-15", "2028-01-15", Span.FROM_3_YEARS),
        ("2024-02-29", "2025-02-28", Span.UNDER_2_YEARS),
        ("2025-01-16", "2025-01-15", Span.CONTRADICTORY),
    ],
)
def test_spans_begin_with_the_day_that_completes_the_month(last, seized, span):
    assert span_between(date.fromisoformat(last), "day", date.fromisoformat(seized), "day") is span


@pytest.mark.parametrize(
    ("last", "precision", "seized", "span"),
    [
        ("2009-01-01", "year", "2025-03-01", Span.FROM_3_YEARS),
        ("2024-01-01", "year", "2025-03-01", Span.NOT_EXACT),
        ("2025-01-01", "month", "2025-03-20", Span.UNDER_3_MONTHS),
        ("2025-01-01", "month", "2025-04-20", Span.NOT_EXACT),
        ("2025-01-01", "year", "2025-03-01", Span.UNDER_3_MONTHS),
        ("2026-01-01", "year", "2025-03-01", Span.CONTRADICTORY),
    ],
)
def test_a_date_known_to_the_month_or_year_counts_only_where_every_day_says_the_same(last, precision, seized, span):
    assert span_between(date.fromisoformat(last), precision, date.fromisoformat(seized), "day") is span


def times(acknowledged=None, answered=None):
    later = [None if days is None else BEGUN + timedelta(days=days) for days in (acknowledged, answered)]
    return RequestTimes(BEGUN, *later)


def test_rates_and_medians_count_what_happened_and_an_answer_acknowledges():
    found = answer_rate([times(1, 10), times(2), times(None, 5), times()])
    assert (found.requests, found.acknowledged, found.answered) == (4, 3, 2)
    assert (found.days_to_acknowledge, found.days_to_answer) == (2.0, 7.5)


def test_without_answers_there_is_no_median_and_not_a_median_of_zero():
    assert answer_rate([times()]).days_to_answer is None
    assert answer_rate([]).days_to_acknowledge is None
