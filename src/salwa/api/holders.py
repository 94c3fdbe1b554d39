"""Holders: those who hold weapons, but never the personal data of people."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Header, Path, Query, Router, Status
from pydantic import BeforeValidator

from salwa.api.values import (
    LARGEST,
    Cursor,
    Day,
    KnownState,
    LongText,
    Number,
    PageSize,
    RepeatKey,
    ShortText,
    StrictModel,
    Text,
    WeaponNumber,
    left_out,
)
from salwa.services.accounts.repeats import once
from salwa.services.holders.actions import record_holder
from salwa.services.holders.queries import find_holders, open_holder, weapons_held
from salwa.services.holders.values import HolderEntry, HolderLine, HolderPage

router = Router(tags=["holders"])
HolderKind = Literal[
    "state_unit", "depot", "evidence_store", "maker", "dealer", "broker", "museum", "club", "person", "foreign", "other"
]  # fmt: skip
# People are recorded on the screens, where their data are sealed.
RECORDED_KINDS = Literal[
    "state_unit", "depot", "evidence_store", "maker", "dealer", "broker", "museum", "club", "foreign", "other"
]  # fmt: skip


def _flag(value: Any) -> Any:
    return {"true": True, "false": False}.get(value, value) if isinstance(value, str) else value


class HoldersQuery(StrictModel):
    """Words of name or reference, a kind, closed ones too; `cursor` is the `next` of the page before."""

    text: Text = left_out()
    kind: HolderKind = left_out("")
    closed: Annotated[bool, BeforeValidator(_flag)] = False
    cursor: Cursor = left_out()
    count: PageSize = 50


class HolderOut(StrictModel):
    """One holder. A person has no name here. `closed_on` is null while it is open."""

    holder: int
    kind: str
    name: str
    reference: str
    country: str
    closed_on: str | None


class HolderPageOut(StrictModel):
    """A page of holders, by name; `next` is null on the last page."""

    entries: list[HolderOut]
    next: str | None


class HolderDetail(HolderOut):
    """One holder with what it lies under, who took over its records (ITI 13), and how many weapons it holds now."""

    address: str
    parent: int | None
    below: list[int]
    successor: int | None
    predecessors: list[int]
    opened_on: str | None
    holds: int


class HolderIn(StrictModel):
    """A holder to be recorded. People are recorded on the screens only."""

    kind: RECORDED_KINDS
    name: Text
    reference: ShortText = left_out()
    country: KnownState = left_out("")
    address: LongText = left_out()
    parent: Number = left_out(None)
    opened_on: Day = left_out(None)


class HolderRecorded(StrictModel):
    """The number of the holder recorded."""

    holder: int


class HeldOut(StrictModel):
    """A weapon a holder has now: in its hands, on issue, or in evidence; `since` is null when not known."""

    weapon: int
    title: str
    serial: str
    state: str
    since: str | None


class HeldPageOut(StrictModel):
    """A page of weapons, newest number first; `next` is null on the last page."""

    entries: list[HeldOut]
    next: str | None


@router.get("", response=HolderPageOut)
def list_holders(request: HttpRequest, query: Query[HoldersQuery]) -> dict[str, Any]:
    """Holders whose name or reference has words that begin with those asked for, in any script."""
    page = find_holders(
        acting_user=_user(request), text=query.text, kind=query.kind or "", closed=query.closed,
        after=number_of(query.cursor), count=query.count,
    )  # fmt: skip
    return {"entries": [told(line) for line in page.lines], "next": cursor_of(page.following)}


@router.post("", response={201: HolderRecorded})
def add_holder(
    request: HttpRequest,
    response: HttpResponse,
    entry: HolderIn,
    key: RepeatKey = Header("", alias="Idempotency-Key"),  # noqa: B008 - the way the framework declares a header
) -> Any:
    """Record a holder. With an Idempotency-Key, sending the same request again records nothing twice."""
    user = _user(request)

    def act() -> str:
        return str(record_holder(acting_user=user, entry=_entry(entry)))

    if key:
        number, repeated = once(user=user, key=key, content=entry.model_dump(mode="json"), act=act)
        response.headers["Idempotent-Replayed"] = "true" if repeated else "false"
    else:
        number = act()
    response.headers["Location"] = f"{request.path.rstrip('/')}/{number}"
    return Status(201, {"holder": int(number)})


@router.get("/{holder}", response=HolderDetail)
def read_holder(request: HttpRequest, holder: Annotated[WeaponNumber, Path()]) -> dict[str, Any]:
    """One holder. Opening it is recorded."""
    return _detail(open_holder(acting_user=_user(request), holder_id=holder))


class HeldQuery(StrictModel):
    """Which page: `cursor` is the `next` of the page before."""

    cursor: Cursor = left_out()


@router.get("/{holder}/weapons", response=HeldPageOut)
def list_held(request: HttpRequest, holder: Annotated[WeaponNumber, Path()], query: Query[HeldQuery]) -> dict[str, Any]:
    """The weapons a holder has now."""
    page = weapons_held(acting_user=_user(request), holder_id=holder, after=number_of(query.cursor))
    entries = [
        {
            "weapon": one.number,
            "title": one.title,
            "serial": one.serial,
            "state": one.state,
            "since": one.day.isoformat() if one.day else None,
        }
        for one in page.lines
    ]
    return {"entries": entries, "next": cursor_of(page.following)}


def told(line: HolderLine) -> dict[str, Any]:
    """A holder as the interface tells it."""
    return {
        "holder": line.number,
        "kind": line.kind,
        "name": line.name,
        "reference": line.reference,
        "country": line.country,
        "closed_on": line.closed_on.isoformat() if line.closed_on else None,
    }


def number_of(cursor: str) -> int | None:
    """The number a cursor stands for; one that was not given here begins anew."""
    return int(cursor) if cursor.isascii() and cursor.isdecimal() and int(cursor) <= LARGEST else None


def cursor_of(following: int | None) -> str | None:
    """The cursor of the next page."""
    return None if following is None else str(following)


def _entry(asked: HolderIn) -> HolderEntry:
    return HolderEntry(
        kind=asked.kind, name=asked.name, reference=asked.reference, country=asked.country, address=asked.address,
        parent=asked.parent, opened_on=asked.opened_on,
    )  # fmt: skip


def _detail(page: HolderPage) -> dict[str, Any]:
    return told(page.line) | {
        "address": page.address,
        "parent": page.parent.number if page.parent else None,
        "below": [one.number for one in page.below],
        "successor": page.successor.number if page.successor else None,
        "predecessors": [one.number for one in page.predecessors],
        "opened_on": page.opened_on.isoformat() if page.opened_on else None,
        "holds": page.holds,
    }


def _user(request: HttpRequest) -> Any:
    return request.auth  # type: ignore[attr-defined]
