"""`salwa trace open`, `status`, `list`: what they print where, and their exit codes."""

import json
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
