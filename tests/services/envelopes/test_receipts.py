"""A receipt says how far a message came, to its sender, and nothing of what is in it."""

from __future__ import annotations

import base64
import hashlib
import json
from datetime import timedelta

import pytest

from salwa.services.envelopes import EnvelopeRefused, Subject, open_receipt, sign_receipt
from tests.services.envelopes.sealed_cases import MESSAGE_ID, NOW, RECIPIENT, SENDER, THIRD, TRUSTED, opened, sealed


def receipt_for_sender(stage: str = "opened", code: str = "") -> tuple[bytes, str]:
    envelope = sealed()
    about = opened(envelope)
    return sign_receipt(about, sender=RECIPIENT, stage=stage, now=NOW, epoch=9, code=code), about.digest


def test_a_receipt_names_the_message_and_the_stage() -> None:
    receipt, digest = receipt_for_sender()
    one = open_receipt(receipt, own=[SENDER], trusted=TRUSTED, now=NOW, digest=digest)
    assert (one.issuer, one.audience, one.message_id, one.digest) == ("KEN", "SVN", MESSAGE_ID, digest)
    assert (str(one.stage), one.code, one.issued, one.epoch) == ("opened", "", NOW, 9)
    assert one.signer_kid == RECIPIENT.signing_kid


def test_a_receipt_holds_these_words_and_no_others() -> None:
    receipt, digest = receipt_for_sender("refused", "envelope_expired")
    payload = receipt.split(b".")[1]
    content = json.loads(base64.urlsafe_b64decode(payload + b"=" * (-len(payload) % 4)))
    assert content == {"digest": digest, "stage": "refused", "code": "envelope_expired"}


def test_a_message_that_did_not_open_can_be_answered_by_its_digest() -> None:
    digest = hashlib.sha256(b"damaged").hexdigest()
    about = Subject("SVN", digest)
    receipt = sign_receipt(about, sender=RECIPIENT, stage="refused", now=NOW, epoch=9, code="envelope_not_opened")
    one = open_receipt(receipt, own=[SENDER], trusted=TRUSTED, now=NOW)
    assert (one.message_id, one.digest, one.code) == ("", digest, "envelope_not_opened")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"digest": "0" * 64}, "receipt_other_message"),
        ({"own": [THIRD]}, "envelope_audience"),
        ({"trusted": lambda _kid: None}, "envelope_signer_unknown"),
        ({"now": NOW - timedelta(minutes=6)}, "envelope_from_future"),
    ],
)
def test_receipts_that_do_not_fit_are_refused(change: dict[str, object], code: str) -> None:
    receipt, _ = receipt_for_sender()
    with pytest.raises(EnvelopeRefused) as refusal:
        open_receipt(receipt, **{"own": [SENDER], "trusted": TRUSTED, "now": NOW} | change)  # type: ignore[arg-type]
    assert refusal.value.code == code


def test_a_signed_message_is_no_receipt_and_a_receipt_no_message() -> None:
    signed = opened(sealed()).jws.encode()
    with pytest.raises(EnvelopeRefused) as refusal:
        open_receipt(signed, own=[RECIPIENT], trusted=TRUSTED, now=NOW)
    assert refusal.value.code in {"envelope_type", "envelope_member_unknown"}


@pytest.mark.parametrize("stage", ["read", "", "opened\n"])
def test_there_are_four_stages(stage: str) -> None:
    with pytest.raises(EnvelopeRefused) as refusal:
        receipt_for_sender(stage)
    assert refusal.value.code == "receipt_form"


def test_every_bit_of_a_receipt_counts() -> None:
    receipt, _ = receipt_for_sender()
    accepted = 0
    for at in range(len(receipt) * 8):
        changed = bytearray(receipt)
        changed[at // 8] ^= 1 << at % 8
        try:
            open_receipt(bytes(changed), own=[SENDER], trusted=TRUSTED, now=NOW)
        except EnvelopeRefused:
            continue
        accepted += 1
    assert (len(receipt) * 8 > 3500, accepted) == (True, 0)
