"""Kill -9 at random moments and at named steps during import, entries, approvals and stock-taking (target R1).

    python -m tests.assurance.crash_campaign --points 2000

On PostgreSQL when SALWA_DATABASE_URL names a server, else on SQLite. One process after another takes up the client's
work where the acknowledgements end (sending the last step again) and is killed; after each kill the register is
compared with what was acknowledged. Prints one line of JSON; exit code 1 when anything was lost, there in part or
twice. `--control` puts a defect in, which must be found.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import sys
import time
import uuid
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from salwa.domain.refusals import Refusal
from tests.assurance.durable.book import Book, Faults
from tests.assurance.durable.home import a_home
from tests.assurance.durable.steps import OF_IMPORTS, STEPS, KillAt, around_commit, audit_after_commit

CONTROLS = ("early", "late_audit", "new_uid")
# A named step that a life never comes to: it is killed after so many seconds wherever it is.
LONGEST_LIFE = 1.0
# How long lives at random moments last at most, in seconds: a few steps.
LIVES = {"life": 0.08, "approvals": 0.12, "imports": 0.30, "stock": 0.10}


@dataclass
class Tally:
    """The figures of the campaign."""

    points: int = 0
    where: Counter[str] = field(default_factory=Counter)
    faults: Faults = field(default_factory=Faults)


def main() -> int:
    """Run the campaign."""
    parser = argparse.ArgumentParser(prog="python -m tests.assurance.crash_campaign", description=__doc__)
    parser.add_argument("--points", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--control", choices=CONTROLS, help="put this defect in")
    asked = parser.parse_args()
    with a_home(os.environ.get("SALWA_DATABASE_URL", "")) as home:
        figures = Campaign(home, asked).run()
    print(json.dumps(figures))
    return int(bool(figures["lost"] or figures["partial"] or figures["twice"] or not figures["whole"]))


class Campaign:
    """The parent: it starts lives, kills them, and compares."""

    def __init__(self, home: Path, asked: argparse.Namespace) -> None:
        from tests.assurance.durable.approvals import Approvals
        from tests.assurance.durable.imports import Imports
        from tests.assurance.durable.life import Life
        from tests.assurance.durable.stock import Stock

        self._home, self._asked = home, asked
        self._draw, self._tally, self._book = random.Random(asked.seed), Tally(), Book()
        self.works: list[Any] = [work(home) for work in (Life, Approvals, Imports, Stock)]
        self._book.read_on(Faults())
        self._book.entries.clear()  # those of the preparation
        if asked.control == "late_audit":
            audit_after_commit()

    def run(self) -> dict[str, Any]:
        """As many points as were asked for; returns the figures."""
        began = time.monotonic()
        while self._tally.points < self._asked.points:
            work = self.works[self._tally.points % len(self.works)]
            first = work.acks.last()
            self._tally.where[self._one_life(work)] += 1
            self._tally.points += 1
            self._compare(work, max(0, first))
        whole = self._whole()
        faults = self._tally.faults
        return {
            "campaign": "crash", "engine": _vendor(), "points": self._tally.points, **dict(self._tally.where),
            "acknowledged": {work.name: work.acks.last() + 1 for work in self.works}, "lost": faults.lost,
            "partial": faults.partial, "twice": faults.twice, "whole": whole, "said": faults.said[:5],
            "seconds": round(time.monotonic() - began, 1),
        }  # fmt: skip

    def _one_life(self, work: Any) -> str:
        """Let a process work and die; returns at which step it died, or "random"."""
        from django.db import connections

        connections.close_all()
        step, nth = self._drawn_step(work)
        ready, tell = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(ready)
            _live(work, KillAt(step, nth), tell, self._asked.control)
        os.close(tell)
        os.read(ready, 1)
        os.close(ready)
        limit = self._draw.uniform(0.0, LIVES[work.name]) if step == "random" else LONGEST_LIFE
        own = _dead_within(child, limit)
        if own is None:
            os.kill(child, signal.SIGKILL)
            _, own = os.waitpid(child, 0)
            step = "random"
        if not os.WIFSIGNALED(own) or os.WTERMSIG(own) != signal.SIGKILL:
            raise SystemExit(f"a life of {work.name} ended by itself: {own}")
        return step

    def _drawn_step(self, work: Any) -> tuple[str, int]:
        if self._draw.random() < 0.5:
            return "random", 0
        steps = [step for step in STEPS if step not in OF_IMPORTS or work.name == "imports"]
        step = self._draw.choice(steps)
        return step, self._draw.randint(1, STEPS[step])

    def _compare(self, work: Any, first: int) -> None:
        _wait_for_the_server()
        found = Faults()
        self._book.read_on(found)
        found.add(work.check(first, self._book))
        self._tally.faults.add(found)

    def _whole(self) -> bool:
        """The whole register at the end: log, present states, index, and on SQLite the file itself."""
        from django.db import connection

        from salwa.services.accounts.actions import operator
        from salwa.services.audit.verifying import verify_log
        from salwa.services.custody.recomputing import recompute_states
        from salwa.services.search.upkeep import index_status
        from salwa.storage.register.models import Mark

        for work in self.works:
            self._tally.faults.add(work.check(0, self._book))
        index = index_status(thorough=True)
        whole = verify_log().whole and recompute_states(acting_user=operator(), check=True).agree
        whole &= not index.unusable and index.marks == Mark.objects.exclude(skeleton="").count()
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                whole &= cursor.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
                whole &= cursor.execute("PRAGMA foreign_key_check").fetchall() == []
        return bool(whole)


def _live(work: Any, kill: KillAt, tell: int, control: str | None) -> None:
    """The child: go on after the last acknowledged step until death."""
    try:
        number = work.acks.last() + 1
        kill.watch()
        if control == "early":
            around_commit(lambda: work.acks.write(number), lambda: None)
        if control == "new_uid":
            work.uid_of = lambda number: str(uuid.uuid4())
        os.write(tell, b".")
        while True:
            with suppress(Refusal if control else ()):
                work.step(number)
            kill.happens("before_acknowledgement")
            work.acks.write(number)
            kill.happens("after_acknowledgement")
            number += 1
    except BaseException:
        import traceback

        traceback.print_exc()
    finally:
        os._exit(1)


def _dead_within(child: int, seconds: float) -> int | None:
    """How the child ended, or None while it lives after so many seconds."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        gone, how = os.waitpid(child, os.WNOHANG)
        if gone:
            return how
        time.sleep(0.002)
    return None


def _wait_for_the_server() -> None:
    """PostgreSQL may still be at what the killed client asked last; wait until nobody else is at work."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return
    others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    for _ in range(2_000):
        with connection.cursor() as cursor:
            cursor.execute(others)
            if cursor.fetchone()[0] == 0:
                return
        time.sleep(0.002)
    raise SystemExit("a server process of a killed client does not end")


def _vendor() -> str:
    from django.db import connection

    return str(connection.vendor)


if __name__ == "__main__":
    sys.exit(main())
