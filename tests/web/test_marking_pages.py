"""Pages of marking open for those who plan or work, and take odd addresses and forms in words, never with a fault."""

import pytest
from django.test import Client

from salwa.domain.accounts import Role
from salwa.services.marking.work import take_weapons
from salwa.storage.register.models import CampaignWeapon, MarkingCampaign
from tests.builders.marking import a_campaign, a_mark, a_store, a_weapon, weapons_in
from tests.builders.people import a_person

pytestmark = pytest.mark.django_db
PLAN, WORK = "plan", "work"
PAGES = {
    "/marking/": {PLAN, WORK},
    "/marking/missing/": {PLAN},
    "/marking/campaigns/plan/": {PLAN},
    "/marking/profile/": {PLAN, WORK},
}
ROLES = {
    Role.REGISTRAR: {PLAN, WORK},
    Role.SUPERVISOR: {PLAN},
    Role.STOCK_OFFICER: {WORK},
    Role.TRACING_OFFICER: set(),
    Role.AUDITOR: set(),
    Role.ADMINISTRATOR: set(),
}


@pytest.fixture
def client_of(settings):
    settings.SALWA = settings.SALWA.__class__(settings.SALWA.home, {**settings.SALWA.values, "second_factor": False})

    def signed_in(*roles):
        client = Client()
        client.force_login(a_person(*roles))
        return client

    return signed_in


@pytest.fixture
def clerk():
    return a_person(Role.REGISTRAR)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("address", PAGES)
def test_a_page_opens_for_planners_or_teams(client_of, role, address):
    expected = 200 if PAGES[address] & ROLES[role] else 403
    assert client_of(role).get(address).status_code == expected


@pytest.mark.parametrize(
    "address",
    [
        "/marking/missing/?rule=spoon", "/marking/missing/?verdict=fine", "/marking/missing/?after=-1",
        "/marking/missing/?after=٣", "/marking/missing/?holder=9999999999999999999", "/marking/weapons/77/",
        "/marking/campaigns/77/", "/marking/campaigns/77/teams/1/", "/marking/work/77/", "/marking/weapons/77/label/",
        "/marking/stores/77/labels/", "/marking/campaigns/77/picture.svg", "/marking/campaigns/77/progress.exe",
        "/marking/campaigns/77/list/spoon/", "/marking/campaigns/77/sample/", "/marking/work/77/read/",
    ],
)  # fmt: skip
def test_addresses_that_lead_nowhere_say_so(client_of, address):
    assert client_of(Role.REGISTRAR).get(address).status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "/marking/missing/anew/", "/marking/campaigns/1/start/", "/marking/campaigns/1/close/",
        "/marking/campaigns/1/teams/1/next/", "/marking/campaigns/1/teams/1/reserve/", "/marking/work/1/back/",
        "/marking/work/1/accept/", "/marking/work/1/new-number/", "/marking/campaigns/1/supplies/1/",
        "/marking/campaigns/1/refresh/",
    ],
)  # fmt: skip
def test_changes_need_a_sent_form(client_of, address):
    assert client_of(Role.REGISTRAR).get(address).status_code == 405


def test_odd_forms_are_refused_in_words_and_change_nothing(client_of, clerk):
    weapons_in(clerk, depot := a_store(clerk), 1)
    campaign, (team,) = a_campaign(clerk, depot)
    (work,) = take_weapons(acting_user=clerk, campaign_id=campaign, team_id=team)
    client = client_of(Role.REGISTRAR)
    at = f"/marking/campaigns/{campaign}"
    assert client.post(f"{at}/teams/{team}/next/", {"count": "many"}).status_code == 404
    assert client.post(f"{at}/teams/{team}/next/", {"count": "999"}).status_code == 409
    assert client.post(f"{at}/teams/{team}/reserve/", {"count": "0"}).status_code == 409
    assert client.post(f"{at}/teams/", {"team-name": "", "team-people": "x"}).status_code == 422
    assert client.post(f"{at}/supplies/", {"supply-name": "Oil", "supply-in_stock": "1e9"}).status_code == 422
    assert client.post(f"{at}/close/").status_code == 302
    assert client.post(f"/marking/work/{work}/", {"uid": "not one", "text": "KEN 1"}).status_code == 422
    assert client.post(f"/marking/work/{work}/skip/", {"skip-reason": "spoon"}).status_code == 422
    assert client.post(f"/marking/work/{work}/accept/", {"note": "x"}).status_code == 422
    assert client.post("/marking/campaigns/plan/", {"stores": "spoon", "weekdays": "9"}).status_code == 422
    assert client.post("/marking/scan/", {"code": "\x00"}).status_code == 422
    assert client.post("/marking/profile/", {"text": "[" * 5000}).status_code == 422
    assert MarkingCampaign.objects.get(pk=campaign).state == "running"
    assert CampaignWeapon.objects.get(pk=work).state == "allotted"


def test_markup_in_names_and_marks_stays_text(client_of, clerk):
    evil = "<script>alert(1)</script>"
    depot = a_store(clerk, evil)
    number = a_weapon(clerk, a_mark(f"X{evil}"), store=depot, maker=evil, model="")
    campaign, (team,) = a_campaign(clerk, depot, name=evil)
    (work,) = take_weapons(acting_user=clerk, campaign_id=campaign, team_id=team)
    client = client_of(Role.REGISTRAR)
    for address in (
        "/marking/", "/marking/missing/", f"/marking/campaigns/{campaign}/", f"/marking/work/{work}/",
        f"/marking/campaigns/{campaign}/teams/{team}/", f"/marking/weapons/{number}/label/?serial=1",
        f"/marking/stores/{depot.pk}/labels/?serial=1",
    ):  # fmt: skip
        page = client.get(address)
        assert page.status_code == 200
        assert evil not in page.content.decode()


def test_a_supervisor_sees_a_campaign_and_no_buttons_of_the_bench(client_of, clerk):
    weapons_in(clerk, depot := a_store(clerk), 1)
    campaign, (team,) = a_campaign(clerk, depot)
    client = client_of(Role.SUPERVISOR)
    assert client.get(f"/marking/campaigns/{campaign}/").status_code == 200
    assert client.get(f"/marking/campaigns/{campaign}/teams/{team}/").status_code == 403
    assert client.post(f"/marking/campaigns/{campaign}/teams/{team}/next/", {"count": "1"}).status_code == 403
