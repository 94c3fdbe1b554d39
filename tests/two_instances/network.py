"""What joins the installations of a campaign: namespaces and a switch, or, where these may not be made, loopback."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from tests.two_instances.namespaces import Here, Namespace, Net, may_be_made
from tests.two_instances.switch import PacketFaults, Switch, streams

LOOPBACK, NAMESPACES = "loopback", "namespaces"


class Network:
    """A net for each State; on loopback all share one, and the switch is None."""

    def __init__(self, states: Sequence[str], packets: PacketFaults | None, seed: int, *, keep: str) -> None:
        """`packets` None: loopback. What passes to and from the State `keep` is kept."""
        self.name = NAMESPACES if packets else LOOPBACK
        self.nets: dict[str, Net] = {}
        self.switch: Switch | None = None
        if packets is None:
            self.nets = {state: Here() for state in states}
            return
        made: dict[str, Namespace] = {}
        for place, state in enumerate(states, 1):
            self.nets[state] = made[state] = Namespace(f"10.83.0.{place}")
        self.switch = Switch(made.values(), packets, seed, keep=[made[keep].address])

    @property
    def counted(self) -> Counter[str]:
        """What the switch did."""
        return self.switch.counted if self.switch else Counter()

    def passed(self) -> list[bytes]:
        """What was sent over the wire to and from the State that is listened to."""
        return streams(list(self.switch.passed)) if self.switch else []

    def close(self) -> None:
        """End it."""
        if self.switch:
            self.switch.close()
        for net in self.nets.values():
            net.close()


def why_loopback(server: str, by_socket: str) -> str:
    """Why the installations have to share one network; empty when each gets its own."""
    if why := may_be_made():
        return f"a network namespace with a device of its own could not be made ({why})"
    if server and not by_socket:
        return "the PostgreSQL server has no Unix socket on this machine, and nothing else leads out of a namespace"
    return ""
