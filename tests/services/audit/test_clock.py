"""A wrong clock is noticed within one look, takes no expired message and loses none (target R11)."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from salwa.domain.exchange import Way
from salwa.domain.refusals import NotPermitted, Refusal
from salwa.services.audit import clock
from salwa.services.audit.actions import write_entry
from salwa.services.audit.clock import Pace, clock_state, confirm_clock
from salwa.services.audit.health import log_health
from salwa.services.envelopes import EnvelopeRefused, sign_receipt
from salwa.services.exchange import inbox
from salwa.services.exchange.files import take_file
from salwa.services.exchange.inbox import receive
from salwa.services.exchange.receipts import take_receipt
from salwa.services.exchange.several import receive_several
from salwa.services.exchange.testing import send_test
from salwa.storage.accounts.models import AuditEntry
from salwa.storage.exchange.models import OutboxMessage, RecordedTest
from tests.builders.exchange import Partner
from tests.builders.people import a_person, an_operator

pytestmark = pytest.mark.django_db

NOW = timezone.now()
WITHIN = [timedelta(minutes=1), timedelta(minutes=4)]
BEYOND = [timedelta(minutes=6), timedelta(minutes=30), timedelta(hours=2), timedelta(days=1), timedelta(days=7),
          timedelta(days=40), timedelta(days=180), timedelta(days=366)]  # fmt: skip
OFFSETS = [sign * one for one in WITHIN + BEYOND for sign in (-1, 1)]


@pytest.fixture
def shown(monkeypatch):
    """Sets the clock of the machine to the right moment and so much more; the log begins while it is right."""

    def put(by):
        monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + by)

    put(timedelta(0))
    monkeypatch.setattr(clock.time, "clock_gettime", lambda _: 1_000.0)
    with transaction.atomic():
        write_entry(acting_user=None, action="audit.read")
    return put


def tried(sealed):
    """Whether a message is taken, by either way."""
    try:
        receive(sealed, way=Way.HTTPS)
    except Refusal:
        return False
    return True


def expired_messages(partner):
    """Messages that were good until a week ago, or half a year ago."""
    return [partner.sealed(now=NOW - timedelta(days=40 + ago), days=40) for ago in (7, 180)]


def test_twenty_offsets_are_met():
    assert len(OFFSETS) == 20


@pytest.mark.parametrize("by", OFFSETS, ids=str)
def test_a_wrong_clock_is_noticed_at_one_look_takes_nothing_expired_and_loses_nothing(shown, by):
    partner, pace = Partner(), Pace()
    good, expired = partner.sealed(now=NOW), expired_messages(partner)
    shown(by)
    pace.look()
    assert clock_state().fits == (abs(by) <= timedelta(minutes=5))
    assert [tried(one) for one in expired] == [False, False]
    taken = tried(good)
    assert taken == (timedelta(minutes=-5) <= by < timedelta(days=300))
    # Put right and confirmed: what was sent meanwhile is brought again and taken once, and nothing speaks any more.
    shown(timedelta(minutes=1))
    confirm_clock(acting_user=an_operator())
    assert (tried(good), tried(good), RecordedTest.objects.count(), clock_state().fits) == (True, True, 1, True)
    assert [tried(one) for one in expired] == [False, False]


def test_control_without_the_look_at_the_log_expired_messages_are_taken(shown, monkeypatch):
    partner = Partner()
    expired = expired_messages(partner)
    monkeypatch.setattr(inbox, "check_clock_is_not_behind", lambda now: None)
    shown(-timedelta(days=40))
    assert [tried(one) for one in expired] == [True, False]


def test_control_without_the_pace_a_clock_put_forward_is_not_noticed(shown):
    shown(timedelta(days=40))
    assert clock_state().fits


def test_many_at_once_and_files_wait_for_a_clock_that_is_not_behind(shown):
    partner = Partner()
    good = partner.sealed(now=NOW)
    shown(-timedelta(hours=1))
    for take in (
        lambda: receive_several([good], way=Way.HTTPS),
        lambda: take_file(acting_user=an_operator(), content=good),
    ):
        with pytest.raises(Refusal) as refused:
            take()
        assert refused.value.code == "clock_behind"
        assert "60 minutes before the newest entry" in refused.value.sentence.english()
        assert "salwa audit clock --confirm" in refused.value.remedy.english()
    assert not AuditEntry.objects.filter(action="exchange.refused").exists()


def test_what_is_sent_while_the_clock_is_behind_bears_the_newest_moment_of_the_log(shown):
    partner = Partner()
    newest = AuditEntry.objects.latest("at").at
    shown(-timedelta(days=2))
    send_test(acting_user=an_operator(), to_state="UGA", about="case 1", text="hello")
    shown(timedelta(0))
    opened = partner.opened(bytes(OutboxMessage.objects.get().sealed))
    assert opened.issued == newest.replace(microsecond=0)


def test_a_receipt_from_before_its_message_says_that_two_clocks_are_apart(shown):
    partner = Partner()
    send_test(acting_user=an_operator(), to_state="UGA", about="case 1", text="hello")
    row = OutboxMessage.objects.get()
    opened = partner.opened(bytes(row.sealed))
    said = {"sender": partner.keys, "stage": "delivered", "epoch": 1, "code": ""}
    take_receipt(sign_receipt(opened, now=NOW - timedelta(minutes=10), **said), way=Way.FILE)
    assert clock_state().apart == ("UGA",)
    assert "this installation and of UGA are more than five" in clock_state().sentences[0].english()
    confirm_clock(acting_user=an_operator())
    assert clock_state().fits


def test_a_message_from_the_future_says_that_a_clock_is_wrong(shown):
    with pytest.raises(EnvelopeRefused):
        receive(Partner().sealed(now=NOW + timedelta(minutes=6)), way=Way.HTTPS)
    assert clock_state().later


def test_messages_put_off_by_a_clock_that_was_ahead_are_tried_again_once_it_is_confirmed(shown):
    Partner()
    shown(timedelta(days=300))
    send_test(acting_user=an_operator(), to_state="UGA", about="case 1", text="hello")
    shown(timedelta(minutes=1))
    assert OutboxMessage.objects.filter(next_try_at__gt=timezone.now()).count() == 1
    confirm_clock(acting_user=an_operator())
    assert OutboxMessage.objects.filter(next_try_at__gt=timezone.now()).count() == 0


def test_the_protection_of_the_log_is_degraded_by_it_and_only_who_keeps_the_log_confirms(shown):
    shown(-timedelta(hours=1))
    health = log_health(acting_user=an_operator())
    assert (health.degraded, len(health.clock)) == (True, 1)
    with pytest.raises(NotPermitted):
        confirm_clock(acting_user=a_person())
