"""Pages of approvals: every role, in the unit of the request and in another, for every address and both answers."""

import pytest
from django.test import Client

from salwa.domain.accounts import RIGHTS, Role
from salwa.services.imports.withdrawal import request_withdrawal
from salwa.storage.accounts.models import Approval, Membership
from salwa.storage.register.models import Weapon
from tests.builders.approvals import a_request_for_a_role
from tests.builders.files import a_file, imported, row
from tests.builders.people import a_person, an_operator

pytestmark = pytest.mark.django_db
UNITS = ["Police of Ruritania", "Army"]
RIGHT = {"role_grant": "accounts.manage", "import_withdrawal": "imports.withdraw"}


@pytest.fixture(autouse=True)
def without_second_factor(settings):
    settings.SALWA = settings.SALWA.__class__(settings.SALWA.home, {**settings.SALWA.values, "second_factor": False})


@pytest.fixture
def requests():
    an_operator()
    view = imported(a_file([row(1, "A1")]))
    return {
        "role_grant": a_request_for_a_role(unit="Police of Ruritania"),
        "import_withdrawal": request_withdrawal(
            acting_user=a_person(Role.REGISTRAR), import_id=view.id, reason="wrong file"
        ),
    }


def client_of(*roles, unit=UNITS[0]):
    client = Client()
    client.person = a_person(*roles, unit=unit)
    client.force_login(client.person)
    return client


def decision(number, what):
    return f"/approvals/{number}/decide/", {
        "decision": what, "reason": "r", "seen": Approval.objects.get(pk=number).fingerprint,
    }  # fmt: skip


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("kind", RIGHT)
def test_every_role_sees_and_decides_what_the_table_says(requests, kind, role, unit):
    number, client = requests[kind], client_of(role, unit=unit)
    held = RIGHTS[role]
    decides = RIGHT[kind] in held
    sees = decides or "audit.read" in held
    page = 200 if sees else 404 if "approvals.read" in held else 403
    assert client.get("/approvals/").status_code == (200 if "approvals.read" in held else 403)
    assert client.get(f"/approvals/{number}/").status_code == page
    assert client.post(f"/approvals/{number}/withdraw/").status_code == (403 if sees else page)
    for what in ("refuse", "approve"):
        address, form = decision(number, what)
        expected = (302 if what == "refuse" else 409) if decides else 403 if sees else page
        assert client.post(address, form).status_code == expected, what
    assert Approval.objects.get(pk=number).state == ("refused" if decides else "open")
    assert Weapon.objects.filter(withdrawn_at=None).count() == 1


@pytest.mark.parametrize("kind", RIGHT)
def test_a_request_one_may_not_know_of_looks_like_one_that_is_not_there(requests, kind):
    outsider = client_of(Role.STOCK_OFFICER)
    bodies = set()
    for number in (requests[kind], 987_654):
        for answer in (
            outsider.get(f"/approvals/{number}/"),
            outsider.post(f"/approvals/{number}/decide/", {"decision": "approve", "reason": "r", "seen": "x"}),
            outsider.post(f"/approvals/{number}/decide/", {"decision": "refuse", "reason": ""}),
            outsider.post(f"/approvals/{number}/withdraw/"),
        ):
            assert answer.status_code == 404
            bodies.add(answer.content.decode().split("<main")[1])
    assert len(bodies) == 1


@pytest.mark.parametrize("kind", RIGHT)
def test_a_role_that_ended_is_refused_with_the_very_next_request(requests, kind):
    role = Role.ADMINISTRATOR if kind == "role_grant" else Role.SUPERVISOR
    client, number = client_of(role), requests[kind]
    assert client.get(f"/approvals/{number}/").status_code == 200
    Membership.objects.filter(user=client.person).update(ended_at="2026-11-25T00:00:00Z")
    for what in ("approve", "refuse"):
        assert client.post(*decision(number, what)).status_code == 403
    assert client.get(f"/approvals/{number}/").status_code == 403
    assert client.get("/approvals/").status_code == 403
    assert Approval.objects.get(pk=number).state == "open"


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({}, 404),
        ({"decision": "perhaps", "reason": "r"}, 404),
        ({"decision": "approve"}, 422),
        ({"decision": "approve", "reason": "r" * 501}, 422),
        ({"decision": "approve", "reason": "r\0"}, 422),
        ({"decision": "approve", "reason": "r", "seen": "0" * 64}, 409),
        ({"decision": "approve", "reason": "r", "seen": "0" * 65}, 422),
        ({"decision": "approve", "reason": "r", "seen": "\0"}, 422),
    ],
)
def test_bent_forms_change_nothing(requests, form, status):
    number = requests["role_grant"]
    assert client_of(Role.ADMINISTRATOR).post(f"/approvals/{number}/decide/", form).status_code == status
    assert Approval.objects.get(pk=number).state == "open"


def test_the_home_page_tells_what_waits(requests):
    assert b"request waits for your decision" in client_of(Role.ADMINISTRATOR).get("/").content
    assert b"request waits for your decision" not in client_of(Role.AUDITOR).get("/").content
    assert b"/approvals/" not in client_of(Role.TRACING_OFFICER).get("/").content


@pytest.mark.parametrize("address", ["/approvals/", "/approvals/1/"])
def test_nobody_sees_a_page_without_signing_in(address):
    assert Client().get(address)["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("address", ["/approvals/1/decide/", "/approvals/1/withdraw/"])
def test_decisions_need_a_sent_form(address):
    assert client_of(Role.SUPERVISOR).get(address).status_code == 405
