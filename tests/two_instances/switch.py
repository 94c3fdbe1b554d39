"""A switch between namespaces that loses, doubles, delays and reorders packets by a seed, and cuts whole networks off.

The kernel's own means for this (netem) is a module that many machines do not have; this one runs in the process of the
campaign and needs no more than the ends of the cables (namespaces.py).
"""

from __future__ import annotations

import heapq
import os
import random
import selectors
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from tests.two_instances.namespaces import Namespace

LARGEST = 65_536
# Seconds after which the switch looks up when nothing happens, and packets read from one cable before the next.
IDLE, AT_ONCE = 0.2, 64


@dataclass(frozen=True)
class PacketFaults:
    """How often (0 to 1) each fault happens to a packet. `delay` is the seconds of an ordinary packet, `held` how often
    one takes `hold` seconds more, so that others overtake it. With `every`, faults happen only to every so-many-th
    packet that a network sends.
    """

    lost: float = 0.01
    doubled: float = 0.01
    held: float = 0.02
    delay: float = 0.002
    hold: float = 0.03
    every: int = 1


NO_FAULTS = PacketFaults(0, 0, 0, 0)


class Switch:
    """Carries packets between namespaces. What passes to or from an address in `keep` is kept in `passed`."""

    def __init__(
        self, networks: Iterable[Namespace], faults: PacketFaults, seed: int, *, keep: Iterable[str] = ()
    ) -> None:
        self.faults, self.counted, self.passed = faults, Counter[str](), list[bytes]()
        self._cables = {_raw(one.address): one.cable for one in networks}
        self._keep = {_raw(one) for one in keep}
        self._cut: set[bytes] = set()
        self._draws = {cable: random.Random(seed + place) for place, cable in enumerate(self._cables.values())}
        self._read: Counter[int] = Counter()
        # (when, order, number of the packet from its source, packet)
        self._waiting: list[tuple[float, int, int, bytes]] = []
        self._order = 0
        self._last: Counter[bytes] = Counter()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def cut(self, address: str) -> None:
        """From now on no packet passes from or to it; those on their way are lost too."""
        self._cut.add(_raw(address))

    def heal(self, address: str) -> None:
        """Packets pass again."""
        self._cut.discard(_raw(address))

    def close(self) -> None:
        """End it; the cables are their namespaces'."""
        self._ended.set()
        self._thread.join()

    def _run(self) -> None:
        with selectors.DefaultSelector() as ready:
            for cable in self._cables.values():
                ready.register(cable, selectors.EVENT_READ)
            while not self._ended.is_set():
                due = self._waiting[0][0] - time.monotonic() if self._waiting else IDLE
                for key, _ in ready.select(min(max(due, 0), IDLE)):
                    self._take(key.fd)
                self._deliver()

    def _take(self, cable: int) -> None:
        """Read what a network sends and decide what becomes of it."""
        for _ in range(AT_ONCE):
            try:
                packet = os.read(cable, LARGEST)
            except BlockingIOError:
                return
            if packet[0] >> 4 == 4 and packet[16:20] in self._cables:  # of IPv6 there is only the kernel's own talk
                self._decide(cable, packet)

    def _decide(self, cable: int, packet: bytes) -> None:
        self._read[cable] += 1
        number, draw = self._read[cable], self._draws[cable]
        lost, doubled, held = (draw.random() < one for one in (self.faults.lost, self.faults.doubled, self.faults.held))
        if number % self.faults.every:
            lost = doubled = held = False
        if self._is_cut(packet):
            self.counted["cut"] += 1
        elif lost:
            self.counted["lost"] += 1
        else:
            when = time.monotonic() + self.faults.delay + (self.faults.hold if held else 0)
            self.counted["doubled"] += doubled
            for _ in range(1 + doubled):
                self._order += 1
                heapq.heappush(self._waiting, (when, self._order, number, packet))

    def _deliver(self) -> None:
        """Write what is due to the network it is for."""
        while self._waiting and self._waiting[0][0] <= time.monotonic():
            _, _, number, packet = heapq.heappop(self._waiting)
            if self._is_cut(packet):
                self.counted["cut"] += 1
                continue
            between = packet[12:20]
            self.counted["passed"] += 1
            self.counted["reordered"] += number < self._last[between]
            self._last[between] = max(number, self._last[between])
            if {packet[12:16], packet[16:20]} & self._keep:
                self.passed.append(packet)
            # Last: whoever has received it finds it counted and kept.
            os.write(self._cables[packet[16:20]], packet)

    def _is_cut(self, packet: bytes) -> bool:
        return packet[12:16] in self._cut or packet[16:20] in self._cut


def streams(packets: Iterable[bytes]) -> list[bytes]:
    """What TCP carried in these packets, each direction of each connection put together again; of lost parts, zeros."""
    begun: dict[bytes, int] = {}
    held: dict[tuple[bytes, int], bytearray] = {}
    for packet in packets:
        header = (packet[0] & 15) * 4
        if packet[9] != socket.IPPROTO_TCP:
            continue
        between = packet[12:20] + packet[header : header + 4]
        number = int.from_bytes(packet[header + 4 : header + 8], "big")
        if packet[header + 13] & 2:  # SYN: the first byte has the next number
            begun[between] = number + 1
        content = packet[header + (packet[header + 12] >> 4) * 4 :]
        first = begun.setdefault(between, number)
        at = (number - first) % 2**32
        if content and at < 2**31:  # not of an earlier connection
            stream = held.setdefault((between, first), bytearray())
            stream.extend(bytes(max(0, at + len(content) - len(stream))))
            stream[at : at + len(content)] = content
    return [bytes(one) for one in held.values()]


def _raw(address: str) -> bytes:
    return socket.inet_aton(address)
