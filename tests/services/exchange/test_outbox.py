"""What leaves: sealed with what it tells or not at all, carried until it is confirmed, given up where people see it."""

import json
import random
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from salwa.domain.accounts import Role
from salwa.domain.exchange import Way, given_up, seconds_until_next
from salwa.domain.refusals import Conflict, NotFound, NotPermitted, Refusal
from salwa.services.envelopes import EnvelopeRefused, sign_receipt
from salwa.services.exchange.carrying import Outcome
from salwa.services.exchange.dead_letters import try_again
from salwa.services.exchange.delivery import claim, deliver_due, record
from salwa.services.exchange.evidence import mark_opened, note_answered
from salwa.services.exchange.files import message_file, take_file
from salwa.services.exchange.inbox import receive
from salwa.services.exchange.outbox import post
from salwa.services.exchange.queries import evidence, overview, partners, sent
from salwa.services.exchange.receipts import take_receipt, verified_receipt
from salwa.services.exchange.testing import send_test
from salwa.storage.accounts.models import AuditEntry, Organisation
from salwa.storage.exchange.models import InboxMessage, MessageStage, OutboxMessage, RecordedTest
from tests.builders.exchange import Partner
from tests.builders.people import a_person, an_operator

pytestmark = pytest.mark.django_db


def a_sent(**more):
    return send_test(acting_user=an_operator(), to_state="UGA", about="case 1", text="a canary", **more)


def confirmed(partner, row, stage="delivered", code=""):
    opened = partner.opened(bytes(row.sealed))
    return sign_receipt(opened, sender=partner.keys, stage=stage, now=timezone.now(), epoch=1, code=code)


def test_a_message_is_sealed_to_its_state_and_says_nothing_to_whoever_reads_the_database():
    partner = Partner()
    uid = a_sent()
    row = OutboxMessage.objects.get()
    opened = partner.opened(bytes(row.sealed))
    assert (opened.issuer, opened.audience, opened.message_id, opened.kind) == ("KEN", "UGA", uid, "exchange.test")
    assert json.loads(opened.payload)["text"] == "a canary"
    assert (b"a canary" in bytes(row.sealed), len(row.sealed), row.state) == (False, 4096, "waiting")
    assert [one.stage for one in MessageStage.objects.all()] == ["submitted"]


def test_what_is_undone_leaves_no_message_and_what_stays_leaves_one():
    Partner()
    for undone in (True, False):
        with transaction.atomic():
            Organisation.objects.create(name=f"unit {undone}")
            a_sent()
            transaction.set_rollback(undone)
        assert OutboxMessage.objects.count() == Organisation.objects.count() == int(not undone)


@pytest.mark.django_db(transaction=True)
def test_posting_outside_a_transaction_is_a_fault_of_the_program():
    Partner()
    assert not connection.in_atomic_block
    with pytest.raises(RuntimeError):
        post(acting_user=an_operator(), kind="exchange.test", to_state="UGA", payload=b"{}", about="")


def test_a_state_without_keys_cannot_be_written_to_and_one_learns_what_to_do():
    Partner(pinned=False)
    with pytest.raises(Refusal) as refusal:
        a_sent()
    assert (refusal.value.code, "UGA" in refusal.value.remedy.english()) == ("state_not_reachable", True)
    assert OutboxMessage.objects.count() == 0


@pytest.mark.parametrize(
    ("role", "kind", "allowed"),
    [
        (Role.TRACING_OFFICER, "tracing.request", True),
        (Role.SUPERVISOR, "tracing.answer", True),
        (Role.AUDITOR, "tracing.request", False),
        (Role.ADMINISTRATOR, "tracing.request", False),
        (Role.ADMINISTRATOR, "exchange.test", True),
        (Role.TRACING_OFFICER, "exchange.test", False),
        (Role.ADMINISTRATOR, "unheard.of", False),
    ],
)
def test_only_those_who_work_on_a_kind_may_cause_it_to_be_sent(role, kind, allowed):
    Partner()
    how = {"kind": kind, "to_state": "UGA", "payload": json.dumps({"kind": kind}).encode(), "about": "x"}
    if allowed:
        assert post(acting_user=a_person(role), **how)
    else:
        with pytest.raises(NotPermitted):
            post(acting_user=a_person(role), **how)


def test_a_receipt_moves_a_message_once_and_is_kept_as_it_came():
    partner = Partner()
    uid = a_sent()
    receipt = confirmed(partner, OutboxMessage.objects.get())
    for _ in range(3):
        assert take_receipt(receipt, way=Way.FILE) == uid
    stage = MessageStage.objects.get(stage="delivered")
    assert (bytes(stage.receipt), stage.epoch, OutboxMessage.objects.get().state) == (receipt, 1, "delivered")
    assert AuditEntry.objects.filter(action="exchange.delivered").count() == 1
    found = evidence(acting_user=an_operator(), uid=uid)
    assert [one["stage"] for one in found["stages"]] == ["submitted", "delivered"]
    assert verified_receipt(found["stages"][1]["receipt"].encode(), digest=found["sha256"]).issuer == "UGA"


def test_receipts_of_others_about_others_or_of_nothing_change_nothing():
    partner, other = Partner(), Partner("TZA")
    a_sent()
    row = OutboxMessage.objects.get()
    stranger = sign_receipt(
        partner.opened(bytes(row.sealed)), sender=other.keys, stage="delivered", now=timezone.now(), epoch=1
    )
    with pytest.raises(NotFound):
        take_receipt(stranger, way=Way.FILE)
    good = confirmed(partner, row)
    with pytest.raises(EnvelopeRefused):
        take_receipt(good[:-10] + b"AAAAAAAAAA", way=Way.FILE)
    assert OutboxMessage.objects.get().state == "waiting"
    assert AuditEntry.objects.filter(action="exchange.receipt_refused").count() == 1


def test_a_signed_refusal_makes_a_dead_letter_at_once_which_a_person_can_try_again():
    partner = Partner()
    uid = a_sent()
    take_receipt(confirmed(partner, OutboxMessage.objects.get(), "refused", "kind_not_taken"), way=Way.HTTPS)
    dead = sent(acting_user=an_operator(), state="dead")
    assert [(one.uid, one.last_code) for one in dead] == [(uid, "kind_not_taken")]
    with pytest.raises(NotPermitted):
        try_again(acting_user=a_person(Role.TRACING_OFFICER), uid=uid)
    try_again(acting_user=a_person(Role.ADMINISTRATOR), uid=uid)
    assert OutboxMessage.objects.get().state == "waiting"
    with pytest.raises(Conflict):
        try_again(acting_user=an_operator(), uid=uid)


def test_tries_grow_apart_and_after_the_limit_a_message_is_given_up_where_people_see_it():
    Partner()
    uid = a_sent()
    row = OutboxMessage.objects.get()
    counted = record([Outcome(row.pk, code="not_reached")])
    row.refresh_from_db()
    assert (dict(counted), row.state, row.attempts, row.last_code) == ({"put_off": 1}, "waiting", 1, "not_reached")
    OutboxMessage.objects.update(begun_at=timezone.now() - timedelta(hours=73))
    assert dict(record([Outcome(row.pk, code="not_reached")])) == {"given_up": 1}
    assert AuditEntry.objects.get(action="exchange.given_up").object_id == uid
    found = overview(acting_user=an_operator())
    assert (found.dead, found.waiting) == (1, 0)


def test_pauses_double_up_to_the_longest_and_are_spread():
    assert [seconds_until_next(one, 3600, 0.5) for one in (1, 2, 3, 12, 13, 500)] == [1, 2, 4, 2048, 3600, 3600]
    assert (seconds_until_next(3, 3600, 0), seconds_until_next(3, 3600, 1)) == (2, 6)
    assert (given_up(71.9, 72), given_up(72, 72)) == (False, True)


def test_what_is_claimed_is_claimed_once_until_its_time_is_over():
    Partner(address="https://tracing.example")
    a_sent()
    assert [len(claim("UGA")), len(claim("UGA"))] == [1, 0]
    OutboxMessage.objects.update(next_try_at=timezone.now() - timedelta(seconds=1))
    assert len(claim("UGA")) == 1


def test_a_partner_without_an_address_is_not_tried_and_its_messages_leave_as_files():
    partner = Partner()
    uid = a_sent()
    assert dict(deliver_due()) == {}
    name, content = message_file(acting_user=an_operator(), uid=uid)
    assert (name, content) == (f"{uid}.sealed", bytes(OutboxMessage.objects.get().sealed))
    assert partner.opened(content).message_id == uid


def test_a_hundred_mixtures_of_files_and_lines_are_one_effect_and_one_receipt_each():
    draw, partner = random.Random(11), Partner()
    mixtures = set()
    for number in range(100):
        sealed = partner.sealed({"kind": "exchange.test", "version": 1, "about": f"case {number}"})
        ways = tuple(draw.choice(["line", "file", "file with an end of line"]) for _ in range(5))
        receipts = {_brought(sealed, way) for way in ways}
        mixtures.add(ways)
        assert len(receipts) == 1
    assert (RecordedTest.objects.count(), InboxMessage.objects.count()) == (100, 100)
    assert len(mixtures) > 50


def test_control_copies_that_are_sealed_anew_for_each_way_have_an_effect_each():
    partner = Partner()
    said = {"kind": "exchange.test", "version": 1, "about": "case 1"}
    receipts = {_brought(partner.sealed(said), way) for way in ("line", "file", "file with an end of line")}
    assert (len(receipts), RecordedTest.objects.count()) == (3, 3)


def _brought(sealed, way):
    if way == "line":
        return receive(sealed, way=Way.HTTPS)
    return take_file(acting_user=an_operator(), content=sealed + (b"\r\n" if "end" in way else b"")).receipt


def test_opening_a_message_tells_its_sender_once_and_an_answer_is_a_stage_of_its_own():
    partner = Partner()
    receive(partner.sealed(uid="3b1f7a52-0c1e-4b5e-9f0a-2d7c1e9b8a10"), way=Way.HTTPS)
    row = InboxMessage.objects.get()
    for _ in range(2):
        mark_opened(acting_user=a_person(Role.TRACING_OFFICER), from_state="UGA", uid=row.uid)
    told = json.loads(partner.opened(bytes(OutboxMessage.objects.get().sealed)).payload)
    assert (told["kind"], told["message"]) == ("exchange.opened", row.uid)
    uid = a_sent()
    said = {"kind": "exchange.opened", "version": 1, "message": uid}
    receive(partner.sealed(said, kind="exchange.opened"), way=Way.HTTPS)
    note_answered(about="case 1", from_state="UGA", epoch=1, at=timezone.now())
    stages = [stage for stage, _ in sent(acting_user=an_operator(), about="case 1")[0].stages]
    assert stages == ["submitted", "opened", "answered"]


def test_partners_are_told_with_their_fingerprint_and_where_their_key_comes_from():
    Partner(address="https://tracing.example")
    line = partners(acting_user=a_person(Role.AUDITOR))[0]
    assert (line.state, line.source, line.address, len(line.fingerprint)) == (
        "UGA",
        "pin",
        "https://tracing.example",
        64,
    )
