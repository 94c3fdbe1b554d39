"""Counting through thirty kills, reloads and cuts, and the same with defects that have to be noticed."""

import json
import os
import subprocess
import sys

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.one_engine]


def campaign(*words):
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(["src", "."])}
    environment.pop("SALWA_HOME", None)
    command = [sys.executable, "-m", "tests.assurance.offline_campaign", *words]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=900)
    assert done.stdout.strip(), done.stderr[-2000:]
    return done.returncode, json.loads(done.stdout.splitlines()[-1])


def test_nothing_counted_is_lost_or_there_twice_through_thirty_disturbances():
    code, told = campaign("--points", "30", "--phones", "3")
    assert told["points"] == 30 and told["launches"] > 5 and told["entered"] >= 30
    assert (told["lost"], told["twice"], told["set_aside"], told["typing_faults"]) == (0, 0, 0, [])
    assert told["broken_off"] == []
    assert (code, told["worst_typing_loss_seconds"] <= 5) == (0, True)


@pytest.mark.parametrize(("defect", "shown_as"), [("lost", "lost"), ("twice", "twice")])
def test_the_campaign_notices_a_page_that_loses_or_doubles_scans(defect, shown_as):
    code, told = campaign("--points", "3", "--control", defect)
    assert (code, told[shown_as] > 0) == (1, True)
