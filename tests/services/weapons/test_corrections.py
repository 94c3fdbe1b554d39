"""Correcting the record itself: versions, reasons, readings, and the search by old and new values."""

import pytest

from salwa.domain.accounts import Role
from salwa.domain.refusals import Conflict, NotFound, NotPermitted, Refusal
from salwa.services.search.asked import MarksAsked
from salwa.services.search.find import find_weapons
from salwa.services.search.upkeep import merge_after_import
from salwa.services.weapons.actions import record_weapon
from salwa.services.weapons.corrections import correct_weapon
from salwa.services.weapons.mark_corrections import add_mark, change_mark, correct_mark
from salwa.services.weapons.queries import open_weapon
from salwa.services.weapons.values import MarkEntry, WeaponEntry
from salwa.storage.accounts.models import AuditEntry
from salwa.storage.register.models import Custody, Event, Mark, Weapon
from tests.builders.people import a_person

pytestmark = pytest.mark.django_db
SERIAL = MarkEntry("receiver", "manufacture", "serial", "QB 48713", "present")


@pytest.fixture
def clerk():
    return a_person(Role.REGISTRAR)


@pytest.fixture
def rifle(clerk):
    entry = WeaponEntry(type="assault rifle", maker="Zastava", model="M70", year="1984", marks=(SERIAL,))
    return record_weapon(acting_user=clerk, entry=entry)


def version(rifle):
    return Custody.objects.get(weapon=rifle).version


def corrected(clerk, rifle, seen=None, uid="", **changes):
    return correct_weapon(
        acting_user=clerk, weapon_id=rifle, changes=changes, reason="Looked again.",
        seen_version=version(rifle) if seen is None else seen, uid=uid,
    )  # fmt: skip


def found_by(clerk, **marks):
    result = find_weapons(acting_user=clerk, query=MarksAsked(**marks), purpose="Case 1")
    return {one.weapon: one.probability for one in result.candidates}


def test_the_new_reading_takes_effect_and_the_old_text_stays(clerk, rifle):
    done = corrected(clerk, rifle, maker="Norinco", model="Type 56", build="converted")
    weapon = Weapon.objects.get(pk=rifle)
    assert (weapon.maker_text, weapon.maker_code, weapon.build) == ("Norinco", "norinco", "converted")
    assert (weapon.year, weapon.year_origin) == (1984, "typed")
    event = Event.objects.get(pk=done.event)
    assert (event.kind, event.note) == ("corrected", "Looked again.")
    assert event.details["changes"]["maker_text"] == ["Zastava", "Norinco"]
    assert event.details["changes"]["build"] == ["unknown", "converted"]
    entry = AuditEntry.objects.latest("pk")
    assert entry.action == "weapons.corrected"
    assert "Norinco" not in str(entry.details)


def test_the_search_ranks_by_the_new_values_at_once_and_after_a_merge(clerk, rifle):
    before = found_by(clerk, serial="QB4871?", maker="Norinco", model="Type 56")[rifle]
    corrected(clerk, rifle, maker="Norinco", model="Type 56")
    after = found_by(clerk, serial="QB4871?", maker="Norinco", model="Type 56")[rifle]
    assert after > before
    merge_after_import()
    assert found_by(clerk, serial="QB4871?", maker="Norinco", model="Type 56")[rifle] == pytest.approx(after, abs=0.05)


def test_of_two_editors_the_slower_one_is_told(clerk, rifle):
    seen = version(rifle)
    corrected(clerk, rifle, seen=seen, calibre="7,62 x 39")
    with pytest.raises(Conflict) as refused:
        corrected(clerk, rifle, seen=seen, calibre="5,56 x 45")
    assert (refused.value.code, refused.value.where) == ("changed_meanwhile", {"version": seen + 1})
    assert Weapon.objects.get(pk=rifle).calibre_text == "7,62 x 39"


def test_the_same_correction_sent_twice_is_one(clerk, rifle):
    first = corrected(clerk, rifle, uid="11111111-aaaa", maker="Norinco")
    again = corrected(clerk, rifle, seen=1, uid="11111111-aaaa", maker="Norinco")
    assert (first.event, again.again) == (again.event, True)
    other = record_weapon(acting_user=clerk, entry=WeaponEntry(maker="Zastava"))
    with pytest.raises(Conflict, match="11111111-aaaa"):
        corrected(clerk, other, uid="11111111-aaaa", maker="Norinco")


def test_a_year_that_nobody_typed_follows_the_serial_again(clerk):
    serial = MarkEntry("frame", "manufacture", "serial", "TKR 81234", "present")
    number = record_weapon(acting_user=clerk, entry=WeaponEntry(maker="Taurus", model="PT 92", marks=(serial,)))
    told = Weapon.objects.get(pk=number)
    assert told.year_origin == "serial"
    corrected(clerk, number, year="1999")
    assert (Weapon.objects.get(pk=number).year, Weapon.objects.get(pk=number).year_origin) == (1999, "typed")
    corrected(clerk, number, year="")
    assert (Weapon.objects.get(pk=number).year, Weapon.objects.get(pk=number).year_origin) == (told.year, "serial")


@pytest.mark.parametrize(
    ("changes", "reason", "code"),
    [
        ({"maker": "Norinco"}, "  ", "no_reason"),
        ({"maker": "Zastava"}, "x", "nothing_changed"),
        ({}, "x", "nothing_changed"),
    ],
)
def test_what_is_no_correction_is_refused(clerk, rifle, changes, reason, code):
    with pytest.raises(Refusal) as refused:
        correct_weapon(acting_user=clerk, weapon_id=rifle, changes=changes, reason=reason, seen_version=version(rifle))
    assert refused.value.code == code
    assert Event.objects.count() == 0


def test_a_replaced_mark_stays_findable_and_is_replaced_once(clerk, rifle):
    old = Mark.objects.get()
    right = MarkEntry("receiver", "manufacture", "serial", "QB 48773", "present")
    facts = {"acting_user": clerk, "weapon_id": rifle, "mark_id": old.pk, "mark": right, "reason": "1 for 7."}
    done = correct_mark(**facts, seen_version=version(rifle))
    assert Mark.objects.get(pk=done.mark).corrects_id == old.pk
    for serial in ("QB48713", "QB48773"):
        assert rifle in found_by(clerk, serial=serial)
    with pytest.raises(Conflict) as refused:
        correct_mark(**facts, seen_version=version(rifle))
    assert refused.value.code == "mark_corrected_already"


def test_a_mark_that_was_erased_and_made_visible_again(clerk, rifle):
    erased = MarkEntry("receiver", "manufacture", "serial", "", "erased")
    facts = {"acting_user": clerk, "weapon_id": rifle, "reason": "Case 7"}
    first = change_mark(**facts, mark_id=Mark.objects.get().pk, mark=erased, seen_version=version(rifle))
    again = MarkEntry("receiver", "manufacture", "serial", "QB 4871?", "partial")
    change_mark(**facts, mark_id=first.mark, mark=again, seen_version=version(rifle), recovered=True)
    (mark,) = open_weapon(acting_user=clerk, weapon_id=rifle).marks
    assert (mark.text, mark.state, mark.method) == ("QB 4871?", "partial", "laboratory")
    assert [(old.text, old.state) for old in mark.earlier] == [("", "erased"), ("QB 48713", "present")]
    said = open_weapon(acting_user=clerk, weapon_id=rifle).life.corrections
    assert [one.changes[0].what for one in said] == ["mark", "mark"]
    assert rifle in found_by(clerk, serial="QB48713")


def test_a_mark_found_later_is_added(clerk, rifle):
    mark = MarkEntry("barrel", "unknown", "serial", "XK 90417", "present")
    add_mark(acting_user=clerk, weapon_id=rifle, mark=mark, seen_version=version(rifle))
    assert rifle in found_by(clerk, serial="XK90417")
    with pytest.raises(NotFound):
        correct_mark(
            acting_user=clerk, weapon_id=rifle, mark_id=999_999, mark=mark, reason="x", seen_version=version(rifle)
        )


@pytest.mark.parametrize("role", [Role.TRACING_OFFICER, Role.SUPERVISOR, Role.AUDITOR, Role.STOCK_OFFICER])
def test_only_a_registrar_corrects_the_record(clerk, rifle, role):
    with pytest.raises(NotPermitted):
        corrected(a_person(role), rifle, maker="Norinco")
    assert Weapon.objects.get(pk=rifle).maker_text == "Zastava"
