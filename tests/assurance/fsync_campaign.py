"""No acknowledgement before its commit is on the disk, by the order of system calls (target R2).

    python -m tests.assurance.fsync_campaign --engine sqlite --acks 1000
    python -m tests.assurance.fsync_campaign --engine postgresql --acks 1000

Entries, approvals, imports and scans are acknowledged one after another under `strace`, on PostgreSQL together with the
whole cluster. Before each acknowledgement the write-ahead log must have been written and synced. Prints one line of
JSON; exit code 1 unless that is so for all. `--control` lets commits return early (synchronous=NORMAL on SQLite,
synchronous_commit=off on PostgreSQL), which must be found.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import nullcontext
from itertools import count
from pathlib import Path
from typing import Any

from tests.assurance.durable.calls import TRACED, Reader
from tests.assurance.durable.home import a_home
from tests.builders.clusters import Cluster, a_cluster

UNSAFE = {"sqlite": "PRAGMA synchronous=NORMAL", "postgresql": "SET synchronous_commit = off"}


def main() -> int:
    """Run the campaign, or inside the trace the work."""
    parser = argparse.ArgumentParser(prog="python -m tests.assurance.fsync_campaign", description=__doc__)
    parser.add_argument("--engine", choices=sorted(UNSAFE), default="sqlite")
    parser.add_argument("--acks", type=int, default=1_000)
    parser.add_argument("--control", action="store_true", help="let commits return before they are on the disk")
    parser.add_argument("--cluster", nargs=2, metavar=("PLACE", "PORT"), help="inside the trace: the cluster to start")
    parser.add_argument("--traced", action="store_true", help="inside the trace: do the work")
    asked = parser.parse_args()
    if asked.traced:
        return work(asked)
    with a_cluster() if asked.engine == "postgresql" else nullcontext() as cluster:
        figures = traced(asked, cluster)
    print(json.dumps(figures))
    return int(not figures["acks"] >= asked.acks or figures["ordered"] != figures["acks"])


def traced(asked: argparse.Namespace, cluster: Cluster | None) -> dict[str, Any]:
    """Run the work under strace and read the trace; returns the figures."""
    began = time.monotonic()
    place = Path(tempfile.mkdtemp(prefix="salwa-trace-"))
    try:
        trace = place / "trace"
        words = ["--traced", "--engine", asked.engine, "--acks", str(asked.acks)]
        words += ["--control"] if asked.control else []
        words += ["--cluster", str(cluster.place), str(cluster.port)] if cluster else []
        command = ["strace", "-f", "--seccomp-bpf", "-y", "-s", "0", "-o", str(trace), "-e", f"trace={TRACED}"]
        subprocess.run([*command, sys.executable, "-m", "tests.assurance.fsync_campaign", *words], check=True)
        with trace.open(errors="replace") as lines:
            order = Reader().read(lines)
    finally:
        shutil.rmtree(place, ignore_errors=True)
    return {
        "campaign": "fsync", "engine": asked.engine, "acks": order.acks, "ordered": order.ordered,
        "writes": order.writes, "syncs": order.syncs, "said": order.said,
        "seconds": round(time.monotonic() - began, 1),
    }  # fmt: skip


def work(asked: argparse.Namespace) -> int:
    """Inside the trace: do and acknowledge one step of each kind of work after another, of imports every tenth time."""
    cluster = Cluster(Path(asked.cluster[0]), int(asked.cluster[1])) if asked.cluster else None
    if cluster:
        cluster.start()
    try:
        with a_home(cluster.url if cluster else "") as home:
            _acknowledge(home, asked)
    finally:
        if cluster:
            cluster.stop()
    return 0


def _acknowledge(home: Path, asked: argparse.Namespace) -> None:
    from django.db import connection

    from tests.assurance.durable.approvals import Approvals
    from tests.assurance.durable.imports import Imports
    from tests.assurance.durable.life import Life
    from tests.assurance.durable.stock import Stock

    works: list[Any] = [kind(home) for kind in (Life, Approvals, Imports, Stock)]
    if asked.control:
        with connection.cursor() as cursor:
            cursor.execute(UNSAFE[asked.engine])
    for number in count():
        for one in works:
            if one.name != "imports" or number % 10 == 0:
                one.step(number)
                one.acks.write(number)
        if sum(len(one.acks.path.read_text().splitlines()) for one in works) >= asked.acks:
            return


if __name__ == "__main__":
    os.environ.pop("SALWA_DATABASE_URL", None)
    sys.exit(main())
