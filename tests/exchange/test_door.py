"""The door for other installations: one shape for every answer, bounds before reading, nothing to be learnt (F13)."""

import json
import statistics
import time

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from salwa.services.exchange import inbox
from salwa.services.exchange.answers import LENGTH, NOT_OPENED, read
from salwa.services.exchange.files import LARGEST
from salwa.services.exchange.rates import within_rate
from salwa.storage.accounts.models import AuditEntry
from salwa.storage.exchange.models import InboxMessage, RecordedTest
from tests.builders.exchange import Partner

pytestmark = pytest.mark.django_db
DOOR = "/exchange/v1/messages"


def sent(content, **more):
    return Client(enforce_csrf_checks=True).generic("POST", DOOR, content, content_type="application/jose", **more)


def test_a_message_is_taken_without_session_or_form_and_answered_with_a_receipt():
    partner = Partner()
    answer = sent(partner.sealed())
    said = read(answer.content)
    assert (answer.status_code, said.result, len(answer.content), answer.cookies) == (200, "taken", LENGTH, {})
    assert str(partner.read(said.receipt).stage) == "delivered"
    assert answer["Cache-Control"] == "no-store, private"


def shapes(partner):
    stranger = Partner("TZA", pinned=False)
    good = partner.sealed()
    return {
        "taken": good,
        "again": good,
        "refused": partner.sealed(kind="exchange.unheard_of"),
        "unknown": stranger.sealed(),
        "changed": good[:-60] + (b"B" if good[-60:-59] == b"A" else b"A") + good[-59:],
        "no_envelope": b"x",
        "traceback": b"\x00" * 4096,
        "expired": partner.sealed(now=timezone.now().replace(year=2024, day=1)),
    }


def test_every_answer_has_the_same_status_headers_and_length_whatever_was_brought():
    partner = Partner()
    answers = {name: sent(content) for name, content in shapes(partner).items()}
    assert {(one.status_code, len(one.content), tuple(sorted(one.headers))) for one in answers.values()} == {
        (200, LENGTH, tuple(sorted(answers["taken"].headers)))
    }
    assert {tuple(sorted(json.loads(one.content))) for one in answers.values()} == {
        ("code", "fill", "receipt", "result", "version")
    }
    assert answers["again"].content == answers["taken"].content
    outside = {name: (read(one.content).result, read(one.content).code) for name, one in answers.items()}
    assert {outside[name] for name in ("unknown", "changed", "no_envelope", "traceback", "expired")} == {
        ("later", NOT_OPENED)
    }
    assert RecordedTest.objects.count() == 1


def test_answers_do_not_depend_on_what_a_message_says():
    partner = Partner()
    texts = ["", "AK 1234", "no such weapon", "x" * 1_500]
    said = [{"kind": "exchange.test", "version": 1, "about": "one", "text": text} for text in texts]
    answers = [sent(partner.sealed(one)) for one in said]
    receipts = [partner.read(read(one.content).receipt) for one in answers]
    assert {len(one.content) for one in answers} == {LENGTH}
    assert {len(read(one.content).receipt) for one in answers} == {len(read(answers[0].content).receipt)}
    assert {(str(one.stage), one.code, one.epoch) for one in receipts} == {("delivered", "", 1)}


def held_apart(first, second):
    """The largest distance between two empirical distributions (Kolmogorov and Smirnov)."""
    points = sorted([*first, *second])
    return max(
        abs(sum(one <= point for one in first) / len(first) - sum(one <= point for one in second) / len(second))
        for point in points
    )


# Two samples of so many are told apart with p < 0.01 from this distance on (1.628 * sqrt(2 / n)).
SAMPLES, APART = 150, 1.628 * (2 / 150) ** 0.5


def times(partner, kinds):
    """Seconds of the door's answers, the kinds of messages in turns so that the machine's moods hit all alike."""
    taken = {name: [] for name in kinds}
    for number in range(SAMPLES):
        for name, text in kinds.items():
            said = {"kind": "exchange.test", "version": 1, "about": f"{name} {number}", "text": text}
            content = partner.sealed(said)
            began = time.thread_time()
            sent(content)
            taken[name].append(time.thread_time() - began)
    return taken


def test_answers_take_the_same_time_whatever_is_asked_for():
    partner = Partner()
    times(partner, {"warm": "up"})
    kinds = {"held": "AK 1234", "not held": "ZZ 9876", "refused": "M4 0000"}
    for _ in range(3):  # one in a hundred runs is told apart by chance alone
        found = times(partner, kinds)
        apart = max(held_apart(found["held"], found[name]) for name in ("not held", "refused"))
        if apart < APART:
            break
    assert apart < APART, {name: statistics.median(one) for name, one in found.items()}


def test_a_door_that_looks_things_up_first_is_told_apart(monkeypatch):
    partner = Partner()
    taken = inbox._taken

    def looking(arrived, *more):
        if b"AK 1234" in arrived.opened.payload:
            end = time.thread_time() + 0.003
            while time.thread_time() < end:
                pass
        return taken(arrived, *more)

    monkeypatch.setattr(inbox, "_taken", looking)
    found = times(partner, {"held": "AK 1234", "not held": "ZZ 9876"})
    assert held_apart(found["held"], found["not held"]) > APART


@pytest.mark.parametrize("length", [None, "", "-1", "0", str(LARGEST + 1), "9" * 30, "٣", "1.5"])
def test_length_is_looked_at_before_anything_is_read(length):
    more = {} if length is None else {"CONTENT_LENGTH": length}
    answer = Client().generic("POST", DOOR, b"" if length is None else b"x", **more)
    assert (answer.status_code, read(answer.content).code, len(answer.content)) == (413, "size_not_allowed", LENGTH)


def test_who_brings_too_many_is_told_to_wait_and_others_are_not(at_most):
    at_most(3)
    partner = Partner()
    answers = [sent(partner.sealed(), REMOTE_ADDR="10.9.8.7").status_code for _ in range(5)]
    # The minute may end in between; never are there more than three in one.
    assert answers.count(429) >= 1 and answers[:3] == [200] * 3
    assert sent(partner.sealed(), REMOTE_ADDR="10.9.8.6").status_code == 200


def test_the_rate_is_counted_over_all_processes_of_an_installation():
    import os

    for _ in range(3):
        if (child := os.fork()) == 0:
            within_rate("10.1.1.1", 10)
            os._exit(0)
        os.waitpid(child, 0)
    assert [within_rate("10.1.1.1", 5) for _ in range(3)] in ([True, True, False], [True, True, True])


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE"])
def test_nothing_but_messages_is_taken(method):
    assert Client().generic(method, DOOR, b"").status_code == 405


def test_a_database_that_is_away_is_told_in_the_same_shape_and_nothing_is_kept(monkeypatch):
    partner = Partner()

    def away(*_, **__):
        raise OperationalError("gone")

    monkeypatch.setattr(inbox, "write_entries", away)
    answer = sent(partner.sealed())
    assert (answer.status_code, len(answer.content), read(answer.content).result) == (503, LENGTH, "later")
    monkeypatch.undo()
    assert (InboxMessage.objects.count(), RecordedTest.objects.count()) == (0, 0)


def test_the_log_tells_size_and_digest_of_what_was_refused_and_nothing_of_it():
    partner = Partner()
    sent(partner.sealed({"kind": "exchange.test", "about": 5, "text": "secret words"}))
    entry = AuditEntry.objects.get(action="exchange.refused")
    assert set(entry.details) == {"from", "code", "way", "bytes", "sha256"}
    assert "secret" not in json.dumps(entry.details)


def test_who_this_installation_is_can_be_read_by_everybody():
    assert Client().get("/exchange/v1/identity").status_code == 404
    partner = Partner()
    said = Client().get("/exchange/v1/identity").json()
    assert (said["state"], said["keys"]) == ("KEN", partner.us.to_json())
    assert set(said) == {"version", "state", "fingerprint", "keys"}
