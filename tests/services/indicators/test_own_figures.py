"""Figures of the State's own cases, and the cases behind each of them."""

import pytest

from salwa.domain.accounts import RIGHTS, Role
from salwa.domain.indicators import Line, Span
from salwa.domain.refusals import NotFound, NotPermitted
from salwa.domain.tracing import Circumstance
from salwa.services.indicators.queries import CaseFilter, cases_behind, own_figures, plain, requests_behind, years
from tests.builders.people import a_person
from tests.builders.tracing_rows import (
    a_case,
    a_finding,
    a_received_request,
    a_seized_weapon,
    a_sent_request,
    an_incident,
    classified,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return a_person(Role.TRACING_OFFICER)


def found(officer, year=2025):
    return own_figures(acting_user=officer, year=year)


def lines(officer, how=Circumstance.SEIZED):
    return {line.value: weapons for line, weapons in found(officer).table[how].items() if weapons}


def test_every_weapon_of_the_year_stands_once_in_its_line(officer):
    for outcome in ("1.1", "1.2", "1.3", "1.3", "1.4", "1.6", "2", "3"):
        a_case(outcome=outcome)
    a_case()
    a_seized_weapon()
    a_seized_weapon(serial="erased")
    a_seized_weapon(serial=None)
    a_case(closed=True)
    assert lines(officer) == {
        "1.1": 1, "1.2": 1, "1.3": 2, "1.4": 1, "1.5": 1, "1.6": 1, "1.7": 1, "2": 2, "3": 2,
    }  # fmt: skip
    figures = found(officer)
    assert (figures.weapons, figures.no_outcome[Circumstance.SEIZED]) == (13, 1)
    shares = {one.method: (one.numerator, one.denominator) for one in figures.shares}
    assert shares["statistical-practice"] == (4, 9)
    assert shares["metadata-2018"] == (4, 13)
    assert shares["metadata-2018-identifiable"] == (4, 8)


def test_the_newest_classification_and_the_newest_finding_count(officer):
    incident = an_incident(how="seized")
    case = a_case(a_seized_weapon(incident), outcome="1.5")
    classified(incident, "found")
    a_finding(case, "outcome", {"outcome": "1.3"})
    assert lines(officer) == {}
    assert lines(officer, Circumstance.FOUND) == {"1.3": 1}


def test_several_weapons_of_one_incident_are_counted_each(officer):
    incident = an_incident(how="surrendered")
    for _ in range(3):
        a_seized_weapon(incident)
    assert lines(officer, Circumstance.SURRENDERED) == {"1.7": 3}


def test_ammunition_other_years_and_withdrawn_records_are_not_counted(officer):
    a_seized_weapon(kind="ammunition")
    a_seized_weapon(day="2024-12-31")
    withdrawn = a_seized_weapon()
    withdrawn.weapon.withdrawn_at = withdrawn.incident.recorded_at
    withdrawn.weapon.save()
    a_seized_weapon(day=None)
    assert (found(officer).weapons, found(officer).undated) == (0, 1)
    assert found(officer).shares == []
    assert found(officer, 2024).weapons == 1


def test_what_is_not_classified_is_counted_apart_and_in_no_share(officer):
    a_case(a_seized_weapon(an_incident(how=None)), outcome="1.2")
    a_case(outcome="1.6")
    figures = found(officer)
    assert (figures.weapons, figures.not_classified) == (2, 1)
    assert {one.method: (one.value, one.denominator) for one in figures.shares}["statistical-practice"] == (0, 1)


def test_a_year_in_which_nobody_traced_has_no_share(officer):
    a_seized_weapon()
    assert {(one.value, one.code) for one in found(officer).shares} == {(None, "not_traced")}


def test_times_from_the_last_lawful_record(officer):
    for last, precision in (
        ("2025-01-15", "day"),
        ("2019-01-01", "year"),
        ("2024-01-01", "year"),
        ("2025-06-01", "day"),
    ):
        a_case(last=last, last_precision=precision)
    a_finding(a_case(), "last_lawful_record", {"day": None})
    a_finding(a_case(), "last_lawful_record", {"day": "in spring"})
    a_case()
    figures = found(officer)
    assert {span: weapons for span, weapons in figures.spans.items() if weapons} == {
        Span.UNDER_3_MONTHS: 1, Span.FROM_3_YEARS: 1, Span.NOT_EXACT: 3, Span.CONTRADICTORY: 1,
    }  # fmt: skip
    assert figures.with_last_record == 6


def test_rates_of_requests_in_both_directions(officer):
    case = a_case()
    a_sent_request(case, acknowledged=1, answered=10)
    a_sent_request(case, acknowledged=3)
    a_sent_request(case, sent="2024-02-01", answered=1)
    a_sent_request(case, sent=None)
    a_received_request(acknowledged=0, answered=4)
    a_received_request()
    figures = found(officer)
    assert (figures.outgoing.requests, figures.outgoing.acknowledged, figures.outgoing.answered) == (2, 2, 1)
    assert (figures.outgoing.days_to_acknowledge, figures.outgoing.days_to_answer) == (2.0, 10.0)
    assert (figures.incoming.requests, figures.incoming.answered, figures.incoming.days_to_answer) == (2, 1, 4.0)
    assert years(acting_user=officer) == [2025, 2024]


def test_every_figure_leads_to_as_many_cases_as_it_says(officer):
    for outcome in ("1.2", "1.3", "1.6"):
        a_case(outcome=outcome, last="2020-01-01")
    a_case(a_seized_weapon(an_incident(how="found")), outcome="1.2")
    a_case(closed=True)
    figures = found(officer)
    for how, by_line in figures.table.items():
        for line, weapons in by_line.items():
            wanted = CaseFilter(2025, [how.value], [line.value])
            assert len(cases_behind(acting_user=officer, wanted=wanted)) == weapons
        wanted = CaseFilter(2025, [how.value], ["none"])
        assert len(cases_behind(acting_user=officer, wanted=wanted)) == figures.no_outcome[how]
    for span, weapons in figures.spans.items():
        assert len(cases_behind(acting_user=officer, wanted=CaseFilter(2025, span=span.value))) == weapons
    (case,) = cases_behind(acting_user=officer, wanted=CaseFilter(2025, ["found"]))
    assert (case.line, case.day.isoformat(), case.number[:7]) == (Line.ILLEGITIMATE_NATIONAL, "2025-03-01", "T-2025-")


@pytest.mark.parametrize("role", Role)
def test_figures_need_the_right_to_counts_and_lists_the_right_to_cases(role):
    person = a_person(role)
    reads = [
        ("analysis.read", lambda: own_figures(acting_user=person, year=2025)),
        ("analysis.read", lambda: years(acting_user=person)),
        ("tracing.read", lambda: cases_behind(acting_user=person, wanted=CaseFilter(2025))),
        ("tracing.read", lambda: requests_behind(acting_user=person, year=2025, direction="incoming")),
    ]
    for right, read in reads:
        if right in RIGHTS[role]:
            read()
        else:
            with pytest.raises(NotPermitted):
                read()


@pytest.mark.parametrize(
    "wanted", [CaseFilter(2025, ["lost"]), CaseFilter(2025, [], ["9"]), CaseFilter(2025, span="soon"), CaseFilter(1)]
)
def test_a_list_that_no_figure_leads_to_is_not_there(officer, wanted):
    with pytest.raises(NotFound):
        cases_behind(acting_user=officer, wanted=wanted)
    with pytest.raises(NotFound):
        requests_behind(acting_user=officer, year=2025, direction="sideways")


def test_programs_get_every_figure_with_source_method_and_the_number_behind_it(officer):
    a_case(outcome="1.2", last="2020-01-01")
    told = plain(found(officer))
    parts = [*told["indicator"], told["outcomes"], told["time_to_crime"]]
    assert all(one["n"] == 1 and one["method"] and one["source"].startswith("Seizures") for one in parts)
    assert told["requests"]["outgoing"] == {
        "n": 0, "acknowledged": 0, "answered": 0, "median_days_to_acknowledge": None, "median_days_to_answer": None,
    }  # fmt: skip


def test_counting_asks_as_many_questions_for_many_cases_as_for_few(officer, django_assert_max_num_queries):
    for _ in range(5):
        a_sent_request(a_case(outcome="1.2"), acknowledged=1)
    with django_assert_max_num_queries(14):
        found(officer)


def test_a_share_says_when_most_cases_have_no_outcome(officer):
    a_case(outcome="1.2")
    for _ in range(2):
        a_case(closed=True)
    notes = {one["method"]: one["note"] for one in plain(found(officer))["indicator"]}
    assert notes["statistical-practice"] == "The outcomes cover 1 of 3 arms."
