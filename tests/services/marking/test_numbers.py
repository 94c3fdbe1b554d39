"""Numbers of the national series: no number has two owners, however many ask at once."""

import threading
from uuid import uuid4

import pytest
from django.db import connection

from salwa.domain.accounts import Role
from salwa.domain.marking.vocabulary import NumberState
from salwa.domain.refusals import NotFound, NotPermitted, Refusal
from salwa.services.marking.numbers import find_number, reserve_numbers
from salwa.services.marking.profile import set_profile
from salwa.services.marking.striking import record_mark
from salwa.services.marking.work import spoil_number, take_weapons
from salwa.storage.accounts.models import AuditEntry
from salwa.storage.register.models import CampaignWeapon, MarkingNumber, NumberBlock
from tests.builders.marking import a_campaign, a_mark, a_report, a_store, a_weapon, weapons_in
from tests.builders.people import a_person

AT_ONCE = 64


@pytest.fixture
def clerk(db):
    return a_person(Role.REGISTRAR)


def reserve(clerk, campaign, team, count=10, uid=""):
    return reserve_numbers(acting_user=clerk, campaign_id=campaign, team_id=team, count=count, uid=uid)


def all_at_once(act, times=AT_ONCE):
    """Run `act(place)` in so many threads, each with its own connection; what they gave, in any order."""
    given, faults, lock, gate = [], [], threading.Lock(), threading.Barrier(times)

    def run(place):
        try:
            gate.wait()
            found = act(place)
            with lock:
                given.append(found)
        except BaseException as error:  # told to the test below
            faults.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[place]) for place in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    return given


@pytest.mark.django_db(transaction=True)
def test_sixty_four_reservations_at_once_give_every_number_one_owner():
    clerk = a_person(Role.REGISTRAR)
    campaigns = [a_campaign(clerk, a_store(clerk, f"Depot {n}"), name=f"Campaign {n}", teams=2) for n in range(4)]

    def act(place):
        number, teams = campaigns[place % 4]
        return reserve(clerk, number, teams[place % 2], count=25).number

    assert len(set(all_at_once(act))) == AT_ONCE
    owned = [value for block in NumberBlock.objects.all() for value in range(block.first, block.last + 1)]
    assert sorted(owned) == list(range(1, AT_ONCE * 25 + 1))
    assert AuditEntry.objects.filter(action="marking.numbers_reserved").count() == AT_ONCE


@pytest.mark.django_db(transaction=True)
def test_sixty_four_teams_that_take_a_weapon_at_once_get_one_weapon_and_one_number_each():
    clerk = a_person(Role.REGISTRAR)
    depot = a_store(clerk)
    weapons_in(clerk, depot, AT_ONCE)
    campaign, teams = a_campaign(clerk, depot, teams=8)
    taken = all_at_once(lambda place: take_weapons(acting_user=clerk, campaign_id=campaign, team_id=teams[place % 8]))
    works = [work for found in taken for work in found]
    assert len(works) == len(set(works)) == AT_ONCE
    assert len(set(MarkingNumber.objects.values_list("value", flat=True))) == AT_ONCE
    assert len(set(CampaignWeapon.objects.values_list("planned_text", flat=True))) == AT_ONCE


@pytest.mark.django_db(transaction=True)
def test_the_same_reservation_sent_many_times_at_once_is_one():
    clerk = a_person(Role.REGISTRAR)
    campaign, (team,) = a_campaign(clerk, a_store(clerk))
    uid = str(uuid4())
    assert len(set(all_at_once(lambda place: reserve(clerk, campaign, team, uid=uid).number, times=8))) == 1
    assert NumberBlock.objects.count() == 1


def test_a_block_is_shown_as_it_is_struck(clerk):
    campaign, (team,) = a_campaign(clerk, a_store(clerk))
    block = reserve(clerk, campaign, team, 3)
    assert (block.first[:6], block.last[:6], block.count, block.left) == ("000001", "000003", 3, 3)
    again = reserve(clerk, campaign, team, 2)
    assert again.first[:6] == "000004"


def test_a_reservation_with_anothers_identifier_is_refused(clerk):
    campaign, (team,) = a_campaign(clerk, a_store(clerk))
    uid = str(uuid4())
    assert reserve(clerk, campaign, team, uid=uid).again is False
    assert reserve(clerk, campaign, team, uid=uid).again is True
    with pytest.raises(Refusal) as refused:
        reserve(clerk, campaign, team, count=11, uid=uid)
    assert refused.value.code == "uid_of_another"


@pytest.mark.parametrize("count", [0, -1, 100_001])
def test_odd_counts_are_refused(clerk, count):
    campaign, (team,) = a_campaign(clerk, a_store(clerk))
    with pytest.raises(Refusal) as refused:
        reserve(clerk, campaign, team, count)
    assert refused.value.code == "wrong_count"


def test_a_range_that_is_used_up_is_said_and_nothing_is_given(clerk):
    set_profile(
        acting_user=clerk, text="salwa_marking_profile: 1\nnumber: {digits: 2, check: none, first: 90, last: 99}"
    )
    campaign, (team,) = a_campaign(clerk, a_store(clerk))
    assert reserve(clerk, campaign, team, 8).last == "97"
    with pytest.raises(Refusal) as refused:
        reserve(clerk, campaign, team, 3)
    assert refused.value.code == "numbers_spent"
    assert reserve(clerk, campaign, team, 2).last == "99"


def test_numbers_whose_check_character_is_forbidden_are_left_out(clerk):
    set_profile(
        acting_user=clerk,
        text="salwa_marking_profile: 1\nnumber: {digits: 6, check: letter}\ncharacters_not_used: [I, O, Q]",
    )
    weapons_in(clerk, depot := a_store(clerk), 40)
    campaign, (team,) = a_campaign(clerk, depot)
    take_weapons(acting_user=clerk, campaign_id=campaign, team_id=team, count=40)
    texts = list(MarkingNumber.objects.values_list("text", flat=True))
    assert len(texts) == 40
    assert not set("".join(texts)) & set("IOQ")


def test_a_number_that_stands_on_a_weapon_already_is_spoiled_before_it_is_struck(clerk):
    depot = a_store(clerk)
    campaign, (team,) = a_campaign(clerk, depot)
    first = reserve(clerk, campaign, team, 5).first
    a_weapon(clerk, a_mark(f"KEN {first}"))
    weapons_in(clerk, depot, 1)
    campaign, (team,) = a_campaign(clerk, depot, name="Second")
    first = reserve(clerk, campaign, team, 5).first
    a_weapon(clerk, a_mark(f"ken-{first}"))
    (work,) = take_weapons(acting_user=clerk, campaign_id=campaign, team_id=team)
    spoiled = MarkingNumber.objects.get(state=NumberState.SPOILED.value)
    assert (spoiled.text, spoiled.reason) == (first, "recorded already")
    assert CampaignWeapon.objects.get(pk=work).planned_text[:-1] == "KEN 000007"


def test_a_spoiled_number_is_never_given_again(clerk):
    weapons_in(clerk, depot := a_store(clerk), 2)
    campaign, (team,) = a_campaign(clerk, depot)
    (work,) = take_weapons(acting_user=clerk, campaign_id=campaign, team_id=team)
    before = CampaignWeapon.objects.get(pk=work).planned_text
    spoil_number(acting_user=clerk, work_id=work, reason="Struck on scrap.")
    after = CampaignWeapon.objects.get(pk=work).planned_text
    (other,) = take_weapons(acting_user=clerk, campaign_id=campaign, team_id=team)
    texts = {before, after, CampaignWeapon.objects.get(pk=other).planned_text}
    assert len(texts) == 3
    states = dict(MarkingNumber.objects.values_list("value", "state"))
    assert states == {1: "spoiled", 2: "allotted", 3: "allotted"}


def test_a_struck_number_leads_to_its_weapon(clerk):
    (weapon,) = weapons_in(clerk, depot := a_store(clerk), 1)
    campaign, (team,) = a_campaign(clerk, depot)
    (work,) = take_weapons(acting_user=clerk, campaign_id=campaign, team_id=team)
    text = CampaignWeapon.objects.get(pk=work).planned_text
    with pytest.raises(NotFound):
        find_number(acting_user=clerk, text=text)
    record_mark(acting_user=clerk, work_id=work, struck=a_report(text))
    for typed in (text, text.split()[-1], text.lower()):
        assert find_number(acting_user=clerk, text=typed) == weapon
    with pytest.raises(Refusal) as refused:
        find_number(acting_user=clerk, text=text[:-1] + ("1" if text[-1] != "1" else "2"))
    assert refused.value.code == "not_a_number"


def test_people_without_a_part_in_marking_reserve_nothing(clerk):
    campaign, (team,) = a_campaign(clerk, a_store(clerk))
    with pytest.raises(NotPermitted):
        reserve(a_person(Role.AUDITOR), campaign, team)
