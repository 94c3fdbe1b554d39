"""Swapped identifiers: nothing foreign is shown or changed, and what is forbidden looks like what is missing."""

import pytest

from tests.assurance.authorisation import swaps, swaps_sent

pytestmark = [pytest.mark.django_db, pytest.mark.one_engine]


@pytest.mark.parametrize("line", swaps.swapped_lines(), ids=lambda line: line.address)
def test_nothing_foreign_comes_back_for_a_swapped_part_of_an_address(world, line, record_property):
    pairs = list(swaps.swaps_of(world, line))
    wrong = [found for swap, twin in pairs if (found := swaps.fault_of(world, swap, twin))]
    record_property("swaps", sum(1 if twin is None else 2 for _, twin in pairs))
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("line", swaps_sent.sent_lines(), ids=lambda line: line.address)
def test_nothing_foreign_comes_back_for_a_swapped_name_in_what_is_sent(world, line, record_property):
    pairs = list(swaps_sent.sent_swaps(world, line))
    wrong = [found for sent, twin in pairs if (found := swaps_sent.fault_of(world, sent, twin))]
    record_property("swaps", sum(1 if twin is None else 2 for _, twin in pairs))
    assert not wrong, "\n".join(wrong)
