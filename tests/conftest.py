"""What every test needs: the audit log guards itself against being emptied, also by the test suite."""

from collections import Counter

import pytest
from django.test import TransactionTestCase
from django.utils import translation

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


@pytest.fixture(autouse=True)
def no_language_is_left_behind():
    """A request sets the language of its thread; the next test starts as a new process does, with the default."""
    translation.deactivate()
    yield
    translation.deactivate()


# Property of a test -> what its sum over all tests counts; printed at the end of a run.
COUNTED = {"cells": "cells of the authorisation matrix", "swaps": "swapped identifiers"}


def pytest_terminal_summary(terminalreporter):
    """Say how much was tried where a test stands for very many cases."""
    sums = Counter()
    for report in terminalreporter.stats.get("passed", []):
        for name, value in getattr(report, "user_properties", ()):
            if name in COUNTED and report.when == "call":
                sums[name] += value
    for name, count in sums.items():
        terminalreporter.write_line(f"{count} {COUNTED[name]}, 0 leaks")
