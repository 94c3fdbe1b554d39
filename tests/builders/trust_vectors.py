"""Test vectors of the trust list: a beginning from paper, the lists that come after it, what must come of the last."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from salwa.domain.trust import KeyStatus, ListDocument, TrustListRefused, TrustState, document_to_json, fingerprint
from salwa.services.trust_lists import accept_chain, begin, key_entry, signer_of, with_status
from tests.builders.trust_lists import DAY, ENTRIES, FIVE, NEWER, NOW, OTHERS, OWN, after, chain, first, pivot, signed

BEGUN = TrustState(document_to_json(first()))
PIVOT = TrustState(document_to_json(pivot(BEGUN)))
BOTH = [*FIVE[:3], *OTHERS[:3]]
Vector = dict[str, Any]


def trust_vectors() -> Iterator[Vector]:
    """All of them. `taken`: the last list is the newest now; else the code of the refusal."""
    yield from _beginnings()
    for name, code, lists in _versions():
        yield _vector(name, code, lists=lists)


def judged(vector: Vector) -> str:
    """What this implementation says about a vector as it stands in the file."""
    now = datetime.fromisoformat(vector["now"])
    try:
        state = begin(vector["first"].encode("ascii"), vector["fingerprint"], now)
        state = accept_chain(state, [one.encode("ascii") for one in vector["lists"]], now)
    except TrustListRefused as refusal:
        return refusal.code
    return "taken" if state.document.version == vector["version"] else "another version"


def _vector(
    name: str, code: str, *, lists: Sequence[bytes] = (), start: bytes = b"", typed: str = "", version: int = 1
) -> Vector:
    return {
        "name": name,
        "expected": code,
        "now": NOW.isoformat(),
        "fingerprint": typed or fingerprint(first()),
        "first": (start or signed(first())).decode("ascii"),
        "lists": [one.decode("ascii") for one in lists],
        "version": version + len(lists) if name != "right: three versions ahead" else 4,
    }


def _beginnings() -> Iterator[Vector]:
    paper = fingerprint(first())
    slip = paper[:4] + str((int(paper[4]) + 1) % 10) + paper[5:]
    yield _vector("right: the first list", "taken")
    yield _vector("right: all five signed", "taken", start=signed(first(), FIVE))
    yield _vector("a slip in the fingerprint", "trust_fingerprint_slip", typed=slip)
    yield _vector("the fingerprint of others", "trust_fingerprint_other", typed=fingerprint(first(threshold=2)))
    yield _vector("two signatures", "trust_threshold", start=signed(first(), FIVE[:2]))
    yield _vector("strangers signed", "trust_threshold", start=signed(first(), OTHERS))
    yield _vector("expired", "trust_expired", start=signed(first(expires=NOW)))


def _versions() -> Iterator[tuple[str, str, list[bytes]]]:
    def next_one(**changed: Any) -> ListDocument:
        return after(BEGUN, **changed)

    def one(document: ListDocument, keys: Any = None) -> list[bytes]:
        return [signed(document, keys)]

    retired = with_status(ENTRIES[1], KeyStatus.RETIRED, NOW)
    yield "right: the next version", "taken", one(next_one())
    yield "right: three versions ahead", "taken", one(chain(BEGUN, 3)[-1])
    yield "right: a key retired, another one added", "taken", one(
        next_one(keys=(ENTRIES[0], retired, ENTRIES[2], key_entry(NEWER.public(), NOW)))
    )  # fmt: skip
    yield "right: strangers signed too", "taken", one(next_one(), [*OTHERS, *FIVE[:3]])
    yield "right: a pivot", "taken", one(pivot(BEGUN), BOTH)
    yield "right: a version after the pivot", "taken", [signed(pivot(BEGUN), BOTH), signed(after(PIVOT), OTHERS[:3])]
    yield "right: an expired one in between", "taken", [
        signed(pivot(BEGUN, issued=NOW - DAY / 2, expires=NOW - DAY / 3), BOTH),
        signed(after(TrustState(document_to_json(pivot(BEGUN, issued=NOW - DAY / 2, expires=NOW - DAY / 3))),
                     expires=NOW + 90 * DAY), OTHERS[:3]),
    ]  # fmt: skip
    yield "two of three", "trust_threshold", one(next_one(), FIVE[:2])
    yield "one signer three times", "trust_threshold", one(next_one(), [FIVE[0]] * 3)
    yield "signed by States", "trust_threshold", one(next_one(), [keys.signing.private_key for keys in OWN.values()])
    yield "a pivot without the new signers", "trust_threshold_new", one(pivot(BEGUN))
    yield "a pivot without the old signers", "trust_threshold", one(pivot(BEGUN), OTHERS)
    yield "threshold lowered in silence", "trust_pivot_missing", one(next_one(threshold=1))
    yield "a gap over a pivot", "trust_pivot_missing", one(after(PIVOT), [*FIVE, *OTHERS])
    yield "old signers after the pivot", "trust_threshold", [signed(pivot(BEGUN), BOTH), signed(after(PIVOT), FIVE)]
    yield "fewer signers than needed", "trust_signers", one(next_one(threshold=6, pivot=2))
    yield "back to the first", "trust_rollback", [signed(next_one()), signed(first())]
    yield "the same version, other bytes", "trust_split_view", one(first(issued=NOW))
    yield "another history", "trust_split_view", one(next_one(earlier=("0" * 64,)))
    yield "a history with a gap", "trust_chain", one(next_one(version=3))
    yield "another list", "trust_other_list", one(next_one(list="UN-OTHER"))
    yield "a new era without paper", "trust_pivot_missing", one(next_one(era=2))
    yield "expired last version", "trust_expired", one(next_one(issued=NOW - DAY, expires=NOW))
    yield "from the future", "trust_from_future", one(next_one(issued=NOW + DAY, expires=NOW + 2 * DAY))
    yield "good for a year", "trust_lifetime", one(next_one(expires=NOW + 366 * DAY))
    yield "a key left out", "trust_entry_removed", one(next_one(keys=ENTRIES[1:]))
    yield (
        "a key of another State",
        "trust_history_changed",
        one(next_one(keys=(replace(ENTRIES[0], state="DEU"), *ENTRIES[1:]))),
    )
    yield "a key twice", "trust_key_twice", one(next_one(keys=(*ENTRIES, ENTRIES[0])))
    yield (
        "a key under another name",
        "trust_key_form",
        one(next_one(keys=(replace(ENTRIES[0], signing={**ENTRIES[0].signing, "kid": "A" * 43}), *ENTRIES[1:]))),
    )
    back = replace(retired, history=(*retired.history, (KeyStatus.ACTIVE, NOW)))
    yield "a retired key that is active again", "trust_history", one(next_one(keys=(ENTRIES[0], back, ENTRIES[2])))
    yield (
        "a version of the format to come",
        "trust_version",
        [signed(document_to_json(next_one()).replace(b'"ver": 1', b'"ver": 2'))],
    )
    yield (
        "a member twice",
        "trust_member_twice",
        [signed(document_to_json(next_one()).replace(b'"ver": 1', b'"ver": 1, "ver": 1'))],
    )
    yield (
        "an unknown member",
        "trust_form",
        [signed(document_to_json(next_one()).replace(b'"ver": 1', b'"ver": 1, "note": 1'))],
    )
    assert signer_of(FIVE[0]) in first().signers
