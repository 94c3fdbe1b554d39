"""Counting by a program: scans are kept once, refusals carry codes, another unit's counting does not exist."""

import uuid

import pytest
from django.test import Client

from salwa.services.accounts.tokens import make_token
from salwa.services.stock.taking import open_taking
from salwa.storage.register.models import StockScan
from tests.api.conftest import Program
from tests.builders.stock import a_depot, a_keeper, a_stored_weapon

pytestmark = pytest.mark.django_db
MOMENT = "2026-11-25T09:00:00+03:00"


def a_program_of(person):
    return Program(make_token(acting_user=person, email=person.email, name="test").token, Client())


@pytest.fixture
def keeper():
    return a_keeper()


@pytest.fixture
def taking(keeper):
    depot = a_depot(keeper)
    a_stored_weapon(depot, "С 0487-Б")
    return open_taking(acting_user=keeper, depot_id=depot)


def test_scans_are_kept_once_and_the_figures_follow(keeper, taking):
    program = a_program_of(keeper)
    scan = {"uid": str(uuid.uuid4()), "read": "С 0487-Б", "counted_at": MOMENT}
    body = {"device": str(uuid.uuid4()), "scans": [scan]}
    for status in ("kept", "again"):
        assert program.post(f"/stock/takings/{taking}/scans", body)[2]["scans"][0]["status"] == status
    told = program.get(f"/stock/takings/{taking}")[2]
    assert (told["expected"], told["there"], told["discrepancies"]) == (1, 1, 0)
    listed = program.get("/stock/takings")[2]["takings"]
    assert [(one["taking"], one["counted"]) for one in listed] == [(taking, 1)]
    assert StockScan.objects.get().counted_at.isoformat() == "2026-11-25T06:00:00+00:00"


@pytest.mark.parametrize(
    "wrong",
    [{"counted_at": "2026-02-29T00:00:00Z"}, {"counted_at": "2026-11-25T09:00:00"}, {"read": "A\n"}, {"uid": "1"}],
)
def test_a_scan_of_a_wrong_form_is_refused_with_its_field(keeper, taking, wrong):
    scan = {"uid": str(uuid.uuid4()), "read": "AB 1", "counted_at": MOMENT} | wrong
    body = {"device": str(uuid.uuid4()), "scans": [scan]}
    status, _, told = a_program_of(keeper).post(f"/stock/takings/{taking}/scans", body)
    assert (status, told["code"]) == (422, "unusable_value")
    assert next(iter(wrong)) in told["errors"][0]["field"]


def test_another_units_stock_taking_and_a_missing_one_answer_alike(taking):
    program = a_program_of(a_keeper("Customs"))
    answers = [program.get(f"/stock/takings/{number}") for number in (taking, 999_999)]
    assert [(status, told["code"], told["detail"]) for status, _, told in answers] == [
        (404, "no_such_taking", answers[0][2]["detail"])
    ] * 2
