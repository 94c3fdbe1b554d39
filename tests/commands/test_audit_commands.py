"""The operator's commands on the audit log, each in a process of its own: what they print, and their exit codes."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import time

import pytest

from tests.builders.independent import FILE
from tests.commands.test_installation_commands import salwa

pytestmark = pytest.mark.one_engine


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    place = tmp_path_factory.mktemp("audit") / "register"
    assert salwa("init", "--home", place, "--state", "KEN", "--no-input").returncode == 0
    return place


@pytest.fixture
def home(made, tmp_path):
    """A copy of its own of a new installation."""
    return shutil.copytree(made, tmp_path / "register")


def tampered(home, *statements):
    """Statements of somebody who owns the database file and takes its triggers away."""
    connection = sqlite3.connect(home / "salwa.sqlite3")
    for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        connection.execute(f"DROP TRIGGER {name}")
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


def verdict(home, *words):
    done = salwa("audit", "verify", "--home", home, "--json", *words)
    assert "Traceback" not in done.stderr
    return done.returncode, json.loads(done.stdout) if done.stdout else None, done.stderr


def test_a_new_installation_has_a_key_and_the_worker_signs_its_log(home):
    assert (home / "keys" / "audit.json").stat().st_mode & 0o777 == 0o600
    assert salwa("work", "--once", "--home", home).returncode == 0
    code, found, _ = verdict(home)
    assert (code, found["whole"], found["checkpoints"], found["confirmed"]) == (0, True, 1, found["entries"])
    assert salwa("work", "--once", "--home", home).returncode == 0
    again = verdict(home)[1]
    assert again | {"seconds": 0} == found | {"seconds": 0}  # nothing came, nothing was signed


def test_the_running_worker_signs_by_itself(home):
    command = [sys.executable, "-m", "salwa.commands.main", "work", "--home", str(home)]
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("SALWA_", "DJANGO_"))}
    worker = subprocess.Popen(command, stderr=subprocess.DEVNULL, env=environment)
    try:
        ends = time.monotonic() + 60
        while time.monotonic() < ends and not verdict(home)[1]["checkpoints"]:
            time.sleep(0.2)
    finally:
        worker.terminate()
        worker.wait(timeout=30)
    assert verdict(home)[1]["checkpoints"] == 1


def test_a_checkpoint_is_written_for_keeping_and_verified_against(home, tmp_path):
    kept = tmp_path / "kept.checkpoint"
    done = salwa("audit", "checkpoint", "--home", home, "--out", kept, "--json")
    shown = json.loads(done.stdout)
    assert kept.read_text().split("\n")[:2] == [shown["origin"], str(shown["entries"])]
    assert salwa("audit", "checkpoint", "--home", home).stdout.startswith(shown["origin"] + "\n")
    code, found, _ = verdict(home, "--checkpoint", kept)
    assert (code, found["checkpoints"]) == (0, 3)


def test_damage_is_told_with_the_entry_and_exit_code_1(home):
    salwa("audit", "checkpoint", "--home", home)
    tampered(home, "UPDATE accounts_auditentry SET purpose = 'other' WHERE number = 2")
    code, found, said = verdict(home)
    assert (code, found["damage"], found["first_wrong_entry"], found["entries"]) == (1, "changed", 2, 1)
    assert said.startswith("Entry 2 was changed after it was written.")
    assert salwa("audit", "checkpoint", "--home", home).returncode == 0  # new entries are whole; the old one stays told
    assert verdict(home)[0] == 1


def test_a_log_put_back_is_told_only_by_a_checkpoint_kept_elsewhere(home, tmp_path):
    older = shutil.copytree(home, tmp_path / "older")
    kept = tmp_path / "kept"
    salwa("audit", "checkpoint", "--home", home, "--out", kept)
    assert verdict(older)[0] == 0
    code, found, said = verdict(older, "--checkpoint", kept)
    assert (code, found["damage"], "put back" in said or "cut off" in said) == (1, "truncated", True)


def test_missing_triggers_are_degraded_with_exit_code_3(home):
    tampered(home)
    code, found, said = verdict(home)
    assert (code, found["whole"], found["degraded"]) == (3, True, ["unguarded"])
    assert "triggers" in said


def test_a_checkpoint_that_cannot_be_trusted_is_exit_code_2(home, tmp_path):
    wrong = tmp_path / "wrong"
    for content in (b"", b"\xff", b"a\n1\n", salwa("audit", "checkpoint", "--home", home).stdout[:-9].encode() + b"\n"):
        wrong.write_bytes(content)
        code, found, said = verdict(home, "--checkpoint", wrong)
        assert (code, found, "Traceback" in said) == (2, None, False)
    assert verdict(home, "--checkpoint", tmp_path / "none")[0] == 2
    assert salwa("audit", "verify", "--home", tmp_path).returncode == 2


def test_an_export_verifies_without_salwa_and_with_it(home, tmp_path):
    log = tmp_path / "log.jsonl"
    done = salwa("audit", "export", log, "--home", home, "--json")
    assert (done.returncode, json.loads(done.stdout)["covered"]) == (0, len(log.read_bytes().splitlines()))
    key = salwa("audit", "keys", "--home", home).stdout.strip()

    def alone():
        command = [sys.executable, "-I", str(FILE), str(log), "--key", key]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        return done.returncode, json.loads(done.stdout)

    assert (alone()[0], verdict(home, "--log", log)[0]) == (0, 0)
    log.write_bytes(log.read_bytes().replace(b"installation.made", b"installation.mede", 1))
    assert (alone()[0], alone()[1]["damage"]["entry"]) == (1, 1)
    assert verdict(home, "--log", log, "--key", key)[1]["first_wrong_entry"] == 1
    assert verdict(home, "--log", tmp_path / "none")[0] == 2


def test_a_damaged_log_is_exported_with_exit_code_1(home, tmp_path):
    tampered(home, "UPDATE accounts_auditentry SET purpose = 'other' WHERE number = 2")
    done = salwa("audit", "export", tmp_path / "log.jsonl", "--home", home)
    assert (done.returncode, "damaged" in done.stderr, (tmp_path / "log.jsonl").exists()) == (1, True, True)
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_an_entry_is_proved_and_one_that_is_not_there_is_not(home, tmp_path):
    proof = tmp_path / "proof"
    assert salwa("audit", "prove", "1", "--home", home, "--out", proof).returncode == 0
    key = salwa("audit", "keys", "--home", home).stdout.strip()
    command = [sys.executable, "-I", str(FILE), "--proof", str(proof), "--key", key]
    assert '"number":1,' in json.loads(subprocess.run(command, capture_output=True, text=True).stdout)["entry"]
    assert salwa("audit", "prove", "1", "--home", home).stdout.startswith("c2sp.org/tlog-proof@v1\n")
    done = salwa("audit", "prove", "999", "--home", home)
    assert (done.returncode, done.stdout, "no entry 999" in done.stderr) == (1, "", True)
    assert salwa("audit", "prove", "0", "--home", home).returncode == 2


def test_two_installations_are_each_others_witnesses(home, tmp_path):
    other = tmp_path / "other"
    salwa("init", "--home", other, "--state", "UGA", "--no-input")
    key, theirs = (salwa("audit", "keys", "--home", one).stdout.strip() for one in (home, other))
    witness = salwa("audit", "keys", "--home", other).stderr.strip().rpartition(" ")[2]
    sent, back = tmp_path / "sent", tmp_path / "back"
    salwa("audit", "checkpoint", "--home", home, "--out", sent, "--since", "0")
    assert salwa("audit", "witness", "sign", sent, "--home", other).returncode == 1  # whose log is this?
    assert salwa("audit", "witness", "sign", sent, "--home", other, "--key", theirs).returncode == 1
    assert salwa("audit", "witness", "sign", sent, "--home", other, "--key", key, "--out", back).returncode == 0
    assert salwa("audit", "witness", "add", back, "--home", home).returncode == 1  # who is this?
    done = salwa("audit", "witness", "add", back, "--home", home, "--key", witness, "--json")
    assert (done.returncode, json.loads(done.stdout)) == (0, {"witnesses": [theirs.partition("+")[0]]})
    size = back.read_text().split("\n")[1]
    salwa("audit", "checkpoint", "--home", home, "--out", sent, "--since", size)
    assert salwa("audit", "witness", "sign", sent, "--home", other, "--out", back).returncode == 0
    assert salwa("audit", "witness", "add", back, "--home", home).returncode == 0
    assert salwa("audit", "witness", "add", tmp_path / "none", "--home", home).returncode == 2


def test_a_renewed_key_still_checks_what_the_old_one_signed(home, tmp_path):
    kept = tmp_path / "kept"
    salwa("audit", "checkpoint", "--home", home, "--out", kept)
    done = salwa("audit", "keys", "--home", home, "--renew", "--json")
    assert (done.returncode, len(json.loads(done.stdout)["keys"])) == (0, 2)
    assert verdict(home, "--checkpoint", kept)[0] == 0


def test_a_database_file_with_flipped_bits_never_ends_in_a_traceback(home):
    """Bits of the file itself, where entries stand: found where SQLite can read the page, told in words where not."""
    for _ in range(3):
        salwa("audit", "checkpoint", "--home", home)
    file = home / "salwa.sqlite3"
    connection = sqlite3.connect(file)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    whole = file.read_bytes()
    for sign, other in ((b"audit.checkpoint_made", b"audit.\xffheckpoint_made"), (b"installation", b"installatiom")):
        file.write_bytes(whole.replace(sign, other[: len(sign)]))
        code, found, _ = verdict(home)
        assert (code, found["whole"]) == (1, False)
    file.write_bytes(whole)
    assert verdict(home)[0] == 0
