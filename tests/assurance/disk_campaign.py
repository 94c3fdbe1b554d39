"""Full, read-only and failing disks while the web server works: no corruption, 503 or 507, recovery (target R4).

    python -m tests.assurance.disk_campaign --points 100
    python -m tests.assurance.disk_campaign --points 100 --engine postgresql

At each point `strace` lets system calls fail: on SQLite those of the web process on the database and on files it
receives, on PostgreSQL those of the server process that works for it. Then the fault is taken away, and the same web
process has to do everything again without help. Prints one line of JSON; exit code 1 for any answer but 2xx, 3xx, 503
and 507, for anything acknowledged and not there, for a database that is not whole, and for a process that did not
recover. `--control` puts a defect in, which must be found.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import tempfile
import time
from collections import Counter
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from tests.assurance.durable.asking import CHECKED, SETTINGS, Asking
from tests.assurance.durable.book import Book, Faults
from tests.assurance.durable.door import answer, application
from tests.assurance.durable.home import a_home
from tests.assurance.durable.served import Served
from tests.builders.clusters import a_cluster

CONTROLS = ("as_fault", "swallow")
# (system call, error, whether only on the files of the database)
ON_SQLITE = (
    ("pwrite64", "ENOSPC", True),
    ("pwrite64", "EIO", True),
    ("fdatasync", "EIO", True),
    ("fsync", "EIO", True),
    ("pread64", "EIO", True),
    ("openat", "EROFS", True),
    ("openat", "EIO", True),
    ("write", "ENOSPC", False),
    ("fsync", "EIO", False),
    ("rename", "EROFS", False),
)
ON_POSTGRESQL = (
    ("pwrite64", "ENOSPC", False),
    ("pwrite64", "EIO", False),
    ("fdatasync", "EIO", False),
    ("fdatasync", "ENOSPC", False),
)
STEPS_IN_A_LIFE = 1


def main() -> int:
    """Run the campaign."""
    parser = argparse.ArgumentParser(prog="python -m tests.assurance.disk_campaign", description=__doc__)
    parser.add_argument("--points", type=int, default=100)
    parser.add_argument("--engine", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--control", choices=CONTROLS, help="put this defect in")
    asked = parser.parse_args()
    with a_cluster() if asked.engine == "postgresql" else nullcontext() as cluster:
        if cluster:
            cluster.start()
        with a_home(cluster.url if cluster else "", **SETTINGS) as home:
            figures = Campaign(home, asked).run()
    print(json.dumps(figures))
    return int(any(figures[name] for name in ("wrong", "stuck", "lost", "partial", "twice")) or not figures["whole"])


class Campaign:
    """The parent: it lets calls fail, takes the fault away, and compares."""

    def __init__(self, home: Path, asked: argparse.Namespace) -> None:
        from django.core.management import call_command

        call_command("collectstatic", interactive=False, verbosity=0)
        self._home, self._asked, self._asking = home, asked, Asking()
        self._draw, self._book, self._faults = random.Random(asked.seed), Book(), Faults()
        for one in self._asking.of_step(0):  # what is loaded late is loaded before any process is forked
            answer(application(), one)
        self._book.read_on(Faults())
        self._statuses: Counter[str] = Counter()
        self._wrong: list[str] = []
        self._stuck = self._injected = 0
        self._step = 1

    def run(self) -> dict[str, Any]:
        """As many points as were asked for; returns the figures."""
        began = time.monotonic()
        points, kinds = 0, Counter[str]()
        while points < self._asked.points:
            call, error, near = self._draw.choice(ON_POSTGRESQL if self._asked.engine == "postgresql" else ON_SQLITE)
            hit = self._one_point(call, error, near)
            self._injected += hit
            if hit:  # a fault at a call that was never made is no point
                points += 1
                kinds[f"{call} {error}"] += 1
        return {
            "campaign": "disk", "engine": self._asked.engine, "points": points, "calls_failed": self._injected,
            "kinds": dict(kinds), "answers": dict(sorted(self._statuses.items())), "wrong": len(self._wrong),
            "stuck": self._stuck, "lost": self._faults.lost, "partial": self._faults.partial,
            "twice": self._faults.twice, "whole": self._whole(), "said": [*self._wrong, *self._faults.said][:5],
            "seconds": round(time.monotonic() - began, 1),
        }  # fmt: skip

    def _one_point(self, call: str, error: str, near: bool) -> int:
        """One life of a web process with one fault in it; returns how many calls failed."""
        from django.db import connections

        connections.close_all()
        steps = range(self._step, self._step + STEPS_IN_A_LIFE)
        self._step += STEPS_IN_A_LIFE
        words = self._inject(call, error, near)
        with tempfile.TemporaryDirectory() as place:
            served = Served(self._asking, Path(place), self._asked.control, fresh=call == "openat")
            during = served.under_fault(words, steps, self._asked.engine == "postgresql")
            self._compare(during, words)  # before anything is sent again
            after = served.recovered(steps)
            hit, log = served.injected(), served.log()
        self._judge(f"{words}", during, after, log)
        self._compare(after, words)
        return hit

    def _compare(self, answers: list[Any], words: list[str]) -> None:
        """What was acknowledged against the register, and on SQLite the file as a whole."""
        _until_it_answers()
        found = Faults()
        self._book.read_on(found)
        acked = {(step, name) for step, name, status in answers if status < 400 and name in CHECKED}
        found.add(self._asking.check(acked, self._book))
        if self._asked.engine == "sqlite":
            found.note("partial", not _sqlite_whole(), f"the database is corrupt after {words}")
        self._faults.add(found)

    def _inject(self, call: str, error: str, near: bool) -> list[str]:
        """The words for strace: the n-th call fails, or all from the n-th on, as on a disk that is full."""
        most = {"pwrite64": 40, "pread64": 3, "openat": 1, "rename": 1}.get(call, 6)
        when = f"{self._draw.randint(1, most)}{self._draw.choice(['', '+'])}"
        words = ["-e", f"trace={call}", "-e", f"inject={call}:error={error}:when={when}"]
        if near:
            for ending in ("", "-wal", "-shm"):
                words += ["-P", str(self._home / f"salwa.sqlite3{ending}")]
        return words

    def _judge(self, words: str, during: list[Any], after: list[Any], log: str) -> None:
        for step, name, status in during:
            self._statuses[str(status)] += 1
            if not (status < 400 or status in (503, 507)):
                self._wrong.append(f"{name} of step {step} answered {status} under {words}")
        for step, name, status in after:
            if status >= 400:
                self._stuck += 1
                self._wrong.append(f"{name} of step {step} answered {status} when {words} was over")
        if "Traceback" in log:
            self._wrong.append(f"a trace in the log under {words}: {log[-300:]}")

    def _whole(self) -> bool:
        from salwa.services.accounts.actions import operator
        from salwa.services.audit.verifying import verify_log
        from salwa.services.custody.recomputing import recompute_states

        return verify_log().whole and recompute_states(acting_user=operator(), check=True).agree


def _until_it_answers() -> None:
    """A server that met a failing disk starts itself again."""
    from django.db import DatabaseError, connection

    for _ in range(300):
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
            return
        except DatabaseError:
            connection.close()
            time.sleep(0.1)


def _sqlite_whole() -> bool:
    from django.db import connection

    with connection.cursor() as cursor:
        whole = cursor.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return whole and cursor.execute("PRAGMA foreign_key_check").fetchall() == []


if __name__ == "__main__":
    os.environ.pop("SALWA_DATABASE_URL", None)
    sys.exit(main())
