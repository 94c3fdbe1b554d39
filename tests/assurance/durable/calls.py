"""Reading a trace of system calls: was everything written to the database on the disk when the client was told so?"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

TRACED = "write,pwrite64,writev,pwritev,fsync,fdatasync,sendto,rename"
_CALL = re.compile(r"^(\d+) +(\w+)\(\d+<([^>]*)>")
_RESUMED = re.compile(r"^(\d+) +<\.\.\. (\w+) resumed>")
_RENAME = re.compile(r'^\d+ +rename\("[^"]*", "([^"]*/(?:imports|keys)/[^"/]*)"\)')
_SYNCS = frozenset({"fsync", "fdatasync"})
_DATABASE = re.compile(r"/salwa\.sqlite3(-wal)?$|/pg_wal/[0-9A-F]{24}$")


@dataclass
class Order:
    """`acks`: acknowledgements seen; `ordered`: those before which the commit was written and reached the disk."""

    acks: int = 0
    ordered: int = 0
    writes: int = 0
    syncs: int = 0
    said: list[str] = field(default_factory=list)


class Reader:
    """Takes the lines of `strace -f -y` one after another."""

    def __init__(self) -> None:
        self.order = Order()
        self._open: dict[str, tuple[str, str]] = {}
        # File of the database -> processes whose writes to it were not synced yet.
        self._dirty: dict[str, set[str]] = {}
        # Processes that answer somebody. What others write to the log of PostgreSQL was acknowledged to nobody.
        self._answering: set[str] = set()
        # Folders in which a received file got its name, which only the folder's own sync keeps.
        self._renamed: set[str] = set()
        self._written = self._synced = False

    def read(self, lines: Iterable[str]) -> Order:
        """All lines; returns what was found."""
        for line in lines:
            self._take(line)
        return self.order

    def _take(self, line: str) -> None:
        resumed = _RESUMED.match(line)
        if resumed:
            name, path = self._open.pop(resumed[1], ("", ""))
            if name in _SYNCS and line.rstrip().endswith("= 0"):
                self._sync(path)
            return
        renamed = _RENAME.match(line)
        if renamed:
            self._renamed.add(renamed[1].rsplit("/", 1)[0])
        call = _CALL.match(line)
        if not call:
            return
        process, name, path = call.groups()
        if line.rstrip().endswith("<unfinished ...>"):
            self._open[process] = (name, path)
        if name not in _SYNCS:
            self._write(process, name, path)
        elif line.rstrip().endswith("= 0"):
            self._sync(path)

    def _write(self, process: str, name: str, path: str) -> None:
        if _DATABASE.search(path):
            self.order.writes += 1
            self._dirty.setdefault(path, set()).add(process)
            self._written, self._synced = True, False
        elif "/acks." in path:
            self._acknowledged(path)
        elif name == "sendto":
            self._answering.add(process)

    def _sync(self, path: str) -> None:
        self._renamed.discard(path)
        if _DATABASE.search(path):
            self.order.syncs += 1
            self._dirty.pop(path, None)
            self._synced = True

    def _acknowledged(self, path: str) -> None:
        self.order.acks += 1
        dirty = sorted(path for path, by in self._dirty.items() if "/pg_wal/" not in path or by & self._answering)
        dirty += sorted(self._renamed)
        good = self._written and self._synced and not dirty
        self.order.ordered += good
        if not good and len(self.order.said) < 5:
            self.order.said.append(f"ack {self.order.acks}: written={self._written}, not synced: {dirty}")
        self._written = False
