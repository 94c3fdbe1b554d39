"""Nothing goes early, and nothing personal stays late (target R8), for ten thousand persons while the clock jumps."""

import random
import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from salwa.domain.accounts import Role
from salwa.domain.keys import context_of
from salwa.domain.refusals import NotPermitted, Refusal
from salwa.domain.retention import years_after
from salwa.services.audit.verifying import verify_log
from salwa.services.keys.columns import PERSONS
from salwa.services.keys.sealing import keyed_index, seal
from salwa.services.persons.actions import set_legal_hold, set_purge_day
from salwa.services.persons.purging import GONE, purge_due_persons
from salwa.services.persons.queries import open_person
from salwa.storage.accounts.models import AuditEntry
from salwa.storage.register.models import Person
from tests.builders.people import a_person

PEOPLE = 10_000
FIRST, LAST = date(1990, 1, 1), date(2060, 12, 31)


def a_moment(draw, first, last):
    days = (last - first).days
    return first + timedelta(days=draw.randrange(days))


def people(draw, count):
    """Persons of seventy years; a tenth under legal hold, half without a day, some days before the floor."""
    rows = []
    for number in range(count):
        recorded = a_moment(draw, FIRST, date(2026, 1, 1))
        early = number % 50 == 0
        due = None if number % 2 == 0 and not early else years_after(recorded, 5 if early else draw.randrange(20, 34))
        name = uuid.UUID(int=draw.getrandbits(128))
        rows.append(
            Person(
                uuid=name, purpose="x", legal_basis="x", recorded_by_id=1, purge_due=due, legal_hold=number % 10 == 3,
                recorded_at=datetime(recorded.year, recorded.month, recorded.day, 12, tzinfo=UTC),
                name=seal(f"CANARY{number}", context=context_of("person", "name", name)),
                document_number=seal(f"N{number}", context=context_of("person", "document_number", name)),
                document_index=keyed_index(f"N{number}", context="person.document_number"),
            )
        )  # fmt: skip
    Person.objects.bulk_create(rows, batch_size=1_000)


def floor_of(born):
    """Twenty years, written once more from the text of ITI 12."""
    leap_day = (born.month, born.day) == (2, 29)
    year = born.year + 20
    return date(year, 3, 1) if leap_day and year % 4 else born.replace(year=year)


def faults(today, latest=None):
    """(deleted early, surviving late) as an outsider counts them; `latest` is the latest day the clock has shown."""
    early = late = 0
    for row in Person.objects.values("recorded_at", "purge_due", "legal_hold", "purged_at", *GONE).iterator():
        gone = all(row[column] is None for column in GONE)
        assert gone == (row["purged_at"] is not None)
        due, floor = row["purge_due"], floor_of(row["recorded_at"].date())
        kept = due is None or row["legal_hold"]
        early += gone and (kept or max(due, floor) > (latest or today))
        late += not gone and not kept and max(due, floor) <= today
    return early, late


def test_ten_thousand_persons_no_deletion_early_no_survivor_late(ring):
    draw = random.Random(1925)
    people(draw, PEOPLE)
    days = [a_moment(draw, date(2009, 12, 1), LAST) for _ in range(7)]  # the clock jumps both ways
    purged, latest = 0, date.min
    for today in [date(2009, 12, 31), *days, LAST]:
        purged += purge_due_persons(acting_user=ring, today=today).purged
        latest = max(latest, today)
        assert faults(today, latest) == (0, 0)
    kept = Person.objects.filter(Q(legal_hold=True) | Q(purge_due=None)).count()
    assert purged == PEOPLE - kept == AuditEntry.objects.filter(action="persons.purged").count() > 4_000
    assert purge_due_persons(acting_user=ring, today=LAST).purged == 0
    assert verify_log().damage is None


def test_after_every_jump_the_count_is_exact(ring):
    draw = random.Random(7)
    people(draw, 1_000)
    for today in sorted(a_moment(draw, date(2009, 12, 1), LAST) for _ in range(12)):
        purge_due_persons(acting_user=ring, today=today)
        assert faults(today) == (0, 0)


@pytest.mark.parametrize(("error", "expected"), [(1, "early"), (-1, "late")])
def test_control_a_clock_off_by_one_year_is_caught(ring, error, expected):
    """Negative control: the same count finds the deletions of a purge that runs a year early or a year late."""
    people(random.Random(11), 500)
    today = date(2030, 6, 1)
    purge_due_persons(acting_user=ring, today=years_after(today, error))
    early, late = faults(today)
    assert (early > 0, late > 0) == (expected == "early", expected == "late")


def test_a_hold_keeps_the_data_and_its_end_lets_them_go(ring):
    people(random.Random(3), 12)
    supervisor = a_person(Role.SUPERVISOR)
    person = Person.objects.filter(purge_due__isnull=False, legal_hold=False).first()
    set_legal_hold(acting_user=supervisor, person=person.uuid, hold=True, reason="court order 4/2026")
    done = purge_due_persons(acting_user=ring, today=LAST)
    assert done.held >= 1
    person.refresh_from_db()
    assert person.purged_at is None
    set_legal_hold(acting_user=supervisor, person=person.uuid, hold=False, reason="case closed")
    assert purge_due_persons(acting_user=ring, today=LAST).purged == 1
    for ask in (
        lambda: set_legal_hold(acting_user=supervisor, person=person.uuid, hold=True, reason="too late"),
        lambda: set_purge_day(acting_user=supervisor, person=person.uuid, purge_due=None),
    ):
        with pytest.raises(Refusal) as refused:
            ask()
        assert refused.value.code == "person_purged"
    actions = AuditEntry.objects.filter(object_id=str(person.uuid)).order_by("id").values_list("action", flat=True)
    assert list(actions) == ["persons.hold_set", "persons.hold_lifted", "persons.purged"]


def test_a_purged_person_opens_empty_and_cannot_be_found(ring):
    people(random.Random(3), 12)
    purge_due_persons(acting_user=ring, today=LAST)
    row = Person.objects.exclude(purged_at=None).first()
    data = open_person(acting_user=ring, person=row.uuid, purpose="x")
    assert (data.name, data.document_number, data.purged_at) == ("", "", row.purged_at)
    entry = AuditEntry.objects.get(action="persons.purged", object_id=str(row.uuid))
    assert entry.details == {"due": row.purge_due.isoformat(), "fields": ["name", "document_number"]}
    assert not PERSONS.indexed.keys() - {"document_index"}


def test_only_those_who_decide_on_retention_purge(ring):
    with pytest.raises(NotPermitted):
        purge_due_persons(acting_user=a_person(Role.REGISTRAR, Role.ADMINISTRATOR), today=LAST)


def test_the_database_itself_refuses_a_half_purge(ring):
    people(random.Random(3), 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.update(purged_at=timezone.now(), name=None)
