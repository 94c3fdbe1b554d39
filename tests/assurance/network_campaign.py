"""A whole run of a served installation that calls nobody: no attempt beyond the machine itself (target S17).

    python -m tests.assurance.network_campaign

Begins itself anew in a network namespace of its own, in which the loopback is up and everything else would leave over a
device that counts. The server, its worker and the commands of a day (backup, export, check of the log) run under
strace; every attempt to connect or to send to an address that is neither of the loopback nor a socket of the machine is
counted, and so is every packet. Prints one line of JSON; exit code 1 when there was one. `--control` puts a caller in.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.assurance.durable.home import a_home
from tests.assurance.durable.load import a_running_server
from tests.assurance.durable.whole_run import SETTINGS, WholeRun, commands

CALLER = """
import socket, salwa.web.security as doors
was = doors.SecurityHeaders.__call__
def call(self, request):
    try:
        {what}
    except OSError:
        pass
    return was(self, request)
doors.SecurityHeaders.__call__ = call
"""
CONTROLS = {
    "address": CALLER.format(what="socket.create_connection(('192.0.2.1', 443), timeout=0.2).close()"),
    "datagram": CALLER.format(what="socket.socket(type=socket.SOCK_DGRAM).sendto(b'hello', ('192.0.2.1', 123))"),
}
INSIDE = "SALWA_IN_A_NETWORK_OF_ITS_OWN"
DEVICE = "away0"
_ADDRESS = re.compile(r'sa_family=AF_INET6?,.*?inet_(?:addr\(|pton\(AF_INET6?, )"([^"]+)"')


def main() -> int:
    """Run the campaign."""
    parser = argparse.ArgumentParser(prog="python -m tests.assurance.network_campaign", description=__doc__)
    parser.add_argument("--control", choices=sorted(CONTROLS), help="put this caller in")
    asked = parser.parse_args()
    if INSIDE not in os.environ:
        return _anew()
    counted = _network()
    with a_home("", **SETTINGS) as home:
        figures = campaign(home, asked.control)
    figures["packets"] = _packets() if counted else None
    print(json.dumps(figures))
    return int(bool(figures["calls"] or figures["packets"]))


def _anew() -> int:
    """The same words in a network namespace of its own; in a user namespace too where this is not root."""
    as_root = [] if os.geteuid() == 0 else ["--map-root-user"]
    command = ["unshare", "--net", *as_root, sys.executable, "-m", "tests.assurance.network_campaign", *sys.argv[1:]]
    environment = {name: value for name, value in os.environ.items() if name != "SALWA_DATABASE_URL"} | {INSIDE: "1"}
    return subprocess.run(command, env=environment, check=False).returncode


def _network() -> bool:
    """The loopback, and a device by which everything else would leave; False where the kernel has no such device."""
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    pair = ["ip", "link", "add", DEVICE, "type", "veth", "peer", "name", f"{DEVICE}b"]
    if subprocess.run(pair, check=False, capture_output=True).returncode:
        return False
    for end in (DEVICE, f"{DEVICE}b"):
        # The kernel itself would greet neighbours and routers.
        Path(f"/proc/sys/net/ipv6/conf/{end}/disable_ipv6").write_text("1")
        subprocess.run(["ip", "link", "set", end, "arp", "off", "up"], check=True)
    subprocess.run(["ip", "address", "add", "198.51.100.1/24", "dev", DEVICE], check=True)
    subprocess.run(["ip", "route", "add", "default", "dev", DEVICE], check=True)
    return True


def _packets() -> int:
    told = subprocess.run(["ip", "-json", "-stats", "link", "show", DEVICE], check=True, capture_output=True)
    return int(json.loads(told.stdout)[0]["stats64"]["tx"]["packets"])


def campaign(home: Path, control: str | None) -> dict[str, Any]:
    """Serve under strace, ask everything, run the commands, read what was traced."""
    from django.core.management import call_command
    from django.db import connections

    call_command("collectstatic", interactive=False, verbosity=0)
    run = WholeRun()
    connections.close_all()
    traces = [home / "served.trace", home / "commands.trace"]
    with a_running_server(home, CONTROLS.get(control or "", ""), _traced(traces[0])) as (port, _):
        run.ask(port)
    codes = commands(home, _traced(traces[1]))
    lines = [line for trace in traces for line in trace.read_text(errors="replace").splitlines() if "(" in line]
    calls = [line for line in lines if beyond_the_machine(line)]
    return {
        "campaign": "network", "requests": sum(run.answers.values()) + 5, "statuses": dict(sorted(run.answers.items())),
        "commands": codes, "traced": len(lines), "calls": len(calls), "said": calls[:5],
    }  # fmt: skip


def _traced(to: Path) -> tuple[str, ...]:
    program = shutil.which("strace")
    if program is None:
        raise SystemExit("strace is needed: tools/apt.sh strace")
    return (program, "-f", "-qq", "-A", "-s", "64", "-e", "trace=connect,sendto,sendmsg,sendmmsg", "-o", str(to))


def beyond_the_machine(line: str) -> bool:
    """Whether a traced call names an internet address that is not of the loopback, or asks for that of a name."""
    return "htons(53)" in line or any(
        not (one.startswith("127.") or one in ("::1", "::ffff:127.0.0.1")) for one in _ADDRESS.findall(line)
    )


if __name__ == "__main__":
    sys.exit(main())
