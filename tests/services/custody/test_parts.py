"""Parts recorded, exchanged and found; a part that sits in one weapon cannot be fitted to another."""

from datetime import date

import pytest

from salwa.domain.accounts import Role
from salwa.domain.refusals import Conflict, Refusal
from salwa.domain.weapons import EventKind
from salwa.services.custody.actions import cancel_entry, correct_entry, record_entry
from salwa.services.custody.parts import exchange_part, fit_part, record_part, remove_part
from salwa.services.custody.parts_read import parts_in_store
from salwa.services.custody.values import PartEntry
from salwa.services.search.asked import MarksAsked
from salwa.services.search.find import find_weapons
from salwa.services.search.upkeep import merge_after_import
from salwa.services.weapons.actions import record_weapon
from salwa.services.weapons.queries import open_weapon
from salwa.services.weapons.values import MarkEntry, WeaponEntry
from salwa.storage.register.models import Custody, Mark, Part
from tests.builders.lives import an_entry
from tests.builders.people import a_person

pytestmark = pytest.mark.django_db
FIT, OUT = EventKind.PART_FITTED, EventKind.PART_REMOVED


@pytest.fixture
def clerk():
    return a_person(Role.REGISTRAR)


@pytest.fixture
def weapons(clerk):
    return [record_weapon(acting_user=clerk, entry=WeaponEntry(maker=maker)) for maker in ("Zastava", "Beretta")]


def a_barrel(clerk, weapon, serial="B 77120", day="2001", **facts):
    mark = MarkEntry("barrel", "unknown", "serial", serial, "present")
    part = PartEntry("barrel", marks=(mark,), **facts)
    return record_part(acting_user=clerk, part=part, fitted=an_entry(weapon, FIT, day)).part


def found_by(clerk, serial):
    result = find_weapons(acting_user=clerk, query=MarksAsked(serial=serial), purpose="Case 1")
    return [one.weapon for one in result.candidates]


def page_of(clerk, weapon, on=None):
    return open_weapon(acting_user=clerk, weapon_id=weapon, on=on)


def test_a_weapon_is_found_by_the_mark_of_a_part_wherever_the_part_goes(clerk, weapons):
    part = a_barrel(clerk, weapons[0])
    assert found_by(clerk, "B77120") == [weapons[0]]
    remove_part(acting_user=clerk, entry=an_entry(weapons[0], OUT, "2010-01-01", part=part))
    assert found_by(clerk, "B77120") == [weapons[0]]
    fit_part(acting_user=clerk, entry=an_entry(weapons[1], FIT, "2011-01-01", part=part))
    assert found_by(clerk, "B77120") == [weapons[1]]
    merge_after_import()
    assert found_by(clerk, "B77120") == [weapons[1]]
    assert [mark.text for mark in page_of(clerk, weapons[1]).marks] == ["B 77120"]
    assert page_of(clerk, weapons[0]).marks == ()


def test_the_configuration_of_any_day(clerk, weapons):
    old = a_barrel(clerk, weapons[0], "OLD 1111")
    new = PartEntry("barrel", marks=(MarkEntry("barrel", "unknown", "serial", "NEW 2222", "present"),))
    exchange_part(
        acting_user=clerk, removed=an_entry(weapons[0], OUT, "2010-05-05", part=old),
        fitted=an_entry(weapons[0], FIT, "2010-05-05"), part=new,
    )  # fmt: skip
    for day, texts in ((date(2009, 1, 1), ["OLD 1111"]), (None, ["NEW 2222"]), (date(1999, 1, 1), [])):
        page = page_of(clerk, weapons[0], day)
        assert [mark.text for part in page.life.parts for mark in part.marks] == texts
        assert [mark.text for mark in page.marks] == texts
    assert [part.number for part in page_of(clerk, weapons[0]).life.former] == [old]
    assert [step.entry.kind for step in page_of(clerk, weapons[0]).life.steps] == [
        "part_fitted",
        "part_removed",
        "part_fitted",
    ]


def test_a_part_cannot_be_fitted_while_it_sits_elsewhere_nor_taken_out_where_it_is_not(clerk, weapons):
    part = a_barrel(clerk, weapons[0])
    with pytest.raises(Conflict) as refused:
        fit_part(acting_user=clerk, entry=an_entry(weapons[1], FIT, "2011-01-01", part=part))
    assert refused.value.code == "part_sits_elsewhere"
    with pytest.raises(Conflict) as refused:
        remove_part(acting_user=clerk, entry=an_entry(weapons[1], OUT, "2011-01-01", part=part))
    assert refused.value.code == "part_not_here"
    with pytest.raises(Refusal) as refused:
        fit_part(acting_user=clerk, entry=an_entry(weapons[1], FIT, "2011-01-01", part=999_999))
    assert refused.value.code == "no_such_part"


def test_a_late_entry_that_puts_a_part_in_two_weapons_is_said_at_both(clerk, weapons):
    part = a_barrel(clerk, weapons[0])
    record_entry(acting_user=clerk, entry=an_entry(weapons[1], FIT, "2005-01-01", part=part))
    assert [page_of(clerk, number).life.contradictions for number in weapons] == [1, 1]
    assert [Custody.objects.get(weapon=number).contradictions for number in weapons] == [1, 1]
    record_entry(acting_user=clerk, entry=an_entry(weapons[0], OUT, "2004-01-01", part=part))
    assert [Custody.objects.get(weapon=number).contradictions for number in weapons] == [0, 0]


def test_an_exchange_happens_whole_or_not_at_all(clerk, weapons):
    part = a_barrel(clerk, weapons[0])
    elsewhere = a_barrel(clerk, weapons[1], "E 3333")
    with pytest.raises(Conflict):
        exchange_part(
            acting_user=clerk, removed=an_entry(weapons[0], OUT, "2010-01-01", part=part),
            fitted=an_entry(weapons[0], FIT, "2010-01-01", part=elsewhere),
        )  # fmt: skip
    assert [Part.objects.get(pk=number).fitted_in_id for number in (part, elsewhere)] == weapons


def test_the_same_part_sent_twice_is_one(clerk, weapons):
    fitted = an_entry(weapons[0], FIT, "2001")
    first, second = (record_part(acting_user=clerk, part=PartEntry("slide"), fitted=fitted) for _ in range(2))
    assert (first.part, second.entry.again, Part.objects.count()) == (second.part, True, 1)


def test_cancelling_and_correcting_put_the_part_where_it_belongs(clerk, weapons):
    part = a_barrel(clerk, weapons[0])
    out = remove_part(acting_user=clerk, entry=an_entry(weapons[0], OUT, "2010-01-01", part=part)).event
    cancel_entry(acting_user=clerk, weapon_id=weapons[0], event_id=out, reason="Another barrel.")
    assert Part.objects.get(pk=part).fitted_in_id == weapons[0]
    other = a_barrel(clerk, weapons[1], "E 3333")
    wrong = remove_part(acting_user=clerk, entry=an_entry(weapons[1], OUT, "2010-01-01", part=other)).event
    right = an_entry(weapons[1], EventKind.PROOFED, "2010-01-01")
    correct_entry(acting_user=clerk, event_id=wrong, entry=right)
    assert Part.objects.get(pk=other).fitted_in_id == weapons[1]


def test_parts_in_store_are_found_by_number_and_mark(clerk, weapons):
    part = a_barrel(clerk, weapons[0])
    assert parts_in_store(acting_user=clerk, text="B77120") == []
    remove_part(acting_user=clerk, entry=an_entry(weapons[0], OUT, "2010-01-01", part=part))
    for text in (str(part), "B 77120", "b77120"):
        assert [one.number for one in parts_in_store(acting_user=clerk, text=text)] == [part]


def test_a_polymer_frame_with_a_metal_plate_and_several_serials(clerk):
    marks = tuple(
        MarkEntry(component, "manufacture", "serial", text, "present")
        for component, text in (("frame", "AB 1111"), ("slide", "CD 2222"), ("barrel", "EF 3333"))
    )
    entry = WeaponEntry(
        type="pistol", maker="Glock", build="factory", frame_material="polymer_with_plate", modular="yes", marks=marks
    )
    number = record_weapon(acting_user=clerk, entry=entry)
    page = page_of(clerk, number)
    assert (page.frame_material, page.modular, [mark.text for mark in page.marks]) == (
        "polymer_with_plate", "yes", ["AB 1111", "EF 3333", "CD 2222"],
    )  # fmt: skip
    assert {serial: found_by(clerk, serial) for serial in ("AB1111", "CD2222", "EF3333")} == {
        "AB1111": [number], "CD2222": [number], "EF3333": [number],
    }  # fmt: skip


@pytest.mark.parametrize("build", ["craft", "kit", "printed", "converted", "reactivated"])
def test_a_weapon_without_maker_or_mark_is_recorded_by_type_and_build(clerk, build):
    number = record_weapon(acting_user=clerk, entry=WeaponEntry(type="pistol", build=build))
    page = page_of(clerk, number)
    assert (page.build, page.marks) == (build, ())
    with pytest.raises(Refusal):
        record_weapon(acting_user=clerk, entry=WeaponEntry(type="pistol", build="unknown"))


def test_marks_of_parts_belong_to_the_part(clerk, weapons):
    part = a_barrel(clerk, weapons[0], essential=True, material="metal")
    mark = Mark.objects.get()
    assert (mark.part_id, mark.weapon_id) == (part, weapons[0])
    (shown,) = page_of(clerk, weapons[0]).life.parts
    assert (shown.essential, shown.material, shown.since, shown.precision) == (True, "metal", date(2001, 1, 1), "year")
