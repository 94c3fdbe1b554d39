"""Pages that decide what another State is told: marks in view, what is required marked, doubts never silent."""

import re
from datetime import date

import pytest
from django.test import Client

from salwa.domain.tracing import AnswerContents, AnswerKind, Channel, RegisteredAs, Statement, StatementKind
from salwa.services.tracing_requests.composing import draft_request
from salwa.services.tracing_requests.following import enter_answer
from salwa.storage.register.models import Incident, Mark, OutgoingRequest
from tests.builders.exchange import Partner
from tests.builders.people import with_a_code
from tests.builders.trace_requests import a_case, a_draft, an_officer, asked_by, asked_contents, sent

pytestmark = pytest.mark.django_db
EXPORTED = Statement(StatementKind.EXPORTED, date(2009, 3, 2), "day", "UGA", "EXP-17", "Central armoury of Zenda")


@pytest.fixture
def italy():
    return Partner("ITA")


@pytest.fixture
def officer(italy):
    return an_officer()


@pytest.fixture
def desk(officer):
    with_a_code(officer)
    client = Client()
    client.force_login(officer)
    return client


def shown(desk, address):
    return desk.get(address).content.decode()


def test_what_the_instrument_requires_is_marked_and_the_rest_says_once_that_it_may_stay_empty(desk, officer):
    number = draft_request(acting_user=officer, case_id=a_case().pk, to_state="ITA")
    page = shown(desk, f"/tracing/requests/{number}/edit/")
    assert page.count("(optional)") == 0
    assert page.count("(required)") == 3
    assert page.count("the rest may stay empty") == 1
    labels = re.findall(r">([^<>]+) <span class=\"optional\">\(required\)", page)
    assert [one[:20] for one in labels] == ["Intended use of the ", "We guarantee that th", "Limits on use that w"]


def test_the_description_is_required_where_the_weapon_has_no_type(desk, officer):
    number = draft_request(acting_user=officer, case_id=a_case(type_text="", type_code="").pk, to_state="ITA")
    assert shown(desk, f"/tracing/requests/{number}/edit/").count("(required)") == 4


def test_what_is_filled_is_folded_and_opens_again_when_it_is_missing(desk, officer):
    row = a_draft(officer)
    folded = "Filled in from the seizure: look at it or change it"
    assert folded in shown(desk, f"/tracing/requests/{row.pk}/edit/")
    OutgoingRequest.objects.filter(pk=row.pk).update(contents=row.contents | {"illicit": []})
    page = shown(desk, f"/tracing/requests/{row.pk}/edit/")
    assert folded not in page
    assert '<details class="earlier folded" open><summary>At least one reason is required' in page


def test_both_numbers_stand_on_the_page_of_the_next_request(desk, officer):
    first = sent(officer, "FRA", channel=Channel.DOCUMENT, case=a_case("C-4B213"))
    answer = AnswerContents(AnswerKind.FULL, (EXPORTED,), registered=RegisteredAs("C-48213"))
    enter_answer(acting_user=officer, request_id=first.pk, day=date(2026, 11, 2), answer=answer)
    second = a_draft(officer, "UGA", case=first.case, channel=Channel.DOCUMENT, follows=first.pk)
    edit = shown(desk, f"/tracing/requests/{second.pk}/edit/")
    assert [
        one for one in ("C-4B213", "C-48213", "Number of our request that was answered so") if one not in edit
    ] == []
    send = shown(desk, f"/tracing/requests/{second.pk}/send/")
    assert [one for one in ("Central armoury of Zenda", "EXP-17", "Uganda", "2009-03-02") if one not in send] == []


def test_the_state_that_is_asked_sees_whose_number_it_is(italy, desk, officer):
    contents = asked_contents()
    row = asked_by(italy, contents)
    earlier = [{"state": "FRA", "request": str(row.uid), "statement": "exported",
                "registered": {"serial": "AB-1235", "maker": "", "model": "", "calibre": ""}}]  # fmt: skip
    type(row).objects.filter(pk=row.pk).update(contents=row.contents | {"earlier": earlier})
    assert "Number of the request of Italy that was answered so" in shown(desk, f"/tracing/inbox/{row.pk}/")


def test_empty_fields_say_so_with_one_word_and_the_country_read_from_the_mark_is_said_to_be_read(desk, officer):
    case = a_case(country_text="", country_code="")
    row = a_draft(officer, case=case)
    page = shown(desk, f"/tracing/requests/{row.pk}/")
    assert re.search(r"Country on the import mark</dt><dd><bdi class=\"raw\">Not stated\.", page)
    Mark.objects.create(weapon=case.seized.weapon, component="frame", occasion="import", content="import_mark",
                        text="Kenya 2004", state="present", recorded_at=row.drafted_at)  # fmt: skip
    page = shown(desk, f"/tracing/requests/{a_draft(officer, case=case).pk}/")
    assert "Country on the import mark</dt><dd>Kenya (read from the import mark by the register)" in page


def test_a_doubtful_number_is_given_as_read_in_part_with_one_click(desk, officer):
    row = a_draft(officer)
    OutgoingRequest.objects.filter(pk=row.pk).update(
        contents=row.contents | {"circumstances": "The serial number is worn."}
    )
    address = f"/tracing/requests/{row.pk}/send/"
    assert 'name="in_part"' in shown(desk, address)
    assert desk.post(address, {"version": "1", "in_part": "1"}).status_code == 409  # somebody changed it meanwhile
    assert desk.post(address, {"version": "x", "in_part": "1"}).status_code == 200
    assert desk.post(address, {"version": row.version, "in_part": "1"}).url == address
    row.refresh_from_db()
    assert [one["state"] for one in row.contents["marks"]] == ["partial"]
    assert 'name="in_part"' not in shown(desk, address)


def seizure(**changed):
    known = {
        "uid": "5f0c9a52-8d4e-4c1b-9a77-0d8f3f3b2a10", "circumstance": "seized", "ground": "unknown",
        "place_kind": "unknown", "day": "2026-03-14", "weapons-TOTAL_FORMS": "2", "weapons-INITIAL_FORMS": "0",
        "weapons-MIN_NUM_FORMS": "1", "weapons-MAX_NUM_FORMS": "40", "weapons-1-serial": "C-4B213",
        "weapons-1-serial_state": "present", "weapons-1-build": "unknown", "weapons-0-serial_state": "present",
        "weapons-0-build": "unknown", "circumstances": "The number is worn.",
    }  # fmt: skip
    return known | changed


def test_a_number_said_to_be_worn_is_remarked_on_before_it_is_recorded(desk):
    page = desk.post("/seizures/new/", seizure()).content.decode()
    assert "is given as legible, and you wrote:" in page
    assert 'name="in_part" value="weapons-1"' in page
    changed = desk.post("/seizures/new/", seizure(in_part="weapons-1")).content.decode()
    assert "is given as legible" not in changed
    assert re.search(r'name="weapons-1-serial_state" value="partial"', changed)
    assert Incident.objects.count() == 0


@pytest.mark.parametrize("words", ["The stock is worn.", ""])
def test_without_such_words_nothing_is_remarked(desk, words):
    assert "is given as legible" not in desk.post("/seizures/new/", seizure(circumstances=words)).content.decode()


@pytest.mark.parametrize("place", ["weapons-9", "x\x00", "-1"])
def test_a_weapon_that_is_not_there_changes_nothing(desk, place):
    assert "is given as legible" in desk.post("/seizures/new/", seizure(in_part=place)).content.decode()
