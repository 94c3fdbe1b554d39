"""The commands of marking, each in a process of its own: what they print where, and their exit codes."""

import json
import sqlite3
from uuid import uuid4

import pytest

from tests.commands.test_installation_commands import salwa

pytestmark = pytest.mark.one_engine
LIST = "Reference,Serial number,Manufacturer,Model,Calibre,Type\n" + "\n".join(
    f"A{n},{serial},Taurus,PT 92,9x19,Pistol" for n, serial in enumerate(("QX7124129", "filed off", ""), start=1)
)
NOW = "2026-01-01 00:00:00"


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    place = tmp_path_factory.mktemp("home") / "register"
    assert salwa("init", "--home", place, "--state", "KEN", "--no-input").returncode == 0
    source = place / "list.csv"
    source.write_text(LIST)
    assert salwa("weapons", "import", source, "--home", place, "--json").returncode == 0
    return place


@pytest.fixture(scope="module")
def campaign(home):
    """A campaign with a team, written into the database: planning has no command."""
    with sqlite3.connect(home / "salwa.sqlite3") as database:
        database.execute(
            "INSERT INTO register_markingcampaign (uid, name, occasion, method, numbering, only_lacking, state, "
            "starts_on, weekdays, days_off, sample_percent, profile_version, listing, note, created_at, created_by_id) "
            "VALUES (?, 'North', 'state_stock', 'laser', 'if_none', 1, 'running', '2026-01-01', '[0,1,2,3,4]', '[]', "
            "5, 0, 'made', '', ?, 1)",
            [uuid4().hex, NOW],
        )
        database.execute(
            "INSERT INTO register_campaignteam (campaign_id, name, people, machines, yield_per_day) "
            "VALUES (1, 'Team A', 4, 1, 80)"
        )
    return 1


def test_the_register_is_checked_and_counted(home):
    done = salwa("marking", "check", "--home", home, "--json")
    found = json.loads(done.stdout)
    assert done.returncode == 0
    assert found["overall"] == {"duly_marked": 0, "marks_missing": 1, "cannot_tell": 2}
    assert found["rules"]["manufacture"] == 1
    again = salwa("marking", "check", "--home", home, "--rebuild")
    assert "marks_missing\t1" in again.stdout.splitlines()


def test_one_weapon_is_checked_rule_by_rule(home):
    found = json.loads(salwa("marking", "check", "--home", home, "--weapon", 2, "--json").stdout)
    assert (found["overall"], len(found["findings"])) == ("marks_missing", 18)
    missing = salwa("marking", "check", "--home", home, "--weapon", 99)
    assert (missing.returncode, missing.stdout) == (1, "")


def test_campaigns_are_listed_and_numbers_reserved_once(home, campaign):
    (listed,) = json.loads(salwa("marking", "campaigns", "--home", home, "--json").stdout)
    assert (listed["name"], listed["teams"]) == ("North", [{"team": 1, "name": "Team A", "done": 0}])
    uid = str(uuid4())
    words = ("marking", "reserve", "--home", home, "--campaign", 1, "--team", 1, "--count", 50, "--uid", uid, "--json")
    first, second = (json.loads(salwa(*words).stdout) for _ in range(2))
    assert (first["first"][:6], first["last"][:6], first["again"]) == ("000001", "000050", False)
    assert second == first | {"again": True}
    wrong = salwa("marking", "reserve", "--home", home, "--campaign", 1, "--team", 9)
    assert (wrong.returncode, wrong.stderr.splitlines()[0]) == (1, "There is no such team in this campaign.")


def test_a_profile_is_shown_set_and_refused_by_line(home):
    shown = salwa("marking", "profile", "show", "--home", home)
    assert shown.stdout.startswith("# National marking profile shipped with Salwa")
    file = home / "profile.yaml"
    file.write_text(shown.stdout.replace("depth_mm: 0.076", "depth_mm: 0.2"))
    assert json.loads(salwa("marking", "profile", "set", file, "--home", home, "--json").stdout) == {"version": 1}
    file.write_text("salwa_marking_profile: 1\ndepth_mm: deep\n")
    wrong = salwa("marking", "profile", "set", file, "--home", home)
    assert wrong.returncode == 1
    assert wrong.stderr.splitlines()[0] == (f"{file}:2: depth_mm: This must be a number of millimetres from 0.01 to 5.")
