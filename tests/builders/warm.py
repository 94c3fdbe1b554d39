"""Commands without their slow start: each in a process of its own, forked from one that has the libraries loaded.

Hundreds of commands run in the tests, and most of the time of each went into loading Django and its like. What is
loaded beforehand reads no settings and no environment; of Salwa it is only the rules (`domain`) and the entry point.
`tests/commands/test_installation_commands.py` starts its commands the usual way.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import socket
import subprocess
import sys
import tempfile
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import NoReturn

LOADED = (
    "cryptography.hazmat.primitives.asymmetric.ed25519", "django.contrib.auth.hashers", "django.core.management",
    "django.core.serializers.json", "django.db.migrations.executor", "django.db.models", "django.forms", "django.http",
    "django.template.backends.django", "django.urls", "joserfc.jwe", "joserfc.jws", "numpy", "pydantic",
    "rapidfuzz.distance", "typer", "urllib3", "xlsxwriter", "yaml",
    "salwa.commands.main", "salwa.domain.marks.matching.verdict", "salwa.domain.marks.reading", "salwa.domain.tracing",
    "salwa.domain.licences.vocabulary", "salwa.domain.directory", "salwa.domain.stock", "salwa.domain.marking.profile",
)  # fmt: skip


@cache
def _door() -> str:
    """Address of the warm process of this test process, which ends with it."""
    place = Path(tempfile.mkdtemp(prefix="warm-")) / "door"
    end, other = socket.socketpair()
    command = [sys.executable, "-m", "tests.builders.warm", str(place), str(other.fileno())]
    bare = {name: value for name, value in os.environ.items() if not name.startswith(("SALWA_", "DJANGO_"))}
    paths = {"PYTHONPATH": os.pathsep.join(one for one in sys.path if one)}
    subprocess.Popen(command, env=bare | paths, pass_fds=[other.fileno()], start_new_session=True)
    other.close()
    assert end.recv(1) == b"r"
    _door.end = end  # type: ignore[attr-defined]  # open as long as this process lives
    return str(place)


def run(words: list[str], *, given: str, env: dict[str, str], timeout: float) -> subprocess.CompletedProcess[str]:
    """What `salwa WORDS` said, as subprocess.run tells it."""
    with tempfile.TemporaryFile() as entry, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        entry.write(given.encode())
        entry.seek(0)
        with socket.socket(socket.AF_UNIX) as line:
            line.connect(_door())
            line.settimeout(timeout)
            asked = json.dumps({"words": words, "env": env, "folder": str(Path.cwd())}).encode()
            line.sendall(len(asked).to_bytes(4) + asked)
            socket.send_fds(line, [b"f"], [entry.fileno(), out.fileno(), err.fileno()])
            told = b""
            while chunk := line.recv(100):
                told += chunk
        said = []
        for file in (out, err):
            file.seek(0)
            said.append(file.read().decode())
    return subprocess.CompletedProcess(["salwa", *words], int(told), *said)


def _serve(place: str, end: int) -> None:
    """Fork a process for each connection until whoever started this one is gone."""
    for name in LOADED:
        import_module(name)
    door = socket.socket(socket.AF_UNIX)
    door.bind(place)
    door.listen(64)
    life = socket.socket(fileno=end)
    life.send(b"r")
    if os.fork() == 0:
        life.recv(1)  # comes back only when the other end is closed
        os.killpg(os.getpgrp(), 9)
    while True:
        line, _ = door.accept()
        if os.fork() == 0:
            door.close()
            os._exit(_attend(line))
        line.close()
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG) != (0, 0):
                pass


def _attend(line: socket.socket) -> int:
    size = int.from_bytes(line.recv(4, socket.MSG_WAITALL))
    asked = json.loads(line.recv(size, socket.MSG_WAITALL))
    _, files, _, _ = socket.recv_fds(line, 1, 3)
    child = os.fork()
    if child == 0:
        for number, file in enumerate(files):
            os.dup2(file, number)
        os.environ.clear()
        os.environ.update(asked["env"])
        os.chdir(asked["folder"])
        sys.argv = ["salwa", *asked["words"]]
        _command()
    _, status = os.waitpid(child, 0)
    line.sendall(str(os.waitstatus_to_exitcode(status)).encode())
    return 0


def _command() -> NoReturn:
    """The entry point of the console script, then what an interpreter does at its end but for taking itself apart."""
    from django.conf import settings
    from django.db import connections

    from salwa.commands.main import run as entry

    sys.stdin = os.fdopen(0, "r")
    code: object = 0
    try:
        entry()
    except SystemExit as ending:
        code = ending.code
    if settings.configured:
        connections.close_all()
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code if isinstance(code, int) else int(code is not None))


if __name__ == "__main__":
    _serve(sys.argv[1], int(sys.argv[2]))
