"""Holders and authorisations through the interface for programs."""

import pytest

from salwa.domain.accounts import Role
from salwa.storage.accounts.models import AuditEntry
from salwa.storage.register.models import Holder
from tests.api.conftest import a_program
from tests.builders.licences import Office

pytestmark = pytest.mark.django_db
DEALER = {"kind": "dealer", "name": "مؤسسة الأسلحة", "reference": "D-7", "country": "KEN", "opened_on": "2020-01-02"}


def test_a_holder_is_recorded_once_found_and_opened(program):
    first = program.post("/holders", DEALER, Idempotency_Key="key-00000001")
    again = program.post("/holders", DEALER, Idempotency_Key="key-00000001")
    number = first[2]["holder"]
    assert (first[0], first[1]["Location"], again[2]) == (201, f"/api/v1/holders/{number}", {"holder": number})
    assert Holder.objects.count() == 1
    status, _, found = program.get("/holders?text=اسلحه&kind=dealer")
    assert (status, [one["holder"] for one in found["entries"]], found["next"]) == (200, [number], None)
    status, _, page = program.get(f"/holders/{number}")
    assert (status, page["name"], page["opened_on"], page["holds"]) == (200, DEALER["name"], "2020-01-02", 0)
    assert program.get(f"/holders/{number}/weapons")[2] == {"entries": [], "next": None}
    assert AuditEntry.objects.filter(action="holders.opened").count() == 1


def test_holders_come_page_by_page(program):
    for number in range(5):
        program.post("/holders", {"kind": "dealer", "name": f"Arms {number}"})
    seen, cursor = [], ""
    while cursor is not None:
        page = program.get("/holders?count=2" + (f"&cursor={cursor}" if cursor else ""))[2]
        seen += [one["name"] for one in page["entries"]]
        cursor = page["next"]
    assert seen == [f"Arms {number}" for number in range(5)]


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"kind": "person"}, 422, "unusable_value"),
        ({"name": " "}, 422, "unusable_value"),
        ({"country": "ken"}, 422, "unusable_value"),
        ({"colour": "red"}, 422, "unusable_value"),
        ({"country": "XXY"}, 409, "no_such_state"),
        ({"kind": "depot", "parent": 999}, 409, "no_such_parent"),
    ],
)
def test_what_cannot_be_used_is_refused_with_its_code(program, change, status, code):
    answer = program.post("/holders", DEALER | change)
    assert (answer[0], answer[2]["code"]) == (status, code)
    assert Holder.objects.count() == 0


def test_an_authorisation_is_read_with_what_is_missing_and_its_weapons(program):
    office = Office()
    licence = office.applied(certificate=None)
    status, _, listed = program.get("/licences?kind=export&country=UGA&state=applied&text=Uganda")
    assert (status, [one["number"] for one in listed["entries"]]) == (200, [licence.number])
    status, _, page = program.get(f"/licences/{licence.pk}")
    assert (status, page["missing"], page["certificate_missing"]) == (
        200, ["There is no end-user certificate (PoA II.12)."], None,
    )  # fmt: skip
    assert [step["kind"] for step in page["steps"]][0] == "applied"
    assert {one["answer"] for one in page["answers"]} == {"yes", "no"}
    assert program.get(f"/licences/{licence.pk}/weapons")[2] == {"total": 0, "entries": [], "next": None}
    assert program.get("/licences?state=expired")[2]["entries"] == []


def test_rights_are_those_of_the_screens():
    other = a_program(Role.TRACING_OFFICER)
    for path in ("/holders", "/holders/1", "/licences", "/licences/1", "/licences/1/weapons"):
        assert other.get(path)[2]["code"] == "not_permitted"
    auditor = a_program(Role.AUDITOR)
    assert auditor.get("/licences")[0] == 200
    assert auditor.post("/holders", DEALER)[2]["code"] == "not_permitted"
    assert auditor.get("/licences/999")[2]["code"] == "no_such_licence"
