"""Clients that write into a register while it is measured: real services, several clients a process.

Started by benchmarks/scale.py, four processes of five clients. Prints "ready", and one JSON line at the end.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import threading
import time
from datetime import timedelta
from typing import Any
from uuid import uuid4

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "salwa.settings.django")


class Client(threading.Thread):
    """One person who records entries (70 %), weapons (20 %) and corrections of records (10 %), with a pause between."""

    def __init__(self, number: int, wanted: argparse.Namespace) -> None:
        super().__init__(daemon=True)
        self.wanted, self.dice = wanted, random.Random(f"{wanted.seed}/{number}")
        self.took: list[float] = []
        self.refused, self.faults = 0, []

    def run(self) -> None:
        """Write until the time is over."""
        from django.db import connection

        from salwa.domain.refusals import Refusal
        from salwa.storage.accounts.models import User

        user = User.objects.get(pk=self.wanted.user)
        time.sleep(self.dice.random() * self.wanted.pause)
        while time.time() < self.wanted.until and not self.wanted.over.is_set():
            began = time.perf_counter()
            try:
                self.write(user)
                self.took.append(time.perf_counter() - began)
            except Refusal:
                self.refused += 1
            except Exception as fault:  # counted and told
                self.faults.append(f"{type(fault).__name__}: {fault}"[:200])
            self.wanted.over.wait(self.wanted.pause)
        connection.close()

    def write(self, user: Any) -> None:
        """One act."""
        from django.utils import timezone

        from salwa.domain.weapons import EventKind
        from salwa.services.custody.actions import record_entry
        from salwa.services.custody.values import LifeEntry
        from salwa.services.weapons.actions import record_weapon
        from salwa.services.weapons.corrections import correct_weapon
        from salwa.services.weapons.values import MarkEntry, WeaponEntry
        from salwa.storage.register.models import Custody

        weapon, drawn = self.dice.randint(1, self.wanted.weapons), self.dice.random()
        if drawn < 0.7:
            day = timezone.localdate() - timedelta(days=self.dice.randint(0, 9_000))
            receiver = self.wanted.holder + self.dice.randrange(200)
            record_entry(
                acting_user=user,
                entry=LifeEntry(weapon, EventKind.TRANSFERRED, str(uuid4()), day, receiver=receiver),
            )
        elif drawn < 0.9:
            serial = MarkEntry("frame", "manufacture", "serial", f"W{self.dice.randrange(10**9):09d}", "present")
            record_weapon(acting_user=user, entry=WeaponEntry(maker="Zastava", model="M70", marks=(serial,)))
        else:
            seen = Custody.objects.values_list("version", flat=True).get(weapon=weapon)
            correct_weapon(
                acting_user=user, weapon_id=weapon, changes={"reference": f"C/{uuid4().hex[:12]}"}, reason="measured",
                seen_version=seen,
            )  # fmt: skip


def main() -> int:
    """Run the clients of this process."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--clients", type=int, default=5)
    parser.add_argument("--pause", type=float, default=1.0, help="seconds between two acts of a client")
    parser.add_argument("--seconds", type=float, required=True, help="the most they write")
    for name in ("--weapons", "--user", "--holder", "--seed"):
        parser.add_argument(name, type=int, required=True)
    wanted = parser.parse_args()
    import django

    django.setup()
    from salwa.services.marks.reader import mark_reader

    mark_reader()
    print("ready", flush=True)
    sys.stdin.readline()  # the one who measures says go
    wanted.until, wanted.over = time.time() + wanted.seconds, threading.Event()
    clients = [Client(number, wanted) for number in range(wanted.clients)]
    for client in clients:
        client.start()
    sys.stdin.readline()  # and stop, or is gone
    wanted.over.set()
    for client in clients:
        client.join(80)
    told = {
        "took": [round(took, 4) for client in clients for took in client.took],
        "refused": sum(client.refused for client in clients),
        "faults": [fault for client in clients for fault in client.faults],
    }
    print(json.dumps(told), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
