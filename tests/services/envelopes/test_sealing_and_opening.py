"""A message comes out as it went in, for its recipient only, in one of few sizes; keys are judged by their day."""

from __future__ import annotations

import base64
import hashlib
import json
from datetime import timedelta

import pytest

from salwa.domain.trust import Standing
from salwa.services.envelopes import EnvelopeRefused, OwnKeys, PublicKeys, make_keys, verify_kept
from salwa.services.envelopes.profile import SIZES
from tests.services.envelopes.sealed_cases import (
    MESSAGE_ID,
    NOW,
    PAYLOAD,
    RECIPIENT,
    SENDER,
    THIRD,
    TRUSTED,
    entry,
    opened,
    sealed,
    trusting,
)

YEARS = timedelta(days=365)


def test_the_exact_bytes_and_every_signed_word_come_out() -> None:
    envelope = sealed()
    one = opened(envelope)
    assert one.payload == PAYLOAD
    assert (one.issuer, one.audience, one.message_id) == ("SVN", "KEN", MESSAGE_ID)
    assert (one.kind, one.purpose, one.classification) == ("tracing.request", "criminal_investigation", "restricted")
    assert (one.issued, one.expires, one.epoch, one.version) == (NOW, NOW + timedelta(days=30), 3, 1)
    assert (one.signer_kid, one.recipient_kid) == (SENDER.signing_kid, RECIPIENT.agreement_kid)
    assert one.digest == hashlib.sha256(envelope).hexdigest()


@pytest.mark.parametrize(
    ("length", "size"),
    [(0, 4096), (1400, 4096), (2000, 16384), (8000, 16384), (36_000, 65536), (140_000, 262_144), (1_100_000, 2**21)],
)
def test_envelopes_have_one_of_few_sizes(length: int, size: int) -> None:
    envelope = sealed(b"x" * length)
    assert len(envelope) == size
    assert size in SIZES
    assert opened(envelope).payload == b"x" * length


def test_what_is_too_long_is_refused_before_it_is_sealed() -> None:
    with pytest.raises(EnvelopeRefused) as refusal:
        sealed(b"x" * 1_250_000)
    assert refusal.value.code == "envelope_too_large"


def test_nothing_of_the_message_can_be_seen_from_outside() -> None:
    header, *boxes = sealed().split(b".")
    # What is readable names neither sender nor matter; the rest is searched for texts too long to be there by chance.
    readable = base64.urlsafe_b64decode(header + b"==")
    assert [word for word in (b"SVN", b"tracing", b"criminal", PAYLOAD) if word in readable] == []
    hidden = b".".join(base64.urlsafe_b64decode(box + b"==") for box in boxes)
    assert [word for word in (b"tracing.request", b"criminal_investigation", PAYLOAD) if word in hidden] == []
    assert {len(sealed(purpose="x" * many, kind="a" * 30)) for many in (0, 1, 100)} == {4096}


def test_a_message_sealed_for_an_older_key_of_ours_still_opens() -> None:
    newer = make_keys("KEN")
    assert opened(sealed(), own=[newer, RECIPIENT]).recipient_kid == RECIPIENT.agreement_kid


@pytest.mark.parametrize(
    ("standing", "code"),
    [
        (Standing(since=NOW), None),
        (Standing(since=NOW + timedelta(seconds=1)), "envelope_signer_early"),
        (Standing(retired=NOW + timedelta(seconds=1)), None),
        (Standing(retired=NOW), "envelope_signer_retired"),
        (Standing(revoked=NOW + timedelta(days=1)), None),
        (Standing(revoked=NOW), "envelope_signer_revoked"),
        (Standing(retired=NOW + YEARS, revoked=NOW), "envelope_signer_revoked"),
    ],
)
def test_a_key_counts_in_its_time(standing: Standing, code: str | None) -> None:
    trusted = trusting(entry(SENDER, standing))
    if code is None:
        assert opened(sealed(), trusted=trusted).payload == PAYLOAD
        return
    with pytest.raises(EnvelopeRefused) as refusal:
        opened(sealed(), trusted=trusted)
    assert refusal.value.code == code


def test_what_was_written_before_the_revocation_and_comes_after_it_is_refused() -> None:
    trusted = trusting(entry(SENDER, Standing(revoked=NOW + timedelta(days=1))))
    with pytest.raises(EnvelopeRefused) as refusal:
        opened(sealed(), trusted=trusted, now=NOW + timedelta(days=2))
    assert refusal.value.code == "envelope_signer_revoked"


def test_a_kept_message_of_a_key_retired_long_ago_is_still_proof_after_25_years() -> None:
    kept = opened(sealed()).jws
    trusted = trusting(entry(SENDER, Standing(retired=NOW + YEARS, revoked=NOW + 2 * YEARS)))
    again = verify_kept(kept, audience="KEN", trusted=trusted, received=NOW + timedelta(days=1))
    assert again.payload == PAYLOAD
    with pytest.raises(EnvelopeRefused) as refusal:
        verify_kept(kept, audience="FRA", trusted=trusted, received=NOW)
    assert refusal.value.code == "envelope_audience"


def test_keys_survive_being_written_down() -> None:
    again = OwnKeys.from_private_json(json.loads(json.dumps(SENDER.to_private_json())))
    public = PublicKeys.from_json(json.dumps(RECIPIENT.public().to_json()))
    assert opened(sealed(sender=again, recipient=public)).payload == PAYLOAD
    assert (again.signing_kid, again.agreement_kid) == (SENDER.signing_kid, SENDER.agreement_kid)
    assert set(SENDER.public().to_json()["signing"]) == {"kty", "crv", "x", "kid"}
    assert SENDER.to_private_json()["signing"]["d"] not in repr(SENDER)


@pytest.mark.parametrize("part", ["signing", "agreement"])
@pytest.mark.parametrize(
    "change",
    [{"kid": "A" * 43}, {"crv": "P-256"}, {"kty": "EC"}, {"x": "AA"}, {"x": "é"}, {"d": "AA"}, {"x": 1}, {"kid": None}],
)
def test_keys_that_are_written_otherwise_are_refused(part: str, change: dict[str, object]) -> None:
    written = SENDER.public().to_json()
    written[part] |= change
    with pytest.raises(EnvelopeRefused) as refusal:
        PublicKeys.from_json(written)
    assert refusal.value.code == "envelope_key_form"


def test_halves_that_do_not_fit_are_refused() -> None:
    written = SENDER.to_private_json()
    written["signing"]["d"] = THIRD.to_private_json()["signing"]["d"]
    with pytest.raises(EnvelopeRefused) as refusal:
        OwnKeys.from_private_json(written)
    assert refusal.value.code == "envelope_key_form"


@pytest.mark.parametrize("state", ["", "svn", "S", "S/V", "SVN\n", "A" * 17])
def test_keys_belong_to_a_state(state: str) -> None:
    with pytest.raises(EnvelopeRefused) as refusal:
        make_keys(state)
    assert refusal.value.code == "envelope_key_form"


def test_a_secretariat_has_a_name_too() -> None:
    secretariat = make_keys("UN-ODA")
    envelope = sealed(sender=secretariat)
    assert opened(envelope, trusted=trusting(entry(secretariat))).issuer == "UN-ODA"
    assert TRUSTED(secretariat.signing_kid) is None
