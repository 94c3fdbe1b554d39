"""The operator's commands end to end, each in a process of its own: what they print where, and their exit codes."""

import csv
import json
import os
import socket
import subprocess
import sys

import pytest

pytestmark = pytest.mark.one_engine
LIST = "Reference,Serial number,Manufacturer,Model,Calibre,Type\n" + "\n".join(
    f"A{n},QX7{n}4{n}9,Taurus,PT 92,9x19,Pistol" for n in range(10, 20)
)


def salwa(*words, given=None):
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("SALWA_", "DJANGO_"))}
    command = [sys.executable, "-m", "salwa.commands.main", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, env=environment, input=given or "", check=False)


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    place = tmp_path_factory.mktemp("home") / "register"
    assert salwa("init", "--home", place, "--state", "KEN", "--no-input").returncode == 0
    source = place / "list.csv"
    source.write_text(LIST)
    assert json.loads(salwa("weapons", "import", source, "--home", place, "--json").stdout)["imported"] == 10
    return place


def test_a_weapon_is_found_with_reasons_as_json(home):
    done = salwa(
        "weapons", "find", "--home", home, "--serial", "QX7124?29", "--maker", "taurus", "--purpose", "t", "--json"
    )
    found = json.loads(done.stdout)
    assert set(found) >= {"verdict", "milliseconds", "candidates", "would_decide"}
    best = found["candidates"][0]
    assert (best["serial"], best["maker"], best["model"], best["calibre"]) == (
        "QX7124129",
        "Taurus",
        "PT 92",
        "9x19",
    )
    assert set(best) == {"weapon", "class", "probability", "serial", "maker", "model", "calibre", "reasons"}
    assert {reason["rule"] for reason in best["reasons"]} == {"serial", "maker"}
    assert done.returncode == 0


def test_a_look_up_without_marks_is_refused_in_words(home):
    done = salwa("weapons", "find", "--home", home, "--purpose", "t")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines()[0] == "Nothing was asked for: every field is empty."


def test_a_list_is_screened_with_one_line_per_row_and_candidate(home):
    seized, out = home / "seized.csv", home / "out.csv"
    seized.write_text("\ufeffMaker;Serial;ID\nTaurus;QX7124129;x1\n;ZZZZ000;\n")
    done = salwa("weapons", "screen", seized, "--home", home, "--out", out, "--json")
    assert (done.returncode, json.loads(done.stdout)["rows"]) == (0, 2)
    rows = list(csv.DictReader(out.open(encoding="utf-8")))
    assert list(rows[0]) == ["id", "rank", "weapon", "class", "probability", "serial", "maker", "calibre"]
    assert (rows[0]["id"], rows[0]["rank"], rows[0]["serial"]) == ("x1", "1", "QX7124129")
    assert [(row["rank"], row["class"]) for row in rows if row["id"] == "2"] == [("", "not_found")]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"a,b\n1,2\n", "none of the columns"),
        (b"serial\nA\0B\n", "NUL"),
        (b"serial\n\xff\n", "utf-8"),
        (b"serial\n" + b"A" * 4_000_001, "signs"),
        (b"serial\n" + b"A" * 100_001, "larger than field limit"),
        (b"serial" + b",x" * 1_001 + b"\nA\n", "none of the columns"),
        (b"serial\n" + b"A\n" * 500_001, "500000 rows"),
    ],
    ids=["columns", "nul", "encoding", "line", "cell", "many_columns", "rows"],
)
def test_a_list_that_cannot_be_read_is_refused_without_a_file(home, content, words):
    seized, out = home / "wrong.csv", home / "wrong_out.csv"
    seized.write_bytes(content)
    done = salwa("weapons", "screen", seized, "--home", home, "--out", out)
    assert (done.returncode, out.exists(), "Traceback" in done.stderr) == (2, False, False)
    assert words in done.stderr


def test_neighbours_in_a_series_are_no_duplicates(home):
    out = home / "twice.csv"
    done = salwa("weapons", "duplicates", "--home", home, "--out", out, "--json")
    assert (done.returncode, json.loads(done.stdout)["pairs"]) == (0, 0)
    assert out.read_text() == "weapon_a,weapon_b,probability,reasons\n"


def test_the_index_tells_its_state_and_can_be_rebuilt(home):
    assert json.loads(salwa("search", "rebuild", "--home", home, "--json").stdout) == {"marks": 10}
    assert salwa("search", "merge", "--home", home).returncode == 0
    status = json.loads(salwa("search", "status", "--home", home, "--thorough", "--json").stdout)
    assert (status["marks"], status["unusable"]) == (10, "")


def test_people_roles_and_tokens(home):
    def who():
        people = json.loads(salwa("accounts", "list", "--home", home, "--json").stdout)
        return next(one for one in people if one["email"] == "a@police.example")

    person = ["--home", home, "--email", "a@police.example"]
    added = salwa("accounts", "add", *person, "--name", "A", "--organisation", "P", "--role", "auditor", "--json")
    assert (added.returncode, len(json.loads(added.stdout)["password"])) == (0, 22)
    assert salwa("accounts", "add", *person, "--name", "A", "--organisation", "P", "--role", "auditor").returncode == 1
    assert salwa("accounts", "give-role", *person, "--role", "registrar", "--organisation", "P").returncode == 0
    assert [held["role"] for held in who()["roles"]] == ["auditor", "registrar"]
    assert salwa("accounts", "end-role", who()["roles"][0]["number"], "--home", home).returncode == 0
    assert [held["role"] for held in who()["roles"]] == ["registrar"]
    made = salwa("accounts", "token", *person, "--name", "t", "--days", "1")
    assert (made.stdout.startswith("salwa_"), made.stdout.strip() in made.stderr) == (True, False)
    number = json.loads(salwa("accounts", "tokens", *person, "--json").stdout)[0]["number"]
    assert salwa("accounts", "revoke-token", number, "--home", home).returncode == 0
    assert json.loads(salwa("accounts", "tokens", *person, "--json").stdout)[0]["revoked_at"] is not None


def test_sessions_are_ended_for_one_person_or_for_everybody(home):
    assert salwa("accounts", "sign-out", "--home", home).returncode == 2
    assert salwa("accounts", "sign-out", "--home", home, "--email", "nobody@police.example").returncode == 2
    done = salwa("accounts", "sign-out", "--home", home, "--everybody")
    assert (done.returncode, "0 sessions were ended" in done.stderr) == (0, True)


def test_a_weak_first_password_is_not_taken(home):
    words = ["--home", home, "--email", "b@police.example", "--name", "B", "--organisation", "P", "--role", "auditor"]
    weak = salwa("accounts", "add", *words, "--password-stdin", given="short\n")
    assert (weak.returncode, "short" in weak.stdout) == (2, False)
    assert salwa("accounts", "add", *words, "--password-stdin", given="a long pass phrase 7\n").stdout == ""


def test_the_log_is_listed_and_verified(home):
    listed = json.loads(salwa("audit", "list", "--home", home, "--action", "installation.made", "--json").stdout)
    assert [entry["actor"] for entry in listed] == ["Command line"]
    assert salwa("audit", "list", "--home", home, "--action", "no.such").returncode == 2
    done = salwa("audit", "verify", "--home", home, "--json")
    found = json.loads(done.stdout)
    assert (done.returncode, found["whole"], found["first_wrong_entry"], found["damage"]) == (0, True, None, None)


def test_a_folder_without_an_installation_is_named(tmp_path):
    done = salwa("audit", "verify", "--home", tmp_path)
    assert (done.returncode, str(tmp_path) in done.stderr, "Traceback" in done.stderr) == (2, True, False)


def test_a_demo_whose_ports_are_taken_says_so_before_anything_is_made(tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        first = other.getsockname()[1] - 1
        done = salwa("demo", "--home", tmp_path / "demo", "--port", first)
    assert (done.returncode, (tmp_path / "demo").exists()) == (1, False)
    assert f"Port {first + 1} of this machine is taken" in done.stderr
    assert f"make demo PORT={first + 100}" in done.stderr
