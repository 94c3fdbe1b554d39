"""An installation of the secretariat: accounts, approvals and a log, and nothing of any State's register."""

import json
import os
import sqlite3
import subprocess
import sys

import pytest

from tests.builders.installations import bare, salwa

pytestmark = pytest.mark.one_engine
ASK = """
import json, django
django.setup()
from django.core.management import call_command
from django.test import Client
call_command("collectstatic", interactive=False, verbosity=0)
addresses = ("/weapons/", "/holders/", "/imports/", "/stock/", "/api/v1/weapons/1", "/contacts/", "/accounts/login/",
             "/directory/", "/directory/edition.jws")
print(json.dumps({one: Client(headers={"host": "localhost"}).get(one).status_code for one in addresses}))
"""


def tables(home):
    with sqlite3.connect(home / "salwa.sqlite3") as connection:
        return {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


def test_an_installation_of_the_secretariat_has_no_register(tmp_path):
    home, national = tmp_path / "secretariat", tmp_path / "national"
    assert salwa("init", "--home", home, "--profile", "secretariat", "--no-input").returncode == 0
    assert salwa("init", "--home", national, "--state", "KEN", "--no-input").returncode == 0
    assert [name for name in tables(home) if name.startswith("register_")] == []
    assert any(name.startswith("register_") for name in tables(national))
    bare = {name: value for name, value in os.environ.items() if not name.startswith(("SALWA_", "DJANGO_"))}
    environment = bare | {"SALWA_HOME": str(home), "DJANGO_SETTINGS_MODULE": "salwa.settings.django"}
    environment["PYTHONPATH"] = os.pathsep.join(sys.path)
    done = subprocess.run([sys.executable, "-c", ASK], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    answers = json.loads(done.stdout)
    assert (answers.pop("/accounts/login/"), answers.pop("/directory/")) == (200, 200)
    assert set(answers.values()) == {404}


KEEP = """
import json, django
django.setup()
from django.conf import settings
from django.core.management import call_command
from django.test import Client
call_command("collectstatic", interactive=False, verbosity=0)
settings.SALWA = settings.SALWA.__class__(settings.SALWA.home, {**settings.SALWA.values, "second_factor": False})
from salwa.domain.accounts import Role
from salwa.services.accounts.actions import add_person, operator
person = add_person(
    acting_user=operator(), email="a@un.example", full_name="A", password="solace-for-the-night", organisation="S",
    roles=[Role.ADMINISTRATOR], lasting_password=True,
)
keeper, everybody = Client(headers={"host": "localhost"}), Client(headers={"host": "localhost"})
keeper.force_login(person)
form = {"state": "KEN", "kind": "iti", "office": "Police", "email": "iti@police.example", "languages": ["en"],
        "source": "state"}
told = {"new": keeper.post("/directory/keep/new/", form).status_code,
        "publish": keeper.post("/directory/keep/publish/").status_code}
for one in ("/", "/directory/keep/", "/directory/keep/1/", "/directory/keep/1/change/", "/directory/keep/take/",
            "/directory/keep/new/"):
    told[one] = keeper.get(one).status_code
for one in ("", "states/KEN/", "edition.jws", "edition.json", "contacts.csv", "key.json"):
    told["public " + one] = everybody.get("/directory/" + one).status_code
print(json.dumps(told))
"""


def test_the_directory_is_kept_and_public_where_there_is_no_register(tmp_path):
    home = tmp_path / "secretariat"
    assert salwa("init", "--home", home, "--profile", "secretariat", "--no-input").returncode == 0
    environment = bare(SALWA_HOME=str(home), DJANGO_SETTINGS_MODULE="salwa.settings.django")
    environment["PYTHONPATH"] = os.pathsep.join(sys.path)
    done = subprocess.run([sys.executable, "-c", KEEP], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    answers = json.loads(done.stdout)
    assert (answers.pop("new"), answers.pop("publish")) == (302, 302)
    assert set(answers.values()) == {200} and len(answers) == 12, answers


COMMANDS = (
    ("holders", "list"), ("licences", "list"), ("custody", "life", "1"), ("stock", "list"), ("trace", "list"),
    ("search", "status"), ("retention", "report"), ("marking", "campaigns"),
    ("weapons", "find", "--serial", "AB 12", "--purpose", "Case 3"),
)  # fmt: skip


def test_commands_of_a_register_say_plainly_that_a_secretariat_keeps_none(tmp_path):
    home = tmp_path / "secretariat"
    assert salwa("init", "--home", home, "--profile", "secretariat", "--no-input").returncode == 0
    for words in COMMANDS:
        done = salwa(*words, "--home", home)
        assert (done.returncode, done.stdout) == (1, ""), words
        assert done.stderr.splitlines() == [
            "This installation belongs to a secretariat: it keeps no register of weapons. Nothing was done.",
            "Do this in the installation of a State; a command is given its folder with --home.",
        ], words
    assert salwa("audit", "verify", "--home", home).returncode == 0
