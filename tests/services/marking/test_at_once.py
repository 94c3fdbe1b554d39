"""Many at once at the bench: one report is one mark, of two reports exactly one wins."""

import threading

import pytest
from django.db import connection

from salwa.domain.accounts import Role
from salwa.domain.refusals import Refusal
from salwa.services.audit.verifying import verify_log
from salwa.services.marking.striking import record_mark
from salwa.services.marking.work import take_weapons
from salwa.storage.register.models import CampaignWeapon, Event, Mark, MarkingNumber
from tests.builders.marking import a_campaign, a_report, a_store, weapons_in
from tests.builders.people import a_person

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 12


@pytest.fixture
def bench():
    """(clerk, work, planned text) of one weapon taken by a team."""
    clerk = a_person(Role.REGISTRAR)
    weapons_in(clerk, depot := a_store(clerk), 1)
    campaign, (team,) = a_campaign(clerk, depot)
    (work,) = take_weapons(acting_user=clerk, campaign_id=campaign, team_id=team)
    return clerk, work, CampaignWeapon.objects.get(pk=work).planned_text


def all_at_once(act):
    """What `act` gave in every thread: a value, or the code of its refusal."""
    given, lock, gate = [], threading.Lock(), threading.Barrier(AT_ONCE)

    def run():
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

    threads = [threading.Thread(target=run) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return given


def test_one_report_sent_many_times_at_once_is_one_mark(bench):
    clerk, work, text = bench
    report = a_report(text)
    given = all_at_once(lambda: record_mark(acting_user=clerk, work_id=work, struck=report).again)
    assert sorted(given) == [False] + [True] * (AT_ONCE - 1)
    assert Mark.objects.filter(text=text).count() == 1
    assert Event.objects.filter(kind="marked").count() == 1
    assert verify_log().damage is None


def test_of_two_reports_about_one_weapon_exactly_one_wins(bench):
    clerk, work, text = bench
    given = all_at_once(lambda: record_mark(acting_user=clerk, work_id=work, struck=a_report(text)).state.value)
    assert sorted(given) == ["done"] + ["not_to_do"] * (AT_ONCE - 1)
    assert Mark.objects.filter(text=text).count() == 1
    assert MarkingNumber.objects.get().state == "struck"
