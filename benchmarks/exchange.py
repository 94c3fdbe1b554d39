"""Sealed request to delivered receipt between two installations on one machine, against the bare cryptography.

    python -m benchmarks.exchange --messages 2000

Both installations are as `salwa serve` runs them (web server of two processes with four threads, courier of its own
process), over real HTTP on this machine, with real databases (every commit on the disk). Two measurements:

`waiting`: the requests lie sealed in the outbox and the line opens; from the first receipt kept to the last one. Bare:
opening, signing a receipt and opening that, one after another in one process.

`written`: officers write them meanwhile, each request in a business transaction (and commit) of its own; from the first
one sealed to the last receipt kept. Bare: sealing as well.

Prints one line of JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from uuid import uuid4

from tests.two_instances.proxy import LOCAL, NONE
from tests.two_instances.world import World, a_world

from salwa.services.exchange.addresses import MESSAGES

GOAL = 0.3
TEXT = "x" * 2_000
# Officers who write requests at the same time, each in a transaction of its own.
CLERKS = 4
POSTED = "SELECT count(*) FROM exchange_outboxmessage"


DELIVERED = "SELECT count(*) FROM exchange_outboxmessage WHERE state = 'delivered'"


def main() -> int:
    """Measure all of it and print the ratios."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.exchange", description=__doc__)
    parser.add_argument("--messages", type=int, default=2_000)
    asked = parser.parse_args()
    server = os.environ.get("SALWA_DATABASE_URL", "")
    measured = []
    alone = [bare(asked.messages)]
    for measure in (waiting, written):
        measured.append(measure(server, asked.messages))
        alone.append(bare(asked.messages))
    figures = {
        "benchmark": "exchange", "engine": "postgresql" if server else "sqlite", "messages": asked.messages,
        "goal": GOAL, "cores": os.cpu_count(),
        "waiting": _beside(measured[0], [one["without_sealing"] for one in alone[:2]]),
        "written": _beside(measured[1], [one["all"] for one in alone[1:]]),
    }  # fmt: skip
    print(json.dumps(figures))
    return 0


# (requests a second, seconds of processor for each)
Rate = tuple[float, float]


def _beside(measured: Rate, alone: list[Rate]) -> dict[str, float]:
    """A measurement and the bare cryptography just before and after it."""
    rate, used = (sum(one[part] for one in alone) / len(alone) for part in (0, 1))
    return {
        "delivered_per_second": round(measured[0], 1), "bare_per_second": round(rate, 1),
        "ratio": round(measured[0] / rate, 3), "processor_ms": round(1000 * measured[1], 3),
        "bare_processor_ms": round(1000 * used, 3),
        # What the same ratio is on this machine when nobody else works on it: all cores for the installations.
        "ratio_by_processor": round((os.cpu_count() or 1) * used / measured[1], 3),
    }  # fmt: skip


def bare(messages: int) -> dict[str, Rate]:
    """The cryptography alone: seal, open, sign a receipt, open it; and the same without sealing."""
    from salwa.services.envelopes import TrustedKey, make_keys, open_envelope, open_receipt, seal, sign_receipt

    ours, theirs = make_keys("KEN"), make_keys("UGA")
    known = {one.signing_kid: TrustedKey(one.state, one.public()) for one in (ours, theirs)}
    payload, recipient = json.dumps({"text": TEXT}).encode(), theirs.public()
    began, used = time.perf_counter(), time.process_time()
    sealed, now = [], datetime.now(UTC)
    for _ in range(messages):
        sealed.append(seal(
            payload, kind="exchange.test", sender=ours, recipient=recipient, message_id=str(uuid4()), now=now,
            expires=now + timedelta(days=9), epoch=1,
        ))  # fmt: skip
    between = time.perf_counter(), time.process_time()
    for one in sealed:
        opened = open_envelope(one, own=[theirs], trusted=known.get, now=now)
        receipt = sign_receipt(opened, sender=theirs, stage="delivered", now=now, epoch=1)
        open_receipt(receipt, own=[ours], trusted=known.get, now=now, digest=opened.digest)
    ended = time.perf_counter(), time.process_time()
    return {
        "all": (messages / (ended[0] - began), (ended[1] - used) / messages),
        "without_sealing": (messages / (ended[0] - between[0]), (ended[1] - between[1]) / messages),
    }


def waiting(server: str, messages: int) -> Rate:
    """Requests that lie sealed in the outbox of one State when its line to the other one opens."""
    with a_world(server, NONE, seed=1, workers=2) as world:
        ken, uga = world.nodes["KEN"], world.nodes["UGA"]
        _plan(world, messages, courier=False)
        ken.start()
        _until(lambda: ken.ask(POSTED)[0][0] >= messages)
        ken.kill()
        _plan(world, 0)
        uga.start()
        _until(uga.serves)
        _warm(uga.port)
        ken.start()
        # From the first receipt: starting an installation is not what is measured.
        _until(lambda: ken.ask(DELIVERED)[0][0] > 0, 0.02)
        return _measured(world, messages, ken.ask(DELIVERED)[0][0])


def written(server: str, messages: int) -> Rate:
    """Requests that officers of one State write, each in a transaction of its own, while the line is open."""
    with a_world(server, NONE, seed=1, workers=2) as world:
        ken, uga = world.nodes["KEN"], world.nodes["UGA"]
        _plan(world, messages)
        uga.start()
        _until(uga.serves)
        _warm(uga.port)
        ken.start()
        _until(lambda: ken.ask(POSTED)[0][0] > 0)
        return _measured(world, messages, 0)


def _plan(world: World, messages: int, *, courier: bool = True) -> None:
    """What KEN has to write to UGA."""
    for state, other in (("KEN", "UGA"), ("UGA", "KEN")):
        partners = [world.nodes[other].identity | {"address": f"http://{LOCAL}:{world.nodes[other].port}"}]
        steps = [[f"KEN {one}", "UGA", TEXT, False] for one in range(messages)] if state == "KEN" else []
        world.nodes[state].plan(partners, steps, 0, clerks=CLERKS, courier=courier)


def _measured(world: World, messages: int, before: int) -> Rate:
    """From now, when so many are delivered, until all are; and the processor seconds of both installations for each,
    the database server's not counted.
    """
    nodes = world.nodes["KEN"], world.nodes["UGA"]
    began, used = time.perf_counter(), sum(node.processor_seconds() for node in nodes)
    _until(lambda: nodes[0].ask(DELIVERED)[0][0] >= messages, 0.05)
    seconds = time.perf_counter() - began
    delivered = messages - before
    return delivered / seconds, (sum(node.processor_seconds() for node in nodes) - used) / delivered


def _warm(port: int) -> None:
    """Every web process loads the program with its first request; that is not what is measured."""
    for _ in range(40):
        line = HTTPConnection(LOCAL, port, timeout=30)
        line.request("POST", MESSAGES, b"no message")
        line.getresponse().read()
        line.close()


def _until(ready, pause: float = 0.1) -> None:
    end = time.monotonic() + 600
    while not ready():
        if time.monotonic() > end:
            raise RuntimeError("an installation does not come to its end")
        time.sleep(pause)


if __name__ == "__main__":
    sys.exit(main())
