"""Recording a weapon by hand: texts stay as typed, marks are read beside them and can be found at once."""

import pytest

from salwa.domain.accounts import Role
from salwa.domain.refusals import NotPermitted, Refusal
from salwa.services.search.asked import MarksAsked
from salwa.services.search.find import find_weapons
from salwa.services.weapons.actions import record_weapon
from salwa.services.weapons.values import EventEntry, MarkEntry, WeaponEntry
from salwa.storage.accounts.models import AuditEntry
from salwa.storage.register.models import Event, Mark, Weapon
from tests.builders.people import a_person

pytestmark = pytest.mark.django_db


def serial(text, state="present", component="frame"):
    return MarkEntry(component, "manufacture", "serial", text, state)


def test_the_text_stays_as_typed_beside_its_reading():
    entry = WeaponEntry(maker="Forjas TAURUS s/a", model="pt-92", calibre="9MM PARA", marks=(serial(" tkr 81-234 "),))
    weapon = Weapon.objects.get(pk=record_weapon(acting_user=a_person(Role.REGISTRAR), entry=entry))
    assert (weapon.maker_text, weapon.maker_code) == ("Forjas TAURUS s/a", "taurus")
    mark = Mark.objects.get()
    assert (mark.text, mark.normalised, mark.skeleton, mark.state) == (
        " tkr 81-234 ",
        "TKR81234",
        "TKR81234",
        "present",
    )


@pytest.mark.parametrize(
    ("text", "chosen", "kept"),
    [
        ("AB?234", "present", "partial"),
        ("filed off", "present", "erased"),
        ("", "erased", "erased"),
        ("", "none", "none"),
        ("AB1234", "illegible", "illegible"),
    ],
)
def test_the_state_of_a_mark_is_the_officers_unless_the_text_says_more(text, chosen, kept):
    entry = WeaponEntry(maker="Zastava", marks=(serial(text, chosen),))
    record_weapon(acting_user=a_person(Role.REGISTRAR), entry=entry)
    assert Mark.objects.get().state == kept


def test_a_recorded_weapon_is_found_by_a_damaged_mark_at_once():
    clerk = a_person(Role.REGISTRAR)
    entry = WeaponEntry(maker="Zastava", model="M70", marks=(serial("K048713"), serial("K048713", component="bolt")))
    number = record_weapon(acting_user=clerk, entry=entry)
    result = find_weapons(acting_user=clerk, query=MarksAsked(serial="KO48?13", maker="Застава"), purpose="Case 1")
    assert [found.weapon for found in result.candidates] == [number]


def test_what_happened_is_kept_with_its_precision():
    from datetime import date

    event = EventEntry("seized", date(2024, 3, 1), "month", "2024-03", place="Strelsau", incident="12/24")
    record_weapon(acting_user=a_person(Role.REGISTRAR), entry=WeaponEntry(maker="Zastava", event=event))
    kept = Event.objects.get()
    assert (kept.kind, kept.date, kept.precision, kept.place) == ("seized", date(2024, 3, 1), "month", "Strelsau")


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        (WeaponEntry(country="Brazil"), "nothing_known"),
        (WeaponEntry(maker="Zastava", marks=(serial("  "),)), "mark_without_text"),
    ],
)
def test_what_cannot_be_a_record_is_refused_and_nothing_is_saved(entry, code):
    with pytest.raises(Refusal) as refusal:
        record_weapon(acting_user=a_person(Role.REGISTRAR), entry=entry)
    assert refusal.value.code == code
    assert (Weapon.objects.count(), Mark.objects.count(), AuditEntry.objects.count()) == (0, 0, 0)


@pytest.mark.parametrize("role", [Role.TRACING_OFFICER, Role.AUDITOR, Role.ADMINISTRATOR, Role.SUPERVISOR])
def test_only_those_with_the_right_record(role):
    with pytest.raises(NotPermitted):
        record_weapon(acting_user=a_person(role), entry=WeaponEntry(maker="Zastava"))
    assert Weapon.objects.count() == 0
