"""Balances follow from the set of movements; too few rounds are shown, never hidden."""

from datetime import date
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salwa.domain.ammunition import Movement, MovementKind, balance_of, balance_on

pytestmark = pytest.mark.one_engine
K = MovementKind


def moved(kind, quantity, day="2024-01-01"):
    return Movement(str(uuid4()), kind, quantity, date.fromisoformat(day) if day else None)


def test_rounds_come_in_and_go_out():
    told = balance_of([moved(K.RECEIVED, 100), moved(K.ISSUED, 30, "2024-02-01"), moved(K.RETURNED, 5, "2024-03-01")])
    assert (told.quantity, told.negative) == (75, 0)


def test_what_comes_in_on_a_day_is_taken_before_what_goes_out():
    assert balance_of([moved(K.ISSUED, 10), moved(K.RECEIVED, 10)]).negative == 0


def test_fewer_rounds_than_none_are_a_contradiction_that_a_late_receipt_mends():
    issued = moved(K.ISSUED, 10, "2024-02-01")
    told = balance_of([issued])
    assert (told.quantity, told.negative, told.steps[0].negative) == (-10, 1, True)
    assert balance_of([issued, moved(K.RECEIVED, 10, None)]).negative == 0


def test_a_count_moves_nothing_and_says_how_far_it_is_off():
    told = balance_of([moved(K.RECEIVED, 100), moved(K.COUNTED, 97, "2024-02-01")])
    assert (told.quantity, told.last_count_off) == (100, -3)
    assert balance_of([moved(K.RECEIVED, 1)]).last_count_off is None


def test_the_balance_on_a_day_leaves_later_movements_out():
    movements = [moved(K.RECEIVED, 100), moved(K.DESTROYED, 100, "2024-06-01")]
    assert (balance_on(movements, date(2024, 5, 31)), balance_on(movements, date(2024, 6, 1))) == (100, 0)


@given(st.permutations([moved(K.RECEIVED, 9), moved(K.ISSUED, 4), moved(K.CORRECTED, -2), moved(K.COUNTED, 3)]))
def test_the_order_of_recording_changes_nothing(movements):
    told = balance_of(movements)
    assert (told.quantity, [step.after for step in told.steps]) == (3, [9, 7, 7, 3])
