"""An officer limited to a unit names and finds the holders of that unit, and those the weapon's own life names."""

import uuid

import pytest

from salwa.domain.refusals import Refusal
from salwa.domain.weapons import EventKind
from salwa.services.custody.actions import record_entry
from salwa.services.custody.names import find_holders, holders_meant
from salwa.services.custody.values import LifeEntry
from salwa.services.holders.queries import find_holders as list_holders
from salwa.storage.register.models import Weapon
from tests.builders.people import an_operator
from tests.builders.stock import a_depot, a_keeper, a_stored_weapon

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper():
    return a_keeper()


@pytest.fixture
def own(keeper):
    return a_depot(keeper, "Armoury of Zenda")


@pytest.fixture
def foreign():
    return a_depot(a_keeper("Customs"), "Customs armoury", reference="C-1")


def moved(weapon, receiver):
    return LifeEntry(weapon, EventKind.TRANSFERRED, str(uuid.uuid4()), receiver=receiver)


def test_a_number_does_not_tell_the_name_of_a_holder_of_another_unit(keeper, own, foreign):
    weapon = a_stored_weapon(own, "AB 1001")
    for number in (foreign, 987_654):
        with pytest.raises(Refusal) as refused:
            record_entry(acting_user=keeper, entry=moved(weapon, number))
        assert (refused.value.code, refused.value.sentence.values) == ("no_such_holder", {"number": number})
    assert record_entry(acting_user=keeper, entry=moved(weapon, own)).again is False


def test_a_holder_whom_the_weapons_life_names_may_be_named_again(keeper, own, foreign):
    weapon = a_stored_weapon(foreign, "AB 1002")
    Weapon.objects.filter(pk=weapon).update(unit_id=keeper.memberships.get().organisation_id)
    assert record_entry(acting_user=keeper, entry=moved(weapon, foreign)).again is False


def test_suggestions_and_typed_names_keep_to_the_unit(keeper, own, foreign):
    assert [one.number for one in find_holders(acting_user=keeper, text="armoury")] == [own]
    assert holders_meant(acting_user=keeper, text="Customs armoury") == []
    assert holders_meant(acting_user=keeper, text="C-1") == []
    assert [one.number for one in holders_meant(acting_user=an_operator(), text="C-1")] == [foreign]


def test_a_page_that_goes_on_after_a_foreign_holder_does_not_tell_where_its_name_stands(keeper, own, foreign):
    unknown = list_holders(acting_user=keeper, after=987_654)
    assert list_holders(acting_user=keeper, after=foreign) == unknown
    assert [one.number for one in unknown.lines] == [own]
