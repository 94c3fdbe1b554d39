"""Pages of the figures of tracing: who opens what, that figures lead to their cases, and what bad addresses answer."""

import re

import pytest
from django.test import Client

from salwa.domain.accounts import RIGHTS, Role
from tests.builders.people import a_person
from tests.builders.tracing_rows import a_case, a_received_request, a_seized_weapon, a_sent_request, an_incident

pytestmark = pytest.mark.django_db
HOME = "/tracing/figures/"
PAGES = {
    HOME: "analysis.read",
    f"{HOME}?year=2025": "analysis.read",
    f"{HOME}picture.svg?year=2025": "analysis.read",
    f"{HOME}table.xlsx?year=2025": "analysis.read",
    f"{HOME}table.csv?year=2025": "analysis.read",
    f"{HOME}table.sdmx?year=2025": "analysis.read",
    f"{HOME}cases/?year=2025": "tracing.read",
    f"{HOME}requests/outgoing/?year=2025": "tracing.read",
    f"{HOME}requests/incoming/?year=2025": "tracing.read",
}


@pytest.fixture(autouse=True)
def without_second_factor(settings):
    settings.SALWA = settings.SALWA.__class__(settings.SALWA.home, {**settings.SALWA.values, "second_factor": False})


def signed_in(role):
    client = Client(raise_request_exception=True)
    client.force_login(a_person(role))
    return client


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("address", PAGES)
def test_a_page_opens_for_its_right_only(role, address):
    a_case(outcome="1.2")
    expected = 200 if PAGES[address] in RIGHTS[role] else 403
    assert signed_in(role).get(address).status_code == expected


@pytest.mark.parametrize(
    "address",
    ["?year=1", "?year=99999999999999999999", "?year=x", "?year=-5", "?year=\u0662\u0660\u0662\u0665",
     "cases/?year=2025&line=9",
     "cases/?year=2025&circumstance=lost", "cases/?year=2025&span=soon", "requests/sideways/", "table.exe?year=2025",
     "picture.svg?scheme=pink", "picture.svg?width=huge", "cases/?year=99999"],
)  # fmt: skip
def test_an_address_that_leads_nowhere_answers_404(address):
    assert signed_in(Role.TRACING_OFFICER).get(HOME + address).status_code == 404


def test_every_figure_leads_to_a_list_of_as_many_cases():
    for outcome in ("1.2", "1.3", "1.6", "2"):
        a_case(outcome=outcome, last="2020-01-01")
    a_case(a_seized_weapon(an_incident(how="found")), outcome="1.2")
    a_case(a_seized_weapon(an_incident(how=None)))
    a_case(closed=True)
    client = signed_in(Role.TRACING_OFFICER)
    page = client.get(f"{HOME}?year=2025").content.decode()
    links = re.findall(r'<a href="(/tracing/figures/cases/[^"]+)"><bdi dir="ltr" class="figure">(\d+)</bdi></a>', page)
    assert len(links) == 15
    for address, number in links:
        listed = client.get(address.replace("&amp;", "&"))
        assert (listed.status_code, listed.context["total"]) == (200, int(number))


def test_whoever_may_not_open_cases_sees_figures_without_links():
    case = a_case(outcome="1.2")
    a_sent_request(case)
    page = signed_in(Role.REGISTRAR).get(f"{HOME}?year=2025").content.decode()
    assert "tables 5.1 to 5.3" in page
    assert f"{HOME}cases/" not in page
    assert f"{HOME}requests/" not in page
    assert case.number not in page


def test_a_list_shows_number_day_and_outcome_page_by_page():
    incident = an_incident("2025-06-01", precision="month", reference="<script>1</script>")
    case = a_case(a_seized_weapon(incident), outcome="1.3")
    for _ in range(50):
        a_seized_weapon(day="2025-07-01")
    client = signed_in(Role.SUPERVISOR)
    first = client.get(f"{HOME}cases/?year=2025").content.decode()
    assert case.number in first
    assert ">2025-06<" in first
    assert "&lt;script&gt;" in first
    assert "<script>1" not in first
    second = client.get(f"{HOME}cases/?year=2025&page=2").content.decode()
    assert case.number not in second
    assert second.count("No case opened") == 1
    assert client.get(f"{HOME}cases/?year=2025&page=999999999999999999999").status_code == 200


def test_requests_of_both_directions_are_listed():
    a_sent_request(a_case(), to="RUR", acknowledged=1, answered=9)
    a_received_request(by="ZEN")
    client = signed_in(Role.TRACING_OFFICER)
    sent = client.get(f"{HOME}requests/outgoing/?year=2025").content.decode()
    assert [text in sent for text in ("RUR", "2025-02-01", "2025-02-02", "2025-02-10")] == [True] * 4
    assert "ZEN" in client.get(f"{HOME}requests/incoming/?year=2025").content.decode()


def test_an_answer_without_acknowledgement_is_said_to_count_as_one():
    a_sent_request(a_case(), to="RUR", acknowledged=1, answered=9)
    client, counts = signed_in(Role.TRACING_OFFICER), "The answer counts as the acknowledgement: none was recorded"
    assert counts not in client.get(f"{HOME}requests/outgoing/?year=2025").content.decode()
    a_sent_request(a_case(), to="RUR", answered=9)
    assert client.get(f"{HOME}requests/outgoing/?year=2025").content.decode().count(counts) == 1
    figures = client.get(f"{HOME}?year=2025")
    assert (
        "An answer that came without an acknowledgement counts as acknowledged on its own day"
        in figures.content.decode()
    )
    assert [row["rate"].acknowledged for row in figures.context["rates"] if row["direction"] == "outgoing"] == [2]


def test_without_anything_to_count_the_page_says_so():
    page = signed_in(Role.AUDITOR).get(HOME).content.decode()
    assert "so there is no share" in page


def test_the_picture_is_drawn_in_every_language_and_scheme():
    a_case(outcome="1.2")
    client = signed_in(Role.TRACING_OFFICER)
    for scheme in ("light", "dark"):
        for language in ("en", "ar"):
            answer = client.get(
                f"{HOME}picture.svg?year=2025&scheme={scheme}&width=narrow", headers={"accept-language": language}
            )
            assert (answer.status_code, answer.content[:4]) == (200, b"<svg")
