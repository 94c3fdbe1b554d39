"""Many clients that act at the same moment, each a thread with a connection of its own."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from salwa.domain.refusals import Refusal

# Longer than any lock is waited for: a client that is still not back is a fault, not a wait.
PATIENCE = 180


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one client got: a value, a refusal, or a fault that no client may ever see; and how long it took."""

    value: Any = None
    refusal: Refusal | None = None
    fault: str = ""
    seconds: float = 0.0

    @property
    def won(self) -> bool:
        """Whether the act was carried out."""
        return self.refusal is None and not self.fault


class Clients:
    """`count` clients that wait for the next race; use as a context, so that their connections are closed."""

    def __init__(self, count: int) -> None:
        self.count = count
        self._acts: Sequence[Callable[[], Any]] = ()
        self._outcomes: list[Outcome] = [Outcome()] * count
        self._gate = threading.Barrier(count + 1)
        self._over = False
        self._threads = [threading.Thread(target=self._run, args=(place,), daemon=True) for place in range(count)]

    def __enter__(self) -> Clients:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *told: object) -> None:
        self._over = True
        self._gate.wait(PATIENCE)
        for thread in self._threads:
            thread.join(PATIENCE)

    def at_once(self, acts: Sequence[Callable[[], Any]]) -> list[Outcome]:
        """Let every client do its act at the same moment; the outcomes in their order."""
        assert len(acts) == self.count
        self._acts = acts
        self._gate.wait(PATIENCE)  # all begin
        self._gate.wait(PATIENCE)  # all are back
        return list(self._outcomes)

    def _run(self, place: int) -> None:
        try:
            while True:
                self._gate.wait()
                if self._over:
                    return
                self._outcomes[place] = attempted(self._acts[place])
                self._gate.wait()
        finally:
            connection.close()


def attempted(act: Callable[[], Any]) -> Outcome:
    """One attempt. Whatever is no refusal is a fault: an error of the database, a deadlock, a lock not awaited."""
    began = time.perf_counter()
    try:
        value = act()
    except Refusal as refusal:
        return Outcome(refusal=refusal, seconds=time.perf_counter() - began)
    except Exception as fault:  # noqa: BLE001 - told to whoever holds the race
        return Outcome(fault=f"{type(fault).__name__}: {fault}"[:300], seconds=time.perf_counter() - began)
    return Outcome(value=value, seconds=time.perf_counter() - began)
