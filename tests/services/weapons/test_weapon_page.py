"""One weapon's page: what it shows, who may open it, and the trace that opening leaves."""

from datetime import date

import pytest

from salwa.domain.accounts import Role
from salwa.domain.refusals import NotFound, NotPermitted, QuotaSpent
from salwa.services.custody.queries import read_life
from salwa.services.weapons.actions import record_weapon
from salwa.services.weapons.queries import open_weapon
from salwa.services.weapons.values import EventEntry, MarkEntry, WeaponEntry
from salwa.storage.accounts.models import AuditEntry
from salwa.storage.register.models import Event, Weapon
from tests.builders.people import a_person, an_operator

pytestmark = pytest.mark.django_db


def record(clerk, serial="K048713", **facts):
    marks = (
        MarkEntry("barrel", "manufacture", "serial", "", "erased"),
        MarkEntry("receiver", "manufacture", "serial", serial, "present"),
    )
    facts = {"maker": "Zastava", "model": "M70", "type": "assault rifle", "marks": marks} | facts
    return record_weapon(acting_user=clerk, entry=WeaponEntry(**facts))


def test_the_receiver_comes_before_the_barrel_and_the_shape_follows_the_type():
    clerk = a_person(Role.REGISTRAR)
    page = open_weapon(acting_user=clerk, weapon_id=record(clerk))
    assert [mark.component for mark in page.marks] == ["receiver", "barrel"]
    assert (page.title, page.shape) == ("Zastava M70", "long")
    assert {one.field: one.inferred for one in page.fields if one.code}["maker"] is False


def test_opening_leaves_a_trace_also_for_those_who_only_read():
    number = record(a_person(Role.REGISTRAR))
    reader = a_person(Role.TRACING_OFFICER)
    assert open_weapon(acting_user=reader, weapon_id=number).may_record is False
    entry = AuditEntry.objects.get(action="weapons.opened")
    assert (entry.actor, entry.object_id) == (reader, str(number))


def test_pages_are_taken_from_the_days_allowance(settings):
    settings.SALWA = settings.SALWA.__class__(settings.SALWA.home, {**settings.SALWA.values, "pages_opened_per_day": 2})
    clerk = a_person(Role.REGISTRAR)
    number = record(clerk)
    open_weapon(acting_user=clerk, weapon_id=number)
    read_life(acting_user=clerk, weapon_id=number)
    for read in (open_weapon, read_life):
        with pytest.raises(QuotaSpent):
            read(acting_user=clerk, weapon_id=number)
    assert AuditEntry.objects.filter(action="weapons.opened").count() == 2
    operator = an_operator()
    for _ in range(3):
        open_weapon(acting_user=operator, weapon_id=number)


def test_the_page_of_a_past_day_says_which_day_was_looked_at():
    clerk = a_person(Role.REGISTRAR)
    number = record(clerk, event=EventEntry("seized", date(2019, 5, 3), place="Zenda"))
    then, now = (open_weapon(acting_user=clerk, weapon_id=number, on=on).life for on in (date(2019, 5, 2), None))
    assert (then.state.whereabouts, then.steps, then.on) == ("unknown", (), date(2019, 5, 2))
    assert (now.state.whereabouts, now.state.place) == ("in_evidence", "Zenda")
    assert AuditEntry.objects.filter(action="weapons.opened").first().details == {"on": "2019-05-02"}


def test_gaps_of_whole_years_are_counted_and_undated_events_come_last():
    clerk = a_person(Role.REGISTRAR)
    number = record(clerk, year="1984", event=EventEntry("seized", date(2019, 5, 3)))
    Event.objects.create(weapon_id=number, kind="transferred", recorded_at=Weapon.objects.get().recorded_at)
    steps = open_weapon(acting_user=clerk, weapon_id=number).life.steps
    assert [(step.entry.kind, step.gap_years) for step in steps] == [
        ("manufactured", 0),
        ("seized", 34),
        ("transferred", 0),
    ]


def test_other_records_with_the_same_serial_are_named_and_contradictions_said():
    clerk = a_person(Role.REGISTRAR)
    number, same = record(clerk), record(clerk, serial="KO48713")
    other = record(clerk, maker="Norinco", model="Type 56")
    found = open_weapon(acting_user=clerk, weapon_id=number).same_mark
    assert [(one.number, one.agrees) for one in found] == [(same, True), (other, False)]


def test_a_missing_weapon_and_a_missing_right_are_refused():
    with pytest.raises(NotFound):
        open_weapon(acting_user=a_person(Role.REGISTRAR), weapon_id=1)
    with pytest.raises(NotPermitted):
        open_weapon(acting_user=a_person(Role.AUDITOR), weapon_id=record(a_person(Role.REGISTRAR)))
    assert AuditEntry.objects.filter(action="weapons.opened").count() == 0
