"""Marking keeps to the units in which the right to mark is held, also for people with roles in two units."""

import pytest

from salwa.domain.accounts import Role
from salwa.domain.refusals import NotFound
from salwa.services.holders.queries import find_holders
from salwa.services.marking.checking import check_weapon
from salwa.services.marking.numbers import reserve_numbers
from salwa.services.marking.progress import list_campaigns, view_campaign
from salwa.services.marking.work import team_list
from salwa.storage.accounts.models import Membership, Organisation
from salwa.storage.register.models import Weapon
from tests.builders.marking import a_campaign, a_store, weapons_in
from tests.builders.people import a_person
from tests.builders.stock import a_keeper

pytestmark = pytest.mark.django_db


@pytest.fixture
def customs():
    """(campaign, team, weapon) of another unit."""
    clerk = a_person(Role.REGISTRAR, unit="Customs")
    store = a_store(clerk)
    (weapon,) = weapons_in(clerk, store, 1)
    campaign, (team,) = a_campaign(clerk, store)
    Weapon.objects.filter(pk=weapon).update(unit_id=store.unit_id)
    return campaign, team, weapon


@pytest.fixture
def keeper_and_administrator(customs):
    """A stock officer of the police who is administrator at the customs."""
    keeper = a_keeper()
    unit = Organisation.objects.get(name="Customs")
    Membership.objects.create(user=keeper, organisation=unit, role=Role.ADMINISTRATOR.value)
    return keeper


def test_another_role_in_a_unit_does_not_carry_the_right_to_mark_there(customs, keeper_and_administrator):
    campaign, _, weapon = customs
    assert list_campaigns(acting_user=keeper_and_administrator) == ()
    with pytest.raises(NotFound):
        view_campaign(acting_user=keeper_and_administrator, campaign_id=campaign)
    with pytest.raises(NotFound):
        check_weapon(acting_user=keeper_and_administrator, weapon_id=weapon)
    assert find_holders(acting_user=keeper_and_administrator).lines == ()


def test_numbers_are_not_reserved_in_a_campaign_of_another_unit(customs):
    campaign, team, _ = customs
    for number in (campaign, 987_654):
        with pytest.raises(NotFound) as refused:
            reserve_numbers(acting_user=a_keeper(), campaign_id=number, team_id=team, count=10)
        assert refused.value.code == "no_such_campaign"


def test_the_work_of_a_team_that_is_not_of_the_campaign_is_not_found(customs):
    campaign, team, _ = customs
    clerk = a_person(Role.REGISTRAR)
    assert team_list(acting_user=clerk, campaign_id=campaign, team_id=team) == ()
    with pytest.raises(NotFound) as refused:
        team_list(acting_user=clerk, campaign_id=campaign, team_id=987_654)
    assert refused.value.code == "no_such_team"
