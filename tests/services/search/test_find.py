import pytest
from django.db import transaction

from salwa.domain.accounts import Role
from salwa.domain.marks.matching.verdict import Verdict
from salwa.domain.refusals import NotPermitted, QuotaSpent, Refusal
from salwa.services.search.asked import MarksAsked
from salwa.services.search.find import find_weapons
from salwa.storage.accounts.models import AuditEntry, DayQuota
from salwa.storage.register.models import SearchKey
from tests.builders.people import a_person
from tests.services.search.weapons import a_mark, a_taurus, a_weapon

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return a_person(Role.TRACING_OFFICER)


def find(officer, serial, **others):
    return find_weapons(acting_user=officer, query=MarksAsked(serial=serial, **others), purpose="case 12")


def test_an_undamaged_mark_identifies_the_weapon(officer):
    weapon = a_taurus("TAB48213")
    a_taurus("TAB48219")
    found = find(officer, "tab-48213", maker="Taurus", model="PT 92")
    assert (found.verdict, found.candidates[0].weapon) == (Verdict.IDENTIFIED, weapon.pk)
    assert found.candidates[0].reasons[0].sentence.english() == "The serial is registered exactly so: TAB48213."


def test_a_damaged_mark_finds_the_weapon_in_the_transaction_that_saved_it(officer):
    with transaction.atomic():
        weapon = a_taurus("TAB48213")
        found = find(officer, "TA848Z13", maker="Taurus")
        assert [one.weapon for one in found.candidates] == [weapon.pk]


@pytest.mark.parametrize(
    "serial", ["TAB48218", "TAB4821", "TAB482133", "TBA48213", "TA?48213", "ТАВ48213", "TAB48231", "AB4821"]
)
def test_every_kind_of_damage_keeps_the_weapon_among_the_candidates(officer, serial):
    weapon = a_taurus("TAB48213")
    assert weapon.pk in [one.weapon for one in find(officer, serial, maker="Taurus").candidates]


def test_control_an_index_that_forgets_its_keys_is_noticed(officer):
    weapon = a_taurus("TAB48213")
    SearchKey.objects.all().delete()
    assert weapon.pk not in [one.weapon for one in find(officer, "TAB48218", maker="Taurus").candidates]


def test_one_error_in_the_serial_alone_is_a_lead_never_an_identification(officer):
    weapon = a_taurus("TAB48213")
    found = find(officer, "TAB48217")
    assert (found.verdict, found.candidates[0].weapon) == (Verdict.LEAD, weapon.pk)
    assert found.would_decide.english() == ("Read position 8 of the serial again: 7 was read, 3 is registered.")


def test_the_mark_that_would_decide_between_two_weapons_is_named(officer):
    a_taurus("48213")
    a_weapon("48213", maker_text="Rossi", maker_code="rossi", calibre_code="9x19mm", calibre_text="9x19")
    found = find(officer, "48213", calibre="9x19")
    assert found.verdict is not Verdict.IDENTIFIED
    assert found.would_decide.template.startswith("The maker would decide")


def test_what_contradicts_is_said_with_both_values(officer):
    a_taurus("TAB48213", year=1999)
    reasons = find(officer, "TAB48213", maker="Taurus", year="2005").candidates[0].reasons
    assert [r.sentence.english() for r in reasons if r.field == "year"] == [
        "The year of manufacture is another one: 2005 was asked for, 1999 is registered."
    ]


def test_a_weapon_that_is_not_registered_is_not_found(officer):
    a_taurus("TAB48213")
    found = find(officer, "XX99871", maker="Taurus")
    assert (found.verdict, found.candidates, found.absent) == (Verdict.NOT_FOUND, (), 1.0)


def test_the_maker_may_be_the_mark_that_was_misread(officer):
    weapon = a_taurus("TAB48213")
    assert find(officer, "TAB48213", maker="Rossi").candidates[0].weapon == weapon.pk


def test_a_weapon_with_two_serials_is_one_candidate(officer):
    weapon = a_taurus("TAB48213")
    with transaction.atomic():
        from salwa.services.search.upkeep import index_mark

        index_mark(a_mark(weapon, "TAB48214"))
    assert [one.weapon for one in find(officer, "TAB48213", maker="Taurus").candidates] == [weapon.pk]


def test_without_a_serial_there_are_only_leads_with_their_number(officer):
    for number in range(3):
        a_taurus(f"TAB4821{number}")
    found = find(officer, "", maker="Taurus", model="PT 92")
    assert (found.verdict, found.matching, len(found.candidates)) == (Verdict.LEAD, 3, 3)
    assert {one.verdict for one in found.candidates} == {Verdict.LEAD}


def test_a_withdrawn_weapon_is_not_found(officer):
    from django.utils import timezone

    weapon = a_taurus("TAB48213")
    weapon.withdrawn_at = timezone.now()
    weapon.save()
    assert find(officer, "TAB48213", maker="Taurus").candidates == ()


def test_a_look_up_is_recorded_with_its_purpose_and_counted(officer):
    weapon = a_taurus("TAB48213")
    left = find(officer, "TAB48213", maker="Taurus").left
    entry = AuditEntry.objects.get(action="weapons.found")
    assert (entry.purpose, entry.details["asked"], entry.details["weapons"]) == (
        "case 12", {"serial": "TAB48213", "maker": "Taurus"}, [weapon.pk],
    )  # fmt: skip
    assert (left, DayQuota.objects.get(user=officer).used) == (199, 1)


def test_a_spent_allowance_answers_nothing_and_records_nothing(officer, settings):
    settings.SALWA = type("Settings", (), {"__getitem__": lambda self, name: 1})()
    find(officer, "TAB48213")
    with pytest.raises(QuotaSpent):
        find(officer, "TAB48213")
    assert AuditEntry.objects.filter(action="weapons.found").count() == 1


def test_a_look_up_without_purpose_or_marks_is_refused(officer):
    with pytest.raises(Refusal, match="needs a purpose"):
        find_weapons(acting_user=officer, query=MarksAsked(serial="1"), purpose=" ")
    with pytest.raises(Refusal, match="every field is empty"):
        find_weapons(acting_user=officer, query=MarksAsked(), purpose="case 12")


def test_people_without_the_right_are_refused():
    with pytest.raises(NotPermitted):
        find(a_person(Role.AUDITOR), "TAB48213")


@pytest.mark.parametrize(
    "serial", ["?" * 30, "\u0000", "\ud800", "𝔸" * 50, "'; DROP", "?", "1", "٤٨٢١٣", "Щ" * 25, "A" * 500, "???123"]
)
def test_no_text_makes_a_look_up_fail(officer, serial):
    a_taurus("TAB48213")
    assert find(officer, serial, maker=serial[:50], year=serial[:4]).milliseconds >= 0
