"""The purge: on their day the data of a person go, and an entry proves it."""

from __future__ import annotations

from datetime import date

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from salwa.domain.persons import may_be_purged
from salwa.services.audit.actions import write_entry
from salwa.services.audit.commitments import end_commitments
from salwa.services.keys.columns import PERSONS
from salwa.services.persons.actions import subject_of
from salwa.services.persons.permissions import check_may_purge
from salwa.services.persons.values import Purged
from salwa.storage.accounts.models import User
from salwa.storage.register.models import Person

BATCH = 200
GONE = (*PERSONS.columns, *PERSONS.indexed)


def purge_due_persons(*, acting_user: User, today: date, approval: str = "") -> Purged:
    """Purge everybody whose day has come: sealed columns and hash become null, what the log
    says of them is made unreadable for ever; the row stays.

    The command line may do this alone; a person needs an approved request (`approval`, its number).
    Never before the purge day, never before the floor of ITI 12, never under a legal hold. In order: permit, then batch
    by batch, each in a transaction: lock, look again, purge, one entry a person. Running it again purges nothing twice.
    """
    check_may_purge(acting_user, approval)
    _overwrite_what_is_deleted()
    purged, last = 0, 0
    while True:
        with transaction.atomic():
            rows = list(due_persons(today).filter(pk__gt=last).order_by("pk").select_for_update()[:BATCH])
            if not rows:
                return Purged(purged, _due(today).filter(legal_hold=True).count())
            for row in rows:
                purged += _purge(acting_user, row, today, approval)
            last = rows[-1].pk


def due_persons(today: date) -> QuerySet[Person]:
    """Those whose day has come and whom no legal hold keeps. For services: the caller checks who may know."""
    return _due(today).filter(legal_hold=False)


def goes_on(row: Person, today: date) -> bool:
    """Whether the data of this person go on that day: also never before the floor of ITI 12."""
    recorded_on = timezone.localtime(row.recorded_at).date()
    return may_be_purged(recorded_on=recorded_on, purge_due=row.purge_due, legal_hold=row.legal_hold, today=today)


def _due(today: date) -> QuerySet[Person]:
    return Person.objects.filter(purged_at=None, purge_due__lte=today)


def _purge(user: User, row: Person, today: date, approval: str) -> int:
    if not goes_on(row, today):
        return 0
    fields = [column for column in PERSONS.columns if getattr(row, column) is not None]
    Person.objects.filter(pk=row.pk).update(purged_at=timezone.now(), purged_by_id=user.pk, **dict.fromkeys(GONE))
    end_commitments(user, subject_of(row.uuid))
    write_entry(
        acting_user=user,
        action="persons.purged",
        object_kind="person",
        object_id=str(row.uuid),
        details={"due": row.purge_due.isoformat() if row.purge_due else "", "fields": fields}
        | ({"approval": approval} if approval else {}),
    )
    return 1


def _overwrite_what_is_deleted() -> None:
    """SQLite leaves old bytes in free pages otherwise; PostgreSQL frees them with its next vacuum."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete=ON")
