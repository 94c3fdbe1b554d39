"""A PostgreSQL cluster of the benchmark's own: made, used over a local socket and stopped by its own process."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

import psycopg

from benchmarks.engines.corpus import Unavailable

_SETTINGS = {
    "fsync": "off",
    "shared_buffers": "2GB",
    "maintenance_work_mem": "1GB",
    "work_mem": "64MB",
    "jit": "off",
    "max_parallel_workers_per_gather": "0",
    "max_wal_size": "8GB",
    "listen_addresses": "",
    "autovacuum": "off",
    "random_page_cost": "1.1",
    "effective_cache_size": "8GB",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}


class Cluster:
    """A temporary cluster; PostgreSQL refuses to run as root, so root runs it as the user `postgres`.

    `settings` take the place of those above: quick ones that do not outlive a power cut.
    """

    def __init__(self, settings: Mapping[str, str] | None = None) -> None:
        programs = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
        if not programs:
            raise Unavailable("PostgreSQL is not installed (Debian: apt-get install postgresql postgresql-contrib).")
        self._bin = programs[-1].parent
        self._as = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        self.folder = Path(tempfile.mkdtemp(prefix="bench-pg-", dir="/tmp"))
        if self._as:
            shutil.chown(self.folder, "postgres")
        self._run("initdb", "-D", str(self.folder / "data"), "-U", "bench", "-A", "trust", "-E", "UTF8", "--locale=C")
        options = [f"-c{name}={value}" for name, value in {**_SETTINGS, **(settings or {})}.items()]
        command = [
            *self._as,
            str(self._bin / "postgres"),
            "-D",
            str(self.folder / "data"),
            "-k",
            str(self.folder),
            *options,
        ]
        self._log = (self.folder / "log").open("w")
        self._server = subprocess.Popen(command, stdout=self._log, stderr=subprocess.STDOUT, cwd="/tmp")
        self._wait()

    @property
    def url(self) -> str:
        """Address of the cluster's database over its socket."""
        return f"postgresql://bench@/postgres?host={self.folder}"

    def connect(self) -> psycopg.Connection[tuple]:
        """A connection in autocommit."""
        return psycopg.connect(host=str(self.folder), user="bench", dbname="postgres", autocommit=True)

    def close(self) -> None:
        """Stop the server (by the process number it wrote) and remove its files."""
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-m", "fast", "-w", "stop")
        self._server.wait(timeout=60)
        self._log.close()
        shutil.rmtree(self.folder)

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [*self._as, str(self._bin / program), *arguments], capture_output=True, text=True, cwd="/tmp", check=False
        )
        if done.returncode:
            raise Unavailable(f"PostgreSQL {program} failed: {done.stderr.strip()[-300:]}")

    def _wait(self) -> None:
        for _ in range(200):
            if self._server.poll() is not None:
                raise Unavailable(f"PostgreSQL did not start; see {self.folder / 'log'}.")
            try:
                self.connect().close()
                return
            except psycopg.OperationalError:
                time.sleep(0.1)
        raise Unavailable("PostgreSQL did not answer within 20 seconds.")
