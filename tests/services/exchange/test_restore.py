"""After a backup was put back: what was lost is sent again, what was kept has no second effect (target F2)."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from salwa.domain.exchange import Way
from salwa.services.envelopes import sign_receipt
from salwa.services.exchange.epochs import tell_partners_of_restore
from salwa.services.exchange.inbox import receive
from salwa.services.exchange.receipts import take_receipt
from salwa.services.exchange.testing import send_test
from salwa.storage.exchange.models import InboxMessage, Node, OutboxMessage, Peer, RecordedTest
from tests.builders.exchange import Partner
from tests.builders.people import an_operator


def a_delivered(partner, at, epoch=1):
    """A message the partner confirmed at this moment of its clock."""
    uid = send_test(acting_user=an_operator(), to_state="UGA")
    opened = partner.opened(bytes(OutboxMessage.objects.get(uid=uid).sealed))
    take_receipt(sign_receipt(opened, sender=partner.keys, stage="delivered", now=at, epoch=epoch), way=Way.HTTPS)
    return uid


@pytest.mark.django_db
def test_a_partner_that_was_restored_gets_again_what_it_confirmed_after_its_backup_and_nothing_older():
    partner, now = Partner(), timezone.now()
    old, new = a_delivered(partner, now - timedelta(hours=9)), a_delivered(partner, now - timedelta(minutes=5))
    later = a_delivered(partner, now - timedelta(minutes=1), epoch=2)
    said = {"kind": "exchange.epoch", "version": 1, "epoch": 2, "kept_until": (now - timedelta(hours=1)).isoformat()}
    notice = partner.sealed(said, kind="exchange.epoch", epoch=2)
    receive(notice, way=Way.HTTPS)
    states = dict(OutboxMessage.objects.values_list("uid", "state"))
    assert states == {old: "delivered", new: "waiting", later: "delivered"}
    assert Peer.objects.get().epoch == 2


@pytest.mark.django_db
def test_an_older_notice_than_the_newest_sends_nothing_again():
    partner, now = Partner(), timezone.now()
    Peer.objects.update(epoch=3)
    a_delivered(partner, now, epoch=1)
    said = {"kind": "exchange.epoch", "version": 1, "epoch": 2, "kept_until": "1970-01-01T00:00:00+00:00"}
    receive(partner.sealed(said, kind="exchange.epoch", epoch=2), way=Way.HTTPS)
    assert OutboxMessage.objects.get().state == "delivered"


@pytest.mark.django_db
def test_a_restore_counts_an_epoch_and_tells_every_partner_what_was_kept():
    partner = Partner()
    receive(partner.sealed(), way=Way.HTTPS)
    kept = InboxMessage.objects.get().received_at
    assert tell_partners_of_restore(acting_user=an_operator()) == 1
    opened = partner.opened(bytes(OutboxMessage.objects.get().sealed))
    told = json.loads(opened.payload)
    assert (opened.kind, opened.epoch, told["epoch"], told["kept_until"]) == ("exchange.epoch", 2, 2, kept.isoformat())
    assert Node.objects.get().epoch == 2


@pytest.mark.django_db
def test_an_installation_without_exchange_is_restored_without_it():
    assert tell_partners_of_restore(acting_user=an_operator()) == 0


@pytest.mark.django_db
def test_every_captured_message_replayed_after_a_restore_has_one_effect_in_what_is_remembered():
    partner = Partner()
    before, after = [partner.sealed() for _ in range(10)], [partner.sealed() for _ in range(10)]
    for sealed in before:
        receive(sealed, way=Way.HTTPS)
    kept = set(InboxMessage.objects.values_list("pk", flat=True))
    for sealed in after:
        receive(sealed, way=Way.HTTPS)
    # The backup is from between the two: the tables are put back to it.
    RecordedTest.objects.exclude(message__in=kept).delete()
    InboxMessage.objects.exclude(pk__in=kept).delete()
    tell_partners_of_restore(acting_user=an_operator())
    for way in (Way.HTTPS, Way.FILE, Way.HTTPS):
        for sealed in before + after:
            receive(sealed, way=way)
    assert (RecordedTest.objects.count(), InboxMessage.objects.count()) == (20, 20)
