"""Present states: those of imports are the same as those computed from entries, and a command puts wrong ones right."""

from datetime import date
from itertools import product

import pytest

from salwa.domain.accounts import Role
from salwa.domain.custody import Entry, beginning, life_of
from salwa.domain.refusals import NotPermitted
from salwa.domain.weapons import EventKind
from salwa.services.accounts.actions import make_operator
from salwa.services.custody.actions import record_entry
from salwa.services.custody.parts import record_part
from salwa.services.custody.present import STATE, state_of_entries, state_values
from salwa.services.custody.recomputing import recompute_states
from salwa.services.custody.values import PartEntry
from salwa.services.weapons.actions import record_weapon
from salwa.services.weapons.queries import open_weapon
from salwa.services.weapons.values import WeaponEntry
from salwa.storage.accounts.models import AuditEntry
from salwa.storage.register.models import Custody, Event, Part, Weapon
from tests.builders.files import a_file, imported, row
from tests.builders.holders import a_holder
from tests.builders.lives import an_entry
from tests.builders.people import a_person, an_operator

pytestmark = pytest.mark.django_db


@pytest.mark.one_engine
def test_the_quick_way_of_imports_gives_what_the_rules_give():
    made = (None, (1999, None), (2001, 5), (2001, 6), (2001, 7), (2002, None))
    days = (None, date(2001, 6, 1))
    for kind, precision, begun, day in product(EventKind, ("day", "month", "year"), made, days):
        entries = [Entry("one", kind, day, precision), *([beginning(*begun)] if begun else [])]
        values = state_values(life_of(entries))
        expected = tuple(value.isoformat() if isinstance(value, date) else value for value in values)
        told = [(kind.value, day and day.isoformat(), precision)]
        assert (kind, state_of_entries(told, *(begun or (None, None)))) == (kind, expected)


def test_imported_weapons_have_a_state_and_belong_to_the_unit_of_the_importer():
    make_operator()
    imported(a_file([row(1, "AB1111"), row(2, "CD2222", date=""), row(3, "EF3333", type="pistol")]))
    states = dict(Custody.objects.values_list("weapon__reference", "whereabouts"))
    assert states == {"1": "in_evidence", "2": "in_evidence", "3": "in_evidence"}
    assert set(Custody.objects.values_list("version", flat=True)) == {1}
    assert set(Weapon.objects.values_list("unit_id", flat=True)) == {None}
    assert recompute_states(acting_user=an_operator(), check=True).agree


def test_a_corrected_import_makes_a_new_version():
    make_operator()
    imported(a_file([row(1, "AB1111")]))
    imported(a_file([row(1, "AB1111", maker="Taurus")]), "again.csv")
    custody = Custody.objects.get()
    assert custody.version == 2
    page = open_weapon(acting_user=a_person(Role.REGISTRAR), weapon_id=custody.weapon_id)
    (correction,) = page.life.corrections
    assert [(one.what, one.before) for one in correction.changes] == [("maker", "Beretta")]
    assert [step.entry.kind for step in page.life.steps] == ["seized"]


def test_a_note_that_only_looks_like_a_document_stays_a_note():
    clerk = a_person(Role.REGISTRAR)
    number = record_weapon(acting_user=clerk, entry=WeaponEntry(maker="Zastava"))
    at = Weapon.objects.get().recorded_at
    for note in ("{not json", "{}", '{"before": {"maker": "X"}, "note": "n"}'):
        Event.objects.create(weapon_id=number, kind="corrected", note=note, recorded_at=at)
    told = [
        (one.reason, [(change.what, change.before) for change in one.changes])
        for one in open_weapon(acting_user=clerk, weapon_id=number).life.corrections
    ]
    assert told == [("n", [("maker", "X")]), ("", []), ("{not json", [])]


class Register:
    """Five weapons of every sort: none, one and several entries, holders, a part."""

    def __init__(self):
        self.clerk = a_person(Role.REGISTRAR)
        self.numbers = [
            record_weapon(acting_user=self.clerk, entry=WeaponEntry(maker="Zastava", year=year))
            for year in ("", "1984", "", "1990", "2005")
        ]
        self.depot = a_holder("Depot").pk
        kinds = (EventKind.TRANSFERRED, EventKind.ISSUED, EventKind.SEIZED)
        for number, kind in zip(self.numbers[1:], (*kinds, EventKind.SEIZED), strict=True):
            record_entry(acting_user=self.clerk, entry=an_entry(number, kind, "2001-01-01", receiver=self.depot))
        record_entry(acting_user=self.clerk, entry=an_entry(self.numbers[1], EventKind.STOLEN, "2003-01-01"))
        self.part = record_part(
            acting_user=self.clerk, part=PartEntry("barrel"), fitted=an_entry(self.numbers[3], EventKind.PART_FITTED)
        ).part


@pytest.fixture
def register():
    return Register()


def kept():
    return list(Custody.objects.order_by("pk").values_list("pk", *STATE))


def test_what_was_kept_agrees_with_what_is_computed(register):
    done = recompute_states(acting_user=an_operator(), check=True)
    assert (done.weapons, done.parts, done.agree) == (5, 1, True)
    assert AuditEntry.objects.filter(action="custody.recomputed").count() == 0


def test_missing_and_wrong_states_are_named_by_a_check_and_put_right(register):
    before = kept()
    Custody.objects.filter(weapon=register.numbers[0]).delete()
    Custody.objects.filter(weapon=register.numbers[1]).update(whereabouts="held", contradictions=7)
    Part.objects.update(fitted_in=register.numbers[0])
    found = recompute_states(acting_user=an_operator(), check=True)
    assert (found.missing, found.wrong, found.seats, found.agree) == (1, 1, 1, False)
    assert set(found.examples) == set(register.numbers[:2])
    assert Custody.objects.count() == 4
    done = recompute_states(acting_user=an_operator())
    assert (done.missing, done.wrong, done.seats) == (1, 1, 1)
    assert kept() == before
    assert Part.objects.get().fitted_in_id == register.numbers[3]
    assert AuditEntry.objects.get(action="custody.recomputed").details["missing"] == 1
    assert recompute_states(acting_user=an_operator(), check=True).agree


def test_only_whoever_keeps_the_installation_recomputes(register):
    with pytest.raises(NotPermitted):
        recompute_states(acting_user=register.clerk)


def test_the_year_of_manufacture_begins_the_life_but_says_nothing_of_where_the_weapon_is(register):
    number = record_weapon(acting_user=register.clerk, entry=WeaponEntry(maker="Zastava", year="1984"))
    life = open_weapon(acting_user=register.clerk, weapon_id=number).life
    assert [(step.entry.kind, step.entry.number, step.entry.precision) for step in life.steps] == [
        ("manufactured", None, "year")
    ]
    assert life.state.whereabouts == "unknown"
    record_entry(acting_user=register.clerk, entry=an_entry(number, EventKind.MANUFACTURED, "1985"))
    life = open_weapon(acting_user=register.clerk, weapon_id=number).life
    assert [step.entry.date.year for step in life.steps] == [1985]
