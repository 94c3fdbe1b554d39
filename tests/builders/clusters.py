"""PostgreSQL clusters of their own, which a campaign may stop, restart and look into."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp

PROGRAMS = Path("/usr/lib/postgresql")


def program(name: str) -> str:
    """Path of a program of the newest PostgreSQL installed."""
    found = sorted(PROGRAMS.glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    if not found:
        raise RuntimeError("PostgreSQL is not installed: run tools/apt.sh postgresql")
    return str(found[-1])


@dataclass(frozen=True)
class Cluster:
    """A cluster in `place`, listening on this machine only; the superuser `salwa` signs in without a password."""

    place: Path
    port: int

    @property
    def url(self) -> str:
        """Address of its first database."""
        return f"postgresql://salwa@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        """Start it, and wait until it answers."""
        self._control("start", "-w", "-l", str(self.place / "log"), "-o", self._options())

    def stop(self) -> None:
        """As a power cut would: nothing is written any more."""
        self._control("stop", "-m", "immediate")

    def say(self, statement: str) -> None:
        """Have the superuser say this."""
        import psycopg

        with psycopg.connect(self.url, autocommit=True) as server:
            server.execute(statement)  # type: ignore[arg-type]

    def _options(self) -> str:
        # Recovery syncs the disk once and not file by file: killed processes lose nothing that the kernel has.
        settings = "-c listen_addresses=127.0.0.1 -c recovery_init_sync_method=syncfs"
        return f"-p {self.port} -k {self.place} {settings}"

    def _control(self, *words: str) -> None:
        command = [*as_owner(), program("pg_ctl"), "-D", str(self.place / "data"), *words]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=self.place, timeout=120)


def as_owner() -> list[str]:
    """Words before a command of PostgreSQL, which refuses to run as root."""
    return ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.geteuid() == 0 else []


@contextmanager
def a_cluster() -> Iterator[Cluster]:
    """A new cluster, not started yet; stopped and removed at the end."""
    place = Path(mkdtemp(prefix="salwa-cluster-"))
    if os.geteuid() == 0:
        shutil.chown(place, "postgres")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    cluster = Cluster(place, port)
    try:
        command = [*as_owner(), program("initdb"), "-D", str(place / "data"), "-U", "salwa", "-A", "trust"]
        subprocess.run([*command, "--locale=C.UTF-8"], check=True, stdout=subprocess.DEVNULL, cwd=place)
        yield cluster
    finally:
        if (place / "data" / "postmaster.pid").exists():
            cluster.stop()
        shutil.rmtree(place, ignore_errors=True)
