"""A bad line between two installations: a TCP proxy that loses, delays, doubles, holds back and cuts, by a seed.

It reads one request after another, so that it can lose a request before it arrives, lose the answer after it arrived,
bring the same request twice, or bring it long after its sender gave up (that is how messages overtake each other).
"""

from __future__ import annotations

import random
import socket
import ssl
import threading
import time
from collections import Counter
from dataclasses import dataclass

from tests.two_instances.namespaces import LOCAL, Here, Net


@dataclass(frozen=True)
class Faults:
    """How often (0 to 1) each fault happens to a request; `delay` is the most seconds of an ordinary request.

    `every` doubles every so-many-th request instead of drawing: for controls, which must not be luck.
    """

    lost: float = 0.025
    answer_lost: float = 0.025
    doubled: float = 0.2
    late: float = 0.05
    delay: float = 0.03
    every: int = 0


NONE = Faults(0, 0, 0, 0, 0)


class Line:
    """One direction: stands in `net`, listens there on `host` and `port`, over TLS with `secure`, and carries to
    `target` (host, port). With `keep`, everything that passes is kept.
    """

    def __init__(
        self,
        target: tuple[str, int],
        faults: Faults,
        seed: int,
        *,
        keep: bool = False,
        net: Net | None = None,
        host: str = LOCAL,
        secure: ssl.SSLContext | None = None,
    ) -> None:
        self.target, self.faults, self.net, self.host, self.secure = target, faults, net or Here(), host, secure
        self.counted: Counter[str] = Counter()
        self.passed: list[bytes] = []
        self._keep, self._draw, self._lock = keep, random.Random(seed), threading.Lock()
        self._cut = threading.Event()
        self._listening = self.net.within(socket.create_server, (host, 0), backlog=200)
        self.port = self._listening.getsockname()[1]
        threading.Thread(target=self._listen, daemon=True).start()

    @property
    def address(self) -> str:
        """Where its sender sends to."""
        return f"{'https' if self.secure else 'http'}://{self.host}:{self.port}"

    def cut(self) -> None:
        """Nothing passes from now on."""
        self._cut.set()

    def heal(self) -> None:
        """The line is there again."""
        self._cut.clear()

    def close(self) -> None:
        """End it."""
        self._listening.close()

    def _listen(self) -> None:
        while True:
            try:
                ours, _ = self._listening.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(ours,), daemon=True).start()

    def _serve(self, accepted: socket.socket) -> None:
        accepted.settimeout(30)
        try:
            with self.secure.wrap_socket(accepted, server_side=True) if self.secure else accepted as ours:
                stream = ours.makefile("rb")
                while (request := _one(stream)) is not None and self._pass(ours, request):
                    pass
        except (OSError, ValueError):
            accepted.close()

    def _pass(self, ours: socket.socket, request: bytes) -> bool:
        """Carry one request; False ends the sender's connection."""
        with self._lock:
            self.counted["requests"] += 1
            draws = [self._draw.random() for _ in range(5)]
            doubled = draws[2] < self.faults.doubled
            if self.faults.every:
                doubled = self.counted["requests"] % self.faults.every == 0
        if self._cut.is_set() or draws[0] < self.faults.lost:
            self.counted["cut" if self._cut.is_set() else "lost"] += 1
            return False
        if draws[3] < self.faults.late:
            self.counted["late"] += 1
            threading.Thread(target=self._late, args=(request, 0.3 + 2 * draws[4]), daemon=True).start()
            return False
        time.sleep(draws[4] * self.faults.delay)
        answer = self._carry(request)
        if doubled:
            self.counted["doubled"] += 1
            self._carry(request)
        if answer is None or draws[1] < self.faults.answer_lost or self._cut.is_set():
            self.counted["answer_lost"] += 1
            return False
        ours.sendall(answer)
        return True

    def _late(self, request: bytes, seconds: float) -> None:
        time.sleep(seconds)
        while self._cut.is_set():
            time.sleep(0.05)
        self._carry(request)

    def _carry(self, request: bytes) -> bytes | None:
        """The answer of the target; None when it is not there."""
        if self._keep:
            self.passed.append(request)
        try:
            with self.net.within(socket.socket) as theirs:
                theirs.settimeout(10)
                theirs.connect(self.target)
                theirs.sendall(request)
                answer = _one(theirs.makefile("rb"))
        except (OSError, ValueError):
            return None
        if self._keep and answer:
            self.passed.append(answer)
        return answer


def _one(stream) -> bytes | None:
    """One request or answer with a length; None at the end."""
    head, length = [], 0
    while line := stream.readline(65_536):
        head.append(line)
        if line in (b"\r\n", b"\n"):
            break
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-length":
            length = int(value)
    if not head or head[-1] not in (b"\r\n", b"\n"):
        return None
    body = stream.read(length)
    return None if len(body) < length else b"".join(head) + body
