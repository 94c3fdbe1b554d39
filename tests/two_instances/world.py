"""Three installations on one machine, each in a network of its own where that may be made; the bad lines between them,
kills and partitions, and the books afterwards.
"""

from __future__ import annotations

import atexit
import json
import os
import shutil
import ssl
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.two_instances.certificates import make_certificate
from tests.two_instances.databases import by_unix_socket, drop, new_database
from tests.two_instances.installation import Node, bare, python, settle
from tests.two_instances.namespaces import LOCAL
from tests.two_instances.network import Network, why_loopback
from tests.two_instances.proxy import Faults, Line
from tests.two_instances.switch import PacketFaults

SECRETARIAT = "UNO"
STATES = {"KEN": "national", "UGA": "national", SECRETARIAT: "secretariat"}
# Whose couriers speak TLS over the network themselves, to a line that stands at the recipient's. The lines of the
# others stand at the sender's, so that what meets the network is the recipient's web server.
OVER_TLS = ("KEN", SECRETARIAT)
# (server, profile) -> a database with the tables of today, empty, of which every installation takes a copy.
TABLES: dict[tuple[str, str], str] = {}


class World:
    """All of it. `lines[a, b]` carries what a sends to b."""

    def __init__(
        self, nodes: dict[str, Node], network: Network, faults: Faults, seed: int, secure: ssl.SSLContext | None
    ) -> None:
        self.nodes, self.network = nodes, network
        self.lines: dict[tuple[str, str], Line] = {}
        for number, pair in enumerate((one, other) for one in nodes for other in nodes if one != other):
            sender, recipient = (nodes[one] for one in pair)
            target, keep = (recipient.net.address, recipient.port), SECRETARIAT in pair
            if secure and sender.state in OVER_TLS:
                at: dict[str, Any] = {"net": recipient.net, "host": recipient.net.address, "secure": secure}
            else:
                at = {"net": sender.net}
            self.lines[pair] = Line(target, faults, seed + number, keep=keep, **at)

    def partners_of(self, state: str) -> list[dict[str, Any]]:
        """The identities of the others, each at the address of the line to it."""
        return [
            self.nodes[other].identity | {"address": self.lines[state, other].address}
            for other in self.nodes
            if other != state
        ]

    def start(self, control: str | None = None) -> None:
        """Start every installation, wait until it serves, and let the officers begin."""
        for node in self.nodes.values():
            node.start(control)
        end = time.monotonic() + 60
        while not all(node.serves() for node in self.nodes.values()):
            if time.monotonic() > end:
                said = "\n".join((node.home / "log").read_text()[-1500:] for node in self.nodes.values())
                raise RuntimeError(f"an installation does not start: {said}")
            time.sleep(0.1)
        for node in self.nodes.values():
            (node.home / "go").touch()

    def partition(self, state: str, cut: bool) -> None:
        """Cut one installation off from all others, or join it again; by the packet where there is a switch."""
        if switch := self.network.switch:
            address = self.nodes[state].net.address
            switch.cut(address) if cut else switch.heal(address)
            return
        for pair, line in self.lines.items():
            if state in pair:
                line.cut() if cut else line.heal()

    def cut_so_far(self) -> int:
        """Packets that no State got because of a partition; on loopback, requests."""
        return self.network.counted["cut"] + sum(line.counted["cut"] for line in self.lines.values())

    def undelivered(self) -> int:
        """Messages anywhere that are not confirmed yet."""
        said = "SELECT count(*) FROM exchange_outboxmessage WHERE state <> 'delivered'"
        return sum(node.ask(said)[0][0] for node in self.nodes.values())


@contextmanager
def a_world(
    server: str, faults: Faults, seed: int, workers: int = 1, packets: PacketFaults | None = None
) -> Iterator[World]:
    """Three prepared installations, not started; on PostgreSQL in databases beside the one `server` names.

    With `packets` each is in a network of its own; where these cannot be made, it says why and they share loopback.
    """
    by_socket = by_unix_socket(server) if server and packets else ""
    if packets and (why := why_loopback(server, by_socket)):
        print(f"Everything runs on loopback, and no packet is lost: {why}.", file=sys.stderr)
        packets = None
    server = by_socket if packets and server else server
    place = Path(tempfile.mkdtemp(prefix="salwa-two-"))
    _make_tables(server)
    network = Network(list(STATES), packets, seed, keep=SECRETARIAT)
    trusted, secure = make_certificate(place, [net.address for net in network.nets.values()])
    nodes = {
        state: Node(
            place, state, profile, network.nets[state], tables=TABLES[server, profile], server=server, workers=workers,
            exchange_ca_file=str(trusted), allowed_hosts=[LOCAL, network.nets[state].address],
        )
        for state, profile in STATES.items()
    }  # fmt: skip
    world = None
    try:
        preparing = {state: node.begin_preparing() for state, node in nodes.items()}
        for state, process in preparing.items():
            said, _ = process.communicate(timeout=180)
            nodes[state].identity = json.loads(said.splitlines()[-1])
        world = World(nodes, network, faults, seed, secure if network.switch else None)
        yield world
    finally:
        for node in nodes.values():
            node.kill()
        for line in world.lines.values() if world else ():
            line.close()
        network.close()
        for node in nodes.values() if server else ():
            drop(server, node.name)
        shutil.rmtree(place, ignore_errors=True)


def _make_tables(server: str) -> None:
    """Make what the installations take copies of, once for each engine: it takes longer than everything else."""
    making = []
    for profile in {*STATES.values()} - {named for there, named in TABLES if there == server}:
        home = Path(tempfile.mkdtemp(prefix="salwa-two-tables-"))
        atexit.register(shutil.rmtree, home, ignore_errors=True)
        name = f"two_{os.getpid()}_{profile}"
        address = new_database(server, name) if server else ""
        if server:
            atexit.register(drop, server, name)
        settle(home, profile, "KEN", address)
        TABLES[server, profile] = name if server else str(home / "salwa.sqlite3")
        making.append(subprocess.Popen(python("prepare", str(home), "--tables"), env=bare()))
    for one in making:
        if one.wait(timeout=180):
            raise RuntimeError("the tables could not be made")
