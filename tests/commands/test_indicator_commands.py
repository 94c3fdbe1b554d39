"""`salwa indicator`: from a table without an installation, and from a register's own cases."""

import json
import os
import subprocess
import sys

import pytest

from tests.builders.questionnaire import a_table, a_total, rows_for
from tests.commands.test_installation_commands import salwa

pytestmark = pytest.mark.one_engine
KEYS = {"state", "year", "numerator", "denominator", "value", "method", "reason", "reason_code", "rule", "years",
        "note"}  # fmt: skip
PREPARE = """
from salwa.settings.start import open_installation
from pathlib import Path
import sys
open_installation(Path(sys.argv[1]))
from tests.builders.tracing_rows import a_case, a_sent_request
for outcome in ("1.2", "1.6", "1.6"):
    case = a_case(outcome=outcome, last="2020-01-01")
a_sent_request(case, acknowledged=1, answered=3)
"""


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    path = tmp_path_factory.mktemp("table") / "questionnaire.csv.gz"
    rows = [*rows_for("KEN", 2019, l12=1, l16=1), *rows_for("KEN", 2020, l12=1, l16=9), *rows_for("UGA", 2020, l17=5)]
    path.write_bytes(a_table([*rows, a_total("KEN", 2020, 10)], packed=True))
    return path


def test_the_indicator_of_a_packed_table_needs_no_installation(table):
    done = salwa("indicator", "sdg-16-4-2", "--input", table, "--method", "statistical-practice", "--json")
    assert done.returncode == 0, done.stderr
    rows = json.loads(done.stdout)
    assert all(set(row) == KEYS for row in rows)
    assert [(row["state"], row["year"], row["numerator"], row["denominator"], row["value"]) for row in rows] == [
        ("KEN", 2019, 1, 2, 50.0), ("KEN", 2020, 1, 10, 10.0), ("UGA", 2020, None, 5, None),
    ]  # fmt: skip
    assert "which is not zero" in rows[2]["reason"]
    assert "7 rows" not in done.stdout


def test_published_is_the_default_and_gives_the_rules_of_both_releases(table):
    rows = json.loads(salwa("indicator", "sdg-16-4-2", "--input", table, "--json").stdout)
    assert {row["method"] for row in rows} == {"published"}
    assert [(row["year"], row["rule"], row["value"], row["years"]) for row in rows if row["state"] == "KEN"] == [
        (2019, "two-years-mean", 30.0, [2019, 2020]), (2019, "one-year", 50.0, [2019]),
        (2020, "two-years-pooled", 16.6667, [2019, 2020]), (2020, "one-year", 10.0, [2020]),
    ]  # fmt: skip


def test_all_methods_at_once_and_their_list(table):
    names = [line.split("\t")[0] for line in salwa("indicator", "sdg-16-4-2", "--list-methods").stdout.splitlines()]
    rows = json.loads(salwa("indicator", "sdg-16-4-2", "--input", table, "--method", "all", "--json").stdout)
    assert list(dict.fromkeys(row["method"] for row in rows)) == names


def test_sdmx_names_the_state_by_its_number_and_holds_one_method(table):
    done = salwa("indicator", "sdg-16-4-2", "--input", table, "--method", "published-mean", "--format", "sdmx-csv")
    first = done.stdout.splitlines()[1]
    assert first.startswith("IAEG-SDGs:DF_SDG_GLH(1.24),A,G,VC_ARM_SZTRACE,404,")
    assert ",2019,30.00,A,0,PERCENT,,C,2019-2020," in first
    refused = salwa("indicator", "sdg-16-4-2", "--input", table, "--method", "all", "--format", "sdmx-csv")
    assert (refused.returncode, "Choose one of" in refused.stderr) == (1, True)


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("--input", "nowhere.csv"), 2, "nowhere.csv"),
        ((), 2, "--input FILE"),
        (("--input", "README.md"), 1, "columns of the questionnaire"),
        (("--input", "tests"), 2, "could not go on"),
    ],
)
def test_bad_input_is_told_in_words(words, code, says):
    done = salwa("indicator", "sdg-16-4-2", *words)
    assert (done.returncode, done.stdout) == (code, "")
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_an_unknown_method_names_those_there_are(table):
    done = salwa("indicator", "sdg-16-4-2", "--input", table, "--method", "guess")
    assert (done.returncode, "statistical-practice" in done.stderr) == (1, True)


def test_a_registers_own_cases_are_counted(tmp_path):
    home = tmp_path / "register"
    assert salwa("init", "--home", home, "--state", "KEN", "--no-input").returncode == 0
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("SALWA_", "DJANGO_"))}
    environment["PYTHONPATH"] = os.pathsep.join(["src", "."])
    subprocess.run([sys.executable, "-c", PREPARE, str(home)], check=True, capture_output=True, env=environment)
    told = json.loads(salwa("indicator", "own", "--home", home, "--year", "2025", "--json").stdout)
    shares = {one["method"]: (one["numerator"], one["denominator"], one["value"]) for one in told["indicator"]}
    assert shares["statistical-practice"] == (1, 3, 33.3333)
    assert told["time_to_crime"]["spans"]["3-years-and-over"] == 3
    assert told["requests"]["outgoing"]["median_days_to_answer"] == 3.0
    written = salwa("indicator", "own", "--home", home, "--year", "2025", "--format", "sdmx-csv").stdout
    assert ",N,VC_ARM_SZTRACE,404," in written
    assert json.loads(salwa("indicator", "own", "--home", home, "--year", "2024", "--json").stdout)["indicator"] == []
