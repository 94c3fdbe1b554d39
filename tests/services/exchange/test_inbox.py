"""Messages of other States: one effect each, the first receipt again, and nothing at all of what is refused."""

import hashlib
import json
from datetime import UTC, datetime

import pytest

from salwa.domain.exchange import Way
from salwa.services.envelopes import EnvelopeRefused, make_keys
from salwa.services.exchange.inbox import MessageRefused, receive
from salwa.services.exchange.node import make_own_keys
from salwa.storage.accounts.models import AuditEntry
from salwa.storage.exchange.models import InboxMessage, RecordedTest
from tests.builders.exchange import Partner
from tests.builders.people import an_operator

pytestmark = pytest.mark.django_db


def refusals():
    return [entry.details["code"] for entry in AuditEntry.objects.filter(action="exchange.refused")]


def test_a_message_has_its_effect_and_is_confirmed_with_a_signed_receipt():
    partner = Partner()
    sealed = partner.sealed()
    said = partner.read(receive(sealed, way=Way.HTTPS), hashlib.sha256(sealed).hexdigest())
    assert (said.issuer, said.audience, str(said.stage), said.code) == ("KEN", "UGA", "delivered", "")
    row = InboxMessage.objects.get()
    assert (row.from_state, row.kind, bytes(row.sealed), row.uid) == ("UGA", "exchange.test", sealed, said.message_id)
    assert RecordedTest.objects.get().about == "case 1"
    entry = AuditEntry.objects.get(action="exchange.received")
    assert (entry.object_id, entry.details["from"], entry.actor_id) == (row.uid, "UGA", None)


@pytest.mark.parametrize("second", [Way.HTTPS, Way.FILE])
def test_the_same_message_again_by_whichever_way_gets_the_first_receipt_and_no_second_effect(second):
    partner = Partner()
    sealed = partner.sealed()
    first = receive(sealed, way=Way.HTTPS)
    entries = AuditEntry.objects.count()
    assert [receive(sealed, way=second) for _ in range(3)] == [first] * 3
    assert (InboxMessage.objects.count(), RecordedTest.objects.count()) == (1, 1)
    assert AuditEntry.objects.count() == entries


def test_another_message_under_a_number_that_was_used_is_refused_with_a_receipt():
    partner = Partner()
    uid = "3b1f7a52-0c1e-4b5e-9f0a-2d7c1e9b8a10"
    receive(partner.sealed(uid=uid), way=Way.HTTPS)
    with pytest.raises(MessageRefused) as refused:
        receive(partner.sealed({"kind": "exchange.test", "about": "other"}, uid=uid), way=Way.HTTPS)
    said = partner.read(refused.value.receipt)
    assert (str(said.stage), said.code) == ("refused", "uid_used_twice")
    assert RecordedTest.objects.count() == 1


@pytest.mark.parametrize(
    ("how", "code"),
    [
        ({"kind": "exchange.unheard_of"}, "kind_not_taken"),
        ({"raw": b"{"}, "payload_not_json"),
        ({"raw": b"\xff{}"}, "payload_not_json"),
        ({"raw": b"[]"}, "payload_not_an_object"),
        ({"raw": b'{"kind":"exchange.test","kind":"exchange.test"}'}, "payload_name_twice"),
        ({"raw": b'{"kind":"exchange.test","about":"a\\u0000"}'}, "payload_broken_text"),
        ({"raw": b'{"kind":"exchange.test","about":"\\ud800"}'}, "payload_broken_text"),
        ({"raw": b'{"kind":"exchange.test","a":' + b"[" * 30 + b"]" * 30 + b"}"}, "payload_too_deep"),
        ({"raw": b'{"kind":"exchange.test","a":' + b"[" * 90_000 + b"]" * 90_000 + b"}"}, "payload_not_json"),
        ({"raw": b'{"kind":"exchange.test","a":NaN}'}, "payload_not_json"),
        ({"payload": {"kind": "exchange.opened"}}, "payload_of_another_kind"),
        ({"payload": {"kind": "exchange.test", "about": 7}}, "contents_not_understood"),
        ({"payload": {"kind": "exchange.test"}}, "contents_not_understood"),
        ({"payload": {"kind": "exchange.epoch", "epoch": True, "kept_until": ""}, "kind": "exchange.epoch"},
         "contents_not_understood"),
        ({"payload": {"kind": "exchange.epoch", "epoch": 2, "kept_until": "soon"}, "kind": "exchange.epoch"},
         "contents_not_understood"),
        ({"payload": {"kind": "exchange.opened"}, "kind": "exchange.opened"}, "contents_not_understood"),
    ],
)  # fmt: skip
def test_what_a_partner_says_wrongly_is_refused_with_a_code_that_it_is_told_signed(how, code):
    partner = Partner()
    with pytest.raises(MessageRefused) as refused:
        receive(partner.sealed(**how), way=Way.HTTPS)
    said = partner.read(refused.value.receipt)
    assert (refused.value.code, str(said.stage), said.code) == (code, "refused", code)
    assert (InboxMessage.objects.count(), RecordedTest.objects.count(), refusals()) == (0, 0, [code])


def strangers(partner):
    stranger = Partner("TZA", pinned=False)
    sealed = partner.sealed()
    other = Partner("RWA", pinned=False)
    other.us = make_keys("UGA").public()
    return {
        "envelope_signer_unknown": stranger.sealed(),
        "envelope_not_for_us": other.sealed(),
        "envelope_not_opened": sealed[:-60] + (b"B" if sealed[-60:-59] == b"A" else b"A") + sealed[-59:],
        "envelope_size": sealed[:-1],
        "envelope_form": b"x" * 4096,
        "envelope_expired": partner.sealed(now=datetime(2024, 1, 2, tzinfo=UTC)),
    }


def test_what_nobody_known_has_signed_for_us_leaves_a_code_in_the_log_and_nothing_else():
    partner = Partner()
    tried = strangers(partner)
    for code, sealed in tried.items():
        with pytest.raises(EnvelopeRefused) as refused:
            receive(sealed, way=Way.HTTPS)
        assert refused.value.code == code
    assert (InboxMessage.objects.count(), refusals()) == (0, list(tried))


def test_a_message_that_was_sealed_to_keys_of_before_is_still_opened():
    partner = Partner()
    sealed = partner.sealed()
    make_own_keys(acting_user=an_operator())
    receive(sealed, way=Way.HTTPS)
    assert RecordedTest.objects.count() == 1


def test_tracing_messages_are_held_against_their_schema_before_any_handler_sees_them(settings):
    settings.EXCHANGE_HANDLERS = {"tracing.acknowledgement": "tests.services.exchange.test_inbox.never"}
    partner = Partner()
    wrong = {"kind": "tracing.acknowledgement", "version": 1, "request": "7", "received_at": "2026-11-25T10:00:00Z"}
    with pytest.raises(MessageRefused) as refused:
        receive(partner.sealed(wrong, kind="tracing.acknowledgement"), way=Way.HTTPS)
    assert refused.value.code == "payload_against_schema"
    right = wrong | {"request": "3b1f7a52-0c1e-4b5e-9f0a-2d7c1e9b8a10"}
    with pytest.raises(RuntimeError, match="seen"):
        receive(partner.sealed(right, kind="tracing.acknowledgement"), way=Way.HTTPS)
    assert InboxMessage.objects.count() == 0


def never(received):
    assert json.dumps(dict(received.payload))
    raise RuntimeError("seen")
