"""What is read is answered only after it was noted; while it is read nobody waits to write."""

import threading

import pytest
from django.db import OperationalError, connection, connections

from salwa.domain.accounts import Role
from salwa.services.audit.actions import write_entry
from salwa.services.audit.turns import noted_before_answer, of_one_moment
from salwa.services.weapons.actions import record_weapon
from salwa.services.weapons.lists import WeaponFilters, list_weapons
from salwa.services.weapons.queries import open_weapon
from salwa.services.weapons.values import WeaponEntry
from salwa.storage.accounts.models import AuditEntry, DayQuota
from salwa.storage.register.models import Weapon
from tests.builders.people import a_person

pytestmark = pytest.mark.django_db(transaction=True)


def elsewhere(act):
    """What `act` gives in another thread, that is over another connection."""
    found = []

    def run():
        try:
            found.append(act())
        finally:
            connections.close_all()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(10)
    return found


def written():
    with noted_before_answer():
        return write_entry(acting_user=None, action="weapons.opened").number


def _full(execute, statement, *words):
    if statement.startswith("INSERT INTO accounts_auditentry"):
        raise OperationalError("the disk is full")
    return execute(statement, *words)


def test_somebody_writes_while_something_is_read():
    with of_one_moment():
        before = AuditEntry.objects.count()
        assert elsewhere(written) == [before + 1]
        seen = AuditEntry.objects.count()
    assert AuditEntry.objects.count() == before + 1
    # A file of SQLite is read as of one moment, PostgreSQL statement by statement.
    assert seen == (before if connection.vendor == "sqlite" else before + 1)


@pytest.mark.parametrize("asked", ["page", "list"])
def test_no_answer_without_its_entry_and_nothing_is_taken_from_the_allowance(asked):
    clerk = a_person(Role.REGISTRAR)
    number = record_weapon(acting_user=clerk, entry=WeaponEntry(maker="Taurus"))

    def ask():
        if asked == "page":
            return open_weapon(acting_user=clerk, weapon_id=number)
        return list_weapons(acting_user=clerk, filters=WeaponFilters())

    entries = AuditEntry.objects.count()
    with connection.execute_wrapper(_full), pytest.raises(OperationalError, match="disk is full"):
        ask()
    assert (AuditEntry.objects.count(), DayQuota.objects.filter(used__gt=0).count()) == (entries, 0)
    assert ask() is not None
    assert (AuditEntry.objects.count(), DayQuota.objects.filter(used=1).count()) == (entries + 1, 1)


def test_changes_and_readings_of_many_at_once_keep_one_chain():
    clerk = a_person(Role.REGISTRAR)
    number = record_weapon(acting_user=clerk, entry=WeaponEntry(maker="Taurus"))
    before = AuditEntry.objects.count()
    faults = []

    def work(place):
        try:
            for _ in range(6):
                if place % 2:
                    open_weapon(acting_user=clerk, weapon_id=number)
                else:
                    record_weapon(acting_user=clerk, entry=WeaponEntry(maker="Zastava"))
        except Exception as fault:  # told below
            faults.append(fault)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=(place,), daemon=True) for place in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert faults == []
    entries = list(AuditEntry.objects.order_by("number"))
    assert (len(entries) - before, Weapon.objects.count()) == (36, 19)
    assert [one.number for one in entries] == list(range(1, len(entries) + 1))
    assert all(one.previous_hash == other.leaf_hash for other, one in zip(entries, entries[1:], strict=False))
