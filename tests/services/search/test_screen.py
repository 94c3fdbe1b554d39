import pytest

from salwa.domain.accounts import Role
from salwa.domain.marks.matching.verdict import Verdict
from salwa.domain.refusals import NotPermitted, QuotaSpent, Refusal
from salwa.services.search.asked import MarksAsked
from salwa.services.search.find import find_weapons
from salwa.services.search.screen import screen_list
from salwa.storage.accounts.models import AuditEntry, DayQuota
from tests.builders.people import a_person
from tests.services.search.weapons import a_taurus

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return a_person(Role.TRACING_OFFICER)


def screen(officer, rows, **others):
    return screen_list(acting_user=officer, rows=rows, purpose="seizure 7", **others)


def test_every_row_of_a_list_is_answered_in_its_order(officer):
    weapon = a_taurus("TAB48213")
    rows = [
        MarksAsked(serial="XX99871", maker="Taurus"),
        MarksAsked(serial="TAB48213", maker="Taurus"),
        MarksAsked(serial="TAB48217", maker="Taurus"),
        MarksAsked(maker="Taurus", model="PT 92"),
        MarksAsked(),
    ]
    found = screen(officer, rows).rows
    assert [(row.number, row.verdict, row.weapon) for row in found] == [
        (0, Verdict.NOT_FOUND, None),
        (1, Verdict.IDENTIFIED, weapon.pk),
        (2, Verdict.LEAD, weapon.pk),
        (3, Verdict.LEAD, weapon.pk),
        (4, Verdict.NOT_FOUND, None),
    ]


def test_a_list_answers_as_single_look_ups_do(officer):
    for number in range(40):
        a_taurus(f"TAB482{number:02d}", year=1990 + number % 7)
    rows = [MarksAsked(serial=f"TAB48{number}", maker="Taurus", year="1993") for number in range(195, 225)]
    single = [find_weapons(acting_user=officer, query=row, purpose="seizure 7") for row in rows]
    screened = screen(officer, rows).rows
    assert [row.verdict for row in screened] == [one.verdict for one in single]
    # Of neighbouring numbers that fit equally badly either list may name another one first.
    assert [row.weapon for row in screened if row.verdict is not Verdict.LEAD] == [
        one.candidates[0].weapon for one in single if one.verdict is not Verdict.LEAD
    ]
    assert {Verdict.IDENTIFIED, Verdict.LEAD} <= {row.verdict for row in screened}


def test_a_list_leaves_one_entry_and_takes_its_rows_from_the_allowance(officer):
    weapon = a_taurus("TAB48213")
    seen = []
    result = screen(officer, [MarksAsked(serial="TAB48213", maker="Taurus")] * 3, progress=lambda *at: seen.append(at))
    entry = AuditEntry.objects.get(action="weapons.screened")
    assert (entry.purpose, entry.details["rows"], entry.details["weapons"]) == ("seizure 7", 3, [weapon.pk] * 3)
    assert (DayQuota.objects.get(user=officer).used, result.left, seen) == (3, 49_997, [(3, 3)])


def test_a_list_beyond_the_allowance_is_refused_as_a_whole(officer, settings):
    settings.SALWA = type("Settings", (), {"__getitem__": lambda self, name: 2})()
    with pytest.raises(QuotaSpent):
        screen(officer, [MarksAsked(serial="TAB48213")] * 3)
    assert (AuditEntry.objects.filter(action="weapons.screened").count(), DayQuota.objects.count()) == (0, 0)


def test_a_list_needs_a_purpose_and_the_right(officer):
    with pytest.raises(Refusal, match="needs a purpose"):
        screen_list(acting_user=officer, rows=[], purpose="")
    with pytest.raises(NotPermitted):
        screen(a_person(Role.REGISTRAR), [])
