"""A second implementation (Node, jose) and this one agree on every vector and open each other's messages."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest
from tools.make_vectors import texts

from salwa.services.envelopes import sign_receipt
from tests.builders.chance_headers import chance_envelopes
from tests.builders.forging import b64
from tests.builders.jose_attacks import claims
from tests.builders.node import VECTORS, VERIFIER, answers, verifier
from tests.builders.vectors import KEYS, judged
from tests.services.envelopes.sealed_cases import NOW, RECIPIENT, SENDER, THIRD, opened, sealed

pytestmark = pytest.mark.one_engine
ALL = [json.loads(line) for line in (VECTORS / "envelopes.jsonl").read_text(encoding="ascii").splitlines()]
PAYLOADS = [b"", b"x", "уж é 年".encode(), bytes(range(256)), b"y" * 1500, b"z" * 8000, b"w" * 36_000, b"v" * 140_000]


def from_python(payload: bytes, number: int) -> dict[str, Any]:
    """A message that this implementation seals, as a vector."""
    return {
        "what": "message",
        "now": NOW.isoformat(),
        "own": ["KEN"],
        "trusted": [{"state": "SVN", "kid": SENDER.signing_kid}],
        "data": sealed(payload, message_id=str(uuid.UUID(int=number)), purpose="تحقيق").decode("ascii"),
    }


def test_the_vectors_are_what_the_tool_makes() -> None:
    assert {name: (VECTORS / name).read_text(encoding="ascii") for name in texts()} == texts()


def test_there_are_more_than_a_hundred_vectors_right_and_wrong() -> None:
    right = [one for one in ALL if one["expected"] == "opened"]
    assert (len(ALL) > 100, len(right) >= 25, len({one["name"] for one in ALL})) == (True, True, len(ALL))


def test_this_implementation_says_of_every_vector_what_the_file_says() -> None:
    assert [one["name"] for one in ALL if judged(one) != one["expected"]] == []


def test_the_independent_one_says_the_same_of_every_vector() -> None:
    told = verifier("vectors")
    assert (told.stdout, told.returncode) == (f"{len(ALL)} vectors, 0 came out otherwise\n", 0)


def test_it_opens_what_this_one_seals() -> None:
    messages = [from_python(payload, at) for at, payload in enumerate(PAYLOADS * 13)]
    told = answers("open", messages)
    assert (len(told), {one["outcome"] for one in told}) == (104, {"opened"})
    assert [one["payload"] for one in told] == [b64(payload).decode() for payload in PAYLOADS * 13]
    mine = opened(messages[0]["data"].encode())
    assert (told[0]["digest"], told[0]["header"]["purpose"]) == (mine.digest, mine.purpose)


def test_this_one_opens_what_it_seals() -> None:
    asked = [
        {
            "header": claims(jti=str(uuid.UUID(int=at))),
            "payload": b64(payload).decode(),
            "sender": "SVN",
            "recipient": "KEN",
        }
        for at, payload in enumerate(PAYLOADS * 13)
    ]
    found = [opened(one["data"].encode("ascii")) for one in answers("seal", asked)]
    assert [one.payload for one in found] == PAYLOADS * 13
    assert [uuid.UUID(one.message_id).int for one in found] == list(range(104))


def test_it_reads_receipts_of_this_one() -> None:
    receipt = sign_receipt(opened(sealed()), sender=RECIPIENT, stage="opened", now=NOW, epoch=1)
    vector = from_python(b"", 0) | {
        "what": "receipt",
        "own": ["SVN"],
        "trusted": [{"state": "KEN", "kid": RECIPIENT.signing_kid}],
        "data": receipt.decode("ascii"),
    }
    assert [one["outcome"] for one in answers("open", [vector])] == ["opened"]


def test_control_a_renamed_claim_is_noticed_by_both() -> None:
    header = claims()
    header["sub"] = header.pop("jti")
    (made,) = answers("seal", [{"header": header, "payload": "", "sender": "SVN", "recipient": "KEN"}])
    vector = from_python(b"", 0) | {"data": made["data"], "payload": ""}
    assert judged(vector) == answers("open", [vector])[0]["outcome"] == "envelope_member_unknown"


def test_control_a_vector_that_says_otherwise_is_noticed(tmp_path: Any) -> None:
    (tmp_path / "keys.json").write_bytes((VECTORS / "keys.json").read_bytes())
    wrong = ALL[0] | {"expected": "envelope_expired"}
    (tmp_path / "envelopes.jsonl").write_text(json.dumps(wrong) + "\n", encoding="ascii")
    told = verifier("vectors", folder=tmp_path)
    assert (told.returncode, "1 came out otherwise" in told.stdout) == (1, True)


def test_both_judge_a_thousand_headers_changed_by_chance_alike() -> None:
    base = from_python(b"", 0) | {"payload": b64(b"p").decode()}
    changed = [base | {"data": one.decode("latin-1")} for one in chance_envelopes(1000, seed=5)]
    mine = [judged(one) for one in changed]
    assert [one["outcome"] for one in answers("open", changed)] == mine
    assert len(set(mine)) > 12


def test_it_is_short_and_shares_nothing() -> None:
    text = VERIFIER.read_text(encoding="utf-8")
    assert len(text.splitlines()) < 200
    assert [line for line in text.splitlines() if line.startswith("import") and "salwa" in line] == []
    assert set(KEYS) >= {"SVN", "KEN", "FRA"} and KEYS["FRA"] is THIRD
