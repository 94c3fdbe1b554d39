"""Swapped identifiers: nothing foreign is shown or changed, and what is forbidden looks like what is missing."""

import pytest

from tests.assurance.authorisation.swaps import fault_of, swapped_lines, swaps_of

pytestmark = [pytest.mark.django_db, pytest.mark.one_engine]


@pytest.mark.parametrize("line", swapped_lines(), ids=lambda line: line.address)
def test_nothing_foreign_comes_back_for_a_swapped_part_of_an_address(world, line, record_property):
    pairs = list(swaps_of(world, line))
    wrong = [found for swap, twin in pairs if (found := fault_of(world, swap, twin))]
    record_property("swaps", sum(1 if twin is None else 2 for _, twin in pairs))
    assert not wrong, "\n".join(wrong)
