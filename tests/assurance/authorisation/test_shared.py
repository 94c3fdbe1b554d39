"""What two units share, a campaign that goes to both, tells neither the names of the other's stores and weapons."""

import pytest

from salwa.services.accounts.actions import operator
from salwa.services.marking.campaigns import place_team
from salwa.storage.register.models import CampaignDepot, Holder
from tests.assurance.authorisation.asking import ask, undone
from tests.assurance.authorisation.canaries import found_in
from tests.assurance.authorisation.policy import OTHER, OWN
from tests.builders.marking import a_campaign

pytestmark = [pytest.mark.django_db, pytest.mark.one_engine]
PAGES = ("", "list/waiting/", "teams/{team}/", "progress.csv")


@pytest.mark.parametrize("name", ["stock_officer", "two_units"])
def test_a_campaign_of_two_units_does_not_tell_one_the_stores_of_the_other(world, name):
    stores = [Holder.objects.get(pk=world.things["workshop", unit]["number"]) for unit in (OWN, OTHER)]
    with undone():
        campaign, (team,) = a_campaign(operator(), *stores, name="Marks of both")
        there = CampaignDepot.objects.get(campaign=campaign, holder=stores[1])
        place_team(acting_user=operator(), campaign_id=campaign, team_id=team, depot_id=there.pk)
        for page in PAGES:
            address = f"/marking/campaigns/{campaign}/{page.format(team=team)}"
            answer = ask(world.clients[name], "GET", address)
            assert answer.status == 200, address
            assert {place for place, unit in found_in(answer.body) if unit == OTHER} == set(), address
