"""Identification over HTTP: for people who are signed in, and nothing that is typed breaks it."""

import pytest
from django.test import Client

from salwa.domain.accounts import Role
from tests.builders.people import a_person

pytestmark = [pytest.mark.django_db, pytest.mark.one_engine]
TYPED = (
    "?q=%00",
    "?q=" + "x" * 5000,
    "?page=0",
    "?page=-1",
    "?page=99999999999999999999",
    "?page=%D9%A3",
    "?q=%F0%9F%93%B7",
)
ADDRESSES = ("/identify/", "/identify/key/", "/identify/key/?answers=hand.cylinder", "/identify/tables/proof/")


@pytest.fixture(autouse=True)
def without_second_factor(settings):
    settings.SALWA = settings.SALWA.__class__(settings.SALWA.home, {**settings.SALWA.values, "second_factor": False})


@pytest.fixture
def officer():
    client = Client()
    client.force_login(a_person(Role.REGISTRAR))
    return client


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_stranger_is_sent_to_the_sign_in_and_an_officer_sees_the_page(officer, address):
    assert Client().get(address).headers["Location"].startswith("/accounts/login/")
    assert officer.get(address).status_code == 200


def test_a_person_without_a_role_may_identify_too():
    client = Client()
    client.force_login(a_person())
    assert client.get("/identify/key/").status_code == 200


@pytest.mark.parametrize("query", TYPED)
@pytest.mark.parametrize("table", ["makers", "factory", "proof", "imports"])
def test_any_search_and_any_page_number_gives_a_page(officer, table, query):
    assert officer.get(f"/identify/tables/{table}/{query}").status_code == 200


def test_a_table_and_an_answer_that_are_not_there_are_not_found(officer):
    assert officer.get("/identify/tables/spells/").status_code == 404
    assert officer.get("/identify/key/?answers=hand.wand").status_code == 404


def test_the_result_links_to_recording_and_names_no_page_that_is_missing(officer):
    page = officer.get("/identify/key/?answers=hand.cylinder").content.decode()
    assert "Revolver" in page and ("/weapons/record/" in page or "/seizures/" in page)
    assert 'href=""' not in page


def test_what_the_key_found_is_written_into_the_seizure():
    officer = Client()
    officer.force_login(a_person(Role.TRACING_OFFICER))
    page = officer.get("/identify/key/?answers=hand.cylinder").content.decode()
    assert "/seizures/new/?type=" in page
    form = officer.get("/seizures/new/?type=Revolver").content.decode()
    assert 'value="Revolver"' in form
