"""Ammunition: enough rounds to be issued now, late entries as they come, the last round to exactly one."""

import threading
from datetime import date, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from salwa.domain.ammunition import MovementKind
from salwa.domain.refusals import NotFound, Refusal
from salwa.services.ammunition.movements import LotEntry, MovementEntry, record_lot, record_movement
from salwa.services.ammunition.queries import list_lots, open_lot
from salwa.storage.register.models import AmmunitionBalance, AmmunitionMovement
from tests.builders.stock import a_depot, a_keeper, a_lot

K = MovementKind


def rounds():
    return AmmunitionBalance.objects.get().quantity


@pytest.mark.django_db
def test_issuing_now_needs_enough_rounds_and_a_late_entry_shows_the_contradiction():
    keeper = a_keeper()
    depot = a_depot(keeper)
    lot = a_lot(keeper, depot, rounds=100)
    with pytest.raises(Refusal) as refused:
        record_movement(acting_user=keeper, entry=MovementEntry(lot, depot, K.ISSUED, 101))
    assert (refused.value.code, refused.value.sentence.values) == ("not_enough_rounds", {"there": 100, "asked": 101})
    late = MovementEntry(lot, depot, K.ISSUED, 101, date(2022, 1, 1))
    record_movement(acting_user=keeper, entry=late)
    record_movement(acting_user=keeper, entry=late)
    assert (rounds(), AmmunitionBalance.objects.get().negative) == (-1, 1)
    assert list_lots(acting_user=keeper)[0].untidy
    correction = MovementEntry(lot, depot, K.CORRECTED, 1, note="A box was counted twice.")
    record_movement(acting_user=keeper, entry=correction)
    page = open_lot(acting_user=keeper, lot_id=lot)
    assert (page.stores[0].rounds, [step.negative for step in page.stores[0].steps]) == (0, [False, True, False])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("code", "more"),
    [
        ("no_rounds", {"quantity": 0}),
        ("no_rounds", {"quantity": -5}),
        ("too_many_rounds", {"quantity": 10**12}),
        ("in_the_future", {"quantity": 1, "day": timezone.localdate() + timedelta(days=1)}),
        ("correction_without_reason", {"quantity": -1, "kind": K.CORRECTED}),
    ],
)
def test_slips_are_refused(code, more):
    keeper = a_keeper()
    depot = a_depot(keeper)
    lot = a_lot(keeper, depot)
    with pytest.raises(Refusal) as refused:
        record_movement(
            acting_user=keeper, entry=MovementEntry(**{"lot": lot, "store": depot, "kind": K.RECEIVED} | more)
        )
    assert refused.value.code == code
    assert AmmunitionMovement.objects.count() == 1


@pytest.mark.django_db
def test_another_units_lot_does_not_exist():
    keeper, stranger = a_keeper(), a_keeper("Customs")
    lot = a_lot(keeper, a_depot(keeper))
    store = a_depot(stranger, "Border store")
    for number in (lot, 999_999):
        with pytest.raises(NotFound):
            open_lot(acting_user=stranger, lot_id=number)
        with pytest.raises(NotFound):
            record_movement(acting_user=stranger, entry=MovementEntry(number, store, K.ISSUED, 1))
    assert list_lots(acting_user=stranger) == []


@pytest.mark.django_db
def test_a_lot_needs_its_number():
    keeper = a_keeper()
    with pytest.raises(Refusal) as refused:
        record_lot(acting_user=keeper, entry=LotEntry("  "), store=a_depot(keeper), quantity=1)
    assert refused.value.code == "lot_without_number"


@pytest.mark.django_db(transaction=True)
def test_sixty_four_at_once_for_the_last_three_rounds_get_exactly_three():
    keeper = a_keeper()
    depot = a_depot(keeper)
    lot = a_lot(keeper, depot, rounds=3)
    told, lock = [], threading.Lock()

    def issue():
        try:
            record_movement(acting_user=keeper, entry=MovementEntry(lot, depot, K.ISSUED, 1))
            result = "issued"
        except Refusal as refusal:
            result = refusal.code
        finally:
            connection.close()
        with lock:
            told.append(result)

    threads = [threading.Thread(target=issue) for _ in range(64)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == ["issued"] * 3 + ["not_enough_rounds"] * 61
    assert rounds() == 0
