"""Entries of weapons' lives: issue, a late entry of long ago, return, on weapon after weapon."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from tests.assurance.durable.acks import Acks
from tests.assurance.durable.book import Book, Faults

WEAPONS = 20


class Life:
    """Step n is the (n // 20)th act on weapon n mod 20."""

    name = "life"

    def __init__(self, home: Path) -> None:
        from tests.builders.people import an_operator
        from tests.builders.stock import a_depot, a_keeper, a_stored_weapon

        self.acks = Acks(home / "acks.life")
        self.uid_of = lambda number: str(uuid.uuid5(uuid.NAMESPACE_OID, f"life {number}"))
        depot = a_depot(a_keeper("Police of lives"), "Armoury of lives")
        self._weapons = [a_stored_weapon(depot, f"LF {1000 + one}") for one in range(WEAPONS)]
        self._user = an_operator()
        self._last = self._newest()

    def step(self, number: int) -> None:
        """Carry out step `number`, or send it again: the uid says that it is the same."""
        from salwa.domain.weapons import EventKind
        from salwa.services.custody.actions import issue_weapon, record_entry, return_weapon

        act = number // WEAPONS
        kind, service, first = (
            (EventKind.ISSUED, issue_weapon, date(2021, 1, 1)),
            (EventKind.PROOFED, record_entry, date(1990, 1, 1)),
            (EventKind.RETURNED, return_weapon, date(2021, 1, 1)),
        )[act % 3]
        service(acting_user=self._user, entry=self._entry(number, kind, first + timedelta(days=act % 2_000)))

    def _entry(self, number: int, kind: Any, day: date) -> Any:
        from salwa.services.custody.values import LifeEntry

        return LifeEntry(self._weapons[number % WEAPONS], kind, self.uid_of(number), day, note=f"step {number}")

    def check(self, first: int, book: Book) -> Faults:
        """Steps from `first` on against the register: those acknowledged are there, one more may be."""
        from salwa.storage.register.models import Event

        faults, acked = Faults(), self.acks.last()
        notes = [f"step {number}" for number in range(first, acked + 3)]
        found = list(Event.objects.filter(weapon__in=self._weapons, note__in=notes).values_list("note", flat=True))
        for number in range(first, acked + 3):
            times = found.count(f"step {number}")
            faults.note("lost", number <= acked and times == 0, f"life {number}")
            faults.note("twice", times > 1, f"life {number}, {times} times")
            faults.note("partial", number > acked + 1 and times > 0, f"life {number} before its time")
        new = list(Event.objects.filter(weapon__in=self._weapons, pk__gt=self._last).values_list("pk", flat=True))
        for event in new:
            faults.note("partial", book.entries[event] != 1, f"event {event}: {book.entries[event]} audit entries")
        unknown = [one for one in book.entries if one > self._last and one not in new]
        faults.note("partial", bool(unknown), f"audit entries about events {unknown} that are not there")
        self._check_state(acked, faults)
        self._last = self._newest()
        return faults

    def _check_state(self, acked: int, faults: Faults) -> None:
        """Where the weapons of the last steps are now, by the kept state and by the last act."""
        from salwa.storage.register.models import Custody, Event

        for number in (acked, acked + 1):
            weapon = self._weapons[number % WEAPONS]
            acts = Event.objects.filter(weapon=weapon, kind__in=("issued", "returned")).order_by("-date", "-pk")
            last = acts.values_list("kind", flat=True).first()
            kept = Custody.objects.values_list("whereabouts", flat=True).get(weapon=weapon)
            faults.note("partial", (kept == "issued") != (last == "issued"), f"weapon {weapon}: {kept}, last {last}")

    @staticmethod
    def _newest() -> int:
        from salwa.storage.register.models import Event

        return int(Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0)
