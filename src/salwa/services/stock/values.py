"""What the doors give to and get from the services of the stockpile."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from salwa.domain.stock import CountFinding, MeasureAnswer


@dataclass(frozen=True, slots=True)
class DepotEntry:
    """A depot to be recorded, or its details as they are now. Coordinates in degrees (WGS 84), both or none."""

    name: str
    kind: str = "depot"
    reference: str = ""
    place: str = ""
    latitude: Decimal | None = None
    longitude: Decimal | None = None
    capacity: int | None = None
    hazard_notes: str = ""
    unit: int | None = None


@dataclass(frozen=True, slots=True)
class AnswerEntry:
    """The answer to one measure; `action` is what has to be done, `due` until when."""

    answer: MeasureAnswer
    remark: str = ""
    action: str = ""
    due: date | None = None


@dataclass(frozen=True, slots=True)
class ReviewEntry:
    """A review of a depot on one day. Measures left out are not known."""

    depot: int
    day: date
    risk: str = "not_assessed"
    note: str = ""
    answers: Mapping[str, AnswerEntry] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DepotLine:
    """One line of the list of depots. Counts are of weapons by the books, now."""

    number: int
    name: str
    kind: str
    place: str
    unit: str
    weapons: int
    capacity: int | None
    last_review: date | None
    risk: str
    last_count: datetime | None
    open_taking: int | None
    open_actions: int


@dataclass(frozen=True, slots=True)
class ActionOpen:
    """Something a review asked for and nobody has reported as done. `age` in days since the review."""

    number: int
    depot: int
    depot_name: str
    measure: str
    text: str
    due: date | None
    age: int
    overdue: bool


@dataclass(frozen=True, slots=True)
class ScanIn:
    """A scan that is not sealed: from the plain form, a list, or a program. `weapon`: chosen from a list."""

    uid: str
    read: str
    counted_at: datetime
    finding: CountFinding = CountFinding.PRESENT
    how: str = "typed"
    pieces: int | None = None
    note: str = ""
    weapon: int | None = None
    place: int = 0


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """What became of one scan. `status`: kept, again (was there before), set_aside (kept unopened, see `code`) or
    refused (not kept: the sender keeps it). `result`: what it says of the stock, for whoever may know.
    """

    uid: str
    status: str
    code: str = ""
    result: str = ""


@dataclass(frozen=True, slots=True)
class TakingCounts:
    """A stock-taking in figures. `unexpected`: weapons met that the books have elsewhere; `unknown`: scans that match
    nothing; `several`: scans that match more than one weapon; `unsent`: scans that phones said they still hold.
    """

    expected: int
    there: int
    mark_differs: int
    not_there: int
    unseen: int
    conflicts: int
    unexpected: int
    unknown: int
    several: int
    twice: int
    set_aside: int
    late: int
    scans: int
    unsent: int
    lots: int
    lots_there: int
    lots_off: int

    @property
    def counted(self) -> int:
        """Expected weapons about which somebody has said something."""
        return self.expected - self.unseen

    @property
    def doubts(self) -> int:
        """What somebody has to look at while counting goes on: everything but what nobody has counted yet."""
        weapons = self.not_there + self.mark_differs + self.conflicts + self.unexpected
        return weapons + self.unknown + self.several

    @property
    def discrepancies(self) -> int:
        """Everything that does not agree with the books."""
        weapons = self.unseen + self.not_there + self.mark_differs + self.conflicts + self.unexpected
        return weapons + self.unknown + self.several + self.lots_off
