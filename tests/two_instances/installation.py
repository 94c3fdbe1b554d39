"""One installation as the campaign sees it: a home, a database, a port in some network, and processes while it runs."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg

from salwa.settings.table import write_settings
from tests.two_instances.databases import new_database
from tests.two_instances.namespaces import Net

SETTINGS = {
    "exchange_plain_http": True, "exchange_timeout_seconds": 3, "exchange_longest_wait_seconds": 1,
    "exchange_messages_per_minute": 100_000_000,
}  # fmt: skip


class Node:
    """One installation. It takes a copy of `tables`: a file of SQLite, or (with `server`) the name of a database;
    `more` are settings of it.
    """

    def __init__(
        self,
        place: Path,
        state: str,
        profile: str,
        net: Net,
        *,
        tables: str,
        server: str = "",
        workers: int = 1,
        **more: object,
    ) -> None:
        self.state, self.home, self.net, self.workers = state, place / state, net, workers
        self.port = net.within(_a_port, net.address)
        self.home.mkdir()
        self.name = f"two_{os.getpid()}_{state.lower()}"
        self.database = new_database(server, self.name, tables) if server else ""
        if not server:
            shutil.copy(tables, self.home / "salwa.sqlite3")
        settle(self.home, profile, state, self.database, **more)
        self.running: subprocess.Popen[bytes] | None = None
        self.identity: dict[str, Any] = {}

    def begin_preparing(self) -> subprocess.Popen[bytes]:
        """Make its tables and keys, in a process of its own."""
        return subprocess.Popen(python("prepare", str(self.home)), env=bare(), stdout=subprocess.PIPE)

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
        words = ["--home", str(self.home), "--host", self.net.address, "--port", str(self.port)]
        words += ["--workers", str(self.workers)]
        words += ["--control", control] if control else []
        with (self.home / "log").open("ab") as log:
            self.running = self.net.within(
                subprocess.Popen[bytes],
                python("node", *words),
                env=bare(),
                stdout=log,
                stderr=log,
                start_new_session=True,
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
            with self.net.within(socket.create_connection, (self.net.address, self.port), timeout=1):
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


def settle(home: Path, profile: str, state: str, database: str, **more: object) -> None:
    """Write the settings of an installation."""
    named = {"database_url": database} if database else {}
    of_state = {"state": state} if profile == "national" else {}
    write_settings(home, {"profile": profile, **of_state, "secret_key": f"of {state}", **named, **SETTINGS, **more})


def python(module: str, *words: str) -> list[str]:
    """The command that runs a module of this folder."""
    return [sys.executable, "-m", f"tests.two_instances.{module}", *words]


def bare() -> dict[str, str]:
    """The environment, without what tells Salwa of another installation."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("SALWA_", "DJANGO_"))} | {
        "PYTHONPATH": os.pathsep.join(["src", "."])
    }


def _a_port(address: str) -> int:
    with socket.socket() as free:
        free.bind((address, 0))
        return int(free.getsockname()[1])
