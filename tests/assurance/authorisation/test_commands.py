"""Every command of `salwa`: who runs it, and that it leaves its trace in the audit log or is listed as needing none."""

import importlib
import inspect
import json
import shlex
from pathlib import Path

import pytest
import typer
from django.conf import settings
from typer.testing import CliRunner

from salwa.commands.main import app
from salwa.domain.accounts import Role
from salwa.domain.audit.catalogue import ACTIONS
from salwa.services.accounts.actions import give_role, operator
from salwa.services.directory.public import public_key
from salwa.services.marking.profile import show_profile
from salwa.storage.accounts.models import AuditEntry
from salwa.storage.register.models import Licence
from tests.assurance.authorisation.asking import undone
from tests.assurance.authorisation.policy import OWN, commands

pytestmark = [pytest.mark.django_db, pytest.mark.one_engine]
RUN = sorted(name for name, told in commands().items() if "run" in told)


def commands_of_the_program():
    def walk(command, before=""):
        if not hasattr(command, "list_commands"):
            yield before.strip()
            return
        context = typer.Context(command)
        for name in command.list_commands(context):
            yield from walk(command.get_command(context, name), f"{before} {name}")

    return set(walk(typer.main.get_command(app)))


@pytest.fixture(scope="module")
def home(world):
    """The folder of the small State, with the files that commands take."""
    place = Path(settings.HOME)
    (place / "salwa.toml").write_text('profile = "national"\n')
    (place / "list.csv").write_text("serial,maker,model\nCO 123,Zastava,M70\n")
    (place / "seized.csv").write_text("id,serial,maker\n1,CO 123,Zastava\n")
    (place / "scans.txt").write_text("nobody knows this\n")
    (place / "profile.yaml").write_text(show_profile(acting_user=operator()).text + "# once more\n")
    key = public_key()
    (place / "directory-key.json").write_text(json.dumps(key))
    world.things["directory_key", OWN] = {"kid": key["signing"]["kid"]}
    person = world.people["auditor"].pk
    asked = give_role(acting_user=operator(), user_id=person, organisation="Police", role=Role.REGISTRAR, reason="r")
    world.things["operators_request", OWN] = {"number": asked}
    world.things["asker", OWN] = {"email": world.people["auditor"].email}
    licence = Licence.objects.get(pk=world.things["licence", OWN]["number"])
    world.things["licence_number", OWN] = {"text": licence.number}
    return place


@pytest.fixture(autouse=True)
def in_this_process(monkeypatch):
    """Commands start Django for a folder; here it runs already, for the small State."""
    monkeypatch.setattr("salwa.settings.start.open_installation", lambda place: None)


def test_every_command_has_a_line_and_every_line_a_command():
    assert commands_of_the_program() == set(commands())


def test_every_line_says_what_is_logged_or_why_nothing_is():
    assert [name for name, told in commands().items() if ("log" in told) == ("none" in told)] == []
    assert [action for told in commands().values() for action in told.get("log", ()) if action not in ACTIONS] == []


@pytest.mark.parametrize("name", RUN)
def test_a_command_leaves_its_trace(world, home, name):
    told = commands()[name]
    words = {"home": home, **{thing: _Parts(values) for (thing, unit), values in world.things.items() if unit == OWN}}
    arguments = [*name.split(), *shlex.split(told["run"].format(**words)), "--home", str(home)]
    before = AuditEntry.objects.latest("number").number
    with undone():
        done = CliRunner().invoke(app, arguments)
        assert done.exit_code == 0, (done.output, done.exception)
        entries = list(AuditEntry.objects.filter(number__gt=before).values_list("action", "actor"))
    # Signing the log, merging the index and telling a sender that its message was opened happen by themselves.
    by_itself = ("audit.checkpoint_made", "search.merged", "search.rebuilt", "exchange.posted")
    assert {actor for action, actor in entries if action not in by_itself} <= {operator().pk}
    assert set(told.get("log", ())) <= {action for action, _ in entries}
    assert "log" in told or entries == []


@pytest.mark.parametrize("name", sorted(name for name, told in commands().items() if "apart" in told))
def test_a_command_of_a_whole_installation_writes_its_trace(name):
    """Read in the source here; the commands themselves run in tests/commands."""
    told = commands()[name]
    source = inspect.getsource(importlib.import_module(told["apart"]))
    assert [action for action in told["log"] if f'"{action}"' not in source] == []


class _Parts:
    """Parts of an address by name, for str.format."""

    def __init__(self, values):
        self.__dict__.update(values)
