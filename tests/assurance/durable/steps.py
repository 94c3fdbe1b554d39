"""Named steps at which a process kills itself, as a power cut would, and defects for the controls."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from functools import partial
from typing import Any

AUDIT = 'INSERT INTO "accounts_auditentry"'
# Step -> up to which time it happens, counted from the beginning of the life.
STEPS = {
    "before_statement": 60,
    "after_statement": 60,
    "before_audit_entry": 6,
    "after_audit_entry": 6,
    "before_commit": 8,
    "after_commit": 8,
    "before_acknowledgement": 4,
    "after_acknowledgement": 4,
    "before_rename": 2,
}
# Only imports move files.
OF_IMPORTS = {"before_rename"}


def die() -> None:
    """The power goes."""
    os.kill(os.getpid(), signal.SIGKILL)


class KillAt:
    """Kills this process when `step` happens for the `time`-th time."""

    def __init__(self, step: str, time: int) -> None:
        self._step, self._left = step, time

    def happens(self, step: str) -> None:
        """Tell that `step` happens now."""
        if step == self._step:
            self._left -= 1
            if self._left <= 0:
                die()

    def watch(self) -> None:
        """From now on see the statements, commits and renames of this process."""
        from django.db import connection

        connection.ensure_connection()
        connection.execute_wrappers.append(self._statement)
        around_commit(lambda: self.happens("before_commit"), lambda: self.happens("after_commit"))
        sys.addaudithook(lambda event, _: self.happens("before_rename") if event == "os.rename" else None)

    def _statement(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        audit = sql.startswith(AUDIT)
        self.happens("before_statement")
        if audit:
            self.happens("before_audit_entry")
        result = execute(sql, params, many, context)
        self.happens("after_statement")
        if audit:
            self.happens("after_audit_entry")
        return result


def around_commit(before: Callable[[], None], after: Callable[[], None]) -> None:
    """Call these around every commit of this process."""
    from django.db import connection

    commit = connection.commit

    def committed() -> None:
        before()
        commit()
        after()

    connection.commit = committed


def audit_after_commit() -> None:
    """A defect: the audit entry is written after the change, in a transaction of its own."""
    from django.db import transaction

    from salwa.services.accounts import grants
    from salwa.services.approvals import actions as approvals
    from salwa.services.audit.actions import write_entry
    from salwa.services.custody import actions as custody
    from salwa.services.imports import saving
    from salwa.services.stock import taking

    def later(**words: Any) -> None:
        transaction.on_commit(partial(in_its_own, **words))

    def in_its_own(**words: Any) -> None:
        with transaction.atomic():
            write_entry(**words)

    for module in (approvals, custody, grants, saving, taking):
        module.write_entry = later
