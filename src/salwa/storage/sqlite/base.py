"""Transactions that only read take no lock to write; those that write wait for their turn (storage/turns.py)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.db.backends.sqlite3 import base

from salwa.storage.turns import Purpose, Turn, purpose


class DatabaseWrapper(base.DatabaseWrapper):
    """One connection."""

    def __init__(self, *words: Any, **named: Any) -> None:
        super().__init__(*words, **named)
        self._turn: Turn | None = None

    def _start_transaction_under_autocommit(self) -> None:
        if purpose() is Purpose.READ:
            self.cursor().execute("BEGIN DEFERRED")
            return
        if not self.is_in_memory_db():
            self._turn = Turn(Path(str(self.settings_dict["NAME"])))
            self._turn.take()
        try:
            super()._start_transaction_under_autocommit()
        except BaseException:
            self._give_back()
            raise

    def _commit(self) -> None:
        try:
            super()._commit()
        finally:
            self._give_back()

    def _rollback(self) -> None:
        try:
            super()._rollback()
        finally:
            self._give_back()

    def _close(self) -> None:
        try:
            super()._close()
        finally:
            self._give_back()

    def _give_back(self) -> None:
        if self._turn is not None:
            self._turn.give_back()
            self._turn = None
