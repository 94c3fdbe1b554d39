"""From the pages personal data go only when two persons want it, and exactly those that were on the list."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from salwa.domain.accounts import Role
from salwa.domain.refusals import NotPermitted, Refusal
from salwa.services.approvals.actions import approve
from salwa.services.persons.actions import set_legal_hold
from salwa.services.persons.purge_request import request_purge
from salwa.services.persons.purging import purge_due_persons
from salwa.storage.accounts.models import Approval, AuditEntry
from salwa.storage.register.models import Person
from tests.assurance.many_records import put_persons
from tests.builders.people import a_person


@pytest.fixture
def two(ring):
    """Two supervisors, and seven persons recorded 25 years ago: five due, one under legal hold, one kept for ever."""
    today = timezone.localdate()
    put_persons(7)
    Person.objects.update(recorded_at=timezone.now() - timedelta(days=25 * 366), purge_due=today)
    held, kept = Person.objects.order_by("pk")[:2]
    Person.objects.filter(pk=held.pk).update(legal_hold=True)
    Person.objects.filter(pk=kept.pk).update(purge_due=None)
    return a_person(Role.SUPERVISOR), a_person(Role.SUPERVISOR)


def asked(person):
    return Approval.objects.get(pk=request_purge(acting_user=person, reason="yearly"))


def decide(request, person):
    approve(acting_user=person, approval_id=request.pk, seen=request.fingerprint, reason="list looked at")


def gone():
    return Person.objects.exclude(purged_at=None).count()


def test_one_asks_another_approves_and_the_data_on_the_list_go(two):
    request = asked(two[0])
    assert request.payload["persons"] == 5
    assert request.payload["until"] == timezone.localdate().isoformat()
    assert gone() == 0
    decide(request, two[1])
    assert gone() == Person.objects.filter(name=None, document_index=None).count() == 5
    entries = AuditEntry.objects.filter(action="persons.purged")
    assert {(one.actor, one.details["approval"]) for one in entries} == {(two[1], str(request.pk))}
    assert entries.count() == 5


def test_who_asked_does_not_approve_and_one_alone_purges_nothing(two):
    request = asked(two[0])
    with pytest.raises(NotPermitted):
        decide(request, two[0])
    with pytest.raises(NotPermitted) as refused:
        purge_due_persons(acting_user=two[0], today=timezone.localdate())
    assert refused.value.code == "two_persons_needed"
    with pytest.raises(NotPermitted):
        request_purge(acting_user=a_person(Role.REGISTRAR, Role.ADMINISTRATOR), reason="x")
    assert gone() == 0


def test_a_list_that_changed_in_between_is_not_carried_out(two):
    request = asked(two[0])
    person = Person.objects.filter(purge_due=timezone.localdate(), legal_hold=False).first()
    set_legal_hold(acting_user=two[0], person=person.uuid, hold=True, reason="court order 4/2026")
    with pytest.raises(Refusal) as refused:
        decide(request, two[1])
    assert refused.value.code == "approval_outdated"
    assert refused.value.sentence.values["now"] == 4
    assert (gone(), Approval.objects.get().state) == (0, "open")


def test_another_person_in_the_place_of_one_on_the_list_is_noticed(two):
    """The count alone would not tell."""
    request = asked(two[0])
    one = Person.objects.filter(purge_due=timezone.localdate(), legal_hold=False).first()
    Person.objects.filter(pk=one.pk).update(legal_hold=True)
    Person.objects.filter(purge_due=None).update(purge_due=timezone.localdate())
    with pytest.raises(Refusal) as refused:
        decide(request, two[1])
    assert refused.value.code == "approval_outdated"
    assert gone() == 0


def test_nobody_below_the_floor_is_on_the_list(two):
    Person.objects.update(recorded_at=timezone.now() - timedelta(days=19 * 365))
    with pytest.raises(Refusal) as refused:
        request_purge(acting_user=two[0], reason="x")
    assert refused.value.code == "nobody_due"
    assert Approval.objects.count() == 0


def test_the_command_of_the_operator_needs_no_second_person(two, ring):
    assert purge_due_persons(acting_user=ring, today=timezone.localdate()).purged == 5
    assert purge_due_persons(acting_user=ring, today=date(2020, 1, 1)).purged == 0


@pytest.fixture
def desk(two, settings):
    settings.SALWA = settings.SALWA.__class__(settings.SALWA.home, {**settings.SALWA.values, "second_factor": False})

    def of(person):
        client = Client()
        client.force_login(person)
        return client

    return of


def test_it_is_asked_for_and_approved_on_the_pages(two, desk):
    first, second = desk(two[0]), desk(two[1])
    assert 'href="/approvals/ask/purge/"' in first.get("/approvals/").content.decode()
    page = first.get("/approvals/ask/purge/").content.decode()
    assert "cannot be brought back" in page
    assert first.post("/approvals/ask/purge/", {"reason": " "}).status_code == 422
    told = first.post("/approvals/ask/purge/", {"reason": "yearly"})
    request = Approval.objects.get()
    assert told["Location"] == f"/approvals/{request.pk}/"
    assert first.post("/approvals/ask/purge/", {"reason": "again"}).status_code == 409
    assert f'href="/approvals/{request.pk}/"' in second.get("/approvals/ask/purge/").content.decode()
    sent = {"decision": "approve", "reason": "list looked at", "seen": request.fingerprint}
    assert second.post(f"/approvals/{request.pk}/decide/", sent).status_code == 302
    assert gone() == 5
    assert "There is nothing to ask for now." in first.get("/approvals/ask/purge/").content.decode()


def test_a_key_change_is_asked_for_on_its_page_by_those_who_may(two, desk):
    administrator = desk(a_person(Role.ADMINISTRATOR))
    assert administrator.get("/approvals/ask/purge/").status_code == 403
    assert desk(two[0]).get("/approvals/ask/key-change/").status_code == 403
    assert administrator.get("/approvals/ask/key-change/").status_code == 200
    assert administrator.post("/approvals/ask/key-change/", {"reason": "yearly"}).status_code == 302
    assert Approval.objects.get().kind == "key_change"
