"""Figures of tracing as pages: no barriers, no overflow, from a figure to its cases, without JavaScript as well."""

import pytest
from playwright.sync_api import expect

from salwa.domain.accounts import Role
from tests.builders.tracing_rows import a_case, a_received_request, a_seized_weapon, a_sent_request, an_incident
from tests.journeys.conftest import BOTH_DIRECTIONS, looked_at


@pytest.fixture
def cases(transactional_db):
    """A year with something in every table."""
    for outcome, times in {"1.1": 4, "1.2": 9, "1.3": 6, "1.4": 2, "1.5": 5, "1.6": 7, "2": 3, "3": 1}.items():
        for number in range(times):
            a_case(outcome=outcome, last=f"{2010 + number * 2}-05-01" if number % 2 else None)
    for how in ("found", "surrendered"):
        a_case(a_seized_weapon(an_incident(how=how)), outcome="1.6")
    a_seized_weapon(an_incident("2024-05-01"))
    a_seized_weapon(an_incident(how=None))
    a_case(closed=True)
    case = a_case()
    a_sent_request(case, acknowledged=1, answered=23)
    a_sent_request(case, acknowledged=2)
    a_received_request(acknowledged=0, answered=12)


@pytest.mark.parametrize(("language", "width"), BOTH_DIRECTIONS)
def test_the_figures_and_the_cases_behind_them_have_no_barriers(visit_as, cases, language, width):
    page = visit_as(Role.TRACING_OFFICER, address="/tracing/figures/?year=2025", language=language, width=width)
    assert looked_at(page, f"tracing-figures-{language}") == []
    page.locator("a[href*='line=1.2'][href*='circumstance=seized']:not([href*='found'])").last.click()
    expect(page.locator("tbody tr")).to_have_count(9)
    assert looked_at(page, f"tracing-cases-{language}") == []
