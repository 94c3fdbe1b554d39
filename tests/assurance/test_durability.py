"""Kills, failing disks and restarts, and the same with defects that have to be noticed (targets R1, R2, R4, R5)."""

import json
import os
import subprocess
import sys

import pytest

from tests.builders.installations import UNDER_TEST

on_postgresql = pytest.mark.skipif(UNDER_TEST != "postgresql", reason="SQLite has no server that could be restarted")

# The defects are made in doors and services, which are the same on both engines; the campaigns try them on either.
on_sqlite = pytest.mark.skipif(UNDER_TEST != "sqlite", reason="the doors and the services are the same on both engines")


def campaign(name, *words):
    """Exit code and figures of a campaign in a process of its own, on the engine under test."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("SALWA_", "DJANGO_"))}
    environment["PYTHONPATH"] = os.pathsep.join(["src", "."])
    if "SALWA_DATABASE_URL" in os.environ:
        environment["SALWA_DATABASE_URL"] = os.environ["SALWA_DATABASE_URL"]
    command = [sys.executable, "-m", f"tests.assurance.{name}_campaign", *words]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=900)
    assert done.stdout.strip(), done.stderr[-3000:]
    figures = json.loads(done.stdout.splitlines()[-1])
    print(figures)
    return done.returncode, figures


def test_of_three_hundred_kills_none_loses_halves_or_doubles_anything():
    code, told = campaign("crash", "--points", "300")
    assert (told["engine"], told["points"]) == (UNDER_TEST, 300)
    assert (told["lost"], told["partial"], told["twice"], told["whole"]) == (0, 0, 0, True), told["said"]
    assert code == 0 and told["random"] >= 100 and min(told["acknowledged"].values()) >= 10


@on_sqlite
@pytest.mark.parametrize(("defect", "shown_as"), [("early", "lost"), ("late_audit", "partial"), ("new_uid", "twice")])
def test_kills_show_a_service_that_answers_early_audits_late_or_forgets_what_it_has(defect, shown_as):
    code, told = campaign("crash", "--points", "40", "--control", defect)
    assert (code, told[shown_as] > 0) == (1, True)


def test_each_of_a_thousand_acknowledgements_comes_after_its_commit_reached_the_disk():
    code, told = campaign("fsync", "--engine", UNDER_TEST, "--acks", "1000")
    assert told["acks"] >= 1_000
    assert (code, told["ordered"]) == (0, told["acks"]), told["said"]


def test_the_order_of_calls_shows_a_database_that_does_not_wait_for_the_disk():
    code, told = campaign("fsync", "--engine", UNDER_TEST, "--acks", "60", "--control")
    assert (code, told["ordered"] < told["acks"] / 2) == (1, True)


def test_full_read_only_and_failing_disks_are_told_plainly_and_leave_everything_whole():
    points = 100 if UNDER_TEST == "sqlite" else 10
    code, told = campaign("disk", "--engine", UNDER_TEST, "--points", str(points))
    assert told["points"] == points and told["answers"]["503"] >= points / 2
    assert (told["wrong"], told["stuck"]) == (0, 0), told["said"]
    assert (told["lost"], told["partial"], told["twice"], told["whole"], code) == (0, 0, 0, True, 0)


@on_sqlite
@pytest.mark.parametrize(("defect", "shown_as"), [("as_fault", "wrong"), ("swallow", "lost")])
def test_failing_disks_show_a_door_that_answers_500_and_a_service_that_swallows_errors(defect, shown_as):
    code, told = campaign("disk", "--points", "15", "--control", defect)
    assert (code, told[shown_as] > 0) == (1, True)


@on_postgresql
def test_a_restarted_server_costs_nothing_acknowledged_and_a_few_seconds():
    code, told = campaign("restart", "--restarts", "5")
    assert (told["wrong"], told["lost"], told["partial"], told["twice"]) == (0, 0, 0, 0), told["said"]
    assert told["answers"]["503"] > 0 and told["slowest_return_seconds"] <= 5
    assert (told["worker_came_through"], told["whole"], code) == (True, True, 0)


@on_postgresql
@pytest.mark.parametrize("defect", ["no_reconnect", "async_commit"])
def test_restarts_show_a_pool_without_reconnect_and_commits_that_do_not_wait(defect):
    code, told = campaign("restart", "--restarts", "1" if defect == "no_reconnect" else "3", "--control", defect)
    seen = told["slowest_return_seconds"] > 5 if defect == "no_reconnect" else told["lost"] + told["partial"] > 0
    assert (code, seen) == (1, True)
