"""Five hundred messages between processes that are cut off and killed; and defects that have to be noticed (F1, F8)."""

import json
import os
import subprocess
import sys

import pytest

from tests.builders.installations import UNDER_TEST
from tests.two_instances.databases import by_unix_socket
from tests.two_instances.network import why_loopback

ZERO = ("lost", "double", "false", "half", "unproved", "undelivered", "no_audit", "canaries_seen", "memory_seen")
one_engine_is_enough = pytest.mark.skipif(UNDER_TEST != "sqlite", reason="the defect is noticed by the same books")


def campaign(*words):
    """Exit code and figures of a campaign in a process of its own, on the engine under test."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("SALWA_", "DJANGO_"))}
    environment["PYTHONPATH"] = os.pathsep.join(["src", "."])
    if UNDER_TEST == "postgresql":
        environment["SALWA_DATABASE_URL"] = os.environ["SALWA_DATABASE_URL"]
    command = [sys.executable, "-m", "tests.two_instances.campaign", *words]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=600)
    assert done.stdout.strip(), done.stderr[-3000:]
    figures = json.loads(done.stdout.splitlines()[-1])
    print(figures)
    return done.returncode, figures


def test_of_five_hundred_messages_none_is_lost_and_none_has_two_effects_whatever_is_cut_and_killed():
    code, told = campaign("--messages", "500", "--partitions", "4", "--kills", "4")
    assert (told["engine"], told["messages"], told["stored"], told["effects"]) == (UNDER_TEST, 525, 500, 500)
    assert {name: told[name] for name in ZERO} == dict.fromkeys(ZERO, 0)
    assert (told["kills"], told["canaries"], code) == ({"KEN": 2, "UGA": 2}, 200, 0)
    assert told["seconds_to_converge"] <= 60 and told["partitions_met"] > 0
    # The secretariat's memory was searched while it ran: nothing of the 200, something of what it was told itself.
    assert min(told[name] for name in ("memory_own", "memory_processes", "memory_megabytes")) > 0
    assert min(told["line"][name] for name in ("doubled", "lost", "late", "answer_lost")) > 0
    # Where networks may be made each is in its own: packets are lost, and those of the secretariat are listened to.
    server = os.environ["SALWA_DATABASE_URL"] if UNDER_TEST == "postgresql" else ""
    if not why_loopback(server, by_unix_socket(server) if server else ""):
        assert told["network"] == "namespaces"
    if told["network"] == "namespaces":
        assert min(told["packets"][name] for name in ("lost", "doubled", "reordered", "cut", "passed")) > 0
        assert told["kilobytes_heard"] > 0
    else:
        assert (told["packets"], told["line"]["cut"] > 0) == ({}, True)


@one_engine_is_enough
@pytest.mark.parametrize(
    ("defect", "shown_as"), [("no_unique", "double"), ("early", "lost"), ("clear", "canaries_seen")]
)
def test_the_books_show_an_inbox_without_key_an_early_receipt_and_a_relay_in_clear(defect, shown_as):
    code, told = campaign("--messages", "60", "--partitions", "0", "--kills", "0", "--control", defect)
    assert (code, told[shown_as] > 0) == (1, True)
    # What passed through the secretariat in clear stands in its memory as well: the same search sees it there.
    assert (told["memory_seen"] > 0) == (defect == "clear")
