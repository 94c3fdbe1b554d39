"""The report counts exactly, and tells when floors end."""

from datetime import UTC, date, datetime

import pytest

from salwa.domain.accounts import Role
from salwa.domain.refusals import NotPermitted
from salwa.services.retention.queries import retention_report
from salwa.storage.accounts.models import AuditEntry
from salwa.storage.register.models import Person
from tests.builders.counted import a_counted_weapon
from tests.builders.people import a_person

pytestmark = pytest.mark.django_db
TODAY = date(2034, 5, 17)


def weapons_of(*days):
    for day in days:
        weapon = a_counted_weapon(states=())
        type(weapon).objects.filter(pk=weapon.pk).update(recorded_at=datetime(*day, 12, tzinfo=UTC))


def test_records_are_counted_with_the_day_their_floor_ends():
    weapons_of((2004, 5, 17), (2004, 5, 18), (2020, 1, 1))
    report = retention_report(acting_user=a_person(Role.AUDITOR), today=TODAY)
    weapons = next(line for line in report.lines if line.records == "weapons")
    assert (weapons.count, weapons.oldest, weapons.floor_ends, weapons.past_floor) == (
        3, date(2004, 5, 17), date(2034, 5, 17), 1,
    )  # fmt: skip
    marks = next(line for line in report.lines if line.records == "marks")
    assert (marks.count, marks.oldest, marks.floor_ends, marks.past_floor) == (0, None, None, 0)


def test_persons_are_counted_by_what_becomes_of_their_data():
    at = datetime(2004, 1, 1, tzinfo=UTC)
    common = {"purpose": "x", "legal_basis": "x", "recorded_at": at, "recorded_by_id": 1}
    for number, more in enumerate(
        [
            {},
            {"purge_due": TODAY},
            {"purge_due": TODAY, "legal_hold": True},
            {"purge_due": date(2040, 1, 1)},
            {"purge_due": date(2030, 1, 1), "purged_at": at},
        ]
    ):
        Person.objects.create(uuid=f"{number:032x}", **common, **more)
    persons = retention_report(acting_user=a_person(Role.SUPERVISOR), today=TODAY).persons
    assert (persons.with_data, persons.kept_for_ever, persons.due, persons.held, persons.purged) == (4, 1, 1, 1, 1)
    assert persons.next_purge == date(2040, 1, 1)


def test_reading_it_is_reserved_and_recorded():
    with pytest.raises(NotPermitted):
        retention_report(acting_user=a_person(Role.REGISTRAR), today=TODAY)
    retention_report(acting_user=a_person(Role.AUDITOR), today=TODAY)
    assert AuditEntry.objects.order_by("-id").first().action == "retention.reported"
