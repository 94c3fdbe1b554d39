"""Entries are written in the transaction of the change, numbered and chained; reading the log is itself recorded."""

from contextlib import suppress

import pytest
from django.db import transaction

from salwa.domain.accounts import Role
from salwa.domain.audit import GENESIS
from salwa.domain.refusals import NotPermitted
from salwa.services.audit.actions import NewEntry, write_entries, write_entry
from salwa.services.audit.queries import read_log
from salwa.services.audit.verifying import verify_log
from salwa.storage.accounts.models import AuditEntry
from tests.builders.people import a_person, an_operator

pytestmark = pytest.mark.django_db


def test_entries_are_numbered_from_1_and_each_remembers_the_one_before():
    user = an_operator()
    with transaction.atomic():
        entries = [write_entry(acting_user=user, action="weapons.opened", object_id=number) for number in range(4)]
    assert [entry.number for entry in entries] == [1, 2, 3, 4]
    assert [entry.previous_hash for entry in entries] == [GENESIS, *(entry.leaf_hash for entry in entries[:-1])]
    assert len({entry.leaf_hash for entry in entries}) == 4


def test_an_entry_comes_back_as_it_was_written():
    user = an_operator()
    details = {"share": 0.1, "large": 1e16, "zero": -0.0, "texts": ["أ", "\0", '"'], "none": None, "n": 2**70}
    with transaction.atomic():
        write_entry(acting_user=user, action="weapons.found", purpose="قضية 7/26", details=details)
    entry = AuditEntry.objects.get()
    assert (entry.details, entry.purpose, entry.actor) == (details, "قضية 7/26", user)
    assert [type(entry.details[name]) for name in ("share", "large", "zero", "n")] == [float, float, float, int]
    assert verify_log().whole


def test_signs_no_database_holds_do_not_stop_an_entry():
    with transaction.atomic():
        write_entry(
            acting_user=None, action="weapons.found", object_id="a\0", purpose="\ud800", details={"a": "\ud800"}
        )
    entry = AuditEntry.objects.get()
    assert (entry.object_id, entry.purpose, entry.details) == ("a\ufffd", "\ufffd", {"a": "\ufffd"})
    assert verify_log().whole


def test_a_number_given_back_by_an_undone_change_is_used_again():
    user = an_operator()
    for fails in (False, True, False):
        with suppress(ZeroDivisionError), transaction.atomic():
            write_entry(acting_user=user, action="weapons.recorded")
            if fails:
                raise ZeroDivisionError
    assert list(AuditEntry.objects.values_list("number", flat=True)) == [1, 2]
    assert verify_log().whole


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


def test_several_entries_at_once_are_numbered_chained_and_read_as_if_written_one_by_one():
    user = an_operator()
    with transaction.atomic():
        assert write_entries([], acting_user=user) == []
        before = write_entry(acting_user=user, action="weapons.opened", object_id=1)
        new = [NewEntry("weapons.found", "weapon", number, {"n": number}, f"case {number}") for number in range(5)]
        written = write_entries(new, acting_user=user)
        after = write_entry(acting_user=user, action="weapons.opened", object_id=2)
    entries = list(AuditEntry.objects.order_by("number"))
    assert [entry.number for entry in entries] == list(range(1, 8))
    assert [entry.leaf_hash for entry in entries] == [one.leaf_hash for one in (before, *written, after)]
    assert [(one.object_id, one.details, one.purpose) for one in entries[1:6]] == [
        (str(number), {"n": number}, f"case {number}") for number in range(5)
    ]
    assert verify_log().whole


def test_of_several_entries_none_is_written_when_one_is_not_in_the_catalogue():
    with transaction.atomic(), pytest.raises(ValueError, match="catalogue"):
        write_entries([NewEntry("weapons.found"), NewEntry("weapons.unheard_of")], acting_user=an_operator())
    assert AuditEntry.objects.count() == 0
