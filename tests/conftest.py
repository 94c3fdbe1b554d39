"""What every test needs: the audit log guards itself against being emptied, also by the test suite."""

import gc
from collections import Counter

import pytest
from django.core import management
from django.test import TransactionTestCase
from django.utils import translation

from salwa.storage.tables import make_at_once
from tests.builders.emptying import empty_tables


@pytest.fixture(autouse=True, scope="session")
def tables_are_emptied_quickly():
    """After tests with transactions of their own: Django's flush visits every table, and the log guards itself."""
    slow = TransactionTestCase._fixture_teardown
    TransactionTestCase._fixture_teardown = lambda _: empty_tables()
    yield
    TransactionTestCase._fixture_teardown = slow


@pytest.fixture(scope="session")
def tables_are_made_quickly():
    """The database of the tests gets its tables at once too; tests/migrations holds that equal to the migrations."""
    step_by_step = management.call_command

    def at_once(name, *words, **more):
        if name == "migrate":
            make_at_once()
        return step_by_step(name, *words, **more)

    management.call_command = at_once
    yield
    management.call_command = step_by_step


@pytest.fixture(scope="session")
def django_db_setup(tables_are_made_quickly, django_db_setup):
    """That of pytest-django, with the tables made as above."""


@pytest.fixture(autouse=True)
def no_language_is_left_behind():
    """A request sets the language of its thread; the next test starts as a new process does, with the default."""
    translation.deactivate()
    yield
    translation.deactivate()


def pytest_collection_finish():
    """Thousands of collected tests stay until the end: searching them for garbage again and again takes minutes."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


# Property of a test -> what its sum over all tests counts; printed at the end of a run.
COUNTED = {
    "cells": "cells of the authorisation matrix, 0 leaks", "swaps": "swapped identifiers, 0 leaks",
    "looked_at": "pages looked at in their HTML, 0 faults",
}  # fmt: skip


def pytest_terminal_summary(terminalreporter):
    """Say how much was tried where a test stands for very many cases."""
    sums = Counter()
    for report in terminalreporter.stats.get("passed", []):
        for name, value in getattr(report, "user_properties", ()):
            if name in COUNTED and report.when == "call":
                sums[name] += value
    for name, count in sums.items():
        terminalreporter.write_line(f"{count} {COUNTED[name]}")
