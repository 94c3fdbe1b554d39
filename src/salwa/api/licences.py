"""Authorisations: the register of them and each one, for reading. Applications are recorded on the screens."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Path, Query, Router

from salwa.api.holders import HolderOut, cursor_of, number_of, told
from salwa.api.values import Cursor, PageSize, StateCode, StrictModel, Text, WeaponNumber, left_out
from salwa.services.languages import spoken
from salwa.services.licences.listing import open_listed
from salwa.services.licences.queries import list_licences, open_licence
from salwa.services.licences.values import LicenceLine, LicencePage

router = Router(tags=["licences"])
LicenceKind = Literal["manufacture", "export", "import", "transit", "retransfer", "brokering"]
LicenceState = Literal[
    "applied", "information_asked", "assessed", "granted", "suspended", "expired", "revoked", "refused", "closed"
]  # fmt: skip


class LicencesQuery(StrictModel):
    """Words of number, contract or parties, kind, state today, country; `cursor` is the `next` of the page before."""

    text: Text = left_out()
    kind: LicenceKind = left_out("")
    state: LicenceState = left_out("")
    country: StateCode = left_out("")
    cursor: Cursor = left_out()
    count: PageSize = 50


class LicenceOut(StrictModel):
    """One authorisation. `state` is that of today, expiry included; `pieces` those applied for or allowed."""

    licence: int
    number: str
    kind: str
    state: str
    applicant: HolderOut
    destination: str
    valid_until: str | None
    pieces: int


class LicencePageOut(StrictModel):
    """A page of authorisations, the last recorded first; `next` is null on the last page."""

    entries: list[LicenceOut]
    next: str | None


class PartyOut(StrictModel):
    """Somebody who takes part; `holder` is null for a name that is not in the register."""

    role: str
    name: str
    holder: int | None
    country: str


class ItemOut(StrictModel):
    """One line of goods as typed and as read: pieces allowed, on the list, used, left."""

    type: str
    type_code: str
    description: str
    calibre: str
    quantity: int
    listed: int
    used: int
    left: int


class StepOut(StrictModel):
    """One step in its life; `undone`: a use that was taken back."""

    number: int
    kind: str
    day: str
    reason: str
    undone: bool


class AnswerOut(StrictModel):
    """A question about the risk of diversion with the paragraphs it comes from; an empty answer is none."""

    code: str
    question: str
    paragraphs: list[str]
    answer: str
    grounds: str


class LicenceDetail(LicenceOut):
    """One authorisation with its deal, parties, goods, answers, what is missing, what warns, and its steps."""

    origin: str
    transit: list[str]
    end_use: str
    contract: str
    conditions: str
    valid_from: str | None
    parties: list[PartyOut]
    items: list[ItemOut]
    answers: list[AnswerOut]
    certificate_missing: list[str] | None
    missing: list[str]
    warnings: list[str]
    steps: list[StepOut]


class ListedOut(StrictModel):
    """A weapon on the list of an authorisation."""

    weapon: int
    title: str
    serial: str
    used: bool


class ListedPageOut(StrictModel):
    """A page of the list in the order of the weapons' numbers; `next` is null on the last page."""

    total: int
    entries: list[ListedOut]
    next: str | None


class ListedQuery(StrictModel):
    """Which page: `cursor` is the `next` of the page before."""

    cursor: Cursor = left_out()


@router.get("", response=LicencePageOut)
def read_licences(request: HttpRequest, query: Query[LicencesQuery]) -> dict[str, Any]:
    """The register of authorisations; refused deals are those in the state refused."""
    page = list_licences(
        acting_user=_user(request), text=query.text, kind=query.kind or "", state=query.state or "",
        country=query.country, before=number_of(query.cursor), count=query.count,
    )  # fmt: skip
    return {"entries": [_line(line) for line in page.lines], "next": cursor_of(page.following)}


@router.get("/{licence}", response=LicenceDetail)
def read_licence(request: HttpRequest, licence: Annotated[WeaponNumber, Path()]) -> dict[str, Any]:
    """One authorisation. Opening it is recorded."""
    return _detail(open_licence(acting_user=_user(request), licence_id=licence))


@router.get("/{licence}/weapons", response=ListedPageOut)
def read_listed(
    request: HttpRequest, licence: Annotated[WeaponNumber, Path()], query: Query[ListedQuery]
) -> dict[str, Any]:
    """The weapons on the list of an authorisation."""
    page = open_listed(acting_user=_user(request), licence_id=licence, after=number_of(query.cursor) or 0)
    entries = [{"weapon": one.number, "title": one.title, "serial": one.serial, "used": one.used} for one in page.lines]
    return {"total": page.total, "entries": entries, "next": cursor_of(page.following)}


def _line(line: LicenceLine) -> dict[str, Any]:
    return {
        "licence": line.id,
        "number": line.number,
        "kind": line.kind,
        "state": line.state,
        "applicant": told(line.applicant),
        "destination": line.destination,
        "valid_until": line.valid_until.isoformat() if line.valid_until else None,
        "pieces": line.pieces,
    }


def _detail(page: LicencePage) -> dict[str, Any]:
    certificate = page.certificate
    return _line(page.line) | {
        "origin": page.origin,
        "transit": [code for code, _ in page.transit],
        "end_use": page.end_use,
        "contract": page.contract,
        "conditions": page.conditions,
        "valid_from": page.valid_from.isoformat() if page.valid_from else None,
        "parties": [
            {
                "role": one.role,
                "name": one.name,
                "holder": one.holder.number if one.holder else None,
                "country": one.country,
            }
            for one in page.parties
        ],
        "items": [
            {
                "type": one.type_text,
                "type_code": one.type_code,
                "description": one.description,
                "calibre": one.calibre_text,
                "quantity": one.quantity,
                "listed": one.listed,
                "used": one.used,
                "left": one.left,
            }
            for one in page.items
        ],
        "answers": [
            {
                "code": one.code,
                "question": one.text,
                "paragraphs": list(one.paragraphs),
                "answer": one.answer,
                "grounds": one.grounds,
            }
            for one in page.questions
        ],
        "certificate_missing": [spoken(one.sentence) for one in certificate.missing] if certificate else None,
        "missing": [spoken(one.sentence) for one in page.lacks],
        "warnings": [spoken(one) for one in page.warnings],
        "steps": [
            {
                "number": one.number,
                "kind": one.kind,
                "day": one.day.isoformat(),
                "reason": one.reason,
                "undone": one.undone,
            }
            for one in page.steps
        ],
    }


def _user(request: HttpRequest) -> Any:
    return request.auth  # type: ignore[attr-defined]
