"""Lists of weapons and of what a holder has: narrowed, page by page, nothing twice and nothing left out."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from salwa.domain.accounts import Role
from salwa.domain.refusals import NotPermitted, QuotaSpent
from salwa.domain.weapons import EventKind
from salwa.services.custody.actions import record_entry
from salwa.services.custody.holdings import weapons_of_holder
from salwa.services.weapons import lists
from salwa.services.weapons.actions import record_weapon
from salwa.services.weapons.lists import WeaponFilters, list_weapons
from salwa.services.weapons.values import WeaponEntry
from salwa.storage.accounts.models import AuditEntry
from salwa.storage.register.models import Weapon
from tests.builders.holders import a_holder
from tests.builders.lives import an_entry
from tests.builders.people import a_person

pytestmark = pytest.mark.django_db
K = EventKind


class Register:
    """Twelve weapons: every third a Taurus, the even ones in the depot, one of those issued, one stolen."""

    def __init__(self):
        self.clerk = a_person(Role.REGISTRAR)
        self.depot, self.patrol = a_holder("Depot", reference="D-1"), a_holder("Patrol")
        self.numbers = []
        for place in range(12):
            maker = "Taurus" if place % 3 == 0 else "Zastava"
            kind = "pistol" if place % 3 == 0 else "assault rifle"
            self.numbers.append(record_weapon(acting_user=self.clerk, entry=WeaponEntry(maker=maker, type=kind)))
        for number in self.numbers[::2]:
            self.record(number, K.TRANSFERRED, "2010-01-01", receiver=self.depot.pk)
        self.record(self.numbers[2], K.ISSUED, "2011-01-01", giver=self.depot.pk, receiver=self.patrol.pk)
        self.record(self.numbers[4], K.STOLEN, "2012-01-01", giver=self.depot.pk)
        self.record(self.numbers[6], K.RETURNED, "2013-01-01")

    def record(self, number, kind, day, **rest):
        record_entry(acting_user=self.clerk, entry=an_entry(number, kind, day, **rest))

    def listed(self, count=50, after=None, **filters):
        return list_weapons(acting_user=self.clerk, filters=WeaponFilters(**filters), after=after, count=count)

    def places(self, page):
        return [self.numbers.index(line.number) for line in page.lines]


@pytest.fixture
def register():
    return Register()


@pytest.mark.parametrize(
    ("filters", "places"),
    [
        ({}, [11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0]),
        ({"maker": "taurus"}, [9, 6, 3, 0]),
        ({"type": "pistol"}, [9, 6, 3, 0]),
        ({"whereabouts": "held"}, [10, 8, 6, 0]),
        ({"whereabouts": "unknown"}, [11, 9, 7, 5, 3, 1]),
        ({"whereabouts": "stolen"}, [4]),
        ({"contradictory": True}, [6]),
        ({"contradictory": True, "whereabouts": "stolen"}, []),
        ({"maker": "taurus", "whereabouts": "held"}, [6, 0]),
        ({"unit": 999_999}, []),
    ],
)
@pytest.mark.parametrize("count", [50, 2, 1])
def test_every_page_goes_on_where_the_last_one_ended(register, filters, places, count):
    found, after = [], None
    while True:
        page = register.listed(count=count, after=after, **filters)
        assert len(page.lines) <= count
        found += register.places(page)
        after = page.next_after
        if after is None:
            break
    assert found == places


def test_the_holder_narrows_and_lines_tell_holder_and_user(register):
    page = register.listed(holder=register.depot.pk)
    assert register.places(page) == [10, 8, 6, 4, 2, 0]
    line = next(line for line in page.lines if line.number == register.numbers[2])
    assert (line.whereabouts, line.holder.label, line.user.name, line.since) == (
        "issued", "Depot · D-1", "Patrol", date(2011, 1, 1),
    )  # fmt: skip
    unit = Weapon.objects.get(pk=register.numbers[0]).unit_id
    assert len(register.listed(unit=unit).lines) == 12


def test_withdrawn_weapons_are_not_listed(register):
    Weapon.objects.filter(pk=register.numbers[11]).update(withdrawn_at=Weapon.objects.first().recorded_at)
    assert register.places(register.listed())[0] == 10


def test_a_page_that_found_little_still_leads_further(register, monkeypatch):
    monkeypatch.setattr(lists, "LOOKED_AT", 2)
    monkeypatch.setattr(lists, "AT_ONCE", 2)
    page = register.listed(count=1, maker="zastava", whereabouts="held")
    found, pages = register.places(page), 1
    while page.next_after is not None:
        page = register.listed(count=1, maker="zastava", whereabouts="held", after=page.next_after)
        found += register.places(page)
        pages += 1
    assert (found, pages > 2) == ([10, 8], True)


def test_a_page_asks_the_same_number_of_questions_whatever_its_length(register):
    register.listed()
    counts = []
    for count in (2, 10):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            register.listed(count=count)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_list_is_recorded_and_taken_from_the_allowance(register, settings):
    register.listed(maker="taurus", count=2)
    entry = AuditEntry.objects.filter(action="weapons.listed").latest("pk")
    assert entry.details == {"maker": "taurus", "after": None, "weapons": 2}
    settings.SALWA = settings.SALWA.__class__(settings.SALWA.home, {**settings.SALWA.values, "pages_opened_per_day": 1})
    with pytest.raises(QuotaSpent):
        register.listed()
    with pytest.raises(NotPermitted):
        list_weapons(acting_user=a_person(Role.AUDITOR), filters=WeaponFilters())


def held(register, holder, on=None, count=50):
    found, after = [], None
    while True:
        page = weapons_of_holder(
            acting_user=register.clerk, holder_id=holder.pk, on=on and date.fromisoformat(on), after=after, count=count
        )
        found += [(register.numbers.index(one.line.number), one.as_user) for one in page.lines]
        after = page.next_after
        if after is None:
            return found


@pytest.mark.parametrize("count", [50, 1])
def test_what_a_holder_has_now_and_had_on_a_day(register, count):
    assert held(register, register.depot, count=count) == [(place, False) for place in (10, 8, 6, 2, 0)]
    assert held(register, register.patrol, count=count) == [(2, True)]
    assert held(register, register.depot, "2011-06-01", count) == [(place, False) for place in (10, 8, 6, 4, 2, 0)]
    assert held(register, register.patrol, "2010-06-01", count) == []
    assert held(register, register.patrol, "2011-01-01", count) == [(2, True)]
    assert held(register, register.depot, "2009-12-31", count) == []
