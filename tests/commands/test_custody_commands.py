"""`salwa custody` end to end, in processes of their own."""

import json

import pytest

from tests.commands.test_installation_commands import salwa

pytestmark = pytest.mark.one_engine


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    place = tmp_path_factory.mktemp("home") / "register"
    assert salwa("init", "--home", place, "--state", "KEN", "--no-input").returncode == 0
    source = place / "list.csv"
    source.write_text("Serial number,Manufacturer,Date seized\nQX71,Taurus,2015-03-01\nQX72,Taurus,2016-03-01\n")
    assert json.loads(salwa("weapons", "import", source, "--home", place, "--json").stdout)["imported"] == 2
    return place


def told(*words):
    done = salwa("custody", *words, "--json")
    assert (done.returncode, "Traceback" in done.stderr) == (0, False), done.stderr
    return json.loads(done.stdout)


def test_a_life_is_recorded_corrected_cancelled_and_shown(home):
    late = told("record", 1, "stolen", "--home", home, "--date", "1994", "--place", "Zenda", "--uid", "key-1")
    assert (late["again"], late["findings"][0]["code"]) == (False, "long_gap")
    again = told("record", 1, "stolen", "--home", home, "--date", "1994", "--place", "Zenda", "--uid", "key-1")
    assert (again["entry"], again["again"]) == (late["entry"], True)
    right = told("correct", 1, late["entry"], "lost", "--home", home, "--date", "1994-05", "--reason", "Not stolen.")
    life = told("life", 1, "--home", home)
    assert [(step["kind"], step["date"], step["precision"]) for step in life["steps"]] == [
        ("lost", "1994-05-01", "month"), ("seized", "2015-03-01", "day"),
    ]  # fmt: skip
    assert life["steps"][0]["earlier"][0]["kind"] == "stolen"
    assert told("life", 1, "--home", home, "--on", "2000")["state"]["whereabouts"] == "lost"
    told("cancel", 1, right["entry"], "--home", home, "--reason", "Another one.")
    shown = salwa("custody", "life", 1, "--home", home).stdout
    assert "seized" in shown
    assert "cancelled (Another one.)" in shown


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("record", "1", "eaten"), 2, "none of"),
        (("record", "1", "seized", "--date", "31/02/2020"), 2, "is no day"),
        (("record", "1", "seized", "--date", "2020-02-31"), 2, "is no day"),
        (("record", "1", "seized", "--date", "2100"), 1, "lies in the future"),
        (("record", "9", "seized"), 1, "There is no weapon with this number"),
        (("record", "1", "seized", "--giver", "7"), 1, "There is no holder"),
        (("cancel", "1", "99", "--reason", "x"), 1, "no such entry"),
        (("life", "9"), 1, "There is no weapon"),
    ],
)
def test_what_cannot_be_done_is_said_in_words(home, words, code, said):
    done = salwa("custody", *words, "--home", home)
    assert (done.returncode, "Traceback" in done.stderr, done.stdout) == (code, False, "")
    assert said in done.stderr


def test_states_are_checked_and_put_right(home):
    assert told("recompute", "--home", home, "--check")["agree"] is True
    done = salwa("custody", "recompute", "--home", home)
    assert (done.returncode, "2 weapons: 0 without a state, 0 wrong" in done.stderr) == (0, True)
