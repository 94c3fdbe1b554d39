"""Sealed request to delivered receipt between two installations on one machine, against the bare cryptography.

    python -m benchmarks.exchange --messages 2000

Both installations are as `salwa serve` runs them (web server of two processes with four threads, courier of its own
process), over real HTTP on this machine, with real databases (every commit on the disk). Bare: sealing,
opening, signing and opening a receipt, one after another in one process. Prints one line of JSON.
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
from tests.two_instances.world import a_world

from salwa.services.exchange.addresses import MESSAGES

GOAL = 0.3
TEXT = "x" * 2_000
# Officers who write requests at the same time, each in a transaction of its own.
CLERKS = 4
POSTED = "SELECT count(*) FROM exchange_outboxmessage"


def main() -> int:
    """Measure both and print the ratio."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.exchange", description=__doc__)
    parser.add_argument("--messages", type=int, default=2_000)
    asked = parser.parse_args()
    server = os.environ.get("SALWA_DATABASE_URL", "")
    before, used = bare(asked.messages)
    rate, worked = exchanged(server, asked.messages)
    after, again = bare(asked.messages)
    alone = (before + after) / 2
    figures = {
        "benchmark": "exchange", "engine": "postgresql" if server else "sqlite", "messages": asked.messages,
        "bare_per_second": round(alone, 1), "delivered_per_second": round(rate, 1), "ratio": round(rate / alone, 3),
        "goal": GOAL, "cores": os.cpu_count(), "bare_processor_ms": round(500 * (used + again), 3),
        "processor_ms": round(1000 * worked, 3),
        # What the same ratio is on this machine when nobody else works on it: all cores for the installations.
        "ratio_by_processor": round((os.cpu_count() or 1) * (used + again) / 2 / worked, 3),
    }  # fmt: skip
    print(json.dumps(figures))
    return 0


def bare(messages: int) -> tuple[float, float]:
    """Requests a second of the cryptography alone (seal, open, sign a receipt, open it), and its processor seconds."""
    from salwa.services.envelopes import TrustedKey, make_keys, open_envelope, open_receipt, seal, sign_receipt

    ours, theirs = make_keys("KEN"), make_keys("UGA")
    known = {one.signing_kid: TrustedKey(one.state, one.public()) for one in (ours, theirs)}
    payload, recipient = json.dumps({"text": TEXT}).encode(), theirs.public()
    began, used = time.perf_counter(), time.process_time()
    for _ in range(messages):
        now = datetime.now(UTC)
        sealed = seal(
            payload, kind="exchange.test", sender=ours, recipient=recipient, message_id=str(uuid4()), now=now,
            expires=now + timedelta(days=9), epoch=1,
        )  # fmt: skip
        opened = open_envelope(sealed, own=[theirs], trusted=known.get, now=now)
        receipt = sign_receipt(opened, sender=theirs, stage="delivered", now=now, epoch=1)
        open_receipt(receipt, own=[ours], trusted=known.get, now=now, digest=opened.digest)
    return messages / (time.perf_counter() - began), (time.process_time() - used) / messages


def exchanged(server: str, messages: int) -> tuple[float, float]:
    """Requests a second from the first one posted to the last receipt kept, one State asking the other.

    And the seconds of processor of both installations for each, the database server's not counted.
    """
    with a_world(server, NONE, seed=1, workers=2) as world:
        ken, uga = world.nodes["KEN"], world.nodes["UGA"]
        for state in ("KEN", "UGA"):
            other = "UGA" if state == "KEN" else "KEN"
            address = f"http://{LOCAL}:{world.nodes[other].port}"
            partners = [world.nodes[other].identity | {"address": address}]
            steps = [[f"KEN {one}", "UGA", TEXT, False] for one in range(messages)] if state == "KEN" else []
            world.nodes[state].plan(partners, steps, 0, clerks=CLERKS)
        uga.start()
        _until(uga.serves)
        _warm(uga.port)
        ken.start()
        # From the first request that was sealed: starting an installation is not what is measured.
        _until(lambda: ken.ask(POSTED)[0][0] > 0)
        began, used = time.perf_counter(), ken.processor_seconds() + uga.processor_seconds()
        _until(lambda: ken.ask(POSTED)[0][0] >= messages and world.undelivered() == 0)
        seconds = time.perf_counter() - began
        return messages / seconds, (ken.processor_seconds() + uga.processor_seconds() - used) / messages


def _warm(port: int) -> None:
    """Every web process loads the program with its first request; that is not what is measured."""
    for _ in range(40):
        line = HTTPConnection(LOCAL, port, timeout=30)
        line.request("POST", MESSAGES, b"no message")
        line.getresponse().read()
        line.close()


def _until(ready) -> None:
    end = time.monotonic() + 600
    while not ready():
        if time.monotonic() > end:
            raise RuntimeError("an installation does not come to its end")
        time.sleep(0.1)


if __name__ == "__main__":
    sys.exit(main())
