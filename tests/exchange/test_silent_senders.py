"""Senders that are cut off in the middle of a request: the web server leaves them and serves the others."""

import socket
import subprocess
import sys
import time
from contextlib import contextmanager

import pytest

from tests.builders.installations import an_installation, bare

pytestmark = [pytest.mark.one_engine, pytest.mark.django_db(transaction=True)]
LOCAL = "127.0.0.1"
# As `salwa serve` runs it, in one process of four threads; with another limit than its 30 seconds.
SERVER = """
import sys
from pathlib import Path
from salwa.settings.start import open_installation
home, address, seconds = sys.argv[1:]
open_installation(Path(home))
from salwa.commands.serve import _run_web_server
sys.argv = ["salwa"]
_run_web_server(address, 1, silent_seconds=int(seconds))
"""
HEAD = b"POST /exchange/v1/%s HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5000\r\n"
# Cut off in the head, and in the body at either door.
BROKEN = [HEAD % b"messages", HEAD % b"messages" + b"\r\nabc", HEAD % b"batches" + b"\r\nabc"]


@contextmanager
def a_server(home, silent_seconds):
    """(port, file of what it says) while it runs."""
    with socket.socket() as free:
        free.bind((LOCAL, 0))
        port = free.getsockname()[1]
    log = home / "serve.log"
    with log.open("wb") as said:
        command = [sys.executable, "-c", SERVER, str(home), f"{LOCAL}:{port}", str(silent_seconds)]
        server = subprocess.Popen(command, env=bare(PYTHONPATH="src"), stdout=said, stderr=said)
    try:
        end = time.monotonic() + 60
        while not answers(port, 1):
            assert server.poll() is None and time.monotonic() < end, log.read_text()
        yield port, log
    finally:
        server.kill()
        server.wait()


def answers(port, seconds):
    """Whether somebody who asks gets an answer within so many seconds."""
    try:
        with socket.create_connection((LOCAL, port), timeout=seconds) as asking:
            asking.sendall(b"GET /exchange/v1/identity HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            return asking.recv(9) == b"HTTP/1.1 "
    except OSError:
        return False


@contextmanager
def silent_senders(port):
    """As many as hold every thread: each has sent the beginning of a request and says no more."""
    senders = []
    for number in range(6):
        senders.append(socket.create_connection((LOCAL, port), timeout=20))
        senders[-1].sendall(BROKEN[number % 3])
    try:
        yield senders
    finally:
        for one in senders:
            one.close()


def test_senders_that_fall_silent_in_a_request_are_left_and_the_others_served(tmp_path):
    with (
        an_installation(tmp_path / "ken", "sqlite"),
        a_server(tmp_path / "ken", 1) as (port, log),
        silent_senders(port) as senders,
    ):
        assert answers(port, 20)
        for one in senders:
            while one.recv(65_536):
                pass  # an answer to half a message, or none; then the line is closed
            one.close()
        assert answers(port, 5)
        assert not [line for line in log.read_text().splitlines() if "Traceback" in line or "Server Error" in line]


def test_control_without_a_limit_six_silent_senders_silence_the_server_for_everybody(tmp_path):
    with an_installation(tmp_path / "ken", "sqlite"), a_server(tmp_path / "ken", 0) as (port, _), silent_senders(port):
        assert not answers(port, 6)
