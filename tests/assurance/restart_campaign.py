"""The database server restarted again and again under the load of a real `salwa serve` (target R5).

    python -m tests.assurance.restart_campaign --restarts 50

A PostgreSQL cluster of its own is stopped as a power cut would stop it and started again, while programs record entries
and send scans and a browser opens pages. Prints one line of JSON; exit code 1 when anything acknowledged was lost or is
there twice, when anything but 2xx, 3xx and 503 with Retry-After was answered, when a client was not served again within
five seconds after the server was back, or when the background worker did not come through. `--control` puts a defect
in, which must be found.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import time
from pathlib import Path
from typing import Any

from tests.assurance.durable.asking import SETTINGS, Asking
from tests.assurance.durable.book import Book, Faults
from tests.assurance.durable.home import a_home
from tests.assurance.durable.load import Load, a_server
from tests.builders.clusters import Cluster, a_cluster

CONTROLS = ("no_reconnect", "async_commit")
ALLOWED_SECONDS = 5.0
# The server works undisturbed for so long between restarts.
BETWEEN = 0.7
# It stays away for a while, at most so many seconds: clients and the worker meet a server that is not there.
LONGEST_DOWN = 2.0


def main() -> int:
    """Run the campaign."""
    parser = argparse.ArgumentParser(prog="python -m tests.assurance.restart_campaign", description=__doc__)
    parser.add_argument("--restarts", type=int, default=50)
    parser.add_argument("--control", choices=CONTROLS, help="put this defect in")
    asked = parser.parse_args()
    with a_cluster() as cluster:
        cluster.start()
        with a_home(cluster.url, **SETTINGS) as home:
            figures = campaign(home, cluster, asked)
    print(json.dumps(figures))
    bad = any(figures[name] for name in ("wrong", "lost", "partial", "twice")) or not figures["whole"]
    return int(bad or figures["slowest_return_seconds"] > ALLOWED_SECONDS or not figures["worker_came_through"])


def campaign(home: Path, cluster: Cluster, asked: argparse.Namespace) -> dict[str, Any]:
    """Serve, load, restart, compare; returns the figures."""
    from django.core.management import call_command
    from django.db import connections

    call_command("collectstatic", interactive=False, verbosity=0)
    asking = Asking()
    connections.close_all()
    began = time.monotonic()
    with a_server(home, asked.control) as port:
        if asked.control == "async_commit":
            cluster.say("ALTER SYSTEM SET synchronous_commit = off")
            cluster.say("SELECT pg_reload_conf()")
        load = Load(asking, port)
        load.start()
        load.until_warm()
        draw = random.Random(asked.restarts)
        returns = [_restarted(cluster, load, draw.uniform(0, LONGEST_DOWN)) for _ in range(asked.restarts)]
        load.stop()
        figures = _compared(asking, load)
        figures["worker_came_through"] = _worker_works()
    return {
        "campaign": "restart", "engine": "postgresql", "restarts": asked.restarts,
        "slowest_return_seconds": round(max(max(back) for _, back in returns), 2),
        "longest_outage_seconds": round(max(down + max(back) for down, back in returns), 2),
        "answers": dict(sorted(load.statuses.items())), "wrong": len(load.wrong),
        "acknowledged": len(load.acked), **figures, "said": [*load.wrong[:3], *figures["said"]][:5],
        "seconds": round(time.monotonic() - began, 1),
    }  # fmt: skip


def _restarted(cluster: Cluster, load: Load, down: float) -> tuple[float, list[float]]:
    """Restart once, `down` seconds after the stop; returns how many seconds the server was away, and for each client
    those from then until it was served again.
    """
    time.sleep(BETWEEN)
    began = time.monotonic()
    cluster.stop()
    time.sleep(down)
    cluster.start()
    up = time.monotonic()
    return up - began, load.served_again(up, 2 * ALLOWED_SECONDS)


def _compared(asking: Asking, load: Load) -> dict[str, Any]:
    """What was acknowledged against the register and its log."""
    from salwa.services.accounts.actions import operator
    from salwa.services.audit.verifying import verify_log
    from salwa.services.custody.recomputing import recompute_states

    found, book = Faults(), Book()
    book.read_on(found)
    found.add(asking.check(load.acked, book))
    whole = verify_log().whole and recompute_states(acting_user=operator(), check=True).agree
    return {"lost": found.lost, "partial": found.partial, "twice": found.twice, "whole": whole, "said": found.said}


def _worker_works() -> bool:
    """Whether the worker of `salwa serve`, which lost its connection with everybody, still does what is queued."""
    from io import BytesIO

    from salwa.services.accounts.actions import operator
    from salwa.services.imports.actions import map_columns, receive_file, start_import, suggest_mapping
    from salwa.storage.register.models import Import
    from tests.builders.files import a_file, row

    user, content = operator(), BytesIO(a_file([row(1, "WORKER 1")]))
    number = receive_file(acting_user=user, file_name="w.csv", stream=content)
    mapping = suggest_mapping(acting_user=user, import_id=number).mapping
    map_columns(acting_user=user, import_id=number, mapping=mapping)
    start_import(acting_user=user, import_id=number)
    for _ in range(200):
        if Import.objects.get(pk=number).status == "finished":
            return True
        time.sleep(0.1)
    return False


if __name__ == "__main__":
    os.environ.pop("SALWA_DATABASE_URL", None)
    sys.exit(main())
