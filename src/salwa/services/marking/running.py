"""The rules applied to the whole register, a stretch of weapons at a time; only what changed is written."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, Max, Min, Q, QuerySet, Sum
from django.utils import timezone

from salwa.domain.marking import Overall, Profile, summarise
from salwa.services.audit.actions import write_entry
from salwa.services.marking.gathering import gather
from salwa.services.marking.profile import profile_in_force, state_code
from salwa.storage.accounts.models import User
from salwa.storage.register.models import (
    Event,
    Import,
    Mark,
    MarkingGap,
    MarkingGround,
    MarkingRun,
    MarkingVerdict,
    MarkInspection,
    Part,
    Weapon,
)

STRETCH = 5_000
AT_ONCE = 500
KEPT_RUNS = 5
# Rows saved by transactions that were still open at the last run carry lower numbers than the highest it saw. Imports
# are judged once more as a whole when they have finished, so this is for what people record by hand.
OVERLAP = 1_000
MUCH = 100_000
WATCHED: dict[str, Any] = {
    "weapon": Weapon, "mark": Mark, "event": Event, "inspection": MarkInspection, "ground": MarkingGround, "part": Part,
}  # fmt: skip
FROM_WEAPON = {"weapon": "pk", "mark": "weapon_id", "event": "weapon_id", "inspection": "mark__weapon_id",
               "ground": "weapon_id", "part": "fitted_in_id"}  # fmt: skip
MAKERS_SHOWN = HOLDERS_SHOWN = 200

Row = tuple[str, str, int | None]
Gaps = dict[int, set[str]]


def judge_register(run_id: int) -> None:
    """Judge every weapon, or those changed since the last run, into the tables of the list; then count.

    The moment of the figures is the start: what changes meanwhile is judged by the next run.
    """
    run = MarkingRun.objects.get(pk=run_id)
    started, as_of = time.monotonic(), timezone.now()
    profile, seen = profile_in_force(), highest()
    before = last_run()
    whole = run.whole or before is None or before.profile_version != profile.version or _much_imported(before)
    judged = 0
    if whole or before is None:
        for first in _stretches():
            judged += _judge(Q(pk__range=(first, first + STRETCH - 1)), profile, (first, first + STRETCH - 1))
    else:
        for part in _parts(changed_since(before)):
            judged += _judge(Q(pk__in=part), profile, part)
    figures = count_figures()
    with transaction.atomic():
        MarkingRun.objects.filter(pk=run_id).update(
            as_of=as_of, whole=whole, profile_version=profile.version, judged=judged, seen=seen, figures=figures,
            seconds=time.monotonic() - started,
        )  # fmt: skip
        kept = MarkingRun.objects.exclude(as_of=None).order_by("-as_of").values_list("pk", flat=True)[:KEPT_RUNS]
        MarkingRun.objects.exclude(as_of=None).exclude(pk__in=list(kept)).delete()
        write_entry(
            acting_user=User.objects.filter(pk=run.requested_by_id or 0).first(),
            action="marking.judged",
            object_kind="marking_run",
            object_id=run_id,
            details={"whole": whole, "judged": judged, "profile": profile.version},
        )


def last_run() -> MarkingRun | None:
    """The newest finished run."""
    return MarkingRun.objects.exclude(as_of=None).order_by("-as_of", "-pk").first()


def highest() -> dict[str, int]:
    """The highest number in each table whose rows can change a verdict."""
    return {name: model.objects.aggregate(last=Max("pk"))["last"] or 0 for name, model in WATCHED.items()}


def changed_since(run: MarkingRun) -> set[int]:
    """Weapons whose verdict may differ from what `run` wrote."""
    changed: set[int] = set()
    for name, model in WATCHED.items():
        since = max(0, run.seen.get(name, 0) - OVERLAP)
        # A small register is looked at from the beginning: the overlap reaches that far.
        rows = model.objects.filter(pk__gt=since).order_by().values_list(FROM_WEAPON[name], flat=True)
        changed |= {number for number in rows.iterator(chunk_size=20_000) if number is not None}
    ended = Q(ended_at__gte=run.as_of) | Q(until__lt=timezone.localdate(), ended_at=None)
    changed |= set(MarkingGround.objects.filter(ended).values_list("weapon_id", flat=True))
    for import_id in _imports_since(run).values_list("pk", flat=True):
        changed |= set(Weapon.objects.filter(origin_import_id=import_id).values_list("pk", flat=True))
    return changed


def has_changed(run: MarkingRun | None) -> bool:
    """Whether the list may differ from the register: something was added, withdrawn or set, or a ground ran out."""
    if run is None or run.as_of is None:
        return True
    if run.seen != highest() or run.profile_version != profile_in_force().version:
        return True
    if timezone.localdate(run.as_of) != timezone.localdate():
        return True
    return _imports_since(run).exists() or MarkingGround.objects.filter(ended_at__gte=run.as_of).exists()


def _imports_since(run: MarkingRun) -> QuerySet[Import]:
    return Import.objects.filter(Q(finished_at__gte=run.as_of) | Q(withdrawn_at__gte=run.as_of))


def _much_imported(run: MarkingRun) -> bool:
    """Whether so much came in or was withdrawn since `run` that a pass over everything costs less memory."""
    rows = _imports_since(run).aggregate(n=Sum("imported"))["n"] or 0
    return bool(rows > MUCH)


def _stretches() -> Iterator[int]:
    ends = Weapon.objects.aggregate(first=Min("pk"), last=Max("pk"))
    if ends["last"] is not None:
        yield from range(ends["first"], ends["last"] + 1, STRETCH)


def _parts(numbers: Iterable[int]) -> Iterator[list[int]]:
    ordered = sorted(numbers)
    for start in range(0, len(ordered), AT_ONCE):
        yield ordered[start : start + AT_ONCE]


def _judge(condition: Q, profile: Profile, inside: Any) -> int:
    """Judge the weapons of one stretch (`inside`: its ends, or their numbers) and write what differs."""
    dense = isinstance(inside, tuple)
    here = Q(weapon__gte=inside[0], weapon__lte=inside[1]) if dense else Q(weapon__in=inside)
    today: date = timezone.localdate()
    rows: dict[int, Row] = {}
    gaps: Gaps = {}
    # Read before the transaction: on SQLite it would keep every other writer waiting. What changes in between has a
    # higher number than this run has seen, and is judged by the next.
    for one in gather(condition, profile=profile, state=state_code(), today=today):
        summary = summarise(one.weapon, profile)
        rows[one.number] = (summary.overall.value, one.maker_code, one.holder)
        gaps[one.number] = {rule.value for rule in summary.missing}
    with transaction.atomic():
        _write(here, rows, gaps)
    return len(rows)


def _write(here: Q, rows: dict[int, Row], gaps: Gaps) -> None:
    known: dict[int, Row] = {
        weapon: (overall, maker, holder)
        for weapon, overall, maker, holder in MarkingVerdict.objects.filter(here).values_list(
            "weapon_id", "overall", "maker_code", "holder_id"
        )
    }
    known_gaps: Gaps = {}
    for weapon, rule in MarkingGap.objects.filter(here).values_list("weapon_id", "rule"):
        known_gaps.setdefault(weapon, set()).add(rule)
    changed = {
        number
        for number, row in rows.items()
        if known.get(number) != row or known_gaps.get(number, set()) != gaps[number]
    }
    gone = (set(known) | set(known_gaps)) - set(rows)
    for part in _parts((changed & set(known_gaps)) | gone):
        MarkingGap.objects.filter(weapon__in=part).delete()
    for part in _parts(gone):
        MarkingVerdict.objects.filter(weapon__in=part).delete()
    MarkingVerdict.objects.bulk_create(
        (MarkingVerdict(weapon_id=n, overall=rows[n][0], maker_code=rows[n][1], holder_id=rows[n][2])
         for n in sorted(changed)),
        batch_size=2_000, update_conflicts=True, unique_fields=["weapon"],
        update_fields=["overall", "maker_code", "holder_id"],
    )  # fmt: skip
    MarkingGap.objects.bulk_create(
        (MarkingGap(weapon_id=n, rule=rule, maker_code=rows[n][1], holder_id=rows[n][2])
         for n in sorted(changed) for rule in sorted(gaps[n])),
        batch_size=2_000, ignore_conflicts=True,
    )  # fmt: skip


def count_figures() -> dict[str, Any]:
    """Counts of the list: by verdict, by rule, and the makers and holders with most weapons that lack marks."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE register_markingverdict, register_markinggap")
    verdicts = MarkingVerdict.objects.order_by()
    lacking = verdicts.filter(overall=Overall.MARKS_MISSING.value)
    by = {"makers": ("maker_code", MAKERS_SHOWN), "holders": ("holder_id", HOLDERS_SHOWN)}
    figures: dict[str, Any] = {
        "overall": dict(verdicts.values_list("overall").annotate(n=Count("*"))),
        "rules": dict(MarkingGap.objects.order_by().values_list("rule").annotate(n=Count("*"))),
    }
    for name, (column, most) in by.items():
        counted = lacking.values_list(column).annotate(n=Count("*")).order_by("-n", column)[:most]
        figures[name] = [[code, count] for code, count in counted]
    return figures
