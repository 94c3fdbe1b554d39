"""A web process of its own for one fault: it works, system calls fail, the fault goes, it works again."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from tests.assurance.durable.asking import Asking
from tests.assurance.durable.door import answer, application

# (step, name of the request, status)
Answer = tuple[int, str, int]
_ANY = -1  # PR_SET_PTRACER_ANY
_SET_PTRACER = 0x59616D61


class Served:
    """The process, forked from this one; it is told what to ask through a socket, since writes to pipes may fail."""

    def __init__(self, asking: Asking, place: Path, control: str | None, *, fresh: bool) -> None:
        self._asking, self._place = asking, place
        ours, theirs = socket.socketpair()
        self._child = os.fork()
        if self._child == 0:
            ours.close()
            _serve(asking, theirs, place / "log", control, fresh)
        theirs.close()
        self._ours, self._lines = ours, ours.makefile("r")
        self._told = self._heard()

    def under_fault(self, words: list[str], steps: Iterable[int], server: bool) -> list[Answer]:
        """Ask every step while system calls fail; `server`: those of the database's server process."""
        process = self._told["server"] if server else self._child
        command = ["strace", *([] if server else ["-f"]), "-o", str(self._place / "trace"), *words, "-p", str(process)]
        with (self._place / "said").open("w") as said:
            tracer = subprocess.Popen(command, stderr=said)
        self._until(lambda: "attached" in (self._place / "said").read_text(), tracer)
        answers = self._ask(steps)
        tracer.send_signal(signal.SIGINT)
        tracer.wait(timeout=30)
        return answers

    def recovered(self, steps: Iterable[int]) -> list[Answer]:
        """Ask the same again without the fault, as senders do; a server that restarts is given its time."""
        end = time.monotonic() + 30
        answers = self._ask(steps)
        while any(status in (503, 507) for _, _, status in answers) and time.monotonic() < end:
            time.sleep(0.2)
            answers = self._ask(steps)
        self._ours.close()
        self._lines.close()
        os.waitpid(self._child, 0)
        return answers

    def injected(self) -> int:
        """How many calls failed."""
        return (self._place / "trace").read_text(errors="replace").count("(INJECTED)")

    def log(self) -> str:
        """What the process wrote into its log."""
        return (self._place / "log").read_text(errors="replace")

    def _ask(self, steps: Iterable[int]) -> list[Answer]:
        self._ours.sendall((json.dumps(list(steps)) + "\n").encode())
        return [tuple(one) for one in self._heard()["answers"]]

    def _heard(self) -> dict[str, Any]:
        line = self._lines.readline()
        if not line:
            raise SystemExit(f"the web process ended: {self.log()}")
        return dict(json.loads(line))

    def _until(self, ready: Callable[[], bool], tracer: subprocess.Popen[bytes]) -> None:
        while not ready():
            if tracer.poll() is not None:
                raise SystemExit(f"strace cannot watch the process: {(self._place / 'said').read_text()}")
            time.sleep(0.005)


def _serve(asking: Asking, pipe: socket.socket, log: Path, control: str | None, fresh: bool) -> None:
    """In the child: answer until the socket is closed."""
    try:
        with log.open("wb") as file:
            os.dup2(file.fileno(), 2)
        _let_trace()
        _defect(control)
        serving = application()
        server = _server_process()
        if fresh:
            from django.db import connections

            connections.close_all()
        lines = pipe.makefile("r")
        pipe.sendall((json.dumps({"server": server}) + "\n").encode())
        while line := lines.readline():
            said = [
                (step, asked.name, _status(serving, asked))
                for step in json.loads(line)
                for asked in asking.of_step(step)
            ]
            pipe.sendall((json.dumps({"answers": said}) + "\n").encode())
    except BaseException:
        import traceback

        traceback.print_exc()
    finally:
        os._exit(0)


def _status(serving: Any, asked: Any) -> int:
    """The status; 599 for what no reader may see: a trace in the answer, or no Retry-After with an outage."""
    status, headers, body = answer(serving, asked)
    if b"Traceback" in body or (status in (503, 507) and not headers.get("Retry-After", "").isdecimal()):
        return 599
    return status


def _server_process() -> int:
    from django.db import connection

    if connection.vendor != "postgresql":
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def _let_trace() -> None:
    """Where a process may watch only its own children, this one may be watched by its sibling."""
    import ctypes

    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SET_PTRACER, _ANY, 0, 0, 0)


def _defect(control: str | None) -> None:
    if control == "as_fault":
        from salwa.api import contract
        from salwa.web.frame import errors

        contract.outage_of = errors.outage_of = lambda error: None
    if control == "swallow":
        from django.db import OperationalError, connection

        commit = connection.commit

        def swallowed() -> None:
            try:
                commit()
            except OperationalError:
                connection.rollback()

        connection.commit = swallowed
