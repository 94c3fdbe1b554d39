"""A capability joins with one line of the table: asked in one unit, decided by another right, seen where it may be."""

import pytest

from salwa.domain.accounts import Role
from salwa.domain.approvals import ApprovalKind
from salwa.domain.refusals import NotFound, NotPermitted, Refusal
from salwa.services.approvals.actions import approve, refuse
from salwa.services.approvals.executors import EXECUTORS, executor_of
from salwa.services.approvals.queries import open_approvals, view_approval
from salwa.storage.accounts.models import Approval, AuditEntry
from tests.builders import pretended_destruction as destruction
from tests.builders.approvals import approved, seen
from tests.builders.people import a_person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def joined(monkeypatch):
    monkeypatch.setitem(EXECUTORS, ApprovalKind.DESTRUCTION, "tests.builders.pretended_destruction")
    monkeypatch.setitem(destruction.weapons, "on the list", 3)
    destruction.done.clear()
    destruction.failures.clear()


@pytest.fixture
def officer():
    return a_person(Role.STOCK_OFFICER, unit="Army")


def test_a_stock_officer_asks_and_a_supervisor_of_any_unit_approves(officer):
    number, supervisor = destruction.ask(officer), a_person(Role.SUPERVISOR, unit="Ministry")
    assert Approval.objects.get().unit.name == "Army"
    approved(number, supervisor)
    (decision,) = destruction.done
    assert (decision.number, decision.object_id, decision.reason) == (number, "D-7", "melted")
    assert (decision.requested_by, decision.decided_by) == (officer, supervisor)
    assert decision.payload == {"record": "D-7", "weapons": 3, "list": "ab"}


def test_a_colleague_of_the_unit_sees_the_request_and_another_unit_does_not(officer):
    number = destruction.ask(officer)
    colleague, stranger = a_person(Role.STOCK_OFFICER, unit="Army"), a_person(Role.STOCK_OFFICER, unit="Police")
    assert [line.number for line in open_approvals(acting_user=colleague).others] == [number]
    with pytest.raises(NotPermitted, match="Your roles do not allow you to decide"):
        approve(acting_user=colleague, approval_id=number, seen=seen(number, colleague), reason="yes")
    assert open_approvals(acting_user=stranger).others == ()
    said = []
    for wanted in (number, number + 1):
        with pytest.raises(NotFound) as found:
            view_approval(acting_user=stranger, approval_id=wanted)
        said.append(found.value.sentence)
    assert said[0] == said[1]


def test_a_role_in_the_unit_counts_only_with_the_right_to_ask(officer):
    destruction.ask(officer)
    auditor_there = a_person(Role.REGISTRAR, unit="Army")
    assert open_approvals(acting_user=auditor_there).others == ()


def test_a_stock_officer_who_is_also_a_supervisor_needs_another_supervisor(officer):
    both = a_person(Role.STOCK_OFFICER, Role.SUPERVISOR, unit="Army")
    number = destruction.ask(both)
    with pytest.raises(NotPermitted, match="You asked for this yourself"):
        approve(acting_user=both, approval_id=number, seen=seen(number, both), reason="yes")
    assert destruction.done == []


def test_what_cannot_be_carried_out_leaves_the_request_open_and_no_trace(officer):
    number, supervisor = destruction.ask(officer), a_person(Role.SUPERVISOR)
    destruction.failures.append("The furnace is cold.")
    with pytest.raises(Refusal, match="The furnace is cold."):
        approve(acting_user=supervisor, approval_id=number, seen=seen(number, supervisor), reason="yes")
    assert (Approval.objects.get().state, Approval.objects.get().decided_by) == ("open", None)
    assert list(AuditEntry.objects.values_list("action", flat=True)) == ["approvals.requested"]
    destruction.failures.clear()
    approved(number, supervisor)
    assert Approval.objects.get().state == "approved"


def test_asking_needs_the_right_and_exactly_the_facts_of_the_kind(officer, monkeypatch):
    for role in (Role.REGISTRAR, Role.SUPERVISOR, Role.AUDITOR):
        with pytest.raises(NotPermitted):
            destruction.ask(a_person(role))
    monkeypatch.setattr(destruction, "facts", lambda asked: {"record": "D-7", "weapons": 3, "list": "ab", "owner": "A"})
    with pytest.raises(ValueError, match="has the facts"):
        destruction.ask(officer)
    assert Approval.objects.count() == 0


def test_a_list_that_grew_is_not_approved(officer):
    number, supervisor = destruction.ask(officer), a_person(Role.SUPERVISOR)
    mark = seen(number, supervisor)
    destruction.weapons["on the list"] = 4
    with pytest.raises(Refusal, match="When this was asked, 3 weapons were on the list; now it is 4."):
        approve(acting_user=supervisor, approval_id=number, seen=mark, reason="yes")
    assert destruction.done == []
    refuse(acting_user=supervisor, approval_id=number, reason="ask again with four")
    assert destruction.ask(officer) != number


@pytest.mark.parametrize("kind", EXECUTORS)
def test_every_line_of_the_table_leads_to_an_executor(kind):
    executor = executor_of(kind)
    assert all(callable(part) for part in (executor.facts_now, executor.names, executor.carry_out))
