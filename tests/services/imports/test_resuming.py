"""Killed at any moment, an import goes on and ends the same: nothing lost, nothing half, nothing twice (target R1)."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from contextlib import contextmanager

import psycopg
import pytest

from salwa.demo_data.files import RURITANIA, write_french_csv
from salwa.settings.databases import database_entry

ROWS = 6_000


@contextmanager
def an_installation(place, number):
    """A home of its own on the engine under test; on PostgreSQL in a database of its own."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("SALWA_", "DJANGO_"))}
    url = os.environ.get("SALWA_DATABASE_URL", "")
    if url:
        name = f"resuming_{os.getpid()}_{number}"
        with psycopg.connect(url, autocommit=True) as server:
            server.execute(f"CREATE DATABASE {name}")
        environment["SALWA_DATABASE_URL"] = url.rsplit("/", 1)[0] + f"/{name}"
    run(environment, "init", "--home", str(place), "--state", "KEN", "--no-input")
    yield environment


def run(environment, *words):
    command = [sys.executable, "-m", "salwa.commands.main", *words]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    return done


def fingerprint(environment, place):
    """Everything the import wrote, without identifiers and times."""
    marks = "SELECT w.identity, m.text, m.skeleton, m.state FROM register_mark m JOIN register_weapon w"
    questions = (
        "SELECT identity, content, type_code, maker_code, calibre_code, reference, origin_row FROM register_weapon",
        f"{marks} ON w.id = m.weapon_id",
        "SELECT w.identity, e.kind, e.date_text FROM register_event e JOIN register_weapon w ON w.id = e.weapon_id",
    )
    url = environment.get("SALWA_DATABASE_URL", "")
    if url:
        connection = psycopg.connect(url)
    else:
        import sqlite3

        connection = sqlite3.connect(database_entry("", place)["NAME"])
    with connection:
        return [sorted(map(tuple, connection.execute(question).fetchall())) for question in questions]


@pytest.mark.django_db
def test_killed_at_random_and_at_the_worst_moments_it_ends_the_same(tmp_path):
    file = tmp_path / "register.csv"
    write_french_csv(file, RURITANIA)
    command = ["weapons", "import", str(file), "--json"]
    with an_installation(tmp_path / "straight", 1) as environment:
        whole = json.loads(run(environment, *command, "--home", str(tmp_path / "straight")).stdout)
        expected = fingerprint(environment, tmp_path / "straight")
    assert (whole["rows"], whole["imported"] + whole["set_aside"]) == (RURITANIA.rows, RURITANIA.rows)

    draw, killed = random.Random(7_771), 0
    with an_installation(tmp_path / "killed", 2) as environment:
        for attempt in range(12):
            hook = {"SALWA_KILL_AT": "batch_saved"} if attempt == 5 else {}
            process = subprocess.Popen(
                [sys.executable, "-m", "salwa.commands.main", *command, "--home", str(tmp_path / "killed")],
                env=environment | hook,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            try:
                process.wait(timeout=60 if hook else draw.uniform(0.5, 2.5))
            except subprocess.TimeoutExpired:
                os.kill(process.pid, signal.SIGKILL)
            killed += process.wait() == -signal.SIGKILL
            time.sleep(0.05)
        ended = json.loads(run(environment, *command, "--home", str(tmp_path / "killed")).stdout)
        assert killed >= 3
        assert ended["rows"] == RURITANIA.rows
        assert fingerprint(environment, tmp_path / "killed") == expected
