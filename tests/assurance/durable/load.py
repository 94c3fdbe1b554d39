"""A real `salwa serve` and clients that ask it without a pause, each sending again what was not acknowledged."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from tests.assurance.durable.asking import CHECKED, Asked, Asking

CLIENTS = 4
# A defect: a connection that broke is kept for ever.
NO_RECONNECT = (
    "from django.db.backends.base.base import BaseDatabaseWrapper as Wrapper;"
    "Wrapper.close_if_unusable_or_obsolete = lambda self: None;"
    "Wrapper.close_if_health_check_failed = lambda self: None;"
    "Wrapper.close = lambda self: None;"
)


@contextmanager
def a_server(home: Path, control: str | None) -> Iterator[int]:
    """`salwa serve` for this home in processes of its own; gives its port."""
    with a_running_server(home, NO_RECONNECT if control == "no_reconnect" else "") as (port, _):
        yield port


@contextmanager
def a_running_server(
    home: Path, before: str = "", wrapped: Sequence[str] = ()
) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """`salwa serve` for this home; gives its port and its first process.

    `before` is run in that process before anything of Salwa is loaded (a defect); the words `wrapped` go before the
    command (a tracer). Everything it says lies in `serve.log` of the home.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = ["serve", "--home", str(home), "--port", str(port), "--workers", "2"]
    command = [*wrapped, sys.executable, "-c", f"{before}\nfrom salwa.commands.main import run;run()", *words]
    with (home / "serve.log").open("wb") as log:
        server = subprocess.Popen(command, env=bare(), stdout=log, stderr=log, start_new_session=True)
    try:
        _until_it_answers(server, port, home / "serve.log")
        yield port, server
    finally:
        os.killpg(server.pid, signal.SIGTERM) if wrapped else server.send_signal(signal.SIGTERM)
        try:
            server.wait(timeout=40)
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()


def bare() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith(("SALWA_", "DJANGO_"))}


def _until_it_answers(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    for _ in range(600):
        if server.poll() is not None:
            break
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    raise SystemExit(f"salwa serve does not answer: {log.read_text(errors='replace')[-2000:]}")


class Load:
    """Clients, each with steps of its own."""

    def __init__(self, asking: Asking, port: int) -> None:
        self._asking, self._port = asking, port
        self._ended = threading.Event()
        self._threads = [threading.Thread(target=self._work, args=(place,)) for place in range(CLIENTS)]
        self._served = [0.0] * CLIENTS
        self.statuses: Counter[str] = Counter()
        self.wrong: list[str] = []
        self.acked: set[tuple[int, str]] = set()

    def start(self) -> None:
        """Let all clients begin."""
        for thread in self._threads:
            thread.start()

    def until_warm(self) -> None:
        """Wait until every client was served through some steps, so that both web processes have loaded everything."""
        end = time.monotonic() + 120
        while len(self.acked) < 12 * CLIENTS and time.monotonic() < end:
            time.sleep(0.05)

    def stop(self) -> None:
        """Let all clients finish the request they are at."""
        self._ended.set()
        for thread in self._threads:
            thread.join(timeout=60)

    def served_again(self, since: float, at_most: float) -> list[float]:
        """For each client the seconds after the moment `since` until something was done for it."""
        while time.monotonic() < since + at_most and min(self._served) < since:
            time.sleep(0.01)
        now = time.monotonic()
        return [max(0.0, (moment if moment >= since else now) - since) for moment in self._served]

    def _work(self, place: int) -> None:
        number = place
        while not self._ended.is_set():
            for asked in self._asking.of_step(number):
                self._until_done(place, number, asked)
            number += CLIENTS

    def _until_done(self, place: int, number: int, asked: Asked) -> None:
        """Ask until it is acknowledged, as a program does that reads Retry-After (only sooner)."""
        while not self._ended.is_set():
            status, retry = self._ask(asked)
            self.statuses[str(status)] += 1
            if status < 400:
                self._served[place] = time.monotonic()
                if asked.name in CHECKED:
                    self.acked.add((number, asked.name))
                return
            if status != 503 or not retry.isdecimal():
                self.wrong.append(f"{asked.name} of step {number} answered {status}, Retry-After {retry!r}")
            time.sleep(0.05)

    def _ask(self, asked: Asked) -> tuple[int, str]:
        """Status and Retry-After; 0 when the connection itself broke, which a web server never does here."""
        connection = HTTPConnection("127.0.0.1", self._port, timeout=30)
        try:
            headers = asked.headers | ({"Content-Type": asked.kind} if asked.kind else {})
            connection.request(asked.method, asked.path, asked.body or None, headers)
            response = connection.getresponse()
            response.read()
            return response.status, response.headers.get("Retry-After", "")
        except (OSError, HTTPException):
            return 0, ""
        finally:
            connection.close()
