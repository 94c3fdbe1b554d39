"""Recording entries: idempotent, contradictions kept, corrections leave the old entry readable."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from salwa.domain.accounts import Role
from salwa.domain.refusals import Conflict, NotFound, Refusal
from salwa.domain.weapons import EventKind, HolderKind
from salwa.services.custody.actions import (
    cancel_entry,
    correct_entry,
    issue_weapon,
    record_entry,
    return_weapon,
)
from salwa.services.custody.values import LifeEntry
from salwa.services.weapons.actions import record_weapon
from salwa.services.weapons.values import WeaponEntry
from salwa.storage.accounts.models import AuditEntry
from salwa.storage.register.models import Custody, Event, Holder
from tests.builders.lives import after_two_persons
from tests.builders.people import a_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk():
    return a_person(Role.REGISTRAR)


@pytest.fixture
def rifle(clerk):
    return record_weapon(acting_user=clerk, entry=WeaponEntry(maker="Zastava", model="M70"))


def a_holder(clerk, name):
    return Holder.objects.create(
        kind=HolderKind.DEPOT.value, name=name, recorded_at=timezone.now(), recorded_by_id=clerk.pk
    )


def an_entry(weapon, kind, day="2020-01-01", **rest):
    rest.setdefault("uid", str(uuid4()))
    return LifeEntry(weapon=weapon, kind=kind, day=date.fromisoformat(day) if day else None, **rest)


def test_an_entry_changes_the_present_state_and_leaves_an_audit_entry(clerk, rifle):
    depot = a_holder(clerk, "North")
    done = record_entry(acting_user=clerk, entry=an_entry(rifle, EventKind.TRANSFERRED, receiver=depot.pk))
    custody = Custody.objects.get(weapon_id=rifle)
    # Recording the weapon itself made version 1.
    assert (custody.whereabouts, custody.holder_id, custody.version) == ("held", depot.pk, 2)
    last = AuditEntry.objects.order_by("-id").first()
    assert (last.action, last.object_id) == ("custody.recorded", str(rifle))
    assert last.details == {"entry": done.event, "kind": "transferred"}


def test_the_same_entry_sent_twice_is_one(clerk, rifle):
    entry = an_entry(rifle, EventKind.SEIZED)
    first, second = (record_entry(acting_user=clerk, entry=entry) for _ in range(2))
    assert (first.again, second.again, first.event) == (False, True, second.event)
    assert Event.objects.count() == 1


@pytest.mark.parametrize("other", [{"kind": EventKind.FOUND}, {"place": "Zenda"}, {"giver_text": "A"}])
def test_an_identifier_of_another_entry_is_refused(clerk, rifle, other):
    entry = an_entry(rifle, EventKind.SEIZED)
    record_entry(acting_user=clerk, entry=entry)
    with pytest.raises(Conflict) as refused:
        record_entry(acting_user=clerk, entry=replace(entry, **other))
    assert refused.value.code == "uid_of_another"
    assert Event.objects.count() == 1


def test_no_entry_of_one_person_destroys_a_weapon(clerk, rifle):
    seized = record_entry(acting_user=clerk, entry=an_entry(rifle, EventKind.SEIZED, "2019-01-01"))
    destroyed = an_entry(rifle, EventKind.DESTROYED, "2021-01-01")
    for attempt in (
        lambda: record_entry(acting_user=clerk, entry=destroyed),
        lambda: correct_entry(acting_user=clerk, event_id=seized.event, entry=destroyed),
    ):
        with pytest.raises(Refusal) as refused:
            attempt()
        assert refused.value.code == "two_persons"
    assert [one.kind for one in Event.objects.all()] == ["seized"]


def test_a_late_entry_after_a_later_status_is_taken(clerk, rifle):
    after_two_persons(clerk, an_entry(rifle, EventKind.DESTROYED, "2021-01-01"))
    record_entry(acting_user=clerk, entry=an_entry(rifle, EventKind.SEIZED, "2019-01-01"))
    custody = Custody.objects.get(weapon_id=rifle)
    assert (custody.whereabouts, custody.contradictions, custody.version) == ("destroyed", 0, 3)


def test_a_contradiction_is_counted_not_refused(clerk, rifle):
    after_two_persons(clerk, an_entry(rifle, EventKind.DESTROYED, "2019-01-01"))
    record_entry(acting_user=clerk, entry=an_entry(rifle, EventKind.SEIZED, "2021-01-01"))
    assert Custody.objects.get(weapon_id=rifle).contradictions == 1


def test_a_correction_replaces_once_and_the_slower_person_is_told(clerk, rifle):
    north, south = a_holder(clerk, "North"), a_holder(clerk, "South")
    wrong = record_entry(acting_user=clerk, entry=an_entry(rifle, EventKind.TRANSFERRED, receiver=north.pk))
    right = an_entry(rifle, EventKind.TRANSFERRED, receiver=south.pk)
    correct_entry(acting_user=clerk, event_id=wrong.event, entry=right)
    assert Custody.objects.get(weapon_id=rifle).holder_id == south.pk
    assert Event.objects.get(pk=wrong.event).receiver_id == north.pk
    with pytest.raises(Refusal) as refused:
        correct_entry(acting_user=clerk, event_id=wrong.event, entry=an_entry(rifle, EventKind.TRANSFERRED))
    assert refused.value.code == "corrected_already"
    assert correct_entry(acting_user=clerk, event_id=wrong.event, entry=right).again


def test_a_cancelled_entry_no_longer_counts(clerk, rifle):
    done = after_two_persons(clerk, an_entry(rifle, EventKind.DESTROYED))
    cancel_entry(acting_user=clerk, weapon_id=rifle, event_id=done.event, reason="Another weapon was meant.")
    assert Custody.objects.get(weapon_id=rifle).whereabouts == "unknown"
    assert Event.objects.filter(weapon_id=rifle).count() == 2


def test_issuing_and_returning_now_need_the_right_state(clerk, rifle):
    depot, officer = a_holder(clerk, "North"), a_holder(clerk, "Patrol 7")
    record_entry(acting_user=clerk, entry=an_entry(rifle, EventKind.TRANSFERRED, receiver=depot.pk))
    issue = an_entry(rifle, EventKind.ISSUED, "2020-02-01", giver=depot.pk, receiver=officer.pk)
    issue_weapon(acting_user=clerk, entry=issue)
    assert issue_weapon(acting_user=clerk, entry=issue).again
    with pytest.raises(Refusal) as refused:
        issue_weapon(acting_user=clerk, entry=an_entry(rifle, EventKind.ISSUED, "2020-02-01", giver=depot.pk))
    assert refused.value.code == "not_in_stock"
    back = an_entry(rifle, EventKind.RETURNED, "2020-03-01", giver=officer.pk, receiver=depot.pk)
    return_weapon(acting_user=clerk, entry=back)
    assert Custody.objects.get(weapon_id=rifle).whereabouts == "held"


def test_slips_are_refused_with_their_field(clerk, rifle):
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    with pytest.raises(Refusal) as refused:
        record_entry(acting_user=clerk, entry=an_entry(rifle, EventKind.SEIZED, tomorrow))
    assert (refused.value.code, refused.value.where) == ("in_the_future", {"field": "day"})
    with pytest.raises(Refusal) as refused:
        record_entry(acting_user=clerk, entry=an_entry(rifle, EventKind.TRANSFERRED, receiver=4711))
    assert (refused.value.code, refused.value.where) == ("no_such_holder", {"field": "receiver"})
    with pytest.raises(Refusal) as refused:
        record_entry(acting_user=clerk, entry=an_entry(rifle, EventKind.EXPORTED, country="XXX"))
    assert (refused.value.code, refused.value.where) == ("no_such_state", {"field": "country"})
    with pytest.raises(NotFound):
        record_entry(acting_user=clerk, entry=an_entry(999_999, EventKind.SEIZED))
    assert Event.objects.count() == 0


def test_an_entry_with_an_impossible_date_can_be_cancelled(clerk, rifle):
    """Imports keep what stood in the file, also a day that cannot be right."""
    wrong = Event.objects.create(
        weapon_id=rifle, kind="seized", date=date(2999, 1, 1), recorded_at=timezone.now(), date_text="1.1.2999"
    )
    cancel_entry(acting_user=clerk, weapon_id=rifle, event_id=wrong.pk, reason="A slip.")
    assert Custody.objects.get(weapon_id=rifle).whereabouts == "unknown"
