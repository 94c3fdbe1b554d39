"""Stock-takings: how far they are, and sending what was counted. Every scan may be sent any number of times."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Path, Router
from pydantic import Field, StringConstraints

from salwa.api.values import READ_FORM, Count, Moment, StrictModel, Uid, WeaponNumber, left_out
from salwa.domain.stock import CountFinding
from salwa.services.stock.queries import TakingLine, counts_of, list_takings, taking_to_read
from salwa.services.stock.sealing import sealing_key
from salwa.services.stock.taking import receive_scans, taking_to_count
from salwa.services.stock.values import ScanIn

router = Router(tags=["stock"])
TakingNumber = WeaponNumber
Read = Annotated[str, StringConstraints(min_length=1, max_length=300, pattern=READ_FORM)]


class TakingOut(StrictModel):
    """One stock-taking. `state`: open, proposed (its closing waits for a supervisor) or closed."""

    taking: int
    depot: int
    depot_name: str
    state: str
    opened_at: str
    closed_at: str | None
    expected: int
    counted: int


class TakingsAnswer(StrictModel):
    """The newest 200 stock-takings this token's person may know of."""

    takings: list[TakingOut]


class FiguresAnswer(StrictModel):
    """How far a stock-taking is, and the key to which phones seal their scans (P-256 point, base64)."""

    taking: int
    state: str
    expected: int
    there: int
    unseen: int
    not_there: int
    mark_differs: int
    conflicts: int
    unexpected: int
    unknown: int
    discrepancies: int
    key: str
    point: str


class CountedIn(StrictModel):
    """One scan: `uid` is made by the sender, once; `pieces` only for a lot of ammunition."""

    uid: Uid
    read: Read
    finding: Literal["present", "mark_differs", "not_there"] = "present"
    how: Literal["typed", "scanned"] = "typed"
    counted_at: Moment
    pieces: Count = left_out(None)
    place: Count = 0


class ScansIn(StrictModel):
    """Up to 100 scans of one device, in their order."""

    device: Uid
    scans: Annotated[list[CountedIn], Field(min_length=1, max_length=100)]


class AcknowledgedOut(StrictModel):
    """What became of one scan. `status`: kept, again (was there before) or refused; `result`: what it says."""

    uid: str
    status: str
    code: str
    result: str


class ScansAnswer(StrictModel):
    """The scans in the order of the first time each uid stood in the request."""

    scans: list[AcknowledgedOut]


@router.get("/takings", response=TakingsAnswer)
def stock_takings(request: HttpRequest) -> dict[str, Any]:
    """Stock-takings, newest first."""
    user = request.auth  # type: ignore[attr-defined]
    return {"takings": [_line(one) for one in list_takings(acting_user=user)]}


@router.get("/takings/{taking}", response=FiguresAnswer)
def stock_taking(request: HttpRequest, taking: Path[TakingNumber]) -> dict[str, Any]:
    """The figures of one stock-taking."""
    user = request.auth  # type: ignore[attr-defined]
    row = taking_to_read(user, taking)
    counts, key = counts_of(user, row), sealing_key()
    names = ("expected", "there", "unseen", "not_there", "mark_differs", "conflicts", "unexpected", "unknown")
    return {
        "taking": row.pk,
        "state": row.state,
        **{name: getattr(counts, name) for name in names},
        "discrepancies": counts.discrepancies,
        "key": key.name,
        "point": key.point,
    }


@router.post("/takings/{taking}/scans", response=ScansAnswer)
def send_scans(request: HttpRequest, taking: Path[TakingNumber], asked: ScansIn) -> dict[str, Any]:
    """Send scans; one that was sent before is acknowledged and changes nothing."""
    user = request.auth  # type: ignore[attr-defined]
    taking_to_count(user, taking)
    done = receive_scans(
        acting_user=user, taking_id=taking, device=asked.device, scans=[_scan(one) for one in asked.scans]
    )
    return {"scans": [{name: getattr(one, name) for name in ("uid", "status", "code", "result")} for one in done]}


def _scan(one: CountedIn) -> ScanIn:
    return ScanIn(
        uid=one.uid, read=one.read, counted_at=datetime.fromisoformat(one.counted_at),
        finding=CountFinding(one.finding), how=one.how, pieces=one.pieces, place=one.place,
    )  # fmt: skip


def _line(one: TakingLine) -> dict[str, Any]:
    return {
        "taking": one.number,
        "depot": one.depot,
        "depot_name": one.depot_name,
        "state": one.state,
        "opened_at": one.opened_at.isoformat(),
        "closed_at": one.closed_at.isoformat() if one.closed_at else None,
        "expected": one.expected,
        "counted": one.counted,
    }
