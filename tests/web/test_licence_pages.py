"""Pages of authorisations and holders: for whom they open, odd addresses, persons, steps out of turn."""

from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from salwa.domain.accounts import RIGHTS, Role
from salwa.services.holders.actions import record_holder
from salwa.services.holders.values import HolderEntry
from salwa.services.licences import deciding
from salwa.storage.register.models import Holder, Licence, LicenceStep
from tests.builders.licences import Office
from tests.builders.people import a_person
from tests.services.keys.conftest import ring

__all__ = ["ring"]
pytestmark = pytest.mark.django_db
PAGES = {
    "/licences/": {"licences.read"},
    "/licences/refused/": {"licences.read"},
    "/licences/apply/": {"licences.manage"},
    "/holders/": {"licences.read", "holders.manage", "custody.record", "custody.record_own", "stock.read_own"},
    "/holders/record/": {"holders.manage"},
    "/holders/suggestions/?q=arms": {
        "licences.read", "holders.manage", "custody.record", "custody.record_own", "stock.read_own",
    },
}  # fmt: skip


@pytest.fixture
def client_of(settings):
    settings.SALWA = settings.SALWA.__class__(settings.SALWA.home, {**settings.SALWA.values, "second_factor": False})

    def signed_in(*roles, person=None):
        client = Client()
        client.force_login(person or a_person(*roles))
        return client

    return signed_in


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("address", PAGES)
def test_a_page_opens_for_its_rights_only(client_of, role, address):
    expected = 200 if PAGES[address] & RIGHTS[role] else 403
    assert client_of(role).get(address).status_code == expected


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/licences/?kind=spoon&state=green&before=x", 200),
        ("/licences/?before=99999999999999999999999", 200),
        ("/licences/?q=%00%27%22", 200),
        ("/licences/refused/?country=XX&before=-1", 200),
        ("/licences/77/", 404),
        ("/licences/77/weapons/", 404),
        ("/licences/77/exporters/DEU/letter/", 404),
        ("/licences/77/step/dance/", 404),
        ("/licences/scans/77/", 404),
        ("/licences/apply/?applicant=٣", 200),
        ("/holders/?after=x&kind=spoon", 200),
        ("/holders/?q=%00&after=9999999999999999999999999", 200),
        ("/holders/77/", 404),
        ("/holders/77/past/?before=x", 404),
        ("/holders/suggestions/", 200),
    ],
)
def test_odd_addresses_give_no_fault(client_of, address, status):
    assert client_of(Role.REGISTRAR, Role.SUPERVISOR).get(address).status_code == status


def test_a_step_out_of_turn_is_refused_with_what_to_do(client_of):
    office = Office()
    licence = office.granted()
    clerk, supervisor = client_of(person=office.clerk), client_of(person=office.supervisor)
    refused = clerk.get(f"/licences/{licence.pk}/deal/")
    assert refused.status_code == 409
    assert "the authorisation is in force" in refused.content.decode()
    assert clerk.get(f"/licences/{licence.pk}/decide/").status_code == 403
    assert supervisor.get(f"/licences/{licence.pk}/decide/").status_code == 409
    assert supervisor.get(f"/licences/{licence.pk}/use/").status_code == 403
    assert clerk.get(f"/licences/{licence.pk}/certificate/check/").status_code == 405
    for name in ("suspend", "revoke"):
        assert supervisor.post(f"/licences/{licence.pk}/step/{name}/", {"reason": " "}).status_code == 422
    assert Licence.objects.get(pk=licence.pk).state == "granted"


def test_a_form_sent_twice_records_once(client_of):
    office = Office()
    applicant = record_holder(acting_user=office.clerk, entry=HolderEntry("dealer", "Arms Ltd"))
    client, uid = client_of(person=office.clerk), str(uuid4())
    form = {"uid": uid, "kind": "import", "applicant": str(applicant), "applied_on": timezone.localdate().isoformat()}
    addresses = {client.post("/licences/apply/", form)["Location"] for _ in range(2)}
    assert len(addresses) == 1
    assert LicenceStep.objects.count() == 1


def test_decisions_follow_what_was_seen(client_of):
    office = Office()
    licence = office.applied()
    deciding.finish_assessment(acting_user=office.clerk, licence_id=licence.pk)
    client = client_of(person=office.supervisor)
    page = client.get(f"/licences/{licence.pk}/decide/")
    version = page.context["form"].initial["version"]
    old = client.post(f"/licences/{licence.pk}/decide/", {"version": version - 1, "decision": "grant", "reason": "x"})
    assert (old.status_code, "Somebody changed this authorisation" in old.content.decode()) == (422, True)
    done = client.post(f"/licences/{licence.pk}/decide/", {"version": version, "decision": "grant", "reason": "x"})
    assert done.status_code == 302
    assert Licence.objects.get(pk=licence.pk).state == "granted"


def test_a_person_is_recorded_sealed_and_shown_for_a_purpose(client_of, ring):
    client = client_of(Role.REGISTRAR)
    form = {"uid": str(uuid4()), "kind": "person", "reference": "File 88", "person_name": "Jane Doe"}
    refused = client.post("/holders/record/", form)
    assert (refused.status_code, Holder.objects.count()) == (422, 0)
    kept = {"person_purpose": "firearm licence", "person_legal_basis": "Arms Act 4"}
    made = client.post("/holders/record/", form | kept)
    assert made.status_code == 302
    address = made["Location"]
    assert "Jane Doe" not in client.get(address).content.decode()
    assert client.post(f"{address}person/", {"purpose": " "}).status_code == 422
    opened = client.post(f"{address}person/", {"purpose": "Case 7"})
    assert (opened.status_code, "Jane Doe" in opened.content.decode()) == (200, True)
    assert opened["Cache-Control"] == "no-store, private"
