"""A list is signed by several, taken in, kept, and its keys are found as they stand that day."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from salwa.domain.trust import Alarm, KeyStatus, TrustListRefused, TrustState, fingerprint, read_list
from salwa.services.envelopes import open_envelope, seal
from salwa.services.trust_lists import (
    accept,
    accept_chain,
    begin,
    kept_keys,
    key_entry,
    next_version,
    recipient_keys,
    signed_list,
    signer_of,
    signing_keys,
    with_signature,
    with_status,
)
from tests.builders.trust_lists import DAY, ENTRIES, FIVE, NEWER, NOW, OTHERS, OWN, begun, chain, first, signed


def test_signers_sign_one_after_another_the_very_same_bytes() -> None:
    state = begun()
    payload = next_version(state, keys=ENTRIES, now=NOW, expires=NOW + 30 * DAY)
    data = signed_list(payload, FIVE[:1])
    for key in FIVE[1:3]:
        with pytest.raises(TrustListRefused):
            accept(state, data, NOW)
        data = with_signature(data, key)
    taken = accept(state, data, NOW)
    assert (taken.payload, taken.document.version, taken.document.pivot) == (payload, 2, 1)
    assert len(read_list(data).signatures) == 3


def test_new_signers_come_with_a_pivot() -> None:
    state = begun()
    newer = tuple(map(signer_of, OTHERS))
    payload = next_version(state, keys=ENTRIES, now=NOW, expires=NOW + 30 * DAY, signers=newer, threshold=2)
    taken = accept(state, signed_list(payload, [*FIVE[:3], *OTHERS[:2]]), NOW)
    assert (taken.document.pivot, taken.document.threshold, taken.document.signers) == (2, 2, newer)


def test_a_message_opens_with_keys_from_the_list() -> None:
    state = begun()
    envelope = seal(
        b"{}", kind="tracing.request", sender=OWN["SVN"], recipient=recipient_keys(state, "KEN", NOW), now=NOW,
        message_id="0193a1c2-7b1e-7c3d-9a4b-5c6d7e8f9a0b", expires=NOW + DAY, epoch=1,
    )  # fmt: skip
    one = open_envelope(envelope, own=[OWN["KEN"]], trusted=signing_keys(state, NOW), now=NOW)
    assert (one.issuer, one.payload) == ("SVN", b"{}")


def test_the_youngest_active_key_is_written_to() -> None:
    state = begun()
    both = (*ENTRIES, key_entry(NEWER.public(), NOW))
    state = accept(state, signed(next_version(state, keys=both, now=NOW, expires=NOW + 30 * DAY)), NOW)
    assert recipient_keys(state, "KEN", NOW - DAY).signing_kid == OWN["KEN"].signing_kid
    assert recipient_keys(state, "KEN", NOW).signing_kid == NEWER.signing_kid
    gone = (*ENTRIES, with_status(both[3], KeyStatus.REVOKED, NOW + DAY))
    later = NOW + DAY
    state = accept(state, signed(next_version(state, keys=gone, now=later, expires=NOW + 60 * DAY)), later)
    assert recipient_keys(state, "KEN", later).signing_kid == OWN["KEN"].signing_kid


def test_a_state_without_a_key_is_told_so() -> None:
    with pytest.raises(TrustListRefused) as refusal:
        recipient_keys(begun(), "DEU", NOW)
    assert refusal.value.code == "trust_no_key"


def test_a_list_that_nobody_renews_raises_an_alarm_and_then_counts_no_more() -> None:
    state, ends = begun(), begun().document.expires
    assert state.alarm(ends - timedelta(days=14, seconds=1)) is None
    assert state.alarm(ends - timedelta(days=14)) is Alarm.SOON
    assert state.alarm(ends) is Alarm.EXPIRED
    kid = OWN["KEN"].signing_kid
    assert signing_keys(state, ends - DAY)(kid) is not None
    with pytest.raises(TrustListRefused) as refusal:
        signing_keys(state, ends)(kid)
    assert refusal.value.code == "trust_expired"
    with pytest.raises(TrustListRefused):
        recipient_keys(state, "KEN", ends)
    assert kept_keys(state)(kid) is not None


def test_pinned_keys_are_good_when_the_list_is_not() -> None:
    state, ends = begun().pinned(ENTRIES[1]), begun().document.expires
    assert recipient_keys(state, "KEN", ends).signing_kid == OWN["KEN"].signing_kid
    assert signing_keys(state, ends)(OWN["KEN"].signing_kid) is not None
    with pytest.raises(TrustListRefused):
        signing_keys(state, ends)(OWN["FRA"].signing_kid)
    assert state.disputed() == ()
    assert state.pinned(key_entry(NEWER.public(), NOW)).disputed() == ("KEN",)
    assert state.unpinned("KEN") == begun()


def test_who_was_away_for_long_takes_in_all_versions_or_the_last() -> None:
    state = begun()
    missed = [signed(one) for one in chain(state, 12)]
    assert accept_chain(state, missed, NOW).digest == accept(state, missed[-1], NOW).digest


def test_the_kept_state_is_the_same_when_read_again_and_refused_when_changed() -> None:
    state = begun().pinned(ENTRIES[1])
    written = json.dumps(state.to_json())
    again = TrustState.from_json(written)
    assert (again.payload, again.pins, again.document) == (state.payload, state.pins, state.document)
    for damaged in (
        written[:-1],
        "[]",
        "{}",
        written.replace('"pins"', '"pin"'),
        written.replace("KEN", "ken"),
        "null",
    ):
        with pytest.raises(TrustListRefused) as refusal:
            TrustState.from_json(damaged)
        assert refusal.value.code == "trust_state_form"


def test_nothing_but_refusals_comes_of_damaged_lists() -> None:
    document = first()
    data, paper = signed(document), fingerprint(document)
    for at in range(0, len(data) * 8, 37):
        changed = bytearray(data)
        changed[at // 8] ^= 1 << at % 8
        try:
            taken = begin(bytes(changed), paper, NOW)
        except TrustListRefused:
            continue
        assert taken.payload == read_list(data).payload  # a stray signature is overlooked, never a changed document
