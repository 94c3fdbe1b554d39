"""Pages of the stockpile: who may open them, addresses that lead nowhere, and what the phone's addresses answer."""

import json
import uuid

import pytest
from django.test import Client

from salwa.domain.accounts import RIGHTS, Role
from salwa.services.stock.taking import open_taking
from salwa.storage.register.models import StockScan
from tests.builders.people import a_person
from tests.builders.stock import a_batch, a_depot, a_keeper, a_sealed_scan, a_stored_weapon

pytestmark = pytest.mark.django_db
SEEN = ("stock.read", "stock.read_own")
PAGES = {
    "/stock/": SEEN, "/stock/losses/": SEEN, "/stock/surplus/": SEEN, "/ammunition/": SEEN, "/destruction/": SEEN,
    "/stock/depots/new/": ("stock.manage_own",), "/stock/losses/new/": ("stock.manage_own",),
    "/stock/surplus/new/": ("stock.manage_own",), "/ammunition/new/": ("stock.manage_own",),
    "/destruction/new/": ("destruction.request",),
}  # fmt: skip


@pytest.fixture(autouse=True)
def without_second_factor(settings):
    settings.SALWA = settings.SALWA.__class__(settings.SALWA.home, {**settings.SALWA.values, "second_factor": False})


def signed_in(person):
    client = Client(raise_request_exception=True)
    client.force_login(person)
    return client


@pytest.fixture
def keeper():
    return a_keeper()


@pytest.fixture
def taking(keeper):
    depot = a_depot(keeper)
    a_stored_weapon(depot, "AB 1001")
    return open_taking(acting_user=keeper, depot_id=depot)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("address", PAGES)
def test_a_page_opens_for_its_rights_only(role, address):
    expected = 200 if set(PAGES[address]) & RIGHTS[role] else 403
    assert signed_in(a_person(role)).get(address).status_code == expected


def test_another_units_addresses_answer_as_if_nothing_were_there(keeper, taking):
    stranger = signed_in(a_keeper("Customs"))
    depot = taking_depot(keeper)
    for address in (
        "/stock/depots/{}/", "/stock/depots/{}/change/", "/stock/depots/{}/review/",
    ):  # fmt: skip
        assert [stranger.get(address.format(number)).status_code for number in (depot, 999_999)] == [404, 404]
    for address in (
        "/stock/takings/{}/", "/stock/takings/{}/count/", "/stock/takings/{}/unread/", "/stock/takings/{}/close/",
        "/stock/takings/{}/list/unseen/", "/stock/takings/{}/state/", "/stock/takings/{}/count/app.webmanifest",
    ):  # fmt: skip
        assert [stranger.get(address.format(number)).status_code for number in (taking, 999_999)] == [404, 404]
    bodies = [
        stranger.post(f"/stock/takings/{number}/scans/", b"{}", content_type="application/json")
        for number in (taking, 999_999)
    ]
    assert [one.status_code for one in bodies] == [404, 404]
    assert bodies[0].content == bodies[1].content


def taking_depot(keeper):
    from salwa.services.stock.queries import list_depots

    return list_depots(acting_user=keeper)[0].number


def test_the_phone_is_answered_in_json_also_where_it_is_refused(keeper, taking):
    address = f"/stock/takings/{taking}/scans/"
    client, device = signed_in(keeper), str(uuid.uuid4())
    raw = a_batch(device, a_sealed_scan(taking, device, 1, read="AB 1001"))
    assert Client().post(address, raw, content_type="application/json").status_code == 401
    told = client.post(address, raw, content_type="application/json").json()
    assert [(one["status"], one["result"]) for one in told["scans"]] == [("kept", "there")]
    for body, code in ((b"\xff", "scans_unreadable"), (b" " * 3_000_000, "scans_too_large")):
        answer = client.post(address, body, content_type="application/json")
        assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert client.get(address).status_code == 405
    assert StockScan.objects.count() == 1


def test_sending_needs_the_token_of_the_session(keeper, taking):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(keeper)
    address = f"/stock/takings/{taking}/scans/"
    assert strict.post(address, b"{}", content_type="application/json").status_code == 403
    token = strict.get(f"/stock/takings/{taking}/state/").json()["token"]
    answer = strict.post(address, b"{}", content_type="application/json", headers={"X-CSRFToken": token})
    assert answer.json()["code"] == "scans_unreadable"


def test_only_the_counting_page_may_use_the_camera_and_its_policy_stays_strict(keeper, taking):
    client = signed_in(keeper)
    page = client.get(f"/stock/takings/{taking}/count/")
    assert page["Permissions-Policy"].startswith("camera=(self)")
    assert "unsafe" not in page["Content-Security-Policy"] and "manifest-src 'self'" in page["Content-Security-Policy"]
    assert client.get("/stock/")["Permissions-Policy"].startswith("camera=()")
    worker = client.get("/stock/takings/worker.js")
    assert (worker["Content-Type"], worker["Cache-Control"]) == ("text/javascript; charset=utf-8", "no-cache")


def test_the_kept_page_names_no_person_depot_or_weapon(keeper, taking):
    text = signed_in(keeper).get(f"/stock/takings/{taking}/count/").content.decode()
    assert keeper.email not in text and "Strelsau" not in text and "AB 1001" not in text


@pytest.mark.parametrize(
    "address",
    ["/stock/takings/{}/list/spoons/", "/stock/takings/{}/list/unseen/?page=0", "/stock/takings/{}/unread/?page=٣"],
)
def test_addresses_that_lead_nowhere_say_so(keeper, taking, address):
    assert signed_in(keeper).get(address.format(taking)).status_code == 404


@pytest.mark.parametrize("number", ["0", "99999999999999999999"])
def test_numbers_beyond_all_bounds_are_not_found(keeper, number):
    client = signed_in(keeper)
    for address in (
        "/stock/depots/{}/",
        "/stock/takings/{}/",
        "/ammunition/{}/",
        "/destruction/{}/",
        "/stock/surplus/{}/",
    ):
        assert client.get(address.format(number)).status_code == 404


def test_wrong_input_in_a_form_gives_no_fault(keeper, taking):
    client = signed_in(keeper)
    posts = {
        f"/stock/takings/{taking}/mark/": [{"uid": "x"}, {"uid": str(uuid.uuid4()), "finding": "gone"}],
        f"/stock/takings/{taking}/decide/": [{}, {"weapon": "9" * 30, "finding": "present"}],
        f"/stock/takings/{taking}/resolve/": [{"scan": "1"}, {"scan": "1", "weapon": "1"}],
        f"/stock/takings/{taking}/decide-lot/": [{"lot": "1", "rounds": "-1"}],
    }
    for address, bodies in posts.items():
        for body in bodies:
            assert client.post(address, body).status_code in {302, 404}
    wrong = {"kind": "theft", "weapons": "12 x", "circumstances": "", "depot": "1", "discovered_on": "2026-02-31"}
    assert client.post("/stock/losses/new/", wrong).status_code == 422
    assert client.post(f"/stock/takings/{taking}/count/", {"read": "AB\x00", "finding": "present"}).status_code == 422
    assert json.loads(client.get(f"/stock/takings/{taking}/state/").content)["state"] == "open"
