"""A register of five million weapons and twenty million events, read while twenty clients write, beside bare tables.

    python -m benchmarks.scale --weapons 5000000

Fills a throw-away installation on SQLite, then one on PostgreSQL (a cluster of its own, fsync on), four events a
weapon, and the same rows as bare tables. Then asks for weapon pages, look-ups, lists and counts: with nobody writing,
with twenty clients who write every second, and with twenty who write without a pause. Each is asked of Salwa's services
and of the bare tables in turn, so that both meet the same load. The goal is a ratio of the 95th percentiles of at most
3 against plain queries that also leave a row in a log, as every look-up in Salwa does; given too are the ratio without
the log, and that of the time Salwa spends in statements of the database to the plain queries.

Prints JSON lines; progress on stderr. Stops by itself after `--minutes` (25), and when the files pass `--gigabytes`
(40); then the exit code is 1. Everything written is removed.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

PHASES = (("quiet", None), ("twenty_every_second", 1.0), ("twenty_without_pause", 0.0))
# Seconds for which the writers write before anything is measured: each reads its reference data first.
WARMING = 5
# As an operator with four gigabytes would set it; what is committed is on the disk.
DURABLE = {"fsync": "on", "full_page_writes": "on", "autovacuum": "on", "shared_buffers": "1GB"}


class OutOfBounds(Exception):
    """Time or disk is used up."""


def main() -> int:
    """Run one engine after another, each in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--weapons", type=int, default=100_000)
    parser.add_argument("--engine", choices=["both", "sqlite", "postgresql"], default="both")
    parser.add_argument("--seconds", type=float, default=10.0, help="at most so long for one question of one phase")
    parser.add_argument("--most", type=int, default=300, help="at most so many times a question is asked")
    parser.add_argument("--minutes", type=float, default=25.0)
    parser.add_argument("--gigabytes", type=float, default=40.0)
    parser.add_argument("--deadline", type=float, default=0.0, help=argparse.SUPPRESS)
    wanted = parser.parse_args()
    if wanted.deadline:
        return one_engine(wanted)
    # Stopped from outside it still removes what it wrote.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    began, engines = time.time(), ["sqlite", "postgresql"] if wanted.engine == "both" else [wanted.engine]
    codes = []
    for place, engine in enumerate(engines):
        # Each engine may use its share of the time that is left.
        share = (began + wanted.minutes * 60 - time.time()) / (len(engines) - place)
        codes.append(started(engine, wanted, time.time() + share))
    return max(codes)


def started(engine: str, wanted: argparse.Namespace, deadline: float) -> int:
    """One engine in a process of its own, in a folder of its own, both gone afterwards."""
    from benchmarks.engines.cluster import Cluster

    home = Path(tempfile.mkdtemp(prefix="salwa-scale-"))
    cluster = Cluster(DURABLE) if engine == "postgresql" else None
    environment = os.environ | {
        "SALWA_HOME": str(home), "SALWA_STATE": "KEN", "SALWA_SECRET_KEY": "of-the-measurement",
        "SALWA_PAGES_OPENED_PER_DAY": "100000000", "SALWA_LOOKUPS_PER_DAY": "100000000",
        "SALWA_DATABASE_URL": cluster.url if cluster else "", "DJANGO_SETTINGS_MODULE": "salwa.settings.django",
        "SCALE_FOLDERS": f"{home}:{cluster.folder}" if cluster else str(home),
    }  # fmt: skip
    words = [f"--{name}={getattr(wanted, name)}" for name in ("weapons", "seconds", "most", "gigabytes")]
    command = [sys.executable, "-m", "benchmarks.scale", f"--deadline={deadline}", *words]
    process = subprocess.Popen(command, env=environment)
    try:
        # It stops by itself; a statement that takes longer than the time left is cut off a little later.
        return process.wait(timeout=max(60.0, deadline - time.time() + 120))
    except subprocess.TimeoutExpired:
        print(json.dumps({"engine": engine, "stopped": "cut off after the time was over"}), flush=True)
        return 1
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
        if cluster:
            cluster.close()
        shutil.rmtree(home, ignore_errors=True)


def one_engine(wanted: argparse.Namespace) -> int:
    """Fill, check, measure, in the installation that the environment names."""
    import django

    django.setup()
    from django.db import connection

    try:
        return measured(wanted)
    except OutOfBounds as bound:
        print(json.dumps({"engine": connection.vendor, "stopped": str(bound)}), flush=True)
        return 1


def measured(wanted: argparse.Namespace) -> int:
    """The work of `one_engine`. Returns 1 when a ratio is over the goal or a writer met a fault."""
    from django.db import connection

    from benchmarks.scale_fill import Filler, check_sample, seconds_of
    from benchmarks.scale_measure import Bare, questions
    from salwa.domain.accounts import Role
    from salwa.services.accounts.actions import operator
    from salwa.services.audit.turns import make_room_for_turns
    from salwa.services.installation.actions import prepare_database
    from salwa.services.search.upkeep import rebuild_index
    from salwa.storage.accounts.models import Membership, Organisation, User

    say = Teller(wanted, connection.vendor)
    prepare_database()
    make_room_for_turns()
    user = User.objects.create_user("measured@police.example", None)
    unit = Organisation.objects.create(name="Police of Ruritania")
    for role in (Role.REGISTRAR, Role.SUPERVISOR):
        Membership.objects.create(user=user, organisation=unit, role=role.value)
    filler = Filler(wanted.weapons, user.pk, say)
    say.line(filled_seconds=round(seconds_of(filler.fill), 1), weapons=wanted.weapons, events=4 * wanted.weapons)
    check_sample(wanted.weapons)
    say.line(index_seconds=round(seconds_of(lambda: rebuild_index(acting_user=operator())), 1))
    say.line(counting_seconds=round(seconds_of(count), 1), gigabytes=say.gigabytes())
    asked = questions(user, wanted.weapons, filler.first_holder)
    given = {"weapons": wanted.weapons, "user": user.pk, "holder": filler.first_holder}
    kept = [phase(name, pause, (wanted, say), (asked, Bare(), given)) for name, pause in PHASES]
    return 0 if all(kept) else 1


def count() -> None:
    """The pass over the whole register that the counts on the pages come from, as the background worker makes it."""
    from django.utils import timezone

    from salwa.services.analysis.counting import count_register
    from salwa.storage.register.models import Counting

    count_register(Counting.objects.create(requested_at=timezone.now()).pk)


def phase(name: str, pause: float | None, told: tuple[argparse.Namespace, Teller], things: tuple[Any, ...]) -> bool:
    """All questions while nobody writes, or twenty do; whether every promise was kept."""
    from benchmarks.scale_measure import Writers, measure

    wanted, say = told
    asked, bare, given = things
    writers = Writers(2 * wanted.seconds * len(asked) + 60, pause, given) if pause is not None else None
    kept = True
    time.sleep(WARMING if writers else 0)
    try:
        for place, question in enumerate(asked):
            say(f"{name}: {question.name}")
            found = measure(question, bare, wanted.seconds, wanted.most, place)
            say.line(phase=name, **found)
            kept &= found["within_goal"]
    finally:
        wrote = writers.told() if writers else {"write_faults": 0}
    say.line(phase=name, **wrote)
    return kept and wrote["write_faults"] == 0


class Teller:
    """Tells how far the work is, and stops it when time or disk is used up."""

    def __init__(self, wanted: argparse.Namespace, engine: str) -> None:
        self.wanted, self.engine, self.began = wanted, engine, time.time()
        self.folders = [Path(folder) for folder in os.environ["SCALE_FOLDERS"].split(":")]

    def __call__(self, what: str) -> None:
        """Progress on stderr; raises `OutOfBounds`."""
        sys.stderr.write(f"{self.engine} {time.time() - self.began:7.1f} s  {what}\n")
        sys.stderr.flush()
        if time.time() > self.wanted.deadline:
            raise OutOfBounds(f"the time was over at: {what}")
        if self.gigabytes() > self.wanted.gigabytes:
            raise OutOfBounds(f"the files passed {self.wanted.gigabytes} GB at: {what}")

    def line(self, **found: Any) -> None:
        """One JSON line on stdout."""
        print(json.dumps({"engine": self.engine, **found}), flush=True)

    def gigabytes(self) -> float:
        """Size of everything written so far."""
        total = 0
        for folder in self.folders:
            for path, _, names in os.walk(folder):
                for name in names:
                    try:
                        total += (Path(path) / name).stat().st_size
                    except OSError:  # gone meanwhile
                        continue
        return round(total / 1e9, 2)


if __name__ == "__main__":
    sys.exit(main())
