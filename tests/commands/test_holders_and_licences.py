"""`salwa holders` and `salwa licences`: what they print where, and their exit codes."""

import json

import pytest

from tests.commands.test_installation_commands import salwa

pytestmark = pytest.mark.one_engine


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    place = tmp_path_factory.mktemp("home") / "register"
    assert salwa("init", "--home", place, "--state", "KEN", "--no-input").returncode == 0
    return place


def test_holders_are_recorded_listed_and_closed(home):
    def add(*words):
        done = salwa("holders", "add", "--home", home, "--json", *words)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)["holder"]

    unit = add("--kind", "state_unit", "--name", "Commandement du Nord")
    depot = add("--kind", "depot", "--name", "مخزن ٤", "--parent", unit, "--country", "ken")
    listed = json.loads(salwa("holders", "list", "--home", home, "--text", "nord", "--json").stdout)
    assert [(one["holder"], one["kind"]) for one in listed] == [(unit, "state_unit")]
    assert salwa("holders", "list", "--home", home).stdout.count("\n") == 2
    closed = salwa(
        "holders", "close", depot, "--home", home, "--day", "2026-01-01", "--reason", "moved", "--successor", unit
    )
    assert (closed.returncode, closed.stdout) == (0, "")
    assert [one["holder"] for one in json.loads(salwa("holders", "list", "--home", home, "--json").stdout)] == [unit]
    again = salwa("holders", "close", depot, "--home", home, "--day", "2026-01-01", "--reason", "moved")
    assert (again.returncode, again.stderr.splitlines()[0]) == (1, "This holder was closed on 2026-01-01.")


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["add", "--kind", "dealer"], 1, "A holder needs a name."),
        (["add", "--kind", "depot", "--name", "X", "--parent", "999"], 1, "There is no holder with the number 999"),
        (["add", "--kind", "dealer", "--name", "X", "--opened-on", "2026-02-31"], 2, "2026-02-31 is no day"),
        (["close", "1", "--day", "", "--reason", "x"], 2, "Say on which day it closed"),
    ],
)
def test_slips_are_refused_in_words(home, words, code, told):
    done = salwa("holders", *words, "--home", home)
    assert (done.returncode, told in done.stderr, "Traceback" in done.stderr) == (code, True, False)


def test_authorisations_are_listed_and_one_that_is_not_there_is_named(home):
    done = salwa("licences", "list", "--home", home, "--json")
    assert (done.returncode, json.loads(done.stdout)) == (0, [])
    done = salwa("licences", "show", "KEN-E-2026-00001", "--home", home)
    assert (done.returncode, "KEN-E-2026-00001" in done.stderr) == (2, True)
