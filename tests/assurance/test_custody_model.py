"""Two thousand steps through the services (500 on PostgreSQL) agree with the reference model; 10,000: custody_campaign.

The rules alone take ten thousand steps in tests/domain/custody/test_any_order.py.
"""

import pytest

from salwa.domain.accounts import Role
from tests.assurance.custody_campaign import hold, in_the_order_of_entry
from tests.builders.installations import UNDER_TEST
from tests.builders.people import a_person

pytestmark = pytest.mark.django_db
STEPS = 2_000 if UNDER_TEST == "sqlite" else 500


def test_steps_in_any_order_agree_with_the_model(capsys):
    told = hold(a_person(Role.REGISTRAR), STEPS, seed=1)
    with capsys.disabled():
        print(f"\n{told}")
    assert told["first"] == []
    assert (told["steps"], told["problems"]) == (STEPS, 0)
    assert min(told["drawn"].values()) > STEPS / 100


def test_control_a_register_that_takes_entries_as_they_come_is_noticed():
    with in_the_order_of_entry():
        told = hold(a_person(Role.REGISTRAR), 100, seed=1)
    assert told["problems"] > 50
