"""Sixty-four phones at once: one scan is one scan, and no finding overwrites another."""

import threading
from uuid import uuid4

import pytest
from django.db import connection

from salwa.domain.stock import CountFinding
from salwa.services.stock.taking import open_taking, receive_batch, receive_scans
from salwa.storage.register.models import CountedWeapon, StockScan
from tests.builders.stock import a_batch, a_depot, a_keeper, a_scan, a_sealed_scan, a_stored_weapon

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(act, number=64):
    faults = []

    def run(place):
        try:
            act(place)
        except Exception as fault:
            faults.append(repr(fault))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[place]) for place in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return faults


def test_the_same_batch_from_sixty_four_connections_is_kept_once():
    keeper = a_keeper()
    depot = a_depot(keeper)
    a_stored_weapon(depot, "AB 1001")
    taking, device = open_taking(acting_user=keeper, depot_id=depot), str(uuid4())
    raw = a_batch(device, *(a_sealed_scan(taking, device, place, read="AB 1001") for place in (1, 2, 3)))
    acks = []
    faults = at_once(lambda place: acks.extend(receive_batch(acting_user=keeper, taking_id=taking, raw=raw)))
    assert faults == []
    assert sorted(one.status for one in acks) == ["again"] * 189 + ["kept"] * 3
    assert StockScan.objects.count() == 3


def test_phones_that_disagree_at_once_make_a_conflict_whoever_wins_the_race():
    keeper = a_keeper()
    depot = a_depot(keeper)
    a_stored_weapon(depot, "AB 1001")
    taking = open_taking(acting_user=keeper, depot_id=depot)

    def count(place):
        finding = CountFinding.PRESENT if place % 2 else CountFinding.NOT_THERE
        scan = a_scan("AB 1001", finding=finding)
        receive_scans(acting_user=keeper, taking_id=taking, device=str(uuid4()), scans=[scan])

    assert at_once(count) == []
    row = CountedWeapon.objects.get()
    assert (row.result, row.scans, StockScan.objects.count()) == ("conflict", 64, 64)
