"""Links between cases are looked up by key: as many other cases as there are, none is out of reach."""

import importlib
from datetime import date

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from salwa.domain.tracing import LastLawful, Statement, StatementKind
from salwa.services.tracing.cases import record_finding
from salwa.services.tracing.links import links_of_case
from salwa.storage.register.models import CaseKey, Mark, TracingCase
from tests.builders.seizures import a_case, a_pistol
from tests.builders.trace_requests import an_officer
from tests.builders.tracing import a_request, an_answer

pytestmark = pytest.mark.django_db
SOLD = Statement(StatementKind.EXPORTED, date(2009, 1, 1), state="ETH", document="EXP/2009-0417", consignee="Acme Ltd")


@pytest.fixture
def officer():
    return an_officer()


def others(officer, count, first=0):
    """Cases that have nothing to do with the one at hand: other serials of the same maker, documents and holders."""
    for number in range(first, first + count):
        case = a_case(officer, a_pistol(f"QQ{number * 1000 + 500:07}"), reference=f"other {number}")
        said = Statement(StatementKind.EXPORTED, document=f"DOC {number} X", consignee=f"Holder {number} X")
        an_answer(a_request(case, "SRB"), said)


def told(case):
    return [(one.kind.value, one.case, one.value) for one in links_of_case(TracingCase.objects.get(pk=case.pk))]


def test_the_oldest_case_is_found_behind_many_and_nothing_is_read_of_those_between(officer):
    oldest = a_case(officer, a_pistol("TAB48219"), reference="oldest")
    an_answer(a_request(oldest, "BRA"), SOLD)
    others(officer, 2)
    case = a_case(officer, a_pistol("TAB48213"))
    an_answer(a_request(case, "BRA"), SOLD)
    wanted = [("same_document", oldest.number, "EXP/2009-0417"), ("same_holder", oldest.number, "Acme Ltd"),
              ("close_serials", oldest.number, "6")]  # fmt: skip
    with CaptureQueriesContext(connection) as few:
        assert told(case) == wanted
    others(officer, 12, first=50)
    with CaptureQueriesContext(connection) as many:
        assert told(case) == wanted
    assert len(many) == len(few)


@pytest.mark.one_engine
def test_keys_and_serials_are_found_by_their_indexes():
    keys = CaseKey.objects.filter(kind="document", value__in=["exp20090417"]).explain()
    marks = Mark.objects.filter(skeleton__in=["TA848219", "TA848220"], content="serial").exclude(skeleton="").explain()
    assert ("case_key_value" in keys, "mark_skeleton" in marks) == (True, True), (keys, marks)
    assert "case_key_value" not in CaseKey.objects.filter(value__contains="exp").explain()


def test_a_serial_is_close_whatever_its_letters_fold_to_and_its_note_says(officer):
    one = a_case(officer, a_pistol("S/N 12-340 B"))
    near = a_case(officer, a_pistol("12345B"), reference="near")
    a_case(officer, a_pistol("12345 8"), reference="another shape")
    assert [(kind, case, value) for kind, case, value in told(one) if kind == "close_serials"] == [
        ("close_serials", near.number, "5")
    ]
    assert ("close_serials", one.number, "5") in told(near)


def test_a_finding_is_found_by_its_document_as_well(officer):
    one, other = a_case(officer), a_case(officer, a_pistol("QZ99001", maker="Zastava"), reference="far")
    an_answer(a_request(one, "BRA"), SOLD)
    lawful = LastLawful("ETH", date(2009, 1, 1), holder="ACME, Ltd.", document="exp-2009-0417")
    record_finding(acting_user=officer, case=other.number, found=lawful, reason="Letter.")
    assert {kind for kind, number, _ in told(one) if number == other.number} == {"same_document", "same_holder"}


def test_an_answer_that_cannot_be_read_leaves_no_keys(officer):
    case = a_case(officer)
    step = an_answer(a_request(case, "BRA"), SOLD)
    before = CaseKey.objects.count()
    step.body = {"statements": [{"kind": "invented"}]}
    from salwa.services.tracing.link_keys import keep_keys_of_answer

    keep_keys_of_answer(step)
    assert (before, CaseKey.objects.count()) == (2, 2)


def test_what_was_there_before_the_keys_gets_them_when_the_tables_are_brought_up_to_date(officer):
    first = a_case(officer)
    a_case(officer, reference="again")
    an_answer(a_request(first, "BRA"), SOLD, Statement(StatementKind.HELD, consignee="X"))
    lawful = LastLawful("ETH", date(2009, 1, 1), holder="Another holder", document="LIC 77/2009")
    record_finding(acting_user=officer, case=first.number, found=lawful, reason="Letter.")
    kept = set(CaseKey.objects.values_list("seized", "kind", "value"))
    assert {kind for _, kind, _ in kept} == {"document", "holder", "seen"}
    CaseKey.objects.all().delete()
    migration = importlib.import_module("salwa.storage.register.migrations.0011_case_keys")
    for _ in range(2):
        migration.fill(apps, None)
        assert set(CaseKey.objects.values_list("seized", "kind", "value")) == kept
