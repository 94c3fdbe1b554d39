"""`salwa approvals` in processes of their own: roles are given at once, then asked for; nothing is approved here."""

import json

import pytest

from tests.commands.test_installation_commands import salwa

pytestmark = pytest.mark.one_engine


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    place = tmp_path_factory.mktemp("home") / "secretariat"
    assert salwa("init", "--home", place, "--profile", "secretariat", "--no-input").returncode == 0
    for name in ("one", "two"):
        added = add(place, name, "administrator", "--json")
        assert (added.returncode, json.loads(added.stdout)["waiting_approvals"]) == (0, [])
    return place


def add(home, name, role, *more):
    person = ["--email", f"{name}@un.example", "--name", name, "--organisation", "Secretariat", "--role", role]
    return salwa("accounts", "add", "--home", home, *person, *more)


def listed(home, *more):
    return json.loads(salwa("approvals", "list", "--home", home, "--json", *more).stdout)


def test_with_two_administrators_roles_are_asked_for_and_can_be_refused(home):
    added = add(home, "three", "auditor", "--reason", "new post", "--json")
    (number,) = json.loads(added.stdout)["waiting_approvals"]
    assert f"Request {number} waits for an administrator" in added.stderr
    assert [(line["number"], line["heading"]) for line in listed(home)] == [
        (number, "Make three an auditor in Secretariat")
    ]
    shown = json.loads(salwa("approvals", "show", number, "--home", home, "--json").stdout)
    assert (shown["reason"], shown["could_approve"], shown["state"]) == ("new post", 2, "open")
    refused = salwa("approvals", "refuse", number, "--home", home, "--reason", "no")
    assert (refused.returncode, refused.stderr.splitlines()[0]) == (
        1,
        "You asked for this yourself, so another person has to decide.",
    )
    assert salwa("approvals", "withdraw", number, "--home", home).returncode == 0
    again = salwa("approvals", "withdraw", number, "--home", home)
    assert (again.returncode, "was withdrawn by Command line" in again.stderr) == (1, True)
    assert (listed(home), [line["state"] for line in listed(home, "--decided")]) == ([], ["withdrawn"])


def test_there_is_no_command_that_approves(home):
    assert salwa("approvals", "approve", 1, "--home", home).returncode == 2
    assert salwa("approvals", "show", 987_654, "--home", home).returncode == 1
