"""`salwa exchange` between two installations that have no line: everything is carried as files."""

import json

import pytest

from tests.builders.installations import salwa

pytestmark = pytest.mark.one_engine


def told(*words):
    done = salwa("exchange", *words, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def two(tmp_path_factory):
    """Homes of two States that have compared their fingerprints, and what each says it is."""
    place = tmp_path_factory.mktemp("states")
    homes = {state: place / state for state in ("KEN", "UGA")}
    for state, home in homes.items():
        assert salwa("init", "--home", home, "--state", state, "--no-input").returncode == 0
    named = {state: told("keys", "--make", "--home", home) for state, home in homes.items()}
    for state, other in (("KEN", "UGA"), ("UGA", "KEN")):
        (homes[state] / "partner.json").write_text(json.dumps(named[other]["keys"]))
        paper = " ".join(named[other]["fingerprint"][at : at + 4].upper() for at in range(0, 64, 4))
        found = told("pin", homes[state] / "partner.json", "--fingerprint", paper, "--home", homes[state])
        assert found == {"state": other, "pinned": True}
    return homes, named


def test_a_message_goes_and_its_receipt_comes_back_as_files_and_the_same_files_again_change_nothing(two):
    homes, _ = two
    ken, uga = ("--home", homes["KEN"]), ("--home", homes["UGA"])
    uid = told("test", "UGA", "--text", "hello", *ken)["uid"]
    sealed, receipt = homes["KEN"] / "m.sealed", homes["UGA"] / "m.receipt"
    assert salwa("exchange", "send-file", uid, "--to", sealed, *ken).returncode == 0
    first = told("receive-file", sealed, "--receipt", receipt, *uga)
    assert first["what"] == "message"
    assert told("receive-file", sealed, *uga)["receipt"] == first["receipt"] == receipt.read_text()
    for _ in range(2):
        assert told("receive-file", receipt, *ken) == {"what": "receipt", "uid": uid, "receipt": ""}
    lines = told("outbox", "--state", "delivered", *ken)
    assert [(one["uid"], [stage for stage, _ in one["stages"]]) for one in lines] == [(uid, ["submitted", "delivered"])]
    assert told("status", *uga)["arrived"] == 1
    assert [one["stage"] for one in json.loads(salwa("exchange", "evidence", uid, *ken).stdout)["stages"]] == [
        "submitted", "delivered",
    ]  # fmt: skip


def test_what_is_wrong_is_said_in_words_without_a_trace_and_changes_nothing(two, tmp_path):
    homes, _ = two
    ken = ("--home", homes["KEN"])
    junk = tmp_path / "junk"
    junk.write_bytes(b"\x00\xff" * 3_000)
    tried = [
        ("receive-file", junk), ("receive-file", tmp_path / "missing"), ("test", "TZA"), ("retry", "no such"),
        ("send-file", "no such", "--to", tmp_path / "out"), ("pin", junk, "--fingerprint", "1234"), ("evidence", "x"),
        ("pin", homes["KEN"] / "partner.json", "--fingerprint", "1234"), ("address", "UGA", "http://tracing.example"),
        ("address", "UGA", "https://user@tracing.example"), ("trust-list", junk), ("pin", "--end", "TZA"),
        ("keys", "--make", "--address", "ftp://x"),
    ]  # fmt: skip
    before = told("status", *ken)
    for words in tried:
        done = salwa("exchange", *words, *ken)
        assert done.returncode in (1, 2), words
        assert "Traceback" not in done.stderr and "fault of its own" not in done.stderr, (words, done.stderr)
        assert done.stderr.strip(), words
    assert told("status", *ken) == before


def test_the_partners_are_listed_with_where_their_keys_come_from(two):
    homes, named = two
    lines = told("peers", "--home", homes["KEN"])
    assert [(one["state"], one["source"], one["fingerprint"]) for one in lines] == [
        ("UGA", "pin", named["UGA"]["fingerprint"])
    ]
