"""The day quota is exact, also when many ask at once."""

import threading
from datetime import date

import pytest
from django.db import connection, transaction

from salwa.domain.refusals import QuotaSpent
from salwa.services.accounts import quotas
from salwa.services.accounts.quotas import take_from_quota
from salwa.storage.accounts.models import DayQuota
from tests.builders.people import a_person, an_operator

DAY = date(2026, 11, 24)


def take(user, amount=1, allowed=5, day=DAY):
    with transaction.atomic():
        return take_from_quota(user=user, kind="lookups", amount=amount, allowed=allowed, today=day)


@pytest.mark.django_db
def test_the_last_look_up_is_granted_and_the_next_refused():
    user = a_person()
    assert [take(user) for _ in range(5)] == [4, 3, 2, 1, 0]
    with pytest.raises(QuotaSpent, match="5 a day"):
        take(user)
    assert take(user, day=date(2026, 11, 25)) == 4


@pytest.mark.django_db
def test_a_list_larger_than_what_is_left_is_refused_whole():
    user = a_person()
    take(user, amount=3)
    with pytest.raises(QuotaSpent):
        take(user, amount=3)
    assert DayQuota.objects.get(user=user).used == 3


@pytest.mark.django_db
def test_the_command_line_is_counted_but_not_limited():
    user = an_operator()
    for _ in range(7):
        take(user)
    assert DayQuota.objects.get(user=user).used == 7


@pytest.mark.django_db(transaction=True)
def test_forty_parallel_look_ups_of_an_allowance_of_twelve_get_exactly_twelve():
    user, granted, lock = a_person(), [], threading.Lock()

    def ask():
        try:
            for _ in range(5):
                take(user, allowed=12)
                with lock:
                    granted.append(1)
        except QuotaSpent:
            pass
        finally:
            connection.close()

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(granted) == 12
    assert DayQuota.objects.get(user=user).used == 12


@pytest.mark.django_db
def test_control_an_update_that_does_not_ask_what_is_left_grants_too_many(monkeypatch):
    monkeypatch.setattr(quotas, "_TAKE", quotas._TAKE.replace("used <= %s", "used <= 1000 + %s"))
    user = a_person()
    for _ in range(13):
        take(user, allowed=12)
    assert DayQuota.objects.get(user=user).used == 13
