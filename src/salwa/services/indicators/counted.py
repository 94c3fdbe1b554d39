"""The weapons and requests of one year, as figures and lists count them. One row a weapon; no decision is made here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery

from salwa.domain.indicators import Line, RequestTimes, Span, line_of_case, span_between
from salwa.domain.tracing import Circumstance, Step
from salwa.domain.weapons import ContentKind, ItemKind, MarkState
from salwa.storage.register.models import (
    CaseFinding,
    Classification,
    Incident,
    IncomingRequest,
    Mark,
    OutgoingRequest,
    RequestStep,
    SeizedWeapon,
)


@dataclass(frozen=True, slots=True)
class CountedWeapon:
    """One weapon of an incident of the year. `circumstance` None: not classified yet; `line` None: no outcome recorded;
    `span` None: no last lawful record established. `number` is that of its tracing case, empty without one.
    """

    seized: int
    number: str
    reference: str
    day: date
    precision: str
    circumstance: Circumstance | None
    line: Line | None
    span: Span | None


@dataclass(frozen=True, slots=True)
class CountedRequest:
    """One request of the year: the other State, its step, and its times."""

    number: str
    state: str
    standing: str
    times: RequestTimes


def weapons_of_year(year: int) -> list[CountedWeapon]:
    """Weapons of all incidents of a year, in the order of their days. Ammunition, parts and withdrawn records are none.

    What an incident is counted as is its newest classification; what a case established, its newest finding.
    """
    rows = _seized().filter(incident__day__year=year).order_by("incident__day", "pk")
    return [_counted(row) for row in rows.values("pk", *_KNOWN).iterator(chunk_size=2000)]


def undated_weapons() -> int:
    """Weapons of incidents without a day: they are in no year."""
    return _of_weapons(SeizedWeapon.objects.filter(incident__day=None)).count()


def years_with_figures() -> list[int]:
    """Years with an incident or a request, newest first."""
    days = (
        Incident.objects.exclude(day=None).dates("day", "year"),
        OutgoingRequest.objects.exclude(sent_at=None).datetimes("sent_at", "year"),
        IncomingRequest.objects.datetimes("received_at", "year"),
    )
    return sorted({day.year for found in days for day in found}, reverse=True)


def outgoing_of_year(year: int) -> list[CountedRequest]:
    """Requests sent in a year (the installation's time zone), in the order they were sent."""
    sent = OutgoingRequest.objects.filter(sent_at__year=year).order_by("sent_at", "pk")
    found = list(sent.values_list("pk", "case__number", "to_state", "state", "sent_at"))
    return _counted_requests(found, "outgoing")


def incoming_of_year(year: int) -> list[CountedRequest]:
    """Requests received in a year, in the order they came."""
    received = IncomingRequest.objects.filter(received_at__year=year).order_by("received_at", "pk")
    found = list(received.values_list("pk", "uid", "from_state", "state", "received_at"))
    return _counted_requests(found, "incoming")


def _of_weapons(seized: QuerySet[SeizedWeapon]) -> QuerySet[SeizedWeapon]:
    return seized.filter(weapon__kind=ItemKind.WEAPON.value, weapon__withdrawn_at=None)


def _seized() -> QuerySet:
    newest = Classification.objects.filter(incident=OuterRef("incident_id")).order_by("-version")
    serials = Mark.objects.filter(weapon=OuterRef("weapon_id"), content=ContentKind.SERIAL.value)
    written = serials.exclude(state=MarkState.MISSING.value)
    return _of_weapons(SeizedWeapon.objects.all()).annotate(
        circumstance=Subquery(newest.values("circumstance")[:1]),
        outcome=_newest_finding("outcome"),
        last=_newest_finding("last_lawful_record"),
        serial_written=Exists(written),
        serial_whole=Exists(serials.filter(state=MarkState.PRESENT.value)),
        case_number=F("case__number"),
        case_closed=F("case__closed_at"),
        day=F("incident__day"),
        precision=F("incident__precision"),
        reference=F("incident__reference"),
    )  # fmt: skip


def _newest_finding(kind: str) -> Subquery:
    found = CaseFinding.objects.filter(case__seized=OuterRef("pk"), kind=kind).order_by("-recorded_at", "-pk")
    return Subquery(found.values("values")[:1])


_KNOWN = (
    "circumstance", "outcome", "last", "serial_written", "serial_whole", "case_number", "case_closed", "day",
    "precision", "reference",
)  # fmt: skip


def _counted(known: Mapping[str, Any]) -> CountedWeapon:
    states = [MarkState.PRESENT.value] if known["serial_whole"] else [MarkState.ILLEGIBLE.value]
    line = line_of_case(
        str((known["outcome"] or {}).get("outcome", "")),
        opened=known["case_number"] is not None,
        closed=known["case_closed"] is not None,
        serial_states=states if known["serial_written"] else (),
    )
    circumstance = Circumstance(known["circumstance"]) if known["circumstance"] in set(Circumstance) else None
    return CountedWeapon(
        known["pk"], known["case_number"] or "", known["reference"], known["day"], known["precision"], circumstance,
        line, _span(known["last"], known["day"], known["precision"]),
    )  # fmt: skip


def _span(last: object, day: date, precision: str) -> Span | None:
    """A last lawful record whose day is not known, or not written as a day, is not exact enough for any span."""
    if not isinstance(last, dict) or not last:
        return None
    try:
        known = date.fromisoformat(str(last.get("day") or ""))
    except ValueError:
        return Span.NOT_EXACT
    return span_between(known, str(last.get("precision") or "day"), day, precision)


def _counted_requests(found: Sequence[tuple[Any, ...]], side: str) -> list[CountedRequest]:
    """The requests with the first moment of each step; `found`: id, number, State, standing, begun."""
    taken = _first_steps([row[0] for row in found], side)
    return [
        CountedRequest(
            str(number),
            state,
            standing,
            RequestTimes(begun, taken.get((pk, Step.ACKNOWLEDGED)), taken.get((pk, Step.ANSWERED))),
        )
        for pk, number, state, standing, begun in found
    ]


def _first_steps(ids: Sequence[int], side: str) -> dict[tuple[int, str], datetime]:
    """(request, step) -> when it was first taken; one query for a thousand requests."""
    taken: dict[tuple[int, str], datetime] = {}
    for start in range(0, len(ids), 1000):
        wanted = {f"{side}__in": ids[start : start + 1000], "step__in": (Step.ACKNOWLEDGED.value, Step.ANSWERED.value)}
        steps = RequestStep.objects.filter(**wanted).order_by("taken_at")
        for request, step, at in steps.values_list(f"{side}_id", "step", "taken_at"):
            taken.setdefault((request, step), at)
    return taken
