"""Stock-taking by a phone: sealed scans sent in batches, sent again whenever the answer did not come."""

from __future__ import annotations

import uuid
from pathlib import Path

from django.db.models import Count

from tests.assurance.durable.acks import Acks
from tests.assurance.durable.book import Book, Faults

WEAPONS, SCANS = 100, 4


class Stock:
    """Step n sends batch n of four scans."""

    name = "stock"

    def __init__(self, home: Path) -> None:
        from salwa.services.stock.sealing import sealing_key
        from salwa.services.stock.taking import open_taking
        from tests.builders.stock import a_depot, a_keeper, a_stored_weapon

        self.acks = Acks(home / "acks.stock")
        self.uid_of = lambda number: str(uuid.uuid5(uuid.NAMESPACE_OID, f"stock {number}"))
        self._user = a_keeper("Police of scans")
        depot = a_depot(self._user, "Armoury of scans")
        for one in range(WEAPONS):
            a_stored_weapon(depot, f"SC {1000 + one}")
        self._taking = open_taking(acting_user=self._user, depot_id=depot)
        self._key, self._device = sealing_key(), str(uuid.uuid4())

    def step(self, number: int) -> None:
        """Send batch `number`, or send it again."""
        from salwa.services.stock.taking import receive_batch
        from tests.builders.stock import a_batch, a_sealed_scan

        scans = [
            a_sealed_scan(
                self._taking, self._device, place, key=self._key, uid=self.uid_of(place), note=f"scan {place}",
                read=f"SC {1000 + place % WEAPONS}",
            )
            for place in range(SCANS * number, SCANS * number + SCANS)
        ]  # fmt: skip
        answers = receive_batch(acting_user=self._user, taking_id=self._taking, raw=a_batch(self._device, *scans))
        if any(one.status not in ("kept", "again") for one in answers):
            raise RuntimeError(f"batch {number}: {answers}")

    def check(self, first: int, book: Book) -> Faults:
        """Batches from `first` on: all scans or none; the counting and the audit log agree with the scans."""
        from salwa.storage.register.models import CountedWeapon, StockScan

        faults, acked = Faults(), self.acks.last()
        for number in range(first, acked + 3):
            notes = [f"scan {place}" for place in range(SCANS * number, SCANS * number + SCANS)]
            found = list(StockScan.objects.filter(note__in=notes).values_list("note", flat=True))
            faults.note("lost", number <= acked and len(set(found)) < SCANS, f"batch {number}: {sorted(found)}")
            faults.note("partial", 0 < len(set(found)) < SCANS, f"batch {number}: {sorted(found)}")
            faults.note("twice", len(found) > len(set(found)), f"batch {number}: {sorted(found)}")
        rows = StockScan.objects.count()
        told = book.scans[str(self._taking)]
        faults.note("partial", rows != told, f"{rows} scans, {told} in the log")
        counted = dict(CountedWeapon.objects.filter(scans__gt=0).values_list("weapon_id", "scans"))
        grouped = StockScan.objects.values_list("weapon_id").annotate(times=Count("pk"))
        faults.note("partial", counted != dict(grouped), "the counting does not agree with the scans")
        return faults
