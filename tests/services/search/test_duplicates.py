import pytest
from django.utils import timezone

from salwa.domain.accounts import Role
from salwa.domain.refusals import NotPermitted
from salwa.services.search.duplicates import find_duplicates
from salwa.storage.accounts.models import AuditEntry
from tests.builders.people import a_person
from tests.services.search.weapons import a_taurus, a_weapon

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def registrar():
    return a_person(Role.REGISTRAR)


def pairs(registrar):
    return [pair.weapons for pair in find_duplicates(acting_user=registrar)]


def test_a_weapon_recorded_twice_is_listed_once_with_reasons(registrar):
    first, second = a_taurus("TAB48213"), a_taurus("TA8-482I3")
    (pair,) = find_duplicates(acting_user=registrar)
    assert (pair.weapons, pair.probability > 0.9) == ((first.pk, second.pk), True)
    assert [(reason.field, reason.asked, reason.recorded) for reason in pair.reasons][0] == (
        "serial", "TA8-482I3", "TAB48213",
    )  # fmt: skip


def test_three_records_of_one_weapon_are_three_pairs(registrar):
    one, two, three = (a_taurus("TAB48213").pk for _ in range(3))
    assert sorted(pairs(registrar)) == [(one, two), (one, three), (two, three)]


def test_neighbouring_numbers_of_a_series_are_not_listed(registrar):
    for number in range(200):
        a_taurus(f"TAB{48_000 + number}")
    assert pairs(registrar) == []


def test_the_same_number_of_another_maker_is_another_weapon(registrar):
    a_taurus("48213")
    a_weapon("48213", maker_text="Rossi", maker_code="rossi", model_code="rossi-68", calibre_code="38-special")
    assert pairs(registrar) == []


def test_withdrawn_weapons_are_left_out(registrar):
    a_taurus("TAB48213")
    a_taurus("TAB48213", withdrawn_at=timezone.now())
    assert pairs(registrar) == []


def test_listing_is_recorded_and_needs_the_right(registrar):
    list(find_duplicates(acting_user=registrar, least=0.7))
    assert AuditEntry.objects.get(action="weapons.duplicates_listed").details == {"least": 0.7}
    with pytest.raises(NotPermitted):
        find_duplicates(acting_user=a_person(Role.AUDITOR))
