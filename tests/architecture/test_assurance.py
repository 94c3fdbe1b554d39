"""The figures of the assurance page cite tests, controls, commands and commits that exist."""

import copy
import datetime
import re
import subprocess

import pytest

from salwa.commands.docs_assurance import AREAS, NO_CONTROL, NOT_MEASURED, figures_page, read
from salwa.commands.docs_pages import ASSURANCE, walk_commands
from tests.architecture.papers import command_exists, is_test
from tests.architecture.tree import ROOT

pytestmark = pytest.mark.one_engine
FIELDS = {"id", "claim", "figure", "check", "campaign", "date", "commit", "command", "test", "control"}
MEASURED = {"date", "commit", "command", "control"}


def rows(figures):
    return [row for area in figures.values() for row in area]


def git(*words):
    return subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False)


def faults(figures):
    """Everything that is not as it should be, row by row."""
    found = [] if list(figures) == list(AREAS) else ["areas are not those of the page"]
    names = [row["id"] for row in rows(figures)]
    found += [f"{name} stands twice" for name in sorted({name for name in names if names.count(name) > 1})]
    known = {name for name, _, _ in walk_commands()}
    for row in rows(figures):
        found += [f"{row['id']}: {fault}" for fault in faults_of(row, known)]
    return found


def faults_of(row, known):
    yield from (f"unknown field {name}" for name in sorted(set(row) - FIELDS))
    if row["figure"] != NOT_MEASURED:
        yield from (f"no {name}" for name in sorted(MEASURED - set(row)))
    cited = [row[name] for name in ("test", "control") if row.get(name, NO_CONTROL) != NO_CONTROL]
    yield from (f"no such test: {one}" for one in cited if not is_test(one))
    if row.get("command", "none kept") != "none kept" and not command_exists(row["command"], known):
        yield f"no such command: {row['command']}"
    if not isinstance(row.get("date", datetime.date.min), datetime.date):
        yield "not a date"
    if not re.fullmatch(r"[0-9a-f]{7,40}", str(row.get("commit", "0000000"))):
        yield "not a commit"


def test_every_row_cites_what_exists():
    assert faults(read(ASSURANCE, "figures.yaml")) == []


def test_every_commit_is_in_the_history():
    if git("rev-parse", "--is-shallow-repository").stdout.strip() != "false":
        pytest.skip("the history is not here")
    commits = sorted({str(row["commit"]) for row in rows(read(ASSURANCE, "figures.yaml")) if "commit" in row})
    assert [one for one in commits if git("cat-file", "-e", f"{one}^{{commit}}").returncode] == []


def test_the_page_counts_what_is_open_and_what_is_controlled():
    figures = read(ASSURANCE, "figures.yaml")
    page = figures_page(figures, lambda head, lines: "".join(line[0] + "\n" for line in lines))
    told = [int(number) for number in re.search(r"(\d+) claims; (\d+) of them.*; (\d+) with", page).groups()]
    controlled = [row for row in rows(figures) if row.get("control", NO_CONTROL) != NO_CONTROL]
    assert told == [len(rows(figures)), sum(NOT_MEASURED in row["figure"] for row in rows(figures)), len(controlled)]
    assert all(f"\n{row['id']}\n" in page for row in rows(figures))


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"test": "tests/assurance/test_offline.py::test_nothing_of_the_kind"}, "no such test"),
        ({"control": "tests/assurance/test_nowhere.py::test_x"}, "no such test"),
        ({"command": "python -m tests.assurance.no_campaign"}, "no such command"),
        ({"command": "make coffee"}, "no such command"),
        ({"command": "salwa audit falsify"}, "no such command"),
        ({"commit": "yesterday"}, "not a commit"),
        ({"date": "lately"}, "not a date"),
        ({"colour": "red"}, "unknown field"),
        ({"control": None}, "no control"),
        ({"id": "L2"}, "stands twice"),
    ],
)
def test_control_each_kind_of_fault_is_seen(change, expected):
    figures = copy.deepcopy(read(ASSURANCE, "figures.yaml"))
    row = next(row for row in rows(figures) if row["id"] == "L1a")
    row.update(change)
    for name in [name for name, value in change.items() if value is None]:
        del row[name]
    assert any(expected in one for one in faults(figures))
