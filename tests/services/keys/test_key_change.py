"""From the pages a key change needs two administrators; the operator's command needs none."""

import pytest

from salwa.domain.accounts import Role
from salwa.domain.refusals import NotPermitted, Refusal
from salwa.services.approvals.actions import approve
from salwa.services.keys.actions import make_key
from salwa.services.keys.key_change import request_key_change
from salwa.services.keys.keyring import keyring
from salwa.services.keys.resealing import anything_under_older_keys
from salwa.storage.accounts.models import Approval, AuditEntry
from salwa.storage.register.models import Person
from tests.assurance.many_records import put_persons
from tests.builders.people import a_person


@pytest.fixture
def two(ring):
    return a_person(Role.ADMINISTRATOR), a_person(Role.ADMINISTRATOR)


def asked(person):
    return Approval.objects.get(pk=request_key_change(acting_user=person, reason="yearly change"))


def test_one_asks_another_approves_and_everything_is_sealed_anew(two, django_capture_on_commit_callbacks):
    put_persons(5)
    before = keyring().current().id
    request = asked(two[0])
    assert keyring().current().id == before
    with django_capture_on_commit_callbacks(execute=True):
        approve(acting_user=two[1], approval_id=request.pk, seen=request.fingerprint, reason="agreed")
    assert keyring().current().id != before
    assert not anything_under_older_keys()
    entry = AuditEntry.objects.get(action="keys.rotated")
    assert (entry.actor, entry.details["rows"], entry.details["approval"]) == (two[1], 5, str(request.pk))


def test_nobody_approves_their_own_request(two):
    request = asked(two[0])
    with pytest.raises((NotPermitted, Refusal)):
        approve(acting_user=two[0], approval_id=request.pk, seen=request.fingerprint, reason="mine")
    assert len(keyring().keys) == 1


def test_others_cannot_ask(ring):
    with pytest.raises(NotPermitted):
        request_key_change(acting_user=a_person(Role.SUPERVISOR, Role.REGISTRAR), reason="x")


def test_a_key_changed_meanwhile_is_told_and_nothing_is_done(two, ring):
    request = asked(two[0])
    make_key(acting_user=ring)
    with pytest.raises(Refusal) as refused:
        approve(acting_user=two[1], approval_id=request.pk, seen=request.fingerprint, reason="agreed")
    assert refused.value.code == "approval_outdated"
    assert len(keyring().keys) == 2
    assert Person.objects.count() == 0
