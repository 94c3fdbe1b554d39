"""Many at once: a seizure sent again is one, a case is opened once, every case has a number of its own."""

import threading

import pytest
from django.db import connection

from salwa.domain.accounts import Role
from salwa.domain.refusals import Refusal
from salwa.services.seizures.identifying import confirm_registered
from salwa.services.seizures.recording import record_incident
from salwa.services.tracing import cases
from salwa.services.tracing.cases import open_case
from salwa.storage.accounts.models import AuditEntry
from salwa.storage.register.models import Event, IdentityDecision, Incident, SeizedWeapon, TracingCase
from tests.builders.people import a_person
from tests.builders.seizures import a_pistol, a_registered, a_seizure, an_entry

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 8


@pytest.fixture
def officer():
    return a_person(Role.TRACING_OFFICER)


def all_at_once(acts):
    """What each act gave in a thread of its own: a value, or the code of its refusal."""
    given, lock, gate = [], threading.Lock(), threading.Barrier(len(acts))

    def run(act):
        gate.wait()
        try:
            found = act()
        except Refusal as refusal:
            found = refusal.code
        except Exception as error:  # told to the test
            found = repr(error)
        finally:
            connection.close()
        with lock:
            given.append(found)

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return given


def test_one_seizure_sent_many_times_at_once_is_recorded_once(officer):
    entry = an_entry(a_pistol("TAB 1"), a_pistol("TAB 2"))
    record_incident(acting_user=officer, entry=an_entry(a_pistol("WARM 1")))
    given = all_at_once([lambda: record_incident(acting_user=officer, entry=entry)] * AT_ONCE)
    number = Incident.objects.get(uid=entry.uid).pk
    assert given == [number] * AT_ONCE
    assert (SeizedWeapon.objects.filter(incident=number).count(), Event.objects.count()) == (2, 3)
    assert AuditEntry.objects.filter(action="seizures.recorded").count() == 2


def test_one_weapon_gets_one_case_whoever_opens_it(officer):
    seized = a_seizure(officer)[0]
    given = all_at_once([lambda: open_case(acting_user=officer, seized=seized.pk)] * AT_ONCE)
    assert given == [TracingCase.objects.get().number] * AT_ONCE
    assert AuditEntry.objects.filter(action="tracing.case_opened").count() == 1


def test_cases_opened_at_once_have_numbers_of_their_own(officer):
    seized = a_seizure(officer, *(a_pistol(f"TAB {number}00{number}") for number in range(AT_ONCE)))
    acts = [lambda number=one.pk: open_case(acting_user=officer, seized=number) for one in seized]
    given = all_at_once(acts)
    assert len(set(given)) == AT_ONCE
    assert set(given) == set(TracingCase.objects.values_list("number", flat=True))


def test_control_a_number_made_by_counting_is_not_unique(officer, monkeypatch):
    """The defect the test above is there for: two that count the same cases take the same number, and one fails."""
    first, second = a_seizure(officer, a_pistol("A 11"), a_pistol("B 22"))

    def counted(user, seized):
        case = TracingCase(number="KEN-2026-000001", seized_id=seized, opened_at=first.incident.recorded_at,
                           opened_by_id=user.pk)  # fmt: skip
        case.save()
        return case.number

    monkeypatch.setattr(cases, "_save", counted)
    open_case(acting_user=officer, seized=first.pk)
    with pytest.raises(TracingCase.DoesNotExist):
        open_case(acting_user=officer, seized=second.pk)


def test_of_two_decisions_at_once_one_follows_the_other(officer):
    clerk = a_person(Role.REGISTRAR)
    known = [a_registered(clerk), a_registered(clerk, "TAB48218")]
    seized = a_seizure(officer)[0]
    acts = [
        lambda weapon=weapon: confirm_registered(acting_user=officer, seized=seized.pk, weapon=weapon, reason="x")
        for weapon in known
    ]
    assert sorted(all_at_once(acts)) == [1, 2]
    newest = IdentityDecision.objects.order_by("-version").first()
    assert SeizedWeapon.objects.get(pk=seized.pk).registered_as_id == newest.weapon_id
    other = next(one for one in known if one != newest.weapon_id)
    assert list(Event.objects.filter(weapon=other).order_by("pk").values_list("cancels", flat=True)) == [False, True]
