"""The background worker waits while the database is away and ends for any other fault."""

import psycopg
import pytest

from salwa.commands import work

pytestmark = pytest.mark.one_engine


def test_the_worker_begins_again_until_the_database_is_back(monkeypatch, capsys):
    monkeypatch.setattr(work, "SECONDS_BETWEEN_TRIES", 0)
    left = [psycopg.OperationalError("gone"), psycopg.InterfaceError("closed")]

    def worker():
        if left:
            raise left.pop()

    work._through_outages(worker)
    assert left == []
    assert capsys.readouterr().err.count("does not answer") == 2


def test_a_fault_of_the_program_ends_the_worker():
    with pytest.raises(ZeroDivisionError):
        work._through_outages(lambda: 1 / 0)
