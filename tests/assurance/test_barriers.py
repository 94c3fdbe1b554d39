"""What the barriers campaign (target U1) finds in a page, and that it would find barriers that are put in."""

import pytest

from tests.assurance.test_durability import campaign

pytestmark = [pytest.mark.one_engine, pytest.mark.browser]
SMALL = ("--languages", "en", "--widths", "390", "--pages", "6")


def test_the_first_pages_have_no_barriers():
    code, told = campaign("barriers", *SMALL)
    assert (code, told["barriers"], told["pages"] >= 3) == (0, 0, True), told["said"]


@pytest.mark.parametrize("defect", ["label", "wide"])
def test_control_a_barrier_that_is_put_in_is_found_on_every_page(defect):
    code, told = campaign("barriers", *SMALL, "--control", defect)
    assert (code, told["barriers"] >= told["pages"] > 0) == (1, True)
