"""Pages of imports, screening and analysis open for the roles that have the right, and for no others."""

import pytest
from django.test import Client, override_settings

from salwa.domain.accounts import RIGHTS, Role
from tests.builders.people import a_person

pytestmark = pytest.mark.django_db
PAGES = {
    "/imports/": "weapons.import",
    "/screening/": "weapons.screen",
    "/screening/duplicates/": "weapons.list_duplicates",
    "/exports/": "weapons.export",
    "/exports/new/": "weapons.export",
    "/analysis/": "analysis.read",
    "/analysis/maker/": "analysis.read",
}


@pytest.fixture
def client_of(settings):
    settings.SALWA = settings.SALWA.__class__(settings.SALWA.home, {**settings.SALWA.values, "second_factor": False})

    def signed_in(*roles):
        client = Client()
        client.force_login(a_person(*roles))
        return client

    return signed_in


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("address", PAGES)
def test_a_page_opens_for_its_right_only(client_of, role, address):
    expected = 200 if PAGES[address] in RIGHTS[role] else 403
    assert client_of(role).get(address).status_code == expected


@pytest.mark.parametrize("address", PAGES)
def test_nobody_sees_a_page_without_signing_in(address):
    response = Client().get(address)
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/analysis/colour/", 404),
        ("/analysis/?kind=spoon", 404),
        ("/analysis/maker/picture.svg?scheme=pink", 404),
        ("/analysis/maker/table.exe", 404),
        ("/analysis/maker/table.csv", 404),
        ("/exports/77/", 404),
        ("/exports/77/progress/", 404),
        ("/exports/weapon/77/", 404),
        ("/exports/new/?whereabouts=moon", 409),
        ("/exports/new/?holder=٣", 409),
        ("/imports/77/", 404),
        ("/screening/77/", 404),
        ("/screening/duplicates/?from=-1", 404),
        ("/screening/duplicates/?from=٣", 404),
    ],
)
def test_addresses_that_lead_nowhere_say_so(client_of, address, status):
    client = client_of(Role.REGISTRAR, Role.SUPERVISOR)
    with override_settings(DEBUG=False):
        assert client.get(address).status_code == status


@pytest.mark.parametrize(
    "address",
    [
        "/exports/1/file/",
        "/exports/1/start/",
        "/exports/1/remove/",
        "/imports/1/start/",
        "/imports/1/withdraw/",
        "/screening/duplicates/anew/",
    ],
)
def test_changes_need_a_sent_form(client_of, address):
    assert client_of(Role.REGISTRAR, Role.SUPERVISOR).get(address).status_code == 405
