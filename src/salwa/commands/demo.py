"""`salwa demo`: two invented States and a secretariat on this machine, loaded and running."""

from __future__ import annotations

import base64
import hmac
import json
import os
import signal
import socket
import struct
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from salwa.commands.demo_exchange import connect
from salwa.commands.messages import put, say
from salwa.demo_data import files

app = typer.Typer(add_completion=False, rich_markup_mode=None)
WAIT_SECONDS = 90
FIRST = 8001
# As the commands of README.md are run: whoever reads it has not entered the environment.
PROGRAM = ".venv/bin/salwa"


@dataclass(frozen=True, slots=True)
class Installation:
    """One installation of the demo: folder, profile, State code, name, the file its register comes from."""

    folder: str
    profile: str
    state: str
    name: str
    file: str = ""


INSTALLATIONS = (
    Installation("ruritania", "national", files.RURITANIA.code, "Ruritania", "registre_ruritanie.csv"),
    Installation("aldoria", "national", files.ALDORIA.code, "Aldoria", "register_aldoria.xlsx"),
    Installation("secretariat", "secretariat", "", "Secretariat"),
)


@app.command()
def demo(
    home: Annotated[Path, typer.Option(help="Folder of the demo; made when it is not there.")] = Path("var/demo"),
    port: Annotated[int, typer.Option(min=1024, max=65000, help="First of three ports.")] = FIRST,
    check: Annotated[bool, typer.Option("--check", help="Start, see that every address answers, stop.")] = False,
    codes: Annotated[bool, typer.Option("--codes", help="Print the sign-ins with fresh codes, and stop.")] = False,
) -> None:
    """Start two invented States and a secretariat with data to try things on. Interrupt to stop; data stay.

    Example: salwa demo --home ./demo --port 8001

    Exit codes: 0 stopped, 1 an installation did not start.
    """
    home = home.absolute()
    if codes:
        _print_sign_ins(home, port)
        return
    if taken := [one for one in range(port, port + len(INSTALLATIONS)) if not _is_free(one)]:
        say(f"Port {taken[0]} of this machine is taken; the demo needs three ports, from {port} on.")
        say(f"Stop what uses it, or choose others: make demo PORT={port + 100}")
        raise typer.Exit(1)
    for installation in INSTALLATIONS:
        _prepare(home / installation.folder, installation)
    _share_directory(home)
    states = [place for place, installation in enumerate(INSTALLATIONS) if installation.profile == "national"]
    connect(
        [home / INSTALLATIONS[place].folder for place in states],
        [f"http://127.0.0.1:{port + place}" for place in states],
        _environment(),
    )
    # Ended from outside or started in the background, it still takes its servers with it.
    for ending in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ending, signal.default_int_handler)
    servers = [_start(home / installation.folder, port + place) for place, installation in enumerate(INSTALLATIONS)]
    try:
        for place in range(len(INSTALLATIONS)):
            _wait_for(f"http://127.0.0.1:{port + place}/accounts/login/", servers[place])
        _print_sign_ins(home, port)
        if not check:
            say(
                f"Interrupt to stop. Fresh codes: {PROGRAM} demo --codes" + ("" if port == FIRST else f" --port {port}")
            )
            _watch(servers)
    except KeyboardInterrupt:
        say("Stopping ...")
    finally:
        for server in servers:
            server.terminate()
        for server in servers:
            server.wait(timeout=60)


def _prepare(place: Path, installation: Installation) -> None:
    """Make, fill and people an installation; what is there already is left alone."""
    done = place / "demo.json"
    if done.exists():
        return
    say(f"Preparing {installation.name} ...")
    _salwa("init", "--home", str(place), "--profile", installation.profile, "--state", installation.state, "--no-input")
    if installation.file:
        source = place / installation.file
        _write_file(source, installation)
        _salwa("weapons", "import", str(source), "--home", str(place), "--json")
    _run([sys.executable, "-m", "salwa.commands.demo_people", str(place), installation.profile])


# Points of contact of the two invented States: State, kind, office, address, language.
CONTACTS = (
    (files.RURITANIA.code, "poa", "Commission nationale sur les armes légères", "commission@ruritania.example", "fr"),
    (files.RURITANIA.code, "iti", "Police nationale, centre de traçage", "tracing@police.ruritania.example", "fr"),
    (files.ALDORIA.code, "iti", "وزارة الداخلية، وحدة التعقب", "tracing@interior.aldoria.example", "ar"),
    (files.ALDORIA.code, "brokering", "Ministry of Trade, Export Control", "export@trade.aldoria.example", "en"),
)


def _share_directory(home: Path) -> None:
    """The secretariat enters the contacts of both States and signs an edition; both follow it."""
    edition, key = home / "directory.jws", home / "directory-key.json"
    if edition.exists():
        return
    say("Preparing the directory of points of contact ...")
    keeper = ("--home", str(home / "secretariat"))
    for state, kind, office, email, language in CONTACTS:
        _salwa(
            "directory", "enter", *keeper, "--state", state, "--kind", kind, "--office", office, "--email", email,
            "--language", language, "--source", "note_verbale", "--document", "NV 1/2026 of the demonstration",
        )  # fmt: skip
    _salwa("directory", "publish", *keeper, "--states", "--out", str(edition), "--key-out", str(key))
    fingerprint = json.loads(key.read_text(encoding="utf-8"))["signing"]["kid"]
    for installation in INSTALLATIONS:
        if installation.profile == "national":
            _salwa(
                "directory", "follow", "--home", str(home / installation.folder), "--file", str(edition),
                "--key", str(key), "--fingerprint", fingerprint,
            )  # fmt: skip


def _write_file(path: Path, installation: Installation) -> None:
    if installation.state == files.RURITANIA.code:
        files.write_french_csv(path, files.RURITANIA)
        files.write_seized_list(path.with_name("seized_list.csv"), files.RURITANIA)
    else:
        files.write_arabic_workbook(path, files.ALDORIA)


def _start(place: Path, port: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "salwa.commands.main", "serve", "--home", str(place), "--port", str(port)]
    return subprocess.Popen([*command, "--workers", "1"], env=_environment())  # noqa: S603 - our own command


def _wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < deadline:
        if server.poll() is not None:
            break
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:  # noqa: S310 - loopback, our own server
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.3)
    raise RuntimeError(f"{address} does not answer.")


def _is_free(port: int) -> bool:
    """Whether nothing answers at this port: else one would look at another program's pages."""
    with socket.socket() as one:
        one.settimeout(2)
        return one.connect_ex(("127.0.0.1", port)) != 0


def _watch(servers: list[subprocess.Popen[bytes]]) -> None:
    while all(server.poll() is None for server in servers):
        time.sleep(1)


def _print_sign_ins(home: Path, port: int) -> None:
    for place, installation in enumerate(INSTALLATIONS):
        put(f"\n{installation.name}: http://127.0.0.1:{port + place}/")
        people = json.loads((home / installation.folder / "demo.json").read_text(encoding="utf-8"))
        for person in people:
            code = one_time_code(person["secret"], time.time())
            put(f"  {person['role']:<20} {person['email']:<38} password: {person['password']}   code now: {code}")
    put("\nTo try: find the serial of a row of the seized list with a ? in it; import the files lying in var/demo;")
    put("trace a weapon from one State to the other (docs/tutorials/first-trace.md).")
    # A log file or a pipe must show the sign-ins at once too: the servers run on until they are interrupted.
    sys.stdout.flush()


def one_time_code(secret: str, at: float) -> str:
    """The six digits an authenticator shows at `at` (seconds since 1970), after RFC 6238; for the demo only."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, struct.pack(">Q", int(at // 30)), "sha1").digest()
    place = digest[-1] & 15
    return f"{(int.from_bytes(digest[place : place + 4]) & 0x7FFFFFFF) % 1_000_000:06d}"


def _salwa(*words: str) -> None:
    _run([sys.executable, "-m", "salwa.commands.main", *words])


def _run(command: list[str]) -> None:
    done = subprocess.run(command, env=_environment(), check=False, stdout=subprocess.DEVNULL)  # noqa: S603 - our own commands
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(command[2:5])} ended with code {done.returncode}.")


def _environment() -> dict[str, str]:
    """The environment without settings of another installation: each demo home has its own."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("SALWA_", "DJANGO_"))}
