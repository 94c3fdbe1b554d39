"""`salwa trace open`, `status`, `list`: what they print where, and their exit codes."""

import json
import os
import subprocess
import sys
import uuid

import pytest

from tests.commands.test_installation_commands import salwa

pytestmark = pytest.mark.one_engine


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    place = tmp_path_factory.mktemp("home") / "register"
    assert salwa("init", "--home", place, "--state", "KEN", "--no-input").returncode == 0
    return place


def told(home, *words):
    done = salwa("trace", *words, "--home", home, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_a_seizure_opens_a_case_that_is_listed_and_shown(home, tmp_path):
    uid = str(uuid.uuid4())
    flags = ["open", "--serial", "TAB48213", "--maker", "Taurus", "--day", "2026-03", "--place", "Zenda", "--uid", uid]
    first = told(home, *flags)
    number = first["weapons"][0]["case"]
    assert number.startswith("KEN-")
    assert (first["weapons"][0]["check"], first["weapons"][0]["seen_before"]) == ("done", [])
    assert told(home, *flags) == first
    shown = told(home, "status", number)
    assert (shown["suggested"]["outcome"], shown["route"][0]["day"], shown["outcome"]) == ("1.7", "2026-03", None)
    file = tmp_path / "seizure.json"
    weapons = [
        {"maker": "Taurus", "marks": [{"text": "TAB48213"}, {"content": "import_mark", "text": "ETH 85"}]},
        {"type": "pistol", "build": "craft"},
    ]
    file.write_text(json.dumps({"circumstance": "found", "day": "2026-04-01", "limbs": {"c": ""}, "weapons": weapons}))
    second = told(home, "open", file)
    assert [one["seizure"] for one in second["weapons"][0]["seen_before"]] == [first["seizure"]]
    listed = told(home, "list", "--state", "open")
    assert [one["case"] for one in listed] == [second["weapons"][1]["case"], second["weapons"][0]["case"], number]
    plain = salwa("trace", "list", "--home", home)
    assert plain.stdout.count("\n") == 3
    assert salwa("trace", "status", number, "--home", home).stdout.startswith(f"case\t{number}\topen\n")


@pytest.mark.parametrize(
    ("content", "code", "words"),
    [
        ("{", 2, "is not JSON"),
        ("[1]", 2, "must hold one object"),
        ('{"wapons": []}', 1, "There is no field wapons."),
        ('{"weapons": [{"marks": [{"text": 5}]}]}', 1, "The field weapons[0].marks[0].text cannot be read."),
        ('{"weapons": [7]}', 1, "The field weapons cannot be read."),
        ('{"day": "31.12.2025", "weapons": []}', 1, "The field day cannot be read."),
        ('{"day": "2025", "weapons": []}', 1, "A seizure has at least one weapon."),
        ('{"day": "2999", "weapons": [{"maker": "x"}]}', 1, "lies in the future"),
        ('{"circumstance": "eaten", "weapons": []}', 1, "Give one of: seized, found, surrendered."),
        ('{"uid": "1", "weapons": []}', 1, "Give a UUID"),
        ('{"limbs": ["a"], "weapons": []}', 1, "The field limbs cannot be read."),
        ("[" * 100_000, 2, "is not JSON"),
    ],
)
def test_bad_input_is_refused_in_words(home, tmp_path, content, code, words):
    file = tmp_path / "seizure.json"
    file.write_text(content)
    done = salwa("trace", "open", file, "--home", home)
    assert (done.returncode, words in done.stderr, "Traceback" in done.stderr) == (code, True, False), done.stderr


def test_what_is_not_there_is_named(home, tmp_path):
    for words, code in (
        (["status", "KEN-2026-999999"], 1),
        (["open", tmp_path / "nothing.json"], 2),
        (["list", "--state", "half"], 2),
        (["open"], 1),
    ):
        done = salwa("trace", *words, "--home", home)
        assert (done.returncode, "Traceback" in done.stderr) == (code, False), (words, done.stderr)


# A request on paper with an answer that a second person has released; prints its number, then that of one without.
LETTER = """
import sys
from datetime import date
from pathlib import Path
from salwa.settings.start import open_installation
open_installation(Path(sys.argv[1]))
from salwa.domain.accounts import Role
from salwa.services.tracing_answers.drafting import draft_answer
from salwa.services.tracing_answers.releasing import release_answer
from salwa.services.tracing_requests.paper import record_paper_request
from tests.builders.people import a_person
from tests.builders.trace_requests import an_officer, asked_contents
from tests.services.tracing_requests.test_answering import NO_RECORD
officer = an_officer()
for serial in ("AB-1234", "AB-5678"):
    number = record_paper_request(
        acting_user=officer, from_state="FRA", received_on=date(2026, 3, 1), contents=asked_contents(serial)
    )
    draft = draft_answer(acting_user=officer, incoming_id=number, answer=NO_RECORD)
    if serial == "AB-1234":
        release_answer(acting_user=a_person(Role.SUPERVISOR), draft_id=draft, version=1)
    print(number)
"""


def test_the_paper_of_an_answer_is_written_once_it_is_released(home, tmp_path):
    bare = {name: value for name, value in os.environ.items() if not name.startswith(("SALWA_", "DJANGO_"))}
    made = subprocess.run([sys.executable, "-c", LETTER, home], capture_output=True, text=True, env=bare, check=False)
    assert made.returncode == 0, made.stderr
    answered, drafted = made.stdout.split()
    out = tmp_path / "answer.pdf"
    written = told(home, "export", answered, "--answer", "--kind", "pdf", "--language", "ar", "--out", out)
    assert written == {"file": str(out), "media_type": "application/pdf", "bytes": out.stat().st_size}
    assert out.read_bytes().startswith(b"%PDF")
    told(home, "export", answered, "--answer", "--kind", "json", "--out", tmp_path / "answer.json")
    assert json.loads((tmp_path / "answer.json").read_text())["statements"][0]["kind"] == "no_record"
    for flags, says in (((drafted, "--answer"), "No answer to this request was released"),
                        ((answered, "--answer", "--kind", "sealed"), "There is no such file"),
                        ((answered, "--answer", "--language", "de"), "language")):  # fmt: skip
        refused = salwa("trace", "export", *flags, "--out", tmp_path / "nothing", "--home", home)
        assert (refused.returncode, says in refused.stderr) == (1, True), refused.stderr
    assert not (tmp_path / "nothing").exists()
