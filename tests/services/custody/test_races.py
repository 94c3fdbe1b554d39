"""Two people at the same weapon at the same moment, on either engine: exactly one wins, and nothing is lost."""

import threading
from itertools import count

import pytest
from django.db import connection

from salwa.domain.accounts import Role
from salwa.domain.refusals import Refusal
from salwa.domain.weapons import EventKind
from salwa.services.custody.actions import correct_entry, issue_weapon, record_entry
from salwa.services.custody.parts import exchange_part, record_part
from salwa.services.custody.queries import life_shown
from salwa.services.custody.recomputing import recompute_states
from salwa.services.custody.values import PartEntry
from salwa.services.weapons.actions import record_weapon
from salwa.services.weapons.corrections import correct_weapon
from salwa.services.weapons.values import WeaponEntry
from salwa.storage.accounts.models import AuditEntry
from salwa.storage.register.models import Custody, Event, Part, Weapon
from tests.builders.holders import a_holder
from tests.builders.lives import an_entry
from tests.builders.people import a_person, an_operator

pytestmark = pytest.mark.django_db(transaction=True)
K = EventKind


@pytest.fixture
def clerks():
    return [a_person(Role.REGISTRAR) for _ in range(4)]


def a_weapon(clerk):
    return record_weapon(acting_user=clerk, entry=WeaponEntry(maker="Zastava"))


def at_once(*acts):
    """What each act gave: its result, or the code of its refusal."""
    outcomes = [None] * len(acts)
    gate = threading.Barrier(len(acts))

    def run(place, act):
        try:
            gate.wait(timeout=30)
            outcomes[place] = act()
        except Refusal as refusal:
            outcomes[place] = refusal.code
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place, act)) for place, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    return outcomes


def refused(outcomes):
    return sorted(one for one in outcomes if isinstance(one, str))


def test_four_people_correct_the_same_entry_and_one_wins(clerks):
    rifle, places = a_weapon(clerks[0]), count(1)
    wrong = record_entry(acting_user=clerks[0], entry=an_entry(rifle, K.SEIZED)).event

    def correct(clerk):
        right = an_entry(rifle, K.SEIZED, place=f"Place {next(places)}")
        return lambda: correct_entry(acting_user=clerk, event_id=wrong, entry=right)

    outcomes = at_once(*(correct(clerk) for clerk in clerks))
    assert refused(outcomes) == ["corrected_already"] * 3
    assert Event.objects.filter(corrects=wrong).count() == 1
    assert AuditEntry.objects.filter(action="custody.corrected").count() == 1


def test_four_people_correct_the_same_record_and_one_wins(clerks):
    rifle = a_weapon(clerks[0])
    seen = Custody.objects.get(weapon=rifle).version
    makers = ("Norinco", "Beretta", "Taurus", "Glock")

    def correct(clerk, maker):
        return lambda: correct_weapon(
            acting_user=clerk, weapon_id=rifle, changes={"maker": maker}, reason="x", seen_version=seen
        )

    outcomes = at_once(*(correct(*pair) for pair in zip(clerks, makers, strict=True)))
    assert refused(outcomes) == ["changed_meanwhile"] * 3
    winner = next(place for place, one in enumerate(outcomes) if not isinstance(one, str))
    assert Weapon.objects.get(pk=rifle).maker_text == makers[winner]
    assert Custody.objects.get(weapon=rifle).version == seen + 1


def test_a_weapon_is_issued_once(clerks):
    rifle, depot = a_weapon(clerks[0]), a_holder("Depot").pk
    patrols = [a_holder(f"Patrol {number}").pk for number in range(4)]
    record_entry(acting_user=clerks[0], entry=an_entry(rifle, K.TRANSFERRED, receiver=depot))

    def issue(clerk, patrol):
        entry = an_entry(rifle, K.ISSUED, "2020-02-02", giver=depot, receiver=patrol)
        return lambda: issue_weapon(acting_user=clerk, entry=entry)

    outcomes = at_once(*(issue(*pair) for pair in zip(clerks, patrols, strict=True)))
    assert refused(outcomes) == ["not_in_stock"] * 3
    assert Event.objects.filter(kind="issued").count() == 1


def test_the_same_entry_from_four_phones_is_one(clerks):
    rifle = a_weapon(clerks[0])
    entry = an_entry(rifle, K.SEIZED)
    outcomes = at_once(*(lambda clerk=clerk: record_entry(acting_user=clerk, entry=entry) for clerk in clerks))
    assert refused(outcomes) == []
    assert sorted(one.again for one in outcomes) == [False, True, True, True]
    assert Event.objects.count() == 1


def test_different_entries_at_once_are_all_kept_and_the_state_is_that_of_all(clerks):
    rifle = a_weapon(clerks[0])
    holders = [a_holder(f"Holder {number}").pk for number in range(4)]
    days = ("2020-01-01", "2021-01-01", "2022-01-01", "2023-01-01")

    def hand_on(clerk, holder, day):
        entry = an_entry(rifle, K.TRANSFERRED, day, receiver=holder)
        return lambda: record_entry(acting_user=clerk, entry=entry)

    at_once(*(hand_on(*facts) for facts in zip(clerks, holders, days, strict=True)))
    custody = Custody.objects.get(weapon=rifle)
    assert (custody.holder_id, custody.version) == (holders[3], 5)


def test_two_weapons_swap_their_barrels_at_once_without_waiting_for_each_other(clerks):
    """Parts are locked before weapons, and weapons in the order of their numbers: no two acts wait in a circle."""
    weapons = [a_weapon(clerks[0]) for _ in range(2)]
    parts = [
        record_part(
            acting_user=clerks[0], part=PartEntry("barrel"), fitted=an_entry(number, K.PART_FITTED, "2001")
        ).part
        for number in weapons
    ]

    def swap(clerk, weapon, out):
        removed = an_entry(weapon, K.PART_REMOVED, "2010-01-01", part=out)
        fitted = an_entry(weapon, K.PART_FITTED, "2010-01-01")
        return lambda: exchange_part(acting_user=clerk, removed=removed, fitted=fitted, part=PartEntry("barrel"))

    outcomes = at_once(
        swap(clerks[0], weapons[0], parts[0]), swap(clerks[1], weapons[1], parts[1]),
        swap(clerks[2], weapons[0], parts[0]), swap(clerks[3], weapons[1], parts[1]),
    )  # fmt: skip
    assert refused(outcomes) == ["part_not_here"] * 2
    assert Part.objects.filter(fitted_in=None).count() == 2
    an_operator()
    assert all(life_shown(Weapon.objects.get(pk=number)).contradictions == 0 for number in weapons)
    assert recompute_states(acting_user=an_operator(), check=True).agree
