"""The audit log as it grows, read once: each change must have its entry, each entry its change."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field


@dataclass
class Faults:
    """What a check found. `lost`: acknowledged and not there; `partial`: there in part, or without its audit entry;
    `twice`: there more than once. `said` describes the first ones.
    """

    lost: int = 0
    partial: int = 0
    twice: int = 0
    said: list[str] = field(default_factory=list)

    def note(self, kind: str, wrong: bool, what: str) -> None:
        """Count a fault of this kind where `wrong`."""
        if wrong:
            setattr(self, kind, getattr(self, kind) + 1)
            self.said = [*self.said, f"{kind}: {what}"][:20]

    def add(self, other: Faults) -> None:
        """Those of another check too."""
        self.lost, self.partial, self.twice = (
            self.lost + other.lost, self.partial + other.partial, self.twice + other.twice
        )  # fmt: skip
        self.said = [*self.said, *other.said][:20]

    def __bool__(self) -> bool:
        return bool(self.lost or self.partial or self.twice)


class Book:
    """Counts entries by (action, object) and, for entries of a life, by the entry they tell of."""

    def __init__(self) -> None:
        self.objects: Counter[tuple[str, str]] = Counter()
        self.entries: Counter[int] = Counter()
        self.scans: Counter[str] = Counter()
        self._last = (0, "")

    def read_on(self, faults: Faults) -> None:
        """Read what was written since; the chain must go on without a gap."""
        from salwa.storage.accounts.models import AuditEntry

        number, leaf = self._last
        for entry in AuditEntry.objects.filter(number__gt=number).order_by("number"):
            if number:
                faults.note("partial", (entry.number, entry.previous_hash) != (number + 1, leaf), f"gap at {number}")
            number, leaf = entry.number, entry.leaf_hash
            self.objects[entry.action, entry.object_id] += 1
            if entry.action == "custody.recorded":
                self.entries[entry.details["entry"]] += 1
            if entry.action == "stock.scans_received":
                self.scans[entry.object_id] += entry.details.get("kept", 0)
        self._last = (number, leaf)
