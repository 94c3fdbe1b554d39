"""Counting the register from end to end, a stretch of weapons at a time, in one pass."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Case, CharField, F, Max, Min, Value, When
from django.utils import timezone

from salwa.domain.analysis import NOT_READ, NOT_RECORDED, By
from salwa.domain.weapons import ContentKind, EventKind, MarkState
from salwa.storage.register.models import Counting, Event, Mark, Weapon

# Weapons held in memory at a time.
STRETCH = 50_000
KEPT = 5
BY_CODE = {By.TYPE: "type", By.MAKER: "maker", By.COUNTRY: "country", By.CALIBRE: "calibre"}
RECOVERED_BY = (EventKind.SEIZED, EventKind.FOUND, EventKind.RECOVERED, EventKind.SURRENDERED)
RECOVERIES = tuple(kind.value for kind in RECOVERED_BY)
# Best first; `missing` is left to weapons without any serial mark of a known state.
_RANK = {state.value: rank for rank, state in enumerate(MarkState) if state is not MarkState.MISSING}

Figures = dict[str, dict[str, Any]]


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
    """Figures over all stretches. Rows are counted here and not by GROUP BY: one pass feeds every way of counting,
    which is more than twice as quick as a grouped query for each (measured on five million weapons)."""
    tally = _Tally()
    first = Weapon.objects.aggregate(first=Min("pk"))["first"] or 0
    for start in range(first, last + 1, STRETCH):
        _count_stretch(start, min(start + STRETCH, last + 1), tally)
    return tally.figures()


@dataclass(slots=True)
class _Tally:
    """Running counts: records and pieces by kind, and (kind, code) by way of counting."""

    records: Counter[str] = field(default_factory=Counter)
    pieces: Counter[str] = field(default_factory=Counter)
    by: dict[By, Counter[tuple[str, Any]]] = field(default_factory=lambda: {by: Counter() for by in By})

    def figures(self) -> Figures:
        found: Figures = {
            kind: {"records": count, "pieces": self.pieces[kind], "by": {by.value: {} for by in By}}
            for kind, count in self.records.items()
        }
        for by, counter in self.by.items():
            for (kind, code), count in counter.items():
                found[kind]["by"][by.value][NOT_RECORDED if code is None else str(code)] = count
        return found


def _count_stretch(start: int, end: int, tally: _Tally) -> None:
    """Count the weapons with `start` <= id < `end`."""
    codes = {f"read_{field}": _code_or_unknown(field) for field in BY_CODE.values()}
    weapons = Weapon.objects.filter(pk__gte=start, pk__lt=end, withdrawn_at=None).annotate(**codes)
    rows = list(weapons.values_list("pk", "kind", "quantity", "year", *codes))
    if not rows:
        return
    ids, kinds, quantities, years, *read = zip(*rows, strict=True)
    tally.records.update(kinds)
    for kind, quantity in zip(kinds, quantities, strict=True):
        if quantity:
            tally.pieces[kind] += quantity
    tally.by[By.YEAR].update(zip(kinds, years, strict=True))
    for by, column in zip(BY_CODE, read, strict=True):
        tally.by[by].update(zip(kinds, column, strict=True))
    kind_of = dict(zip(ids, kinds, strict=True))
    _count_recoveries(start, end, kind_of, tally.by[By.RECOVERED])
    _count_states(start, end, kind_of, tally.by[By.MARKS])


def _code_or_unknown(name: str) -> Case:
    """The code; else whether a text was typed that could not be read, or nothing at all."""
    return Case(
        When(**{f"{name}_code__gt": ""}, then=F(f"{name}_code")),
        When(**{f"{name}_text": ""}, then=Value(NOT_RECORDED)),
        default=Value(NOT_READ),
        output_field=CharField(),
    )


def _count_recoveries(start: int, end: int, kind_of: Mapping[int, str], counter: Counter[tuple[str, Any]]) -> None:
    """Only what was recovered at all is counted; a recovery without a date is one of an unknown year."""
    events = Event.objects.filter(weapon_id__gte=start, weapon_id__lt=end, kind__in=RECOVERIES)
    latest = events.order_by().values_list("weapon_id").annotate(latest=Max("date"))
    counter.update((kind_of[weapon], None if day is None else day.year) for weapon, day in latest if weapon in kind_of)


def _count_states(start: int, end: int, kind_of: Mapping[int, str], counter: Counter[tuple[str, Any]]) -> None:
    """The best state among a weapon's serial numbers; a weapon with none written down has an unknown state."""
    marks = Mark.objects.filter(weapon_id__gte=start, weapon_id__lt=end, content=ContentKind.SERIAL.value)
    best: dict[int, str | None] = dict.fromkeys(kind_of)
    for weapon, state in marks.order_by().values_list("weapon_id", "state"):
        if weapon in best and _RANK.get(state, len(_RANK)) < _RANK.get(best[weapon] or "", len(_RANK)):
            best[weapon] = state
    counter.update((kind_of[weapon], found) for weapon, found in best.items())
