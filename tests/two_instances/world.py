"""Three installations on one machine, the bad lines between them, kills and partitions, and the books afterwards."""

from __future__ import annotations

import atexit
import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg

from salwa.settings.table import write_settings
from tests.two_instances.proxy import LOCAL, Faults, Line

STATES = {"KEN": "national", "UGA": "national", "UNO": "secretariat"}
SETTINGS = {
    "exchange_plain_http": True, "exchange_timeout_seconds": 3, "exchange_longest_wait_seconds": 1,
    "exchange_messages_per_minute": 100_000_000,
}  # fmt: skip


# (server, profile) -> a database with the tables of today, empty, of which every installation takes a copy.
TABLES: dict[tuple[str, str], str] = {}


class Node:
    """One installation: a home, a database, a port, and processes while it runs."""

    def __init__(self, place: Path, state: str, server: str, workers: int) -> None:
        self.state, self.home, self.port, self.workers = state, place / state, _a_port(), workers
        self.home.mkdir()
        name, tables = f"two_{os.getpid()}_{state.lower()}", TABLES[server, STATES[state]]
        self.database = _new_database(server, name, tables) if server else ""
        if not server:
            shutil.copy(tables, self.home / "salwa.sqlite3")
        _settle(self.home, STATES[state], state, self.database)
        self.running: subprocess.Popen[bytes] | None = None
        self.identity: dict[str, Any] = {}

    def begin_preparing(self) -> subprocess.Popen[bytes]:
        """Make its tables and keys, in a process of its own."""
        return subprocess.Popen(_python("prepare", str(self.home)), env=_bare(), stdout=subprocess.PIPE)

    def plan(
        self,
        partners: list[dict[str, Any]],
        steps: list[list[Any]],
        pace: float,
        clerks: int = 0,
        *,
        courier: bool = True,
    ) -> None:
        """What it has to do once it runs: one officer with a book, or so many clerks without; messages leave or not."""
        said = {"partners": partners, "steps": steps, "pace": pace, "clerks": clerks, "courier": courier}
        (self.home / "plan.json").write_text(json.dumps(said))

    def start(self, control: str | None = None) -> None:
        """Start it (again)."""
        words = ["--home", str(self.home), "--port", str(self.port), "--workers", str(self.workers)]
        words += ["--control", control] if control else []
        with (self.home / "log").open("ab") as log:
            self.running = subprocess.Popen(
                _python("node", *words), env=_bare(), stdout=log, stderr=log, start_new_session=True
            )

    def kill(self) -> None:
        """kill -9 for all its processes at once."""
        if self.running is not None:
            os.killpg(self.running.pid, signal.SIGKILL)
            self.running.wait()
            self.running = None

    def processor_seconds(self) -> float:
        """Seconds of processor that its processes have used so far."""
        used = 0
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = stat.read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue
            if self.running is not None and int(fields[2]) == self.running.pid:
                used += int(fields[11]) + int(fields[12])
        return used / os.sysconf("SC_CLK_TCK")

    def serves(self) -> bool:
        """Whether its web server answers."""
        try:
            with socket.create_connection((LOCAL, self.port), timeout=1):
                return True
        except OSError:
            return False

    def ask(self, statement: str) -> list[tuple[Any, ...]]:
        """Rows of its database, read beside the running installation."""
        if self.database:
            with psycopg.connect(self.database, autocommit=True) as reading:
                return reading.execute(statement).fetchall()  # type: ignore[arg-type]
        with closing(sqlite3.connect(f"file:{self.home}/salwa.sqlite3?mode=ro", uri=True, timeout=30)) as reading:
            return reading.execute(statement).fetchall()

    def acked(self) -> int:
        """Steps that the officer was told are done."""
        path = self.home / "acks"
        return len(path.read_text().splitlines()) if path.exists() else 0


class World:
    """All of it. `lines[a, b]` carries what a sends to b."""

    def __init__(self, nodes: dict[str, Node], faults: Faults, seed: int) -> None:
        self.nodes = nodes
        pairs = [(one, other) for one in nodes for other in nodes if one != other]
        self.lines = {
            pair: Line(nodes[pair[1]].port, faults, seed + number, keep="UNO" in pair)
            for number, pair in enumerate(pairs)
        }

    def partners_of(self, state: str) -> list[dict[str, Any]]:
        """The identities of the others, each at the address of the line to it."""
        return [
            self.nodes[other].identity | {"address": f"http://{LOCAL}:{self.lines[state, other].port}"}
            for other in self.nodes
            if other != state
        ]

    def start(self, control: str | None = None) -> None:
        """Start every installation and wait until it serves."""
        for node in self.nodes.values():
            node.start(control)
        end = time.monotonic() + 60
        while not all(node.serves() for node in self.nodes.values()):
            if time.monotonic() > end:
                said = "\n".join((node.home / "log").read_text()[-1500:] for node in self.nodes.values())
                raise RuntimeError(f"an installation does not start: {said}")
            time.sleep(0.1)

    def partition(self, state: str, cut: bool) -> None:
        """Cut one installation off from all others, or join it again."""
        for pair, line in self.lines.items():
            if state in pair:
                line.cut() if cut else line.heal()

    def undelivered(self) -> int:
        """Messages anywhere that are not confirmed yet."""
        said = "SELECT count(*) FROM exchange_outboxmessage WHERE state <> 'delivered'"
        return sum(node.ask(said)[0][0] for node in self.nodes.values())


@contextmanager
def a_world(server: str, faults: Faults, seed: int, workers: int = 1) -> Iterator[World]:
    """Three prepared installations, not started; on PostgreSQL in databases beside the one `server` names."""
    place = Path(tempfile.mkdtemp(prefix="salwa-two-"))
    _make_tables(server)
    nodes = {state: Node(place, state, server, workers) for state in STATES}
    world = None
    try:
        preparing = {state: node.begin_preparing() for state, node in nodes.items()}
        for state, process in preparing.items():
            said, _ = process.communicate(timeout=180)
            nodes[state].identity = json.loads(said.splitlines()[-1])
        world = World(nodes, faults, seed)
        yield world
    finally:
        for node in nodes.values():
            node.kill()
        for line in world.lines.values() if world else ():
            line.close()
        for node in nodes.values() if server else ():
            _drop(server, node.database.rsplit("/", 1)[1])
        shutil.rmtree(place, ignore_errors=True)


def _make_tables(server: str) -> None:
    """Make what the installations take copies of, once for each engine: it takes longer than everything else."""
    making = []
    for profile in {*STATES.values()} - {named for there, named in TABLES if there == server}:
        home = Path(tempfile.mkdtemp(prefix="salwa-two-tables-"))
        atexit.register(shutil.rmtree, home, ignore_errors=True)
        name = f"two_{os.getpid()}_{profile}"
        address = _new_database(server, name) if server else ""
        if server:
            atexit.register(_drop, server, name)
        _settle(home, profile, "KEN", address)
        TABLES[server, profile] = name if server else str(home / "salwa.sqlite3")
        making.append(subprocess.Popen(_python("prepare", str(home), "--tables"), env=_bare()))
    for one in making:
        if one.wait(timeout=180):
            raise RuntimeError("the tables could not be made")


def _settle(home: Path, profile: str, state: str, database: str) -> None:
    """Write the settings of an installation."""
    named = {"database_url": database} if database else {}
    of_state = {"state": state} if profile == "national" else {}
    write_settings(home, {"profile": profile, **of_state, "secret_key": f"of {state}", **named, **SETTINGS})


def _python(module: str, *words: str) -> list[str]:
    return [sys.executable, "-m", f"tests.two_instances.{module}", *words]


def _bare() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith(("SALWA_", "DJANGO_"))} | {
        "PYTHONPATH": os.pathsep.join(["src", "."])
    }


def _a_port() -> int:
    with socket.socket() as free:
        free.bind((LOCAL, 0))
        return int(free.getsockname()[1])


def _new_database(server: str, name: str, like: str = "template1") -> str:
    _drop(server, name)
    with psycopg.connect(server, autocommit=True) as there:
        there.execute(f"CREATE DATABASE {name} TEMPLATE {like}")  # type: ignore[arg-type]
    return server.rsplit("/", 1)[0] + f"/{name}"


def _drop(server: str, name: str) -> None:
    with psycopg.connect(server, autocommit=True) as there:
        there.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")  # type: ignore[arg-type]
