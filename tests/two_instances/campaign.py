"""Messages between installations over bad lines, with partitions and kill -9 on every side (targets F1 and F8).

    python -m tests.two_instances.campaign --messages 10000 --partitions 50 --kills 50

Two national installations and the secretariat run as processes of their own, on SQLite or (SALWA_DATABASE_URL) on
PostgreSQL, each in a network namespace of its own. Packets between them are lost, doubled and reordered by a switch,
which also cuts a State off (then connections hang); whole requests are lost, doubled and held back by lines. Where no
namespace may be made, all runs on loopback with the lines alone, and `network` says so. Officers of each work through a
plan of business transactions, some of which are undone at their end, and are killed with their installation. Prints one
line of JSON; exit code 1 when a message was lost, had two effects or one that should not be, was confirmed without
effect, when receipts are missing, or when anything is still on its way 60 seconds after the last fault. `--canaries`
searches all that the secretariat has, hears and holds in memory for what the two States told each other; of what it was
told itself the same search has to find something. `--control` puts a defect in, which must be found.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import secrets
import sys
import time
from collections import Counter
from dataclasses import replace
from typing import Any

from tests.two_instances.canaries import OWN, in_memory, seen
from tests.two_instances.namespaces import become_able
from tests.two_instances.node import CONTROLS
from tests.two_instances.proxy import NONE, Faults
from tests.two_instances.switch import NO_FAULTS, PacketFaults
from tests.two_instances.world import World, a_world

ALLOWED_SECONDS = 60.0
# One step in so many is undone before its end.
UNDONE = 20
EFFECTS = (
    "SELECT m.from_state, r.about FROM exchange_recordedtest r JOIN exchange_inboxmessage m ON m.id = r.message_id"
)
# Seconds between two faults of the driver, and about how many an installation takes until it works again.
BETWEEN = 0.5
RESTART = 4.0
# So many seconds more at most, until a partition has met something.
MEETS = 5.0


def main() -> int:
    """Run it."""
    parser = argparse.ArgumentParser(prog="python -m tests.two_instances.campaign", description=__doc__)
    parser.add_argument("--messages", type=int, default=500)
    parser.add_argument("--partitions", type=int, default=4)
    parser.add_argument("--kills", type=int, default=4)
    parser.add_argument("--longest-partition", type=float, default=2.0)
    parser.add_argument("--seed", type=int, default=4)
    parser.add_argument("--canaries", type=int, default=200, help="messages with a text to be searched for")
    parser.add_argument("--control", choices=CONTROLS, help="put this defect in")
    parser.add_argument("--loopback", action="store_true", help="as if no network could be made")
    asked = parser.parse_args()
    become_able()
    server = os.environ.get("SALWA_DATABASE_URL", "")
    # A control meets one fault only, and that one for certain: without unique numbers every request comes twice.
    faults = replace(NONE, every=int(asked.control == "no_unique")) if asked.control else Faults()
    packets = NO_FAULTS if asked.control else PacketFaults()
    with a_world(server, faults, asked.seed, packets=None if asked.loopback else packets) as world:
        figures = campaign(world, asked)
    print(json.dumps({"engine": "postgresql" if server else "sqlite", **figures}))
    bad = ("lost", "double", "false", "unproved", "half", "undelivered", "canaries_seen", "memory_seen", "no_audit")
    return int(
        not figures["memory_own"]
        or any(figures[name] for name in bad)
        or figures["seconds_to_converge"] > ALLOWED_SECONDS
    )


def campaign(world: World, asked: argparse.Namespace) -> dict[str, Any]:
    """Plan, start, disturb, wait, compare; returns the figures."""
    began = time.monotonic()
    canaries = [f"canary {secrets.token_hex(12)}" for _ in range(asked.canaries)]
    plans = _plans(asked.messages, canaries)
    # The officers work for as long as faults go on, so that these meet messages on their way.
    faults = asked.partitions * (BETWEEN + asked.longest_partition / 2) + asked.kills * (BETWEEN + RESTART)
    pace = faults / max(map(len, plans.values()))
    for state, node in world.nodes.items():
        node.plan(world.partners_of(state), plans[state], pace)
    world.start(asked.control)
    met, killed = _disturb(world, asked)
    while not all(node.serves() for node in world.nodes.values()):
        time.sleep(0.1)
    still = _until_all_is_quiet(world, plans)
    figures = _compared(world, plans, undelivered=still[1])
    told = {text for steps in plans.values() for _, _, text, _ in steps} & set(canaries)
    figures["canaries"], figures["canaries_seen"] = len(told), seen(world, sorted(told))
    figures |= in_memory(world, sorted(told))
    lines = sum((line.counted for line in world.lines.values()), Counter())
    return {
        "messages": figures.pop("planned"), "partitions": asked.partitions, "partitions_met": met, "kills": killed,
        **figures, "seconds_to_converge": round(still[0], 1), "line": dict(sorted(lines.items())),
        "network": world.network.name, "packets": dict(sorted(world.network.counted.items())),
        "kilobytes_heard": sum(map(len, world.network.passed())) // 1000,
        "seconds": round(time.monotonic() - began, 1),
    }  # fmt: skip


def _plans(messages: int, canaries: list[str]) -> dict[str, list[list[Any]]]:
    """Steps of each State's officer: to the other State, and one in ten to the secretariat, without a canary."""
    plans: dict[str, list[list[Any]]] = {"KEN": [], "UGA": [], "UNO": []}
    texts = iter(canaries)
    for number in range(messages):
        state, other = ("KEN", "UGA") if number % 2 == 0 else ("UGA", "KEN")
        undone = number % UNDONE == 7
        to = "UNO" if number % 10 == 9 else other
        text = "to all" if undone else f"{OWN} {secrets.token_hex(12)}" if to == "UNO" else next(texts, "nothing more")
        plans[state].append([f"{state} {number}", to, text, undone])
    plans["UNO"] = [[f"UNO {number}", ("KEN", "UGA")[number % 2], "to all", False] for number in range(messages // 20)]
    return plans


def _disturb(world: World, asked: argparse.Namespace) -> tuple[int, dict[str, int]]:
    """Partitions and kills in an order drawn by the seed; the last one is over when this returns. (How many partitions
    met something on its way, kills of each State.)
    """
    draw = random.Random(asked.seed)
    faults = ["partition"] * asked.partitions + ["kill"] * asked.kills
    draw.shuffle(faults)
    killed: Counter[str] = Counter()
    turn = met = 0
    for fault in faults:
        time.sleep(BETWEEN)
        if fault == "partition":
            state = draw.choice(["KEN", "UGA"])
            met += _cut_off(world, state, draw.uniform(0.1, 1) * asked.longest_partition)
            continue
        state, turn = ("KEN", "UGA")[turn % 2], turn + 1
        node = world.nodes[state]
        until = time.monotonic() + 30
        while not node.serves() and time.monotonic() < until:
            time.sleep(0.05)
        time.sleep(draw.uniform(0.1, 0.6))
        node.kill()
        killed[state] += 1
        node.start(asked.control)
    return met, dict(sorted(killed.items()))


def _cut_off(world: World, state: str, seconds: float) -> bool:
    """A partition of so many seconds, and some more while it met nothing; whether it met something."""
    before = world.cut_so_far()
    world.partition(state, True)
    time.sleep(seconds)
    end = time.monotonic() + MEETS
    while world.cut_so_far() == before and time.monotonic() < end:
        time.sleep(0.05)
    world.partition(state, False)
    return world.cut_so_far() > before


def _until_all_is_quiet(world: World, plans: dict[str, list[list[Any]]]) -> tuple[float, int]:
    """(seconds until everything was confirmed, how many are not); first the officers finish."""
    end = time.monotonic() + 600
    while any(node.acked() < len(plans[state]) for state, node in world.nodes.items()) and time.monotonic() < end:
        time.sleep(0.1)
    began = time.monotonic()
    while (left := world.undelivered()) and time.monotonic() < began + ALLOWED_SECONDS:
        time.sleep(0.2)
    seconds = time.monotonic() - began
    time.sleep(2.5)  # what the lines still hold back arrives now
    return seconds, left


def _compared(world: World, plans: dict[str, list[list[Any]]], undelivered: int) -> dict[str, Any]:
    """What the officers were told against what the others have. All counts but `planned` and `effects` must be 0."""
    effects: Counter[tuple[str, str]] = Counter()
    audited: Counter[str] = Counter()
    for state, node in world.nodes.items():
        for from_state, about in node.ask(EFFECTS):
            effects[state, f"{from_state}|{about}"] += 1
        for (uid,) in node.ask("SELECT object_id FROM accounts_auditentry WHERE action = 'exchange.received'"):
            audited[uid] += 1
    due = {(to, f"{state}|{about}") for state, steps in plans.items() for about, to, _, undone in steps if not undone}
    stored = half = unproved = unaudited = 0
    for state, node in world.nodes.items():
        rows = node.ask("SELECT about, uid FROM exchange_outboxmessage")
        stored += len(rows)
        unaudited += sum(audited[uid] != 1 for _, uid in rows)
        businesses = {name for (name,) in node.ask("SELECT name FROM accounts_organisation")}
        planned = {about for about, *_ in plans[state]}
        half += len({about for about, _ in rows} ^ (businesses & planned))
        proved = "SELECT count(*) FROM exchange_messagestage WHERE stage = 'delivered' AND receipt IS NOT NULL"
        unproved += len(rows) - node.ask(proved)[0][0]
    return {
        "planned": sum(map(len, plans.values())), "stored": stored, "effects": len(effects),
        "lost": len(due - effects.keys()), "false": len(effects.keys() - due),
        "double": sum(count - 1 for count in effects.values()), "half": half, "unproved": unproved,
        "undelivered": undelivered, "no_audit": unaudited,
    }  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
