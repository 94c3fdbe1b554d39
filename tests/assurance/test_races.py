"""Sixty-four clients race for one thing, some times each way; the large figure is `tests.assurance.races_campaign`."""

import os

import pytest
from django.db import connection

from tests.assurance.races_campaign import CLIENTS, defect, hold
from tests.builders.installations import an_installation
from tests.builders.races import CASES

# SQLite has its clients wait by sleeping, so a race takes longer there.
RACES = 8 if os.environ.get("SALWA_DATABASE_URL") else 5


@pytest.fixture(scope="module", autouse=True)
def installation(django_db_blocker, tmp_path_factory):
    with django_db_blocker.unblock(), an_installation(tmp_path_factory.mktemp("races") / "home"):
        yield


@pytest.mark.parametrize("case", CASES)
def test_exactly_one_wins_and_the_others_are_told_so_in_words(case, capsys):
    told = hold(case, RACES)
    with capsys.disabled():
        print(f"\n{told.as_json()}")
    assert (told.faults, told.unreadable, told.wrong) == ([], [], [])
    assert (told.races, told.attempts) == (RACES, RACES * CLIENTS)
    assert told.won + told.refused.total() == told.attempts
    assert told.kept


@pytest.mark.parametrize("case", CASES)
def test_control_without_the_locks_every_case_is_noticed(case):
    control = "unlocked" if connection.vendor == "postgresql" else "deferred"
    with defect(control):
        told = hold(case, 2)
    assert not told.kept
    # Requests are guarded a third time, by comparing the facts: without locks and question one still wins, but the
    # others no longer read who decided.
    assert told.faults or told.wrong or told.unreadable
