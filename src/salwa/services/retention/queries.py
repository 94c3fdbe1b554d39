"""The retention report: counts and days only, nothing of any record or person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import models, transaction
from django.db.models import Count, Min, Q
from django.utils import timezone

from salwa.domain.retention import RecordKind, kept_at_least_until, last_day_past_floor
from salwa.services.audit.actions import write_entry
from salwa.services.retention.permissions import check_may_read_retention
from salwa.storage.accounts.models import AuditEntry, User
from salwa.storage.register.models import Event, Import, Mark, Person, Picture, Weapon

# What is counted, which floor applies, and the column that says when it was recorded. What a register knows of a weapon
# and its marks may be its record of manufacture, so the longer floor applies to all of it.
KEPT = (
    ("weapons", RecordKind.MANUFACTURE, Weapon, "recorded_at"),
    ("marks", RecordKind.MANUFACTURE, Mark, "recorded_at"),
    ("pictures", RecordKind.MANUFACTURE, Picture, "added_at"),
    ("events", RecordKind.MANUFACTURE, Event, "recorded_at"),
    ("imports", RecordKind.OTHER, Import, "received_at"),
    ("persons", RecordKind.OTHER, Person, "recorded_at"),
    ("audit_log", RecordKind.OTHER, AuditEntry, "at"),
)


@dataclass(frozen=True, slots=True)
class KeptLine:
    """Records of one kind: how many, the oldest, the first day its floor ends, and how many are past their floor.

    Past the floor means that the Instrument would allow deletion; Salwa keeps them all the same.
    """

    records: str
    kind: RecordKind
    count: int
    oldest: date | None
    floor_ends: date | None
    past_floor: int


@dataclass(frozen=True, slots=True)
class PersonsLine:
    """Persons: with data, without a purge day, due by today, due but under legal hold, purged; the next purge day."""

    with_data: int
    kept_for_ever: int
    due: int
    held: int
    purged: int
    next_purge: date | None


@dataclass(frozen=True, slots=True)
class RetentionReport:
    """What is kept on a day."""

    today: date
    lines: tuple[KeptLine, ...]
    persons: PersonsLine


def retention_report(*, acting_user: User, today: date) -> RetentionReport:
    """Counts of what is kept, by kind of record. In order: permit, count, audit."""
    check_may_read_retention(acting_user)
    with transaction.atomic():
        report = RetentionReport(
            today,
            tuple(_line(name, kind, table, column, today=today) for name, kind, table, column in KEPT),
            _persons(today),
        )
        write_entry(acting_user=acting_user, action="retention.reported", object_kind="retention")
    return report


def _line(records: str, kind: RecordKind, table: type[models.Model], column: str, *, today: date) -> KeptLine:
    found = table._default_manager.all()
    told = found.aggregate(count=Count("pk"), oldest=Min(column))
    oldest: datetime | None = told["oldest"]
    first = timezone.localtime(oldest).date() if oldest else None
    begun = last_day_past_floor(kind, today)
    past = found.filter(**{f"{column}__date__lte": begun}).count() if first and first <= begun else 0
    return KeptLine(records, kind, told["count"], first, kept_at_least_until(kind, first) if first else None, past)


def _persons(today: date) -> PersonsLine:
    kept = Q(purged_at=None)
    due = kept & Q(purge_due__lte=today)
    told = Person.objects.aggregate(
        with_data=Count("pk", filter=kept),
        kept_for_ever=Count("pk", filter=kept & Q(purge_due=None)),
        due=Count("pk", filter=due & Q(legal_hold=False)),
        held=Count("pk", filter=due & Q(legal_hold=True)),
        purged=Count("pk", filter=~kept),
        next_purge=Min("purge_due", filter=kept & Q(purge_due__gt=today)),
    )
    return PersonsLine(**told)
