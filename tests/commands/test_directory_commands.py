"""`salwa directory`: a secretariat publishes, a national installation follows, each in a home of its own."""

import json

import pytest

from tests.builders.installations import salwa

pytestmark = pytest.mark.one_engine
CONTACT = (
    "--state", "KEN", "--kind", "iti", "--office", "National Focal Point", "--email", "iti@nfp.example",
    "--source", "note_verbale", "--document", "NV 12/2026", "--language", "en", "--language", "sw",
)  # fmt: skip


def told(*words):
    done = salwa("directory", *words, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_a_secretariat_publishes_and_a_national_installation_follows(tmp_path):
    secretariat, national = tmp_path / "secretariat", tmp_path / "national"
    assert salwa("init", "--home", secretariat, "--profile", "secretariat", "--no-input").returncode == 0
    assert salwa("init", "--home", national, "--state", "UGA", "--no-input").returncode == 0
    at, here = ("--home", secretariat), ("--home", national)
    assert told("enter", *CONTACT, *at) == {"contact": 1}
    first, key = tmp_path / "1.jws", tmp_path / "key.json"
    published = told("publish", "--out", first, "--key-out", key, *at)
    assert (published["edition"], published["contacts"]) == (1, 1)
    second = tmp_path / "2.jws"
    told("publish", "--states", "--out", second, *at)
    wrong = salwa("directory", "follow", "--key", key, "--fingerprint", "x", "--file", first, *here)
    assert (wrong.returncode, "another fingerprint" in wrong.stderr) == (1, True)
    taken = told("follow", "--key", key, "--fingerprint", published["kid"], "--file", second, *here)
    assert (taken["edition"], taken["audience"], taken["step"]) == (2, "states", "newer")
    older = salwa("directory", "follow", "--file", first, *here)
    assert (older.returncode, "already has number 2" in older.stderr) == (1, True)
    second.write_bytes(second.read_bytes()[:-2])
    altered = salwa("directory", "follow", "--file", second, *here)
    assert (altered.returncode, "Nothing was changed" in altered.stderr) == (1, True)
    assert [(one["state"], one["email"]) for one in told("list", "--followed", *here)] == [("KEN", "iti@nfp.example")]
    assert [one["overdue"] for one in told("list", *at)] == [[]]
    assert told("list", "--overdue", *at) == []


def test_wrong_words_are_said_and_nothing_is_entered(tmp_path):
    home = tmp_path / "secretariat"
    assert salwa("init", "--home", home, "--profile", "secretariat", "--no-input").returncode == 0
    at = ("--home", home)
    assert salwa("directory", "publish", *at).returncode == 1
    personal = [*CONTACT[:6], "--email", "nobody", *CONTACT[8:]]
    refused = salwa("directory", "enter", *personal, *at)
    assert (refused.returncode, "e-mail address" in refused.stderr) == (1, True)
    assert salwa("directory", "enter", *CONTACT, "--valid-until", "soon", *at).returncode == 2
    assert salwa("directory", "follow", *at).returncode == 2
    assert told("list", *at) == []


def test_a_state_declares_its_contact_and_the_secretariat_takes_it(tmp_path):
    secretariat, national = tmp_path / "secretariat", tmp_path / "national"
    assert salwa("init", "--home", secretariat, "--profile", "secretariat", "--no-input").returncode == 0
    assert salwa("init", "--home", national, "--state", "UGA", "--no-input").returncode == 0
    file, key = tmp_path / "contact.jws", tmp_path / "state-key.json"
    words = ("--kind", "iti", "--office", "Tracing Centre", "--email", "iti@police.example")
    kid = told("declare", *words, "--out", file, "--key-out", key, "--home", national)["kid"]
    at = ("--home", secretariat)
    assert salwa("directory", "take", "--file", file, *at).returncode == 1
    taken = told("take", "--file", file, "--key", key, "--fingerprint", kid, *at)
    assert taken == {"contact": 1, "version": 1, "act": "entered"}
    again = salwa("directory", "take", "--file", file, *at)
    assert (again.returncode, "this one is older" in again.stderr) == (1, True)
    lost = salwa("directory", "declare", *words, "--out", file, *at)
    assert (lost.returncode, "belongs to no State" in lost.stderr) == (1, True)
