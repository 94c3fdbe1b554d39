"""`salwa stock` end to end: open, count from a file, count it again, close."""

import json

import pytest

from tests.commands.test_installation_commands import salwa

pytestmark = pytest.mark.one_engine
PREPARE = """
from salwa.settings.start import open_installation
from pathlib import Path
import sys
open_installation(Path(sys.argv[1]))
from tests.builders.stock import a_depot, a_keeper, a_stored_weapon
depot = a_depot(a_keeper())
for serial in ("AB 1001", "AB 1002", "AB 1003"):
    a_stored_weapon(depot, serial)
print(depot)
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    import os
    import subprocess
    import sys

    place = tmp_path_factory.mktemp("home") / "register"
    assert salwa("init", "--home", place, "--state", "KEN", "--no-input").returncode == 0
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("SALWA_", "DJANGO_"))}
    environment["PYTHONPATH"] = os.pathsep.join(["src", "."])
    command = [sys.executable, "-c", PREPARE, str(place)]
    subprocess.run(command, check=True, capture_output=True, env=environment)
    return place


def test_a_depot_is_counted_from_a_file_once_and_closed_with_its_discrepancies(home):
    depots = json.loads(salwa("stock", "list", "--home", home, "--json").stdout)["depots"]
    assert [(one["name"], one["weapons"]) for one in depots] == [("Strelsau armoury", 3)]
    opened = salwa("stock", "open", depots[0]["depot"], "--home", home, "--json")
    taking = json.loads(opened.stdout)["taking"]
    again = salwa("stock", "open", depots[0]["depot"], "--home", home)
    assert (again.returncode, "is not closed yet" in again.stderr) == (1, True)
    for _ in range(2):
        done = salwa("stock", "count", taking, "-", "--home", home, "--json", given="AB 1001\n\nab-1002\nXX 9\n")
        assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {"taking": taking, "lines": 3, "results": {"again": 3}}
    closed = json.loads(salwa("stock", "close", taking, "--home", home, "--json").stdout)
    assert (closed["expected"], closed["there"], closed["unseen"], closed["unknown"]) == (3, 2, 1, 1)
    assert salwa("stock", "close", taking, "--home", home).returncode == 1
    assert salwa("stock", "close", 99, "--home", home).returncode == 1
