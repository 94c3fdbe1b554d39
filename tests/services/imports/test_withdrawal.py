"""Withdrawing an import: one person asks, another approves; nothing is deleted, and what changed in between is said."""

import pytest

from salwa.domain.accounts import Role
from salwa.domain.refusals import NotFound, NotPermitted, Refusal
from salwa.services.accounts.units import units_of
from salwa.services.approvals.actions import approve, refuse
from salwa.services.approvals.queries import view_approval
from salwa.services.imports import actions
from salwa.services.imports.withdrawal import request_withdrawal, waiting_withdrawal
from salwa.storage.accounts.models import Approval, AuditEntry
from salwa.storage.register.models import Import, Weapon
from tests.builders.approvals import approved, seen
from tests.builders.files import a_file, imported, received, row
from tests.builders.people import a_person, an_operator

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def the_command_line():
    return an_operator()


@pytest.fixture
def registrar():
    return a_person(Role.REGISTRAR)


@pytest.fixture
def supervisor():
    return a_person(Role.SUPERVISOR, unit="Ministry")


def two_weapons():
    return imported(a_file([row(1, "A1"), row(2, "A2")]))


def test_a_withdrawn_import_marks_its_weapons_and_deletes_nothing(registrar, supervisor):
    view, other = two_weapons(), imported(a_file([row(3, "A3")]))
    number = request_withdrawal(acting_user=registrar, import_id=view.id, reason="wrong file")
    assert Weapon.objects.filter(withdrawn_at=None).count() == 3
    approved(number, supervisor)
    assert Weapon.objects.count() == 3
    assert Weapon.objects.filter(withdrawn_at=None).get().origin_import_id == other.id
    entry = Import.objects.get(pk=view.id)
    assert (entry.status, entry.withdrawn_by_id, entry.withdrawal_reason) == ("withdrawn", registrar.pk, "wrong file")
    written = AuditEntry.objects.get(action="imports.withdrawn")
    assert (written.actor, written.details) == (supervisor, {"weapons": 2, "approval": number})
    again = two_weapons()
    assert (again.imported, again.merged) == (2, 0)
    assert Weapon.objects.filter(withdrawn_at=None).count() == 3


def test_what_will_happen_is_said_with_the_facts_of_the_request(registrar, supervisor):
    number = request_withdrawal(acting_user=registrar, import_id=two_weapons().id, reason="wrong file")
    view = view_approval(acting_user=supervisor, approval_id=number)
    assert view.line.heading.english() == "Withdraw the import of weapons.csv"
    assert view.happens[0].english().endswith("Number of weapons: 2.")
    assert "The import had run to its end." in [fact.english() for fact in view.facts]
    assert (view.reason, view.line.unit) == ("wrong file", "Police of Ruritania")
    assert Approval.objects.get().unit_id in units_of(registrar)


def test_the_person_who_asked_does_not_withdraw_it_alone(registrar):
    view = two_weapons()
    number = request_withdrawal(acting_user=registrar, import_id=view.id, reason="wrong file")
    with pytest.raises(NotPermitted, match="You asked for this yourself"):
        approve(acting_user=registrar, approval_id=number, seen=seen(number, registrar), reason="sure")
    assert Weapon.objects.filter(withdrawn_at=None).count() == 2


def test_it_is_asked_for_once_and_again_after_a_refusal(registrar, supervisor):
    view = two_weapons()
    number = request_withdrawal(acting_user=registrar, import_id=view.id, reason="wrong file")
    assert waiting_withdrawal(acting_user=registrar, import_id=view.id) == number
    with pytest.raises(Refusal, match=f"request {number} of"):
        request_withdrawal(acting_user=supervisor, import_id=view.id, reason="wrong file")
    refuse(acting_user=supervisor, approval_id=number, reason="the file is right")
    assert waiting_withdrawal(acting_user=registrar, import_id=view.id) is None
    assert request_withdrawal(acting_user=registrar, import_id=view.id, reason="look closer") != number


def test_what_is_withdrawn_or_not_finished_cannot_be_asked_for(registrar, supervisor):
    view = two_weapons()
    approved(request_withdrawal(acting_user=registrar, import_id=view.id, reason="wrong file"), supervisor)
    with pytest.raises(Refusal, match="withdrawn"):
        request_withdrawal(acting_user=registrar, import_id=view.id, reason="again")
    with pytest.raises(Refusal, match="mapped"):
        request_withdrawal(acting_user=registrar, import_id=received(a_file([row(9, "A9")])), reason="early")
    with pytest.raises(NotFound):
        request_withdrawal(acting_user=registrar, import_id=987_654, reason="not there")


@pytest.mark.parametrize("role", [Role.STOCK_OFFICER, Role.TRACING_OFFICER, Role.AUDITOR, Role.ADMINISTRATOR])
def test_others_neither_ask_nor_decide(registrar, role):
    view = two_weapons()
    with pytest.raises(NotPermitted):
        request_withdrawal(acting_user=a_person(role), import_id=view.id, reason="wrong file")
    number = request_withdrawal(acting_user=registrar, import_id=view.id, reason="wrong file")
    with pytest.raises((NotPermitted, NotFound)):
        approve(acting_user=a_person(role), approval_id=number, seen=seen(number, registrar), reason="yes")
    assert Weapon.objects.filter(withdrawn_at=None).count() == 2


def test_an_import_that_goes_on_meanwhile_is_not_withdrawn(registrar, supervisor):
    view = two_weapons()
    Import.objects.filter(pk=view.id).update(status="failed")
    number = request_withdrawal(acting_user=registrar, import_id=view.id, reason="wrong file")
    mark = seen(number, supervisor)
    actions.run_import_now(acting_user=registrar, import_id=view.id)
    with pytest.raises(Refusal, match="The import was resumed or withdrawn after this was asked."):
        approve(acting_user=supervisor, approval_id=number, seen=mark, reason="yes")
    assert Import.objects.get(pk=view.id).status == "finished"
    assert Weapon.objects.filter(withdrawn_at=None).count() == 2


def test_another_number_of_weapons_than_was_asked_for_is_not_withdrawn(registrar, supervisor):
    view = two_weapons()
    number = request_withdrawal(acting_user=registrar, import_id=view.id, reason="wrong file")
    mark = seen(number, supervisor)
    Weapon.objects.filter(pk=Weapon.objects.first().pk).update(origin_import=None)
    with pytest.raises(Refusal, match="2 weapons in use came from this import; now it is 1") as found:
        approve(acting_user=supervisor, approval_id=number, seen=mark, reason="yes")
    assert found.value.code == "approval_outdated"
    assert Approval.objects.get().state == "open"
