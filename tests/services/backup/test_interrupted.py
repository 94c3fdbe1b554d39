"""Killed at any moment, a backup, a restore and a move leave either nothing in force or the whole (targets R1, R6)."""

import json
import random
import signal
import subprocess
import sys
import time
from contextlib import suppress

import pytest

from salwa.domain.refusals import Refusal
from salwa.services.backup.verifying import verify_backup
from salwa.settings.databases import database_entry
from salwa.settings.table import settings_in_file
from salwa.storage.backup.databases import snapshot
from salwa.storage.backup.lines import digest_of
from salwa.storage.backup.shapes import applied_migrations, shapes_at
from tests.assurance.many_records import fill
from tests.builders.installations import UNDER_TEST, an_empty_database, an_installation, at_home, bare, salwa
from tests.services.backup.conftest import PASSPHRASE

pytestmark = pytest.mark.usefixtures("databases")
# Log entries and what is derived change with every command; everything else stays as it was.
CHANGING = {"accounts_auditentry", "accounts_checkpoint", "accounts_user", "django_tasks_database_dbtaskresult"}


@pytest.fixture(scope="module")
def register(databases, tmp_path_factory):
    """A register that takes about a second to back up; its passphrase in a file."""
    place = tmp_path_factory.mktemp("interrupted")
    with an_installation(place / "home"):
        fill(15_000, pictures=40, persons=30)
    (place / "passphrase").write_text(PASSPHRASE + "\n")
    return place


def command(words):
    """Started the usual way, so that a whole one takes as long as one that is killed."""
    return [sys.executable, "-m", "salwa.commands.main", *map(str, words)]


def killed_after(seconds, *words):
    """Whether the command was killed before it ended by itself."""
    process = subprocess.Popen(command(words), env=bare(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    with suppress(subprocess.TimeoutExpired):
        process.wait(timeout=seconds)
    process.send_signal(signal.SIGKILL)
    return process.wait() == -signal.SIGKILL


def seconds_of(*words):
    """How long the whole command takes on this machine: moments of a kill are shares of that."""
    began = time.monotonic()
    done = subprocess.run(command(words), env=bare(), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return time.monotonic() - began


def content(home):
    """Rows and digest of every table that the commands here do not write to themselves."""
    with at_home(home, settings_in_file(home).get("database_url", "")) as entry, snapshot(entry) as database:
        shapes = [shape for shape in shapes_at(applied_migrations()) if shape.name not in CHANGING]
        return {shape.name: digest_of(database, shape) for shape in shapes}


def test_a_killed_backup_is_never_there_half_and_the_next_one_is_whole(register, tmp_path):
    draw, killed = random.Random(31), 0
    file = tmp_path / "b.backup"
    words = ("backup", file, "--home", register / "home", "--passphrase-file", register / "passphrase")
    whole = seconds_of(*words[:1], tmp_path / "whole", *words[2:])
    (tmp_path / "whole").unlink()
    for _ in range(8):
        killed += killed_after(draw.uniform(0.3, 0.8) * whole, *words)
        if file.exists():
            assert verify_backup(file=file, passphrase=PASSPHRASE).manifest.rows() > 40_000
            file.unlink()
        left = list(tmp_path.iterdir())
        assert [path.name for path in left] in ([], [".b.backup.unfinished"])
        for path in left:
            assert b"Lodwar" not in path.read_bytes()
            with pytest.raises(Refusal):
                verify_backup(file=path, passphrase=PASSPHRASE)
    assert killed >= 3
    assert salwa(*words).returncode == 0
    assert [path.name for path in tmp_path.iterdir()] == ["b.backup"]
    assert verify_backup(file=file, passphrase=PASSPHRASE).manifest.rows() > 40_000


def _into(address):
    return ["--database-url", address] if address else []


def test_a_killed_restore_is_no_installation_and_the_next_one_is_whole(register, tmp_path):
    draw, killed = random.Random(32), 0
    file, home = tmp_path / "b.backup", tmp_path / "again"
    secret = ("--passphrase-file", register / "passphrase")
    assert salwa("backup", file, "--home", register / "home", *secret).returncode == 0
    whole = seconds_of("restore", file, "--home", tmp_path / "first", *secret, *_into(an_empty_database(tmp_path)))
    words = ("restore", file, "--home", home, *secret, *_into(an_empty_database(tmp_path)))
    for _ in range(5):
        killed += killed_after(draw.uniform(0.2, 0.5) * whole, *words)
        # Its last step: where a busy machine let it come so far, it has to be whole like any other.
        if (home / "salwa.toml").exists():
            break
        assert salwa("audit", "verify", "--home", home).returncode == 2
    else:
        done = salwa(*words, "--json")
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout)["files"] == 40
    assert killed >= 2
    assert content(home) == content(register / "home")
    assert salwa("audit", "verify", "--home", home).returncode == 0
    assert sorted(path.name for path in home.iterdir() if path.name.startswith((".", "salwa.sqlite3"))) == (
        ["salwa.sqlite3"] if UNDER_TEST == "sqlite" else []
    )


def test_a_killed_move_leaves_one_database_in_force_with_everything(register, tmp_path):
    draw = random.Random(33)
    home = tmp_path / "home"
    file = tmp_path / "b.backup"
    assert salwa("backup", file, "--home", register / "home").returncode == 0
    address = an_empty_database(tmp_path)
    whole = seconds_of("restore", file, "--home", home, *_into(address))
    before = content(home)
    target = "sqlite" if UNDER_TEST == "postgresql" else f"sqlite://{tmp_path}/other.sqlite3"
    for _ in range(5):
        killed_after(draw.uniform(0.2, 0.8) * whole, "move", "--home", home, "--to", target)
        assert content(home) == before
        if settings_in_file(home).get("database_url", "") != address:
            break
    else:
        done = salwa("move", "--home", home, "--to", target, "--json")
        assert done.returncode == 0, done.stderr
        assert all(line["equal"] for line in json.loads(done.stdout)["tables"])
    assert content(home) == before
    assert salwa("audit", "verify", "--home", home).returncode == 0
    entry = database_entry(settings_in_file(home).get("database_url", ""), home)
    assert entry["ENGINE"] == "salwa.storage.sqlite"
