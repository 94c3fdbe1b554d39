"""The reference book: States, makers, calibres, models and types of weapon. The same for everybody who signs in."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from salwa.api.values import Cursor, PageSize, StrictModel, left_out
from salwa.services.reference.queries import Kind, reference_page, reference_version

router = Router(tags=["reference"])
states = Router(tags=["reference"])
NOT_MODIFIED: dict[str, Any] = {
    "responses": {304: {"description": "Unchanged since the answer whose ETag came as If-None-Match."}}
}


class PageQuery(StrictModel):
    """Which page: `cursor` is the `next` of the page before, `count` the number of entries."""

    cursor: Cursor = left_out()
    count: PageSize = 100


class StateOut(StrictModel):
    """A State or area: ISO 3166 alpha-3 code, names by language, UN regional group, successors of a former State."""

    code: str
    names: dict[str, str]
    formal_names: dict[str, str]
    iso2: str
    m49: int | None
    member: bool
    group: str
    successors: list[str]


class MakerOut(StrictModel):
    """A maker. `country`: today's State of manufacture; `active`: first and last year, null = not known or active."""

    code: str
    name: str
    country: str
    kinds: list[str]
    active: list[int | None]
    aliases: list[str]
    stamps: list[str]


class CalibreOut(StrictModel):
    """A cartridge, or a bore that several cartridges share (`members`). Lengths in millimetres."""

    code: str
    name: str
    kind: str
    bore_mm: float | None
    case_mm: float | None
    synonyms: list[str]
    compatible: list[str]
    confused_with: list[str]
    members: list[str]


class ModelOut(StrictModel):
    """A model of weapon, who first made it, and who else makes it."""

    code: str
    name: str
    maker: str
    type: str
    calibres: list[str]
    names: list[str]
    also_made_by: list[str]
    variant_of: str
    look_alikes: list[str]


class TypeOut(StrictModel):
    """A type of weapon with its names in the six languages and its codes in other classifications."""

    code: str
    names: dict[str, str]
    kind: str
    broader: str
    elsewhere: dict[str, str]


class Page(StrictModel):
    """What every page says beside its entries: `total` entries in all, `next` cursor (null on the last page)."""

    total: int
    next: str | None


class StatePage(Page):
    """A page of States."""

    entries: list[StateOut]


class MakerPage(Page):
    """A page of makers."""

    entries: list[MakerOut]


class CalibrePage(Page):
    """A page of calibres."""

    entries: list[CalibreOut]


class ModelPage(Page):
    """A page of models."""

    entries: list[ModelOut]


class TypePage(Page):
    """A page of types of weapon."""

    entries: list[TypeOut]


@states.get("", response=StatePage, openapi_extra=NOT_MODIFIED)
def list_states(request: HttpRequest, response: HttpResponse, page: Query[PageQuery]) -> Any:
    """States and areas in the order of their codes, former States among them."""

    def told(one: Any) -> dict[str, Any]:
        return {
            "code": one.code, "names": dict(one.short_names), "formal_names": dict(one.formal_names),
            "iso2": one.iso2, "m49": one.m49, "member": one.member, "group": one.group,
            "successors": list(one.successors),
        }  # fmt: skip

    return _page(request, response, ("states", page), told)


@router.get("/makers", response=MakerPage, openapi_extra=NOT_MODIFIED)
def list_makers(request: HttpRequest, response: HttpResponse, page: Query[PageQuery]) -> Any:
    """Makers of firearms and ammunition."""

    def told(one: Any) -> dict[str, Any]:
        return {
            "code": one.code, "name": one.name, "country": one.country, "kinds": list(one.kinds),
            "active": list(one.active[:2]), "aliases": list(one.aliases), "stamps": list(one.stamps),
        }  # fmt: skip

    return _page(request, response, ("makers", page), told)


@router.get("/calibres", response=CalibrePage, openapi_extra=NOT_MODIFIED)
def list_calibres(request: HttpRequest, response: HttpResponse, page: Query[PageQuery]) -> Any:
    """Calibres, with those that are the same, that also fit, and that are taken for one another."""

    def told(one: Any) -> dict[str, Any]:
        return {
            "code": one.code, "name": one.name, "kind": one.kind, "bore_mm": _number(one.bore_mm),
            "case_mm": _number(one.case_mm), "synonyms": list(one.synonyms), "compatible": list(one.compatible),
            "confused_with": list(one.confused_with), "members": list(one.members),
        }  # fmt: skip

    return _page(request, response, ("calibres", page), told)


@router.get("/models", response=ModelPage, openapi_extra=NOT_MODIFIED)
def list_models(request: HttpRequest, response: HttpResponse, page: Query[PageQuery]) -> Any:
    """Models of weapons."""

    def told(one: Any) -> dict[str, Any]:
        return {
            "code": one.code, "name": one.name, "maker": one.maker, "type": one.type, "calibres": list(one.calibres),
            "names": list(one.names), "also_made_by": list(one.also_made_by), "variant_of": one.variant_of,
            "look_alikes": list(one.look_alikes),
        }  # fmt: skip

    return _page(request, response, ("models", page), told)


@router.get("/weapon-types", response=TypePage, openapi_extra=NOT_MODIFIED)
def list_weapon_types(request: HttpRequest, response: HttpResponse, page: Query[PageQuery]) -> Any:
    """Types of weapon, part and ammunition, with their codes in the ITI, UNROCA, IAFQ, HS and NCIC."""

    def told(one: Any) -> dict[str, Any]:
        return {
            "code": one.code, "names": dict(one.names), "kind": one.kind, "broader": one.broader,
            "elsewhere": dict(one.elsewhere),
        }  # fmt: skip

    return _page(request, response, ("types", page), told)


def _page(
    request: HttpRequest, response: HttpResponse, which: tuple[Kind, PageQuery], told: Callable[[Any], dict[str, Any]]
) -> Any:
    kind, query = which
    tag = _tag(kind, query)
    headers = {"ETag": tag, "Cache-Control": "private, max-age=3600", "Vary": "Authorization"}
    if tag in [one.strip() for one in request.headers.get("If-None-Match", "").split(",")]:
        return HttpResponse(status=304, headers=headers)
    page = reference_page(kind=kind, after=query.cursor, count=query.count)
    for name, value in headers.items():
        response.headers[name] = value
    return {"total": page.total, "next": page.following, "entries": [told(one) for one in page.entries]}


def _tag(kind: Kind, query: PageQuery) -> str:
    content = f"{reference_version()} {kind} {query.cursor} {query.count}"
    return f'"{hashlib.sha256(content.encode()).hexdigest()[:20]}"'


def _number(value: float | None) -> float | None:
    return None if value is None else float(value)
