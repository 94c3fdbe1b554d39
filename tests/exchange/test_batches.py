"""Several messages in one post: each has its own answer and effect, and none learns or suffers anything of another."""

import random
import time

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from salwa.domain.exchange import Way
from salwa.domain.languages import Sentence
from salwa.domain.refusals import Refusal
from salwa.services.audit.verifying import verify_log
from salwa.services.exchange import inbox, several
from salwa.services.exchange.answers import LARGEST_BODY, LENGTH, MOST_AT_ONCE, read, read_together
from salwa.services.exchange.inbox import receive
from salwa.storage.accounts.models import AuditEntry
from salwa.storage.exchange.models import InboxMessage, RecordedTest
from tests.builders.exchange import Partner

pytestmark = pytest.mark.django_db
DOOR = "/exchange/v1/batches"
UID = "3b1f7a52-0c1e-4b5e-9f0a-2d7c1e9b8a10"


def brought(content, **more):
    return Client(enforce_csrf_checks=True).generic("POST", DOOR, content, content_type="application/jose", **more)


def answered(*sealed):
    """The answers to a post that was taken."""
    answer = brought(b"\n".join(sealed))
    assert (answer.status_code, len(answer.content)) == (200, len(sealed) * LENGTH)
    return read_together(answer.content, len(sealed))


def good(partner, number):
    return partner.sealed({"kind": "exchange.test", "version": 1, "about": f"case {number}"})


def bad(partner):
    """Name -> (a message that is not taken, result, code of the signed refusal or of the answer)."""
    sealed = partner.sealed()
    return {
        "unknown": (Partner("TZA", pinned=False).sealed(), "later", "not_opened"),
        "changed": (sealed[:-60] + (b"B" if sealed[-60:-59] == b"A" else b"A") + sealed[-59:], "later", "not_opened"),
        "nothing": (b"", "later", "not_opened"),
        "noise": (b"\x00\xff" * 50, "later", "not_opened"),
        "expired": (partner.sealed(now=timezone.now().replace(year=2024, day=1)), "later", "not_opened"),
        "kind": (partner.sealed(kind="exchange.unheard_of"), "refused", "kind_not_taken"),
        "payload": (partner.sealed(raw=b"{"), "refused", "payload_not_json"),
        "handler": (partner.sealed({"kind": "exchange.test", "about": 5}), "refused", "contents_not_understood"),
    }


def cases():
    return sorted(RecordedTest.objects.values_list("about", flat=True))


def test_every_message_of_a_post_has_its_effect_its_receipt_and_its_entry_in_the_log():
    partner = Partner()
    sealed = [good(partner, number) for number in range(MOST_AT_ONCE)]
    answers = answered(*sealed)
    assert [(one.result, str(partner.read(one.receipt).stage)) for one in answers] == [
        ("taken", "delivered")
    ] * MOST_AT_ONCE
    uids = [partner.read(one.receipt).message_id for one in answers]
    assert list(InboxMessage.objects.order_by("pk").values_list("uid", flat=True)) == uids
    logged = AuditEntry.objects.filter(action="exchange.received").order_by("number")
    assert list(logged.values_list("object_id", flat=True)) == uids
    assert cases() == sorted(f"case {number}" for number in range(MOST_AT_ONCE))
    assert verify_log().whole


@pytest.mark.parametrize("place", [0, 3, 9])
def test_one_bad_message_among_good_ones_has_only_its_own_refusal(place):
    partner = Partner()
    for name, (sealed, result, code) in bad(partner).items():
        RecordedTest.objects.all().delete()
        company = [good(partner, number) for number in range(9)]
        answers = answered(*company[:place], sealed, *company[place:])
        one = answers.pop(place)
        told = partner.read(one.receipt).code if one.receipt else one.code
        assert (name, one.result, told) == (name, result, code)
        assert {(other.result, bool(other.receipt)) for other in answers} == {("taken", True)}
        assert cases() == [f"case {number}" for number in range(9)]
    assert AuditEntry.objects.filter(action="exchange.refused").count() == len(bad(partner))


def test_answers_are_those_that_each_message_would_have_alone():
    partner = Partner()
    for sealed, _, _ in bad(partner).values():
        together = answered(sealed, good(partner, 1))[0]
        if not sealed:
            continue
        alone = read(Client().generic("POST", "/exchange/v1/messages", sealed).content)
        assert (alone.result, alone.code, bool(alone.receipt)) == (
            together.result,
            together.code,
            bool(together.receipt),
        )


def test_a_message_twice_in_one_post_or_in_another_or_alone_has_one_effect_and_the_first_receipt():
    partner = Partner()
    one, other = good(partner, 1), good(partner, 2)
    answers = answered(one, other, one)
    assert (answers[0].receipt, cases()) == (answers[2].receipt, ["case 1", "case 2"])
    entries = AuditEntry.objects.count()
    assert [answer.receipt for answer in answered(other, one)] == [answers[1].receipt, answers[0].receipt]
    assert receive(one, way=Way.FILE) == answers[0].receipt
    first = receive(alone := good(partner, 3), way=Way.HTTPS)
    assert answered(alone, one)[0].receipt == first
    assert (InboxMessage.objects.count(), RecordedTest.objects.count()) == (3, 3)
    assert AuditEntry.objects.count() == entries + 1


def test_of_two_messages_under_one_number_the_first_is_taken_and_the_other_refused():
    partner = Partner()
    first, second = (partner.sealed({"kind": "exchange.test", "about": about}, uid=UID) for about in ("one", "two"))
    answers = answered(first, second, good(partner, 1))
    assert [one.result for one in answers] == ["taken", "refused", "taken"]
    assert partner.read(answers[1].receipt).code == "uid_used_twice"
    assert cases() == ["case 1", "one"]


def half_done(received):
    """A handler that writes and then refuses or fails, if the message says so."""
    RecordedTest.objects.create(
        message_id=received.number, about=received.payload["about"], recorded_at=received.received_at
    )
    if received.payload["about"] == "refused":
        raise Refusal("contents_not_understood", Sentence("no"))
    if received.payload["about"] == "failed":
        raise RuntimeError("a fault of the program")


def of_half_done(partner, settings):
    settings.EXCHANGE_HANDLERS = {"exchange.test": "tests.exchange.test_batches.half_done"}
    words = ["a", "refused", "b", "failed", "c"]
    return answered(*(partner.sealed({"kind": "exchange.test", "about": about}) for about in words))


def test_a_handler_that_refuses_or_fails_half_way_leaves_nothing_and_harms_no_other(settings):
    answers = of_half_done(Partner(), settings)
    assert [one.result for one in answers] == ["taken", "refused", "taken", "later", "taken"]
    assert (answers[3].code, answers[3].receipt) == ("fault", b"")
    assert (cases(), InboxMessage.objects.count()) == (["a", "b", "c"], 3)


def test_without_a_savepoint_what_was_half_done_would_stay(settings, monkeypatch):
    def careless(one, known):
        try:
            inbox.store(one.arrived, one.handler, one.payload, one.receipt)
        except Refusal as refusal:
            return refusal.code
        except RuntimeError:
            return several.FAULT
        return ""

    monkeypatch.setattr(several, "_stored", careless)
    of_half_done(Partner(), settings)
    assert cases() != ["a", "b", "c"]


def test_nothing_is_kept_of_a_post_that_did_not_come_to_its_commit_and_it_may_come_again(monkeypatch):
    partner = Partner()
    sealed = [good(partner, number) for number in range(3)]

    def away(*_, **__):
        raise OperationalError("gone")

    monkeypatch.setattr(several, "write_entries", away)
    answer = brought(b"\n".join(sealed))
    assert (answer.status_code, len(answer.content), read(answer.content).result) == (503, LENGTH, "later")
    monkeypatch.undo()
    assert (InboxMessage.objects.count(), RecordedTest.objects.count()) == (0, 0)
    assert {one.result for one in answered(*sealed)} == {"taken"}
    assert RecordedTest.objects.count() == 3


def test_what_takes_long_is_committed_part_by_part_and_what_takes_too_long_is_left_for_later(monkeypatch):
    partner = Partner()
    sealed = [good(partner, number) for number in range(20)]
    monkeypatch.setattr(several, "LONGEST_SECONDS", 0.0)
    assert {(one.result, one.code) for one in answered(*sealed)} == {("later", "busy")}
    assert InboxMessage.objects.count() == 0
    monkeypatch.undo()
    monkeypatch.setattr(several, "HELD_SECONDS", 0.0)
    assert {one.result for one in answered(*sealed)} == {"taken"}
    assert (RecordedTest.objects.count(), verify_log().whole) == (20, True)


def test_more_messages_or_bytes_than_allowed_are_not_read():
    partner = Partner()
    for content in (b"\n" * MOST_AT_ONCE, good(partner, 1) + b"\n" * MOST_AT_ONCE):
        answer = brought(content)
        assert (answer.status_code, read(answer.content).code) == (413, "size_not_allowed")
    for length in ("", "0", "-1", "1.5", str(LARGEST_BODY + 1), "9" * 30):
        answer = brought(b"x", CONTENT_LENGTH=length)
        assert (answer.status_code, len(answer.content)) == (413, LENGTH)
    assert InboxMessage.objects.count() == 0
    assert len(answered(*[b"x"] * MOST_AT_ONCE)) == MOST_AT_ONCE


def test_the_rate_counts_messages_and_not_posts(at_most):
    at_most(5)
    partner = Partner()
    while time.time() % 60 > 50:  # all of it in one minute
        time.sleep(1)
    first = brought(b"\n".join(good(partner, number) for number in range(4)), REMOTE_ADDR="10.9.8.5")
    second = brought(b"\n".join(good(partner, number) for number in range(4, 8)), REMOTE_ADDR="10.9.8.5")
    third = brought(good(partner, 9), REMOTE_ADDR="10.9.8.5")
    assert {one.result for one in read_together(first.content, 4)} == {"taken"}
    assert [(one.result, one.code) for one in read_together(second.content, 4)] == [
        ("taken", ""), *[("later", "too_many")] * 3
    ]  # fmt: skip
    assert (third.status_code, read(third.content).code, len(third.content)) == (429, "too_many", LENGTH)
    assert RecordedTest.objects.count() == 5


def test_malformed_posts_are_never_a_fault_of_the_installation():
    draw, partner = random.Random(7), Partner()
    whole = b"\n".join(good(partner, number) for number in range(3))
    for _ in range(150):
        content = bytearray(whole)
        for _ in range(draw.randrange(1, 6)):
            at = draw.randrange(len(content))
            change = draw.randrange(4)
            if change == 0:
                content[at] = draw.randrange(256)
            elif change == 1:
                content.insert(at, draw.choice(b"\n\r\x00. "))
            elif change == 2:
                del content[at : at + draw.randrange(2_000)]
            else:
                content[at:at] = content[: draw.randrange(3_000)]
            content = content or bytearray(b"\n")
        answer = brought(bytes(content))
        assert answer.status_code in (200, 413)
        assert len(answer.content) == LENGTH * (content.count(b"\n") + 1 if answer.status_code == 200 else 1)
        assert read_together(answer.content, len(answer.content) // LENGTH) is not None
    assert RecordedTest.objects.count() <= 3


def test_an_installation_without_keys_takes_nothing():
    assert {(one.result, one.code) for one in answered(b"x", b"y")} == {("later", "not_opened")}


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE"])
def test_nothing_but_messages_is_taken(method):
    assert Client().generic(method, DOOR, b"").status_code == 405


def test_answers_of_a_post_have_the_same_headers_whatever_was_brought():
    partner = Partner()
    told = {tuple(sorted(brought(b"\n".join([one, one])).headers)) for one, _, _ in bad(partner).values()}
    told |= {tuple(sorted(brought(b"\n".join([good(partner, 1)] * 2)).headers))}
    assert len(told) == 1
