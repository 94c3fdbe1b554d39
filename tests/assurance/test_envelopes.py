"""Sealed messages under attack: every bit, every known trick, keys that change on the way, sizes that tell nothing."""

from __future__ import annotations

import random
import time
import uuid
from datetime import timedelta
from unittest.mock import patch

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CTR
from joserfc.jwe import JWERegistry

from salwa.domain.trust import Standing
from salwa.services.envelopes import EnvelopeRefused, OwnKeys, TrustedKey, make_keys, verify_kept
from tests.assurance.envelope_campaign import every_bit, flipped, outcome
from tests.builders.jose_attacks import ATTACKS, Attack
from tests.services.envelopes.sealed_cases import NOW, PAYLOAD, RECIPIENT, SENDER, TRUSTED, entry, opened, sealed

pytestmark = pytest.mark.one_engine
LONGEST_CPU = 0.05


def test_no_envelope_with_one_changed_bit_is_opened(capsys: pytest.CaptureFixture[str]) -> None:
    told = every_bit(sealed(b"x" * 6000))
    with capsys.disabled():
        print(f"\n{told.flips} flips, {told.accepted} accepted, {told.escaped} exceptions of another kind")
    assert (told.flips, told.accepted, told.escaped) == (131_072, 0, 0)


def test_control_without_the_tag_changed_bits_are_accepted() -> None:
    def untagged(_self: object, sealed: bytes, _tag: bytes, *rest: bytes) -> bytes:
        key, nonce, _ = rest
        return Cipher(AES(key), CTR(nonce + (2).to_bytes(4, "big"))).decryptor().update(sealed)

    envelope = sealed()
    of_the_tag = range((len(envelope) - 22) * 8, len(envelope) * 8)
    gcm = type(JWERegistry.algorithms["enc"]["A256GCM"])
    with patch.object(gcm, "decrypt", untagged):
        taken = [at for at in of_the_tag if outcome(flipped(envelope, at)) == "accepted"]
    assert len(taken) > 20


def test_the_catalogue_is_large_and_names_each_case_once() -> None:
    assert len({one.name for one in ATTACKS}) == len(ATTACKS) >= 100


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda one: one.name)
def test_each_attack_is_refused_with_its_code_and_quickly(attack: Attack) -> None:
    assert attack.outcome() == attack.code
    envelope, taken = attack.envelope(), []
    for _ in range(3):  # the collector of this process takes its time whenever it likes
        started = time.process_time()
        assert outcome(envelope, **dict(attack.opening)) == attack.code
        taken.append(time.process_time() - started)
    assert min(taken) < LONGEST_CPU


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda one: one.name)
def test_control_each_attack_is_noticed_when_its_check_is_missing(attack: Attack) -> None:
    with attack.defect():
        try:
            told = attack.outcome()
        except Exception as error:  # noqa: BLE001 - a fault that escapes is noticed too
            told = type(error).__name__
    assert told != attack.code


def _rotated(times: int) -> tuple[list[OwnKeys], dict[str, TrustedKey], timedelta]:
    """Keys that follow each other every ten days, with their standing."""
    every, own = timedelta(days=10), [make_keys("SVN") for _ in range(times + 1)]
    trusted = {}
    for at, one in enumerate(own):
        retired = NOW + (at + 1) * every if at < times else None
        trusted[one.signing_kid] = entry(one, Standing(NOW + at * every, retired))
    return own, trusted, every


def test_no_message_is_lost_over_ten_changes_of_keys() -> None:
    own, trusted, every = _rotated(10)
    chance, lost = random.Random(7), 0
    for number in range(1000):
        turn = number * 11 // 1000
        sent = NOW + turn * every + timedelta(seconds=chance.randrange(int(every.total_seconds())))
        late = sent + timedelta(days=chance.randrange(29))
        envelope = sealed(sender=own[turn], message_id=str(uuid.UUID(int=number)), now=sent, expires=sent + 3 * every)
        lost += outcome(envelope, trusted=trusted.get, now=late) != "accepted"
    assert lost == 0


def test_control_a_list_that_forgets_retired_keys_loses_messages_on_their_way() -> None:
    own, trusted, every = _rotated(1)
    envelope, late = sealed(sender=own[0], now=NOW + every / 2), NOW + 1.5 * every
    assert outcome(envelope, trusted=trusted.get, now=late) == "accepted"
    del trusted[own[0].signing_kid]
    assert outcome(envelope, trusted=trusted.get, now=late) == "envelope_signer_unknown"


def test_after_the_revocation_is_known_nothing_signed_with_that_key_is_taken() -> None:
    revoked = {SENDER.signing_kid: entry(SENDER, Standing(revoked=NOW))}
    dates = [NOW + timedelta(hours=hour) for hour in range(-200, 200)]
    told = [outcome(sealed(now=day), trusted=revoked.get, now=max(day, NOW)) for day in dates]
    assert told == ["envelope_signer_revoked"] * 400


def test_a_thousand_kept_messages_are_proof_25_years_later() -> None:
    later = {SENDER.signing_kid: entry(SENDER, Standing(retired=NOW + timedelta(days=365)))}
    kept = [opened(sealed(message_id=str(uuid.UUID(int=number)))).jws for number in range(1000)]
    again = [verify_kept(one, audience="KEN", trusted=later.get, received=NOW) for one in kept]
    assert [int(uuid.UUID(one.message_id)) for one in again] == list(range(1000))
    assert {one.payload for one in again} == {PAYLOAD}


def test_control_a_list_without_the_old_key_proves_nothing() -> None:
    kept = opened(sealed()).jws
    with pytest.raises(EnvelopeRefused) as refusal:
        verify_kept(kept, audience="KEN", trusted={}.get, received=NOW)
    assert refusal.value.code == "envelope_signer_unknown"


def _sizes() -> set[int]:
    chance = random.Random(11)
    lengths = [int(10 ** chance.uniform(0, 5.1)) for _ in range(1000)]
    return {len(sealed(b"x" * length, purpose="p" * (length % 200))) for length in lengths}


def test_a_thousand_messages_have_four_sizes() -> None:
    assert _sizes() == {4096, 16384, 65536, 262144}


def test_control_without_filling_up_the_sizes_tell_the_length() -> None:
    with patch("salwa.services.envelopes.sealing.padded", lambda text: text):
        assert len(_sizes()) > 100


def test_what_is_refused_is_not_repeated_in_the_words() -> None:
    assert TRUSTED(RECIPIENT.signing_kid) is not None
    for attack in ATTACKS:
        try:
            opened(attack.envelope(), **dict(attack.opening))
        except EnvelopeRefused as refusal:
            assert not refusal.sentence.values
            assert refusal.where == {}
