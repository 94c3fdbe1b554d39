# ruff: noqa: E501 - one case a line
"""The catalogue of The Update Framework's client (its test of top-level updates), case by case on our one document.

What is a chain of roots there is a pivot here; timestamp, snapshot and targets are one document, so their cases become
cases of its order, of its history and of its keys. Further cases: split views, gaps between pivots, pins, paper.
Each case has the defect under which it would come out differently.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from unittest.mock import patch

from salwa.domain.trust import (
    KeyStatus,
    TrustListRefused,
    TrustState,
    accepting,
    document_to_json,
    documents,
    fingerprint,
)
from salwa.domain.trust import state as states
from salwa.domain.trust.strict import encoded
from salwa.services.trust_lists import (
    accept,
    accept_chain,
    begin,
    key_entry,
    recipient_keys,
    signer_of,
    signing_keys,
    verifying,
    with_signature,
    with_status,
)
from tests.builders.trust_lists import (
    DAY,
    ENTRIES,
    FIVE,
    NEWER,
    NOW,
    OTHERS,
    OWN,
    after,
    begun,
    chain,
    changed_payload,
    digest,
    first,
    grown,
    pivot,
    signed,
)

OK = "taken"
SECOND = timedelta(seconds=1)
Defect = Callable[[], AbstractContextManager[Any]]


@dataclass(frozen=True)
class Case:
    """One case: what is done, the code that must come of it (`taken`: none), and a defect that must show."""

    name: str
    code: str
    do: Callable[[], object]
    defect: Defect

    def outcome(self) -> str:
        """The code of the refusal, or what `do` says, or `taken`."""
        try:
            told = self.do()
        except TrustListRefused as refusal:
            return refusal.code
        return told if isinstance(told, str) else OK


def leaving_out(module: Any, name: str, result: Any = None) -> Defect:
    """A check is not made."""
    return lambda: patch.object(module, name, lambda *_words, **_more: result)


def replacing(module: Any, name: str, value: Any) -> Defect:
    """A part is another one."""
    return lambda: patch.object(module, name, value)


def saying(value: bool, words: str) -> str:
    """`taken` when what should be so is so."""
    return OK if value else words


UNSIGNED = leaving_out(accepting, "_check_signatures")
UNCOUNTED = replacing(accepting.SignedList, "signed_by", lambda *_words: 99)
TWICE = replacing(accepting.SignedList, "signed_by", lambda one, signers, verify: len(one.signatures))
UNORDERED = leaving_out(accepting, "_check_name_and_order")
FORGETFUL = leaving_out(accepting, "_check_history")
TIMELESS = leaving_out(accepting, "_check_time")
CARELESS = leaving_out(accepting, "_check_keys")
ALWAYS_EXPIRING = replacing(accepting, "_check_time", lambda new, now, last: _hasty(new, now))
BLIND = leaving_out(states.TrustState, "alarm")
UNFORMED = leaving_out(documents, "_check")
ANY_MEMBER = leaving_out(documents, "_need")
CONSECUTIVE = replacing(accepting, "LARGEST_JUMP", 0)


BEGUN = begun()
READ = accepting.read_list(signed(after(BEGUN)))
taking = accepting.accept_list
anchoring = accepting.anchored


def _stuck(state: TrustState, new: Any, now: Any, **more: Any) -> TrustState:
    """Who has an expired list takes no newer one."""
    _hasty(state.document, now)
    return taking(state, new, now, **more)


def _only_upwards(new: Any, *words: Any, before: TrustState | None = None, **more: Any) -> TrustState:
    """Also from paper no lower version is taken."""
    if before is not None and new.document.version <= before.document.version:
        raise accepting.refused("trust_rollback")
    return anchoring(new, *words, before=before, **more)


def _hasty(new: Any, now: Any, last: bool = True) -> None:
    if now >= new.expires:
        raise accepting.refused("trust_expired")


def _state_anew(**changed: Any) -> TrustState:
    return TrustState.from_json(begun().to_json() | changed)


def _chained(*lists: bytes) -> TrustState:
    return accept_chain(begun(), lists, NOW)


def _unsigned_then_signed() -> TrustState:
    middle = pivot(begun())
    last = after(TrustState(document_to_json(middle)))
    return _chained(signed(middle, []), signed(last, OTHERS[:3]))


def _expired_then_good() -> TrustState:
    middle = pivot(begun(), issued=NOW - DAY / 2, expires=NOW - SECOND)
    last = after(TrustState(document_to_json(middle)), expires=NOW + 90 * DAY)
    return _chained(signed(middle, [*FIVE[:3], *OTHERS[:3]]), signed(last, OTHERS[:3]))


def _stored_list_expired() -> TrustState:
    state = begun()
    later = NOW + 100 * DAY
    return accept(state, signed(after(state, issued=later, expires=later + DAY)), later)


def _over_a_pivot(state: TrustState, keys: Any) -> TrustState:
    last = after(TrustState(document_to_json(pivot(state))))
    return accept(state, signed(last, keys), NOW)


def _recovered_by_paper() -> TrustState:
    captured = begun()
    far = replace(chain(captured, 400)[-1], keys=(*ENTRIES, key_entry(NEWER.public(), NOW)))
    captured = accept(captured, signed(far), NOW)
    assert captured.document.version == 401
    anew = first(era=2, signers=tuple(map(signer_of, OTHERS)))
    state = begin(signed(anew, OTHERS[:3]), fingerprint(anew), NOW, before=captured)
    following = accept(state, signed(after(state), OTHERS[:3]), NOW)
    assert (following.document.version, NEWER.signing_kid in following.entries) == (2, False)
    return following


def _back_to_the_captured_era() -> TrustState:
    captured = grown(3)
    anew = first(era=2, signers=tuple(map(signer_of, OTHERS)))
    state = begin(signed(anew, OTHERS[:3]), fingerprint(anew), NOW, before=captured)
    return accept(state, signed(after(captured)), NOW)


def _overridden_by_a_pin() -> str:
    state = begun()
    revoked = with_status(ENTRIES[1], KeyStatus.REVOKED, NOW)
    state = state.pinned(ENTRIES[1])
    state = accept(state, signed(after(state, keys=(ENTRIES[0], revoked, ENTRIES[2]))), NOW)
    found = recipient_keys(state, "KEN", NOW)
    return saying(found.signing_kid == OWN["KEN"].signing_kid and state.disputed() == ("KEN",), "the list decided")


def _captured_list_gives_another_key() -> str:
    state = begun().pinned(ENTRIES[1])
    retired = with_status(ENTRIES[1], KeyStatus.RETIRED, NOW)
    swapped = (ENTRIES[0], retired, ENTRIES[2], key_entry(NEWER.public(), NOW))
    state = accept(state, signed(after(state, keys=swapped)), NOW)
    mine = recipient_keys(state, "KEN", NOW).signing_kid == OWN["KEN"].signing_kid
    return saying(mine and signing_keys(state, NOW)(NEWER.signing_kid) is None, "the list decided")


def _future_then_right() -> TrustState:
    state = begun()
    try:
        accept(state, signed(after(state, issued=NOW + 300 * DAY, expires=NOW + 400 * DAY)), NOW)
    except TrustListRefused as refusal:
        assert refusal.code == "trust_from_future"
        return accept(state, signed(after(state)), NOW)
    raise AssertionError("a list of the future was taken")


def _same_list_again() -> str:
    state = grown(1)
    again = accept(state, signed_again(state), NOW)
    return saying(again is state, "another state")


def signed_again(state: TrustState) -> bytes:
    """The very list of the state, with one signature more than it had."""
    return with_signature(signed(state.payload), FIVE[3])


def _from_what_was_kept() -> str:
    state = grown(2).pinned(ENTRIES[0])
    again = TrustState.from_json(json.dumps(state.to_json()))
    same = (again.digest, again.pins, set(again.entries)) == (state.digest, state.pins, set(state.entries))
    try:
        accept(again, signed(first()), NOW)
    except TrustListRefused as refusal:
        return saying(same and refusal.code == "trust_rollback", refusal.code)
    return "forgot what it had"


def _jumped(versions: int, change: Callable[[Any], Any] = lambda one: one) -> TrustState:
    state = grown(2)
    return accept(state, signed(change(chain(state, versions)[-1])), NOW)


def _two_views() -> str:
    one, other = grown(1), accept(begun(), signed(after(begun(), issued=NOW - SECOND)), NOW)
    seen = one.digest_at(2) != other.digest_at(2) and one.digest_at(1) == other.digest_at(1) != ""
    return saying(seen, "not seen")


def _late_branch() -> TrustState:
    common = begun()
    mine = accept(common, signed(after(common)), NOW)
    branch = accept(common, signed(after(common, issued=NOW - SECOND)), NOW)
    return accept(mine, signed(after(branch)), NOW)


def _of_its_day() -> str:
    """Retired: its own day counts for ever. Revoked: nothing after it."""
    state = begun()
    keys = with_status(with_status(ENTRIES[0], KeyStatus.RETIRED, NOW + 5 * DAY), KeyStatus.REVOKED, NOW + 9 * DAY)
    state = accept(state, signed(after(state, keys=(keys, *ENTRIES[1:]))), NOW)
    found = verifying.kept_keys(state)(OWN["SVN"].signing_kid)
    standing = found.standing if found else None
    if standing is None:
        return "not found"
    told = [standing.fault(signed=NOW + day * DAY, received=NOW + day * DAY) for day in (1, 6, 9)]
    return saying(list(map(str, told)) == ["None", "retired", "revoked"], str(told))


def _doubled_member() -> bytes:
    return signed(document_to_json(after(begun())).replace(b'"version":', b'"version": 1,\n "version":'))


UPDATE_FRAMEWORK: tuple[Case, ...] = (
    Case("first_time_refresh", OK, lambda: grown(1), leaving_out(accepting.SignedList, "signed_by", 0)),
    Case("trusted_root_missing", "trust_state_form", lambda: TrustState.from_json(""), lambda: patch.object(states, "refused", lambda _code: KeyError("none"))),
    Case("trusted_root_expired", OK, _stored_list_expired, lambda: patch.object(verifying.trust, "accept_list", _stuck)),
    Case("trusted_root_unsigned", "trust_threshold", lambda: begin(signed(first(), []), fingerprint(first()), NOW), UNCOUNTED),
    Case("max_root_rotations", "trust_chain_long", lambda: accept_chain(begun(), [b""] * 501, NOW), lambda: patch.object(accepting, "LARGEST_JUMP", 9999)),
    Case("intermediate_root_incorrectly_signed", "trust_threshold", _unsigned_then_signed, UNSIGNED),
    Case("intermediate_root_expired", OK, _expired_then_good, ALWAYS_EXPIRING),
    Case("final_root_incorrectly_signed", "trust_threshold", lambda: accept(begun(), signed(pivot(begun()), []), NOW), UNSIGNED),
    Case("new_root_same_version", "trust_split_view", lambda: accept(begun(), signed(first(issued=NOW)), NOW), FORGETFUL),
    Case("new_root_nonconsecutive_version", "trust_threshold", lambda: accept(begun(), signed(pivot(grown(1)), OTHERS[:3]), NOW), UNSIGNED),
    Case("final_root_expired", "trust_expired", lambda: accept(begun(), signed(pivot(begun(), issued=NOW - DAY, expires=NOW - SECOND), [*FIVE, *OTHERS]), NOW), TIMELESS),
    Case("new_timestamp_unsigned", "trust_threshold", lambda: accept(begun(), signed(after(begun()), []), NOW), UNSIGNED),
    Case("new_timestamp_version_rollback", "trust_rollback", lambda: accept(grown(2), signed(chain(begun(), 1)[0]), NOW), UNORDERED),
    Case("new_timestamp_snapshot_rollback", "trust_chain", lambda: accept(grown(2), signed(after(grown(2), issued=NOW - 2 * DAY)), NOW), FORGETFUL),
    Case("new_timestamp_expired", "trust_expired", lambda: accept(begun(), signed(after(begun(), issued=NOW - DAY, expires=NOW)), NOW), TIMELESS),
    Case("new_timestamp_fast_forward_recovery", OK, _recovered_by_paper, lambda: patch.object(verifying.trust, "anchored", _only_upwards)),
    Case("new_snapshot_hash_mismatch", "trust_split_view", lambda: accept(begun(), signed(after(begun(), earlier=("0" * 64,))), NOW), FORGETFUL),
    Case("new_snapshot_unsigned", "trust_threshold", lambda: accept(begun(), signed(after(begun()), [one.signing.private_key for one in OWN.values()]), NOW), TWICE),
    Case("new_snapshot_version_mismatch", "trust_chain", lambda: accept(begun(), signed(after(begun(), version=3)), NOW), UNFORMED),
    Case("new_snapshot_version_rollback", "trust_history_changed", lambda: accept(_with_retired(), signed(after(_with_retired(), keys=ENTRIES)), NOW), CARELESS),
    Case("new_snapshot_fast_forward_recovery", OK, _overridden_by_a_pin, lambda: patch.object(states.TrustState, "pinned", lambda state, _entry: state)),
    Case("new_snapshot_expired", "trust_expired", lambda: signing_keys(begun(), NOW + 91 * DAY)(OWN["KEN"].signing_kid), BLIND),
    Case("new_targets_hash_mismatch", "trust_key_form", lambda: accept(begun(), signed(_named_otherwise()), NOW), ANY_MEMBER),
    Case("new_targets_unsigned", "trust_threshold", lambda: accept(begun(), changed_payload(signed(after(begun())), b'"FRA"', b'"DEU"'), NOW), UNSIGNED),
    Case("new_targets_version_mismatch", "trust_version", lambda: accept(begun(), signed(document_to_json(after(begun())).replace(b'"ver": 1', b'"ver": 2')), NOW), ANY_MEMBER),
    Case("new_targets_expired", "trust_lifetime", lambda: accept(begun(), signed(after(begun(), expires=NOW)), NOW), UNFORMED),
    Case("compute_metafile_hashes_length", OK, lambda: _jumped(5), CONSECUTIVE),
    Case("new_targets_fast_forward_recovery", OK, _future_then_right, TIMELESS),
    Case("not_loading_targets_twice", OK, _same_list_again, lambda: patch.object(verifying.trust, "accept_list", lambda state, new, *_w, **_m: TrustState(new.payload))),
    Case("snapshot_rollback_with_local_snapshot_hash_mismatch", "trust_split_view", lambda: _jumped(5, lambda one: replace(one, earlier=("0" * 64, *one.earlier[1:]))), FORGETFUL),
    Case("load_metadata_from_cache", OK, _from_what_was_kept, UNORDERED),
    Case("expired_metadata", OK, lambda: accept(begun(), signed(after(begun(), issued=NOW - DAY, expires=NOW + SECOND)), NOW), lambda: patch.object(accepting, "_check_time", lambda new, now, last: _hasty(new, now + DAY, last))),
    Case("max_metadata_lengths", "trust_too_large", lambda: accept(begun(), b"[" * (4 * 2**20 + 1), NOW), lambda: patch.object(accepting, "LARGEST", 2**30)),
    Case("timestamp_eq_versions_check", "trust_split_view", lambda: accept(grown(1), signed(after(begun(), keys=ENTRIES[::-1])), NOW), FORGETFUL),
)  # fmt: skip


def _with_retired() -> TrustState:
    state = begun()
    retired = with_status(ENTRIES[1], KeyStatus.RETIRED, NOW)
    return accept(state, signed(after(state, keys=(ENTRIES[0], retired, ENTRIES[2]))), NOW)


def _named_otherwise() -> Any:
    wrong = replace(ENTRIES[1], signing={**ENTRIES[1].signing, "kid": "A" * 43})
    return after(begun(), keys=(ENTRIES[0], wrong, ENTRIES[2]))


def _weak_key() -> Any:
    point = encoded(bytes(32))
    weak = {"kty": "OKP", "crv": "X25519", "x": point, "kid": documents.strict.thumbprint("X25519", bytes(32))}
    return after(begun(), keys=(*ENTRIES, replace(key_entry(NEWER.public(), NOW), agreement=weak)))


def _keys(*entries: Any) -> TrustState:
    return accept(begun(), signed(after(begun(), keys=entries)), NOW)


def _history(*steps: tuple[KeyStatus, Any]) -> TrustState:
    return _keys(*ENTRIES, replace(key_entry(NEWER.public(), NOW), history=steps))


A, R, X = KeyStatus.ACTIVE, KeyStatus.RETIRED, KeyStatus.REVOKED
FURTHER: tuple[Case, ...] = (
    # Thresholds
    Case("two of three signatures", "trust_threshold", lambda: accept(begun(), signed(after(begun()), FIVE[:2]), NOW), UNSIGNED),
    Case("one signer three times", "trust_threshold", lambda: accept(begun(), signed(after(begun()), [FIVE[0]] * 3), NOW), TWICE),
    Case("strangers beside two signers", "trust_threshold", lambda: accept(begun(), signed(after(begun()), [*FIVE[:2], *OTHERS]), NOW), TWICE),
    Case("strangers beside three signers are overlooked", OK, lambda: accept(begun(), signed(after(begun()), [*OTHERS, *FIVE[:3]]), NOW), leaving_out(accepting.SignedList, "signed_by", 0)),
    Case("one signer named twice", "trust_signers", lambda: accept(begun(), signed(after(begun(), signers=(signer_of(FIVE[0]),) * 3, pivot=2)), NOW), UNFORMED),
    Case("fewer signers than needed", "trust_signers", lambda: accept(begun(), signed(after(begun(), threshold=6, pivot=2)), NOW), UNFORMED),
    # Pivots
    Case("pivot by old and new signers", OK, lambda: accept(begun(), signed(pivot(begun()), [*FIVE[:3], *OTHERS[:3]]), NOW), leaving_out(accepting.SignedList, "signed_by", 0)),
    Case("pivot without the new signers", "trust_threshold_new", lambda: accept(begun(), signed(pivot(begun())), NOW), UNSIGNED),
    Case("pivot without the old signers", "trust_threshold", lambda: accept(begun(), signed(pivot(begun()), OTHERS), NOW), UNSIGNED),
    Case("threshold lowered without saying so", "trust_pivot_missing", lambda: accept(begun(), signed(after(begun(), threshold=1)), NOW), UNSIGNED),
    Case("signers changed without saying so", "trust_pivot_missing", lambda: accept(begun(), signed(pivot(begun(), pivot=1), [*FIVE, *OTHERS]), NOW), UNSIGNED),
    Case("a gap over a pivot", "trust_pivot_missing", lambda: _over_a_pivot(begun(), [*FIVE, *OTHERS]), lambda: patch.object(verifying.trust, "accept_list", _without_pivots)),
    Case("a gap over a pivot, by the new signers", "trust_pivot_missing", lambda: _over_a_pivot(begun(), OTHERS), lambda: patch.object(verifying.trust, "accept_list", _without_pivots)),
    Case("old signers after the pivot", "trust_threshold", lambda: accept(_pivoted(), signed(after(_pivoted()), FIVE), NOW), UNSIGNED),
    Case("two pivots, one after another", OK, lambda: _two_pivots(), leaving_out(accepting.SignedList, "signed_by", 0)),
    # Views and order
    Case("a split view is seen when digests are compared", OK, _two_views, lambda: patch.object(states.TrustState, "digest_at", lambda *_w: "")),
    Case("a branch that began earlier", "trust_split_view", _late_branch, FORGETFUL),
    Case("another list", "trust_other_list", lambda: accept(begun(), signed(after(begun(), list="UN-OTHER")), NOW), UNORDERED),
    Case("an earlier era", "trust_rollback", _back_to_the_captured_era, UNORDERED),
    Case("a new era without paper", "trust_pivot_missing", lambda: accept(begun(), signed(after(begun(), era=2)), NOW), UNORDERED),
    Case("five hundred and one versions ahead", "trust_jump", lambda: accept(begun(), signed(after(begun(), version=502, earlier=(begun().digest,) * 501)), NOW), UNORDERED),
    Case("made in the future", "trust_from_future", lambda: accept(begun(), signed(after(begun(), issued=NOW + timedelta(minutes=6))), NOW), TIMELESS),
    Case("good for a year", "trust_lifetime", lambda: accept(begun(), signed(after(begun(), expires=NOW + 366 * DAY)), NOW), UNFORMED),
    # Keys
    Case("a key is left out", "trust_entry_removed", lambda: _keys(*ENTRIES[:2]), CARELESS),
    Case("a key is moved to another State", "trust_history_changed", lambda: _keys(ENTRIES[0], replace(ENTRIES[1], state="FRA"), ENTRIES[2]), CARELESS),
    Case("a key is given other halves", "trust_history_changed", lambda: _keys(ENTRIES[0], replace(ENTRIES[1], agreement=key_entry(NEWER.public(), NOW).agreement), ENTRIES[2]), CARELESS),
    Case("a key is dated back", "trust_history_changed", lambda: _keys(ENTRIES[0], replace(ENTRIES[1], history=((A, NOW - 200 * DAY),)), ENTRIES[2]), CARELESS),
    Case("a key of two States", "trust_key_twice", lambda: _keys(*ENTRIES, replace(ENTRIES[1], state="DEU")), UNFORMED),
    Case("a key that gives no secret", "trust_key_form", lambda: accept(begun(), signed(_weak_key()), NOW), leaving_out(verifying, "usable", True)),
    Case("a history that begins retired", "trust_history", lambda: _history((R, NOW)), ANY_MEMBER),
    Case("a revoked key that is active again", "trust_history", lambda: _history((A, NOW), (X, NOW), (A, NOW)), ANY_MEMBER),
    Case("a key retired before it was active", "trust_history", lambda: _history((A, NOW), (R, NOW - DAY)), ANY_MEMBER),
    Case("no history", "trust_history", lambda: _history(), ANY_MEMBER),
    Case("a key is judged by its day", OK, _of_its_day, lambda: patch.object(documents.KeyEntry, "standing", documents.Standing())),
    # Pins
    Case("a captured list gives a pinned State another key", OK, _captured_list_gives_another_key, lambda: patch.object(states.TrustState, "pinned", lambda state, _entry: state)),
    # Paper
    Case("the fingerprint of another list", "trust_fingerprint_other", lambda: begin(signed(first()), fingerprint(first(threshold=2)), NOW), lambda: patch.object(accepting, "fingerprint", lambda _one: fingerprint(first(threshold=2)))),
    Case("a slip in the fingerprint", "trust_fingerprint_slip", lambda: begin(signed(first()), _slipped(), NOW), lambda: patch.object(accepting, "read_fingerprint", lambda _typed: fingerprint(first()))),
    Case("paper of the era that was given up", "trust_rollback", lambda: begin(signed(first()), fingerprint(first()), NOW, before=begun()), lambda: patch.object(verifying.trust, "anchored", lambda *_w, **_m: BEGUN)),
    Case("paper of another list", "trust_other_list", lambda: begin(signed(first(list="UN-OTHER", era=2)), fingerprint(first(list="UN-OTHER", era=2)), NOW, before=begun()), lambda: patch.object(verifying.trust, "anchored", lambda *_w, **_m: BEGUN)),
    # Form
    Case("a member twice in the document", "trust_member_twice", lambda: accept(begun(), _doubled_member(), NOW), lambda: patch.object(documents.strict, "_without_doubles", dict)),
    Case("a member twice around it", "trust_member_twice", lambda: accept(begun(), signed(after(begun())).replace(b'{"payload"', b'{"payload":"","payload"', 1), NOW), lambda: patch.object(documents.strict, "_without_doubles", dict)),
    Case("nothing", "trust_form", lambda: accept(begun(), b"", NOW), lambda: patch.object(verifying, "read_list", lambda _data: READ)),
    Case("an unknown member", "trust_form", lambda: accept(begun(), signed(document_to_json(after(begun())).replace(b'"ver"', b'"note": 1, "ver"')), NOW), ANY_MEMBER),
    Case("signed under another algorithm", "trust_form", lambda: accept(begun(), signed(after(begun())).replace(encoded(b'{"alg":"Ed25519"')[:20].encode(), encoded(b'{"alg":"Ed25518"')[:20].encode()), NOW), lambda: patch.object(accepting, "_signature", lambda value, payload: (signer_of(FIVE[0]).kid, b"", b""))),
    Case("a kept state that was changed", "trust_state_form", lambda: _state_anew(payload=encoded(document_to_json(first(threshold=1)))), lambda: patch.object(states.TrustState, "digest", begun().digest)),
)  # fmt: skip


def _without_pivots(state: TrustState, new: Any, *_words: Any, **_more: Any) -> TrustState:
    """A careless version of accept_list that looks at signatures only."""
    if new.signed_by(new.document.signers, verifying.verified) < new.document.threshold:
        raise accepting.refused("trust_threshold")
    return TrustState(new.payload, state.pins)


def _pivoted() -> TrustState:
    return accept(begun(), signed(pivot(begun()), [*FIVE[:3], *OTHERS[:3]]), NOW)


def _two_pivots() -> TrustState:
    once = pivot(begun())
    twice = pivot(TrustState(document_to_json(once)), FIVE)
    both = [*FIVE[:3], *OTHERS[:3]]
    assert digest(twice) != digest(once)
    return _chained(signed(once, both), signed(twice, both))


def _slipped() -> str:
    right = fingerprint(first())
    return str((int(right[0]) + 1) % 10) + right[1:]
