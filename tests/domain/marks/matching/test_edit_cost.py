import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from salwa.domain.marks.matching.edit_cost import (
    ALIKE_COST,
    END_GAP_COST,
    GAP_COST,
    ILLEGIBLE_COST,
    OTHER_CLASS_COST,
    SECOND_END_GAP_COST,
    SWAP_COST,
    TOO_FAR,
    weighted_costs,
)
from salwa.domain.marks.matching.reasons import serial_cost

pytestmark = pytest.mark.one_engine


@pytest.mark.parametrize(
    ("asked", "recorded", "cost"),
    [
        ("123456", "123456", 0),
        ("123457", "123454", 1),
        ("123456", "123458", ALIKE_COST),
        ("123456", "12345A", OTHER_CLASS_COST),
        ("123456", "213456", SWAP_COST),
        ("123456", "214356", 2 * SWAP_COST),
        ("12346", "123456", GAP_COST),
        ("1234456", "123456", GAP_COST),
        ("12345", "123456", END_GAP_COST),
        ("23456", "123456", END_GAP_COST),
        ("123456", "12345", GAP_COST),
        ("123456", "AC123456", END_GAP_COST + SECOND_END_GAP_COST),
        ("1234", "X1234Y", END_GAP_COST + SECOND_END_GAP_COST),
        ("12?4", "1234", ILLEGIBLE_COST),
        ("1?3?", "1234", 2 * ILLEGIBLE_COST),
        ("134567", "123456", GAP_COST + 1),
        ("12", "123456", TOO_FAR),
        ("", "123456", TOO_FAR),
        ("0A", "0A0", END_GAP_COST),
        ("12A", "1A2A", GAP_COST),
        ("12H2", "1H2H", SWAP_COST + OTHER_CLASS_COST),
    ],
)
def test_what_each_error_costs(asked, recorded, cost):
    assert serial_cost(asked, recorded) == pytest.approx(cost, abs=1e-5)


@given(st.text(alphabet="0123AHK", min_size=1, max_size=12), st.text(alphabet="0123AHK", min_size=1, max_size=12))
@settings(max_examples=400, deadline=None)
def test_a_cost_is_never_far_from_the_plain_number_of_errors(asked, recorded):
    plain = OSA.distance(asked, recorded)
    cost = serial_cost(asked, recorded)
    cheapest = min(ALIKE_COST, END_GAP_COST, GAP_COST, SECOND_END_GAP_COST, SWAP_COST)
    assert cost >= cheapest * plain - 1e-4 or cost == TOO_FAR
    if plain <= 2:
        assert cost <= OTHER_CLASS_COST * plain + 1e-4
    assert (cost == 0) == (asked == recorded)


def test_many_at_once_cost_what_each_costs_alone():
    recorded = ["123456", "123465", "12345", "1234567", "A123456", "999999", "X"]
    table = np.array(recorded, dtype="S20").view(np.uint8).reshape(-1, 20)
    asked = np.frombuffer(b"123456", dtype=np.uint8)[None, :]
    assert weighted_costs(asked, table).tolist() == [serial_cost("123456", one) for one in recorded]


def test_every_asked_serial_is_compared_with_the_one_beside_it():
    asked = np.array(["1234", "9976"], dtype="S4").view(np.uint8).reshape(-1, 4)
    recorded = np.array(["1243", "9976"], dtype="S20").view(np.uint8).reshape(-1, 20)
    assert weighted_costs(asked, recorded).tolist() == pytest.approx([SWAP_COST, 0])
