"""Reading first, and then the short transaction that notes it: nobody waits to write while something is read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection, transaction

from salwa.storage.turns import FOLDER, Purpose, meant_to


def make_room_for_turns() -> None:
    """Make the hidden folder in which those who write an SQLite file take turns (storage/turns.py)."""
    if connection.vendor == "sqlite":
        (Path(str(connection.settings_dict["NAME"])).parent / FOLDER).mkdir(mode=0o700, exist_ok=True)


@contextmanager
def of_one_moment() -> Iterator[None]:
    """Read within, without waiting for those who write; on SQLite everything read is of one moment.

    On PostgreSQL every statement sees what is committed when it begins, as in any transaction of Salwa.
    """
    if connection.in_atomic_block or connection.vendor == "postgresql":
        yield
        return
    with meant_to(Purpose.READ), transaction.atomic():
        yield


@contextmanager
def noted_before_answer() -> Iterator[None]:
    """The transaction that takes from an allowance and notes a reading; the answer is given only after it.

    It goes before those who wait to change something. Inside another transaction it is a part of that one and waits
    like it. Write nothing but the allowance and the audit entry within.
    """
    if connection.in_atomic_block:
        with transaction.atomic():
            yield
        return
    with meant_to(Purpose.NOTE), transaction.atomic():
        yield
