"""Many entries at once make exactly the states that one entry at a time makes, and one audit entry."""

import random
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import transaction

from salwa.domain.accounts import Role
from salwa.domain.refusals import NotFound, Refusal
from salwa.domain.weapons import EventKind
from salwa.services.custody.many import save_entries
from salwa.services.custody.values import LifeEntry
from salwa.storage.accounts.models import AuditEntry
from salwa.storage.register.models import Custody, Event, Weapon
from tests.builders.licences import a_holder
from tests.builders.lives import after_two_persons
from tests.builders.people import a_person
from tests.services.search.weapons import a_taurus

pytestmark = pytest.mark.django_db
KINDS = [
    EventKind.TRANSFERRED, EventKind.ISSUED, EventKind.RETURNED, EventKind.EXPORTED, EventKind.IMPORTED,
    EventKind.STOLEN, EventKind.RECOVERED, EventKind.DESTROYED, EventKind.SEIZED,
]  # fmt: skip
CAUSE = {"kind": "test", "number": 7}


@pytest.fixture
def clerk():
    return a_person(Role.REGISTRAR)


def saved(clerk, entries, **how):
    with transaction.atomic():
        return save_entries(clerk, entries, cause=CAUSE, **how)


def states(weapons):
    columns = ("whereabouts", "holder_id", "user_id", "last_lawful_id", "since", "contradictions", "version")
    rows = {row[0]: row[1:] for row in Custody.objects.values_list("weapon_id", *columns)}
    return [rows.get(weapon) for weapon in weapons]


def test_the_states_are_those_of_one_entry_at_a_time(clerk):
    chance = random.Random(7)
    holders = [a_holder(clerk, f"Holder {number}") for number in range(3)]
    one_by_one = [a_taurus(f"A {number}", year=2001).pk for number in range(25)]
    together = [a_taurus(f"B {number}", year=2001).pk for number in range(25)]
    for _ in range(5):
        batch = []
        for alone, beside in zip(one_by_one, together, strict=True):
            said = {
                "kind": chance.choice(KINDS),
                "day": date(2000, 1, 1) + timedelta(days=chance.randrange(3_000)),
                "giver": chance.choice([None, *holders]),
                "receiver": chance.choice([None, *holders]),
            }
            after_two_persons(clerk, LifeEntry(weapon=alone, uid=str(uuid4()), **said))
            batch.append(LifeEntry(weapon=beside, uid=str(uuid4()), **said))
        saved(clerk, batch)
    assert states(together) == states(one_by_one)


def test_one_audit_entry_names_the_cause_and_the_range(clerk):
    weapons = [a_taurus(f"A {number}").pk for number in range(3)]
    done = saved(clerk, [LifeEntry(one, EventKind.SEIZED, str(uuid4()), date(2020, 1, 1)) for one in weapons])
    assert sorted(done.events) == weapons
    last = AuditEntry.objects.order_by("-id").first()
    events = sorted(done.events.values())
    assert (last.action, last.object_kind, last.object_id) == ("custody.many_recorded", "test", "7")
    assert last.details == {
        "kind": "test", "number": 7, "entries": 3, "entry_kinds": ["seized"],
        "first_entry": events[0], "last_entry": events[-1],
    }  # fmt: skip


def test_the_same_entries_again_change_nothing(clerk):
    weapons = [a_taurus(f"A {number}").pk for number in range(3)]
    entries = [LifeEntry(one, EventKind.SEIZED, str(uuid4()), date(2020, 1, 1)) for one in weapons]
    first, second = saved(clerk, entries), saved(clerk, entries)
    assert (first.events, first.again, second.again) == (second.events, 0, 3)
    assert (Event.objects.count(), set(states(weapons))) == (
        3,
        {("in_evidence", None, None, None, date(2020, 1, 1), 0, 1)},
    )
    assert AuditEntry.objects.filter(action="custody.many_recorded").count() == 1


def test_all_or_nothing(clerk):
    weapon = a_taurus("A 1").pk
    good = LifeEntry(weapon, EventKind.SEIZED, str(uuid4()), date(2020, 1, 1))
    with pytest.raises(NotFound):
        saved(clerk, [good, LifeEntry(999_999, EventKind.SEIZED, str(uuid4()), date(2020, 1, 1))])
    with pytest.raises(Refusal) as refused:
        saved(clerk, [good, LifeEntry(a_taurus("A 2").pk, EventKind.FOUND, str(uuid4()), date(2999, 1, 1))])
    assert refused.value.code == "in_the_future"
    assert (Event.objects.count(), Weapon.objects.count()) == (0, 2)


def test_no_entries_are_no_act(clerk):
    assert saved(clerk, []).events == {}
    assert AuditEntry.objects.filter(action__startswith="custody").count() == 0
