"""What every test needs: the audit log guards itself against being emptied, also by the test suite."""

import pytest
from django.test import TransactionTestCase

from tests.builders.tampering import unguarded


@pytest.fixture(autouse=True, scope="session")
def the_log_may_be_emptied_between_tests():
    """Tests with transactions of their own end with a flush, which the triggers of the audit log refuse."""
    empty = TransactionTestCase._fixture_teardown

    def emptied(self):
        with unguarded():
            empty(self)

    TransactionTestCase._fixture_teardown = emptied
    yield
    TransactionTestCase._fixture_teardown = empty
