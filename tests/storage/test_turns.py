"""Whose turn it is to write: in the order of coming, those who note a reading before those who change something."""

import threading
import time

import pytest

from salwa.storage import turns
from salwa.storage.turns import FOLDER, Purpose, Turn, meant_to

SOON = 5.0


class Writer(threading.Thread):
    """Takes a turn, tells it, and writes until it may end."""

    def __init__(self, place, name, told, purpose=Purpose.CHANGE):
        super().__init__(daemon=True)
        self.turn, self.called, self.told, self.purpose = Turn(place), name, told, purpose
        self.may_end = threading.Event()

    def run(self):
        with meant_to(self.purpose):
            self.turn.take()
        self.told.append(self.called)
        self.may_end.wait(SOON)
        self.turn.give_back()


@pytest.fixture
def place(tmp_path):
    (tmp_path / FOLDER).mkdir()
    return tmp_path / "register.sqlite3"


def until(found):
    """Wait for what is soon so."""
    end = time.monotonic() + SOON
    while not found() and time.monotonic() < end:
        time.sleep(0.002)
    assert found()


def queued(place, *wanted):
    """Writers of (name, purpose) who come one after another, the first of whom writes already; with who wrote."""
    told, writers = [], []
    for name, purpose in wanted:
        writers.append(Writer(place, name, told, purpose))
        writers[-1].start()
        if len(writers) == 1:
            until(lambda: told)
        else:
            time.sleep(0.05)
    return writers, told


def end(writers, told):
    """Let each end as soon as it wrote; the order in which they wrote."""
    for _ in writers:
        until(lambda: any(one.called in told and not one.may_end.is_set() for one in writers))
        one = next(one for one in writers if one.called in told and not one.may_end.is_set())
        one.may_end.set()
        one.join(SOON)
    return told


CHANGE, NOTE = Purpose.CHANGE, Purpose.NOTE


def test_one_writes_at_a_time_in_the_order_of_coming(place):
    writers, told = queued(place, ("a", CHANGE), ("b", CHANGE), ("c", CHANGE), ("d", CHANGE))
    assert told == ["a"]
    assert end(writers, told) == ["a", "b", "c", "d"]


def test_who_notes_a_reading_waits_for_one_change_only(place):
    writers, told = queued(place, ("a", CHANGE), ("b", CHANGE), ("c", CHANGE), ("reading", NOTE))
    assert end(writers, told) == ["a", "reading", "b", "c"]


def test_control_one_who_changes_waits_for_all(place):
    writers, told = queued(place, ("a", CHANGE), ("b", CHANGE), ("c", CHANGE), ("late", CHANGE))
    assert end(writers, told) == ["a", "b", "c", "late"]


def test_who_is_ended_while_writing_holds_nobody_up(place):
    first, second = Turn(place), Turn(place)
    first.take()
    del first  # as when a process ends: its files are closed
    began = time.monotonic()
    second.take()
    assert time.monotonic() - began < 1
    second.give_back()


def test_patience_ends_and_the_next_still_comes(place, monkeypatch):
    monkeypatch.setattr(turns, "PATIENCE", 0.1)
    first, second, third = Turn(place), Turn(place), Turn(place)
    first.take()
    second.take()  # without a turn: SQLite decides
    assert second._held == []
    first.give_back()
    monkeypatch.setattr(turns, "PATIENCE", SOON)
    third.take()
    assert len(third._held) == 2
    third.give_back()


def test_without_the_folder_there_are_no_turns_and_nothing_is_made(tmp_path):
    turn = Turn(tmp_path / "register.sqlite3")
    turn.take()
    assert (turn._held, list(tmp_path.iterdir())) == ([], [])
