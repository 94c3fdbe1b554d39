"""Counting the register from end to end, a stretch of weapons at a time, by grouped queries."""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    F,
    IntegerField,
    Max,
    Min,
    OuterRef,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce, ExtractYear
from django.utils import timezone

from salwa.domain.analysis import NOT_READ, NOT_RECORDED, By
from salwa.domain.weapons import ContentKind, EventKind, MarkState
from salwa.storage.register.models import Counting, Event, Mark, Weapon

# Weapons counted by one query: small enough that its pages stay in memory for the next way of counting.
STRETCH = 50_000
KEPT = 5
BY_CODE = {By.TYPE: "type", By.MAKER: "maker", By.COUNTRY: "country", By.CALIBRE: "calibre"}
RECOVERIES = (EventKind.SEIZED, EventKind.FOUND, EventKind.RECOVERED, EventKind.SURRENDERED)
# Best first; `missing` is left to weapons without any serial mark of a known state.
STATES = tuple(state.value for state in MarkState if state is not MarkState.MISSING)
NO_YEAR = -1

Figures = dict[str, dict[str, Any]]
# (kind, way of counting, code, records)
Count4 = tuple[str, By, str, int]


def count_register(counting_id: int) -> None:
    """Count every weapon that is not withdrawn into the waiting row `counting_id`, then drop old counts.

    The moment of the figures is the start: what changes while counting shows as a change since.
    """
    as_of = timezone.now()
    started = time.monotonic()
    last = Weapon.objects.aggregate(last=Max("pk"))["last"] or 0
    figures = _count_up_to(last)
    Counting.objects.filter(pk=counting_id).update(
        as_of=as_of, last_weapon=last, figures=figures, seconds=time.monotonic() - started
    )
    _drop_old(as_of)


def _drop_old(as_of: datetime) -> None:
    kept = Counting.objects.exclude(as_of=None).order_by("-as_of").values_list("pk", flat=True)[:KEPT]
    Counting.objects.filter(as_of__lt=as_of).exclude(pk__in=list(kept)).delete()


def _count_up_to(last: int) -> Figures:
    counts: dict[str, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    records: Counter[str] = Counter()
    pieces: Counter[str] = Counter()
    first = Weapon.objects.aggregate(first=Min("pk"))["first"] or 0
    for start in range(first, last + 1, STRETCH):
        stretch = Weapon.objects.filter(pk__gte=start, pk__lt=min(start + STRETCH, last + 1), withdrawn_at=None)
        for kind, count, stated in stretch.values_list("kind").annotate(n=Count("pk"), pieces=Sum("quantity")):
            records[kind] += count
            pieces[kind] += stated or 0
        for kind, by, code, count in _counts_of(stretch):
            counts[kind][by.value][code] += count
    return {
        kind: {
            "records": records[kind],
            "pieces": pieces[kind],
            "by": {by: dict(found) for by, found in counts[kind].items()},
        }
        for kind in records
    }


def _counts_of(stretch: QuerySet[Weapon]) -> Iterator[Count4]:
    for by, field in BY_CODE.items():
        grouped = stretch.annotate(code=_code_or_unknown(field)).values_list("kind", "code").annotate(n=Count("pk"))
        yield from ((kind, by, code, count) for kind, code, count in grouped)
    for kind, year, count in stretch.values_list("kind", "year").annotate(n=Count("pk")):
        yield kind, By.YEAR, NOT_RECORDED if year is None else str(year), count
    yield from _recoveries(stretch)
    yield from _states(stretch)


def _code_or_unknown(field: str) -> Case:
    """The code; else whether a text was typed that could not be read, or nothing at all."""
    return Case(
        When(**{f"{field}_code__gt": ""}, then=F(f"{field}_code")),
        When(**{f"{field}_text": ""}, then=Value(NOT_RECORDED)),
        default=Value(NOT_READ),
        output_field=CharField(),
    )


def _recoveries(stretch: QuerySet[Weapon]) -> Iterator[Count4]:
    """Only what was recovered at all is counted; a recovery without a date is one of an unknown year."""
    recovered = Event.objects.filter(weapon=OuterRef("pk"), kind__in=[kind.value for kind in RECOVERIES]).order_by()
    latest = recovered.values("weapon").annotate(y=Max(Coalesce(ExtractYear("date"), NO_YEAR))).values("y")
    grouped = (
        stretch.annotate(y=Subquery(latest, output_field=IntegerField()))
        .exclude(y=None)
        .values_list("kind", "y")
        .annotate(n=Count("pk"))
    )
    for kind, year, count in grouped:
        yield kind, By.RECOVERED, NOT_RECORDED if year == NO_YEAR else str(year), count


def _states(stretch: QuerySet[Weapon]) -> Iterator[Count4]:
    """The best state among a weapon's serial numbers; a weapon with none written down has an unknown state."""
    ranks = [When(state=state, then=Value(rank)) for rank, state in enumerate(STATES)]
    serials = Mark.objects.filter(weapon=OuterRef("pk"), content=ContentKind.SERIAL.value, state__in=STATES).order_by()
    best = serials.values("weapon").annotate(r=Min(Case(*ranks, output_field=IntegerField()))).values("r")
    grouped = (
        stretch.annotate(r=Subquery(best, output_field=IntegerField())).values_list("kind", "r").annotate(n=Count("pk"))
    )
    for kind, rank, count in grouped:
        yield kind, By.MARKS, NOT_RECORDED if rank is None else STATES[rank], count
