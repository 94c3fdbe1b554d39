"""A mixed load on a real `salwa serve` for an hour: no wrong answer, and nothing that grows (target R9).

    python -m tests.assurance.load_campaign --minutes 60

Clients look weapons up, open their pages, record entries, read lists, send files and sign in. Memory, open files and
connections to the database of every process are sampled. Prints one line of JSON; exit code 1 when an answer was not
the expected one, when the memory of a process grew by more than `--growth` (a part, 0.05) from the first quarter to the
last, or when its open files or the connections grew by more than ALLOWED. `--control` puts a defect in, which must be
found.
The engine is PostgreSQL where SALWA_DATABASE_URL names a server, else SQLite.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from statistics import quantiles
from typing import Any

from tests.assurance.durable.home import a_home
from tests.assurance.durable.load import a_running_server
from tests.assurance.durable.mixed import SETTINGS, Asked, Mixed
from tests.assurance.durable.watching import Series, Watch, growth_of_least, growth_of_memory

# Threads of a web process open their files and connections when they are first needed.
ALLOWED = 4
DEFECT = """
import salwa.web.security as doors
kept, was = [], doors.SecurityHeaders.__call__
def call(self, request):
    if {when}: {what}
    return was(self, request)
doors.SecurityHeaders.__call__ = call
"""
CONTROLS = {
    # At most 400 MB a process and 900 files: the defect must be seen, not the machine brought down.
    "memory": DEFECT.format(when="len(kept) < 400", what="kept.append(b'x' * 1_000_000)"),
    "files": DEFECT.format(when="len(kept) < 900", what="kept.append(open('/dev/null'))"),
    "answers": DEFECT.format(when="'/life' in request.path", what="raise RuntimeError('defect')"),
}


def main() -> int:
    """Run the campaign."""
    parser = argparse.ArgumentParser(prog="python -m tests.assurance.load_campaign", description=__doc__)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--answers", type=int, default=0, help="go on until so many answers have come, however long")
    parser.add_argument("--clients", type=int, default=4)
    parser.add_argument("--pause", type=float, default=0.02, help="seconds a client waits after each answer")
    parser.add_argument("--warm", type=int, default=40, help="rounds of each client before anything is sampled")
    parser.add_argument("--growth", type=float, default=0.05, help="part by which memory may grow")
    parser.add_argument("--control", choices=sorted(CONTROLS), help="put this defect in")
    asked = parser.parse_args()
    url = os.environ.pop("SALWA_DATABASE_URL", "")
    with a_home(url, **SETTINGS) as home:
        figures = campaign(home, asked, "postgresql" if url else "sqlite")
    print(json.dumps(figures))
    return int(
        bool(figures["wrong"]) or figures["memory_growth"] > asked.growth
        or max(figures["more_files"], figures["more_connections"]) > ALLOWED
    )  # fmt: skip


def campaign(home: Path, asked: argparse.Namespace, engine: str) -> dict[str, Any]:
    """Serve, load, watch; returns the figures."""
    from django.core.management import call_command
    from django.db import connections

    call_command("collectstatic", interactive=False, verbosity=0)
    mixed = Mixed()
    connections.close_all()
    with a_running_server(home, CONTROLS.get(asked.control, "")) as (port, server):
        load = Load(mixed, port, asked.clients, asked.pause)
        load.start()
        load.until(lambda: min(load.rounds) >= asked.warm or bool(load.wrong), 300)
        began = time.monotonic()
        with Watch(server.pid) as watch:
            load.until(load.nobody_works, 60 * asked.minutes)
            load.until(lambda: sum(load.statuses.values()) >= asked.answers, 300)
        seconds = time.monotonic() - began
        load.stop()
    return {
        "campaign": "load", "engine": engine, "minutes": round(seconds / 60, 2), "answers": sum(load.statuses.values()),
        "asked": dict(sorted(load.names.items())), "statuses": dict(sorted(load.statuses.items())),
        "wrong": len(load.wrong), "said": load.wrong[:5], "milliseconds_95": load.slowest_but_five_in_a_hundred(),
        **_held(watch), "log_lines": _lines(home / "serve.log"),
    }  # fmt: skip


def _lines(log: Path) -> int:
    return len(log.read_text(errors="replace").splitlines())


def _held(watch: Watch) -> dict[str, Any]:
    """What the processes held, of those that lived as long as the watch."""
    longest = max(len(one.memory) for one in watch.series.values())
    lasting = [one for one in watch.series.values() if len(one.memory) > longest / 2]
    return {
        "processes": len(lasting), "samples": longest,
        "ended": len(watch.series) - len(lasting),
        "memory_growth": round(max(map(growth_of_memory, lasting)), 4),
        "memory": [_told(one) for one in lasting],
        "more_files": max(growth_of_least(one.files) for one in lasting),
        "more_connections": growth_of_least(watch.connections) or max(growth_of_least(one.database) for one in lasting),
    }  # fmt: skip


def _told(one: Series) -> str:
    part = max(1, len(one.memory) // 4)
    means = [round(sum(one.memory[at : at + part]) / part / 1024, 1) for at in (0, len(one.memory) - part)]
    return f"{one.name}: {means[0]} to {means[1]} MiB, files {min(one.files)} to {max(one.files)}"


class Load:
    """Clients that go on until they are stopped."""

    def __init__(self, mixed: Mixed, port: int, clients: int, pause: float) -> None:
        self._mixed, self._port, self._pause = mixed, port, pause
        self._ended = threading.Event()
        self._threads = [threading.Thread(target=self._work, args=(place,), daemon=True) for place in range(clients)]
        self.rounds = [0] * clients
        self.statuses: Counter[str] = Counter()
        self.names: Counter[str] = Counter()
        self.wrong: list[str] = []
        self._took: list[float] = []

    def start(self) -> None:
        """Let all clients begin."""
        for thread in self._threads:
            thread.start()

    def until(self, ready: Callable[[], bool], at_most: float) -> None:
        """Let them work until `ready`, or so many seconds."""
        end = time.monotonic() + at_most
        while time.monotonic() < end and not ready():
            time.sleep(0.1)

    def nobody_works(self) -> bool:
        """Whether every client has ended, which none does by itself."""
        return not any(thread.is_alive() for thread in self._threads)

    def stop(self) -> None:
        """Let them finish the request they are at."""
        self._ended.set()
        for thread in self._threads:
            thread.join(timeout=60)

    def slowest_but_five_in_a_hundred(self) -> float:
        """Milliseconds within which 95 of 100 answers came."""
        return round(1_000 * quantiles(self._took, n=20)[-1], 1)

    def _work(self, place: int) -> None:
        while not self._ended.is_set():
            for asked in self._mixed.round(place, self.rounds[place]):
                if self._ended.wait(self._pause):
                    return
                self._judge(asked)
            self.rounds[place] += 1

    def _judge(self, asked: Asked) -> None:
        began = time.monotonic()
        status, told = self._ask(asked)
        self._took.append(time.monotonic() - began)
        self.statuses[str(status)] += 1
        self.names[asked.name] += 1
        if status not in asked.right or "/accounts/login/" in told:
            self.wrong.append(f"{asked.name} {asked.path}: {status} {told}")

    def _ask(self, asked: Asked) -> tuple[int, str]:
        """Status and where it leads; 0 when the connection itself broke."""
        connection = HTTPConnection("127.0.0.1", self._port, timeout=60)
        try:
            connection.request(asked.method, asked.path, asked.body or None, asked.headers)
            answer = connection.getresponse()
            answer.read()
            return answer.status, answer.headers.get("Location", "")
        except (OSError, HTTPException) as error:
            return 0, type(error).__name__
        finally:
            connection.close()


if __name__ == "__main__":
    sys.exit(main())
