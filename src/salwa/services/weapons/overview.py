"""What a person of the register sees first: what needs them, figures with their trend, recent work."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db.models import Count, Q
from django.utils import timezone

from salwa.domain.weapons import ContentKind, ItemKind, MarkState
from salwa.services.accounts.permissions import rights
from salwa.storage.accounts.models import User
from salwa.storage.register.models import Import, Mark, Screening, Weapon

# Counting five million rows takes longer than a page may: slow counts are kept for a while and carry their moment.
FIGURES_KEPT = 300
SLOW_SECONDS = 0.2
FIGURES_KEY = "home.figures"


@dataclass(frozen=True, slots=True)
class Need:
    """Something that waits: `kind` names it, `name` and `amount` describe it, `since` tells its age."""

    kind: str
    number: int
    name: str
    amount: int
    since: datetime


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts over the register as it stood `at`; `serial_share` is a share from 0 to 1, None without weapons."""

    weapons: int
    other_items: int
    serial_share: float | None
    last_30_days: int
    before_30_days: int
    at: datetime


@dataclass(frozen=True, slots=True)
class RecordedLately:
    """A weapon this person recorded by hand."""

    number: int
    maker: str
    model: str
    serial: str
    at: datetime


@dataclass(frozen=True, slots=True)
class RegisterOverview:
    """`figures` is None for people who may not see counts."""

    needs: tuple[Need, ...]
    figures: Figures | None
    recent: tuple[RecordedLately, ...]
    empty: bool


def register_overview(*, acting_user: User) -> RegisterOverview:
    """The home page's content for `acting_user`; each part only for those whose rights cover it."""
    held = rights(acting_user)
    needs: list[Need] = []
    if "weapons.import" in held:
        needs += _imports_that_wait()
    if "weapons.screen" in held:
        needs += _screenings_of(acting_user)
    return RegisterOverview(
        needs=tuple(sorted(needs, key=lambda need: need.since, reverse=True)[:8]),
        figures=_figures() if "analysis.read" in held else None,
        recent=_recent_of(acting_user) if "weapons.record" in held else (),
        empty=not Weapon.objects.filter(withdrawn_at=None).exists(),
    )


def _imports_that_wait() -> list[Need]:
    kinds = {
        "received": "import_to_map",
        "mapped": "import_to_start",
        "queued": "import_running",
        "running": "import_running",
        "failed": "import_failed",
        "finished": "rows_set_aside",
    }
    rows = Import.objects.filter(Q(status__in=set(kinds) - {"finished"}) | Q(status="finished", set_aside__gt=0))
    return [
        Need(kinds[row.status], row.pk, row.file_name, row.set_aside, row.finished_at or row.received_at)
        for row in rows.order_by("-received_at")[:8]
    ]


def _screenings_of(user: User) -> list[Need]:
    kinds = {
        "queued": "screening_running",
        "running": "screening_running",
        "finished": "screening_ready",
        "failed": "screening_failed",
    }
    lately = timezone.now() - timedelta(days=7)
    rows = Screening.objects.filter(created_by_id=user.pk, created_at__gte=lately).order_by("-created_at")
    return [
        Need(kinds[row.status], row.pk, row.file_name, row.rows_done, row.finished_at or row.created_at)
        for row in rows[:5]
    ]


def _figures() -> Figures:
    found = cache.get(FIGURES_KEY)
    if found is None:
        started = time.perf_counter()
        found = _count()
        if time.perf_counter() - started > SLOW_SECONDS:
            cache.set(FIGURES_KEY, found, FIGURES_KEPT)
    return found  # type: ignore[no-any-return]


def _count() -> Figures:
    now = timezone.now()
    month, two_months = now - timedelta(days=30), now - timedelta(days=60)
    weapon = Q(kind=ItemKind.WEAPON.value)
    counts = Weapon.objects.filter(withdrawn_at=None).aggregate(
        weapons=Count("pk", filter=weapon),
        other=Count("pk", filter=~weapon),
        lately=Count("pk", filter=weapon & Q(recorded_at__gte=month)),
        before=Count("pk", filter=weapon & Q(recorded_at__gte=two_months, recorded_at__lt=month)),
    )
    legible = Mark.objects.filter(
        content=ContentKind.SERIAL.value,
        state=MarkState.PRESENT.value,
        weapon__kind=ItemKind.WEAPON.value,
        weapon__withdrawn_at=None,
    )
    share = legible.values("weapon").distinct().count() / counts["weapons"] if counts["weapons"] else None
    return Figures(counts["weapons"], counts["other"], share, counts["lately"], counts["before"], now)


def _recent_of(user: User) -> tuple[RecordedLately, ...]:
    rows = Weapon.objects.filter(recorded_by_id=user.pk, origin_import=None, withdrawn_at=None)
    found = list(rows.order_by("-pk").prefetch_related("marks")[:5])
    return tuple(
        RecordedLately(
            row.pk,
            row.maker_text,
            row.model_text,
            next((mark.text for mark in row.marks.all() if mark.content == ContentKind.SERIAL.value), ""),
            row.recorded_at,
        )
        for row in found
    )
