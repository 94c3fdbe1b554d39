"""What the processes of a served installation hold while they work: memory, open files, connections to the database."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

PROC = Path("/proc")


@dataclass
class Series:
    """What one process held, one value a sample: kibibytes of memory of its own, open files, files of the database."""

    name: str
    memory: list[int] = field(default_factory=list)
    files: list[int] = field(default_factory=list)
    database: list[int] = field(default_factory=list)


class Watch:
    """Samples a process and everything it started, until it is ended; use it as a context."""

    def __init__(self, process: int, every: float = 0.5) -> None:
        self._process, self._every = process, every
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self.series: dict[int, Series] = {}
        # Connections of the database server, counted by itself; empty on SQLite, where files tell.
        self.connections: list[int] = []

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(self, *told: object) -> None:
        self._ended.set()
        self._thread.join(timeout=30)

    def _watch(self) -> None:
        from django.db import connection

        while not self._ended.wait(self._every):
            for one in family(self._process):
                self._sample(one)
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()")
                    self.connections.append(cursor.fetchone()[0])
        connection.close()

    def _sample(self, process: int) -> None:
        try:
            memory, (files, database) = own_memory(process), open_files(process)
            name = (PROC / str(process) / "cmdline").read_bytes().split(b"\0")
        except OSError:  # it has ended
            return
        told = "worker" if b"work" in name else "web"
        series = self.series.setdefault(process, Series(told))
        series.memory.append(memory)
        series.files.append(files)
        series.database.append(database)


def family(process: int) -> list[int]:
    """The process and its descendants."""
    parents: dict[int, list[int]] = {}
    for place in PROC.iterdir():
        if place.name.isdecimal():
            try:
                parent = int((place / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
            parents.setdefault(parent, []).append(int(place.name))
    found = [process]
    for one in found:
        found += parents.get(one, [])
    return found


def own_memory(process: int) -> int:
    """Kibibytes that only this process holds, and its part of what it shares."""
    for line in (PROC / str(process) / "smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1])
    return 0


def open_files(process: int) -> tuple[int, int]:
    """How many files and sockets are open, and how many of them are the SQLite file."""
    count = database = 0
    for place in (PROC / str(process) / "fd").iterdir():
        try:
            target = place.readlink().name
        except OSError:
            continue
        count += 1
        database += target == "salwa.sqlite3"
    return count, database


def quarters(values: list[int]) -> tuple[list[int], list[int]]:
    """The first and the last quarter of a series."""
    part = max(1, len(values) // 4)
    return values[:part], values[-part:]


def growth_of_memory(series: Series) -> float:
    """By what part the memory grew from the first quarter to the last (0.05: five in a hundred)."""
    first, last = quarters(series.memory)
    return median(last) / median(first) - 1


def growth_of_least(values: list[int]) -> int:
    """How many more there were at least in the last quarter than in the first: what comes and goes does not count."""
    if not values:
        return 0
    first, last = quarters(values)
    return min(last) - min(first)
