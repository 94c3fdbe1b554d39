"""The log notices every changed, dropped or reordered entry, and no change escapes it."""

import pytest
from django.db import transaction

from salwa.domain.accounts import Role
from salwa.domain.refusals import NotPermitted
from salwa.services.audit.actions import verify_chain, write_entry
from salwa.services.audit.queries import read_log
from salwa.storage.accounts.models import AuditEntry
from tests.builders.people import a_person, an_operator

pytestmark = pytest.mark.django_db


@pytest.fixture
def log_of_five():
    user = an_operator()
    with transaction.atomic():
        return [
            write_entry(
                acting_user=user, action="weapons.opened", object_kind="weapon", object_id=number, purpose="case 7/26"
            )
            for number in range(5)
        ]


def test_a_whole_log_verifies(log_of_five):
    assert verify_chain() is None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("purpose", "case 8/26"),
        ("object_id", "77"),
        ("action", "weapons.found"),
        ("details", {"added": "later"}),
        ("actor_id", None),
    ],
)
def test_a_changed_field_is_located(log_of_five, field, value):
    AuditEntry.objects.filter(pk=log_of_five[2].pk).update(**{field: value})
    assert verify_chain() == log_of_five[2].pk


def test_a_dropped_entry_is_located_at_its_successor(log_of_five):
    AuditEntry.objects.filter(pk=log_of_five[1].pk).delete()
    assert verify_chain() == log_of_five[2].pk


def test_an_unknown_action_is_a_programming_error(db):
    with pytest.raises(ValueError, match="catalogue"), transaction.atomic():
        write_entry(acting_user=None, action="weapons.vanished")


def test_an_undone_change_leaves_no_entry():
    user = an_operator()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        write_entry(acting_user=user, action="weapons.recorded")
        raise ZeroDivisionError
    assert AuditEntry.objects.count() == 0


def test_reading_the_log_is_recorded_and_reserved():
    auditor, registrar = a_person(Role.AUDITOR), a_person(Role.REGISTRAR)
    read_log(acting_user=auditor)
    assert [line.action for line in read_log(acting_user=auditor).lines] == ["audit.read"]
    with pytest.raises(NotPermitted):
        read_log(acting_user=registrar)


def test_pages_of_the_log_follow_each_other_without_gap():
    auditor = a_person(Role.AUDITOR)
    with transaction.atomic():
        for number in range(7):
            write_entry(acting_user=auditor, action="weapons.opened", object_id=number)
    first = read_log(acting_user=auditor, action="weapons.opened", count=4)
    second = read_log(acting_user=auditor, action="weapons.opened", count=4, before=first.next_before)
    assert [line.object_id for line in first.lines + second.lines] == ["6", "5", "4", "3", "2", "1", "0"]
    assert second.next_before is None
