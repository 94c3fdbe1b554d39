"""What is asked of the register, of Salwa's services and of the bare tables in turn, and how long each took.

The bare side is asked in two ways: the plain queries alone, and the same followed by one row in a plain log, committed:
whoever must account for look-ups pays for that on any tables.
"""

from __future__ import annotations

import json
import random
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from django.db import connection

from salwa.services.analysis.queries import counts
from salwa.services.search.asked import MarksAsked
from salwa.services.search.find import find_weapons
from salwa.services.weapons.lists import WeaponFilters, list_weapons
from salwa.services.weapons.queries import open_weapon
from salwa.storage.accounts.models import User
from salwa.storage.register.models import Mark
from salwa.storage.turns import Purpose, Turn, meant_to

GOAL = 3.0
PROCESSES, CLIENTS = 4, 5
Query = tuple[str, Sequence[Any]]
# The fifty first, by their index, then what belongs to them: left to itself PostgreSQL joins whole tables.
_LINES = (
    "SELECT w.*, c.*, h.name, m.text FROM (SELECT * FROM {drive} WHERE {where} ORDER BY {order} DESC LIMIT 50) {alias}"
    " JOIN {other} LEFT JOIN register_holder h ON h.id = c.holder_id"
    " LEFT JOIN bare_mark m ON m.weapon_id = w.id ORDER BY {alias}.{order} DESC"
)
_BY_STATE = _LINES.format(
    drive="bare_custody", alias="c", other="bare_weapon w ON w.id = c.weapon_id",
    where="{column} = %s AND weapon_id < %s", order="weapon_id",
)  # fmt: skip
_BY_MAKER = _LINES.format(
    drive="bare_weapon", alias="w", other="bare_custody c ON c.weapon_id = w.id",
    where="maker_code = %s AND id < %s", order="id",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Question:
    """One thing that is asked: `salwa` and `bare` get the same draw."""

    name: str
    draw: Callable[[random.Random], Any]
    salwa: Callable[[Any], Any]
    bare: Callable[[Any], list[Query]]


class Bare:
    """A plain connection to the same database, with the same care for what was committed."""

    def __init__(self) -> None:
        entry = connection.settings_dict
        self.postgresql = connection.vendor == "postgresql"
        if self.postgresql:
            connection.ensure_connection()
            words = connection.get_connection_params()
            known = {name: words[name] for name in ("dbname", "user", "host", "port") if words.get(name)}
            self.raw: Any = psycopg.connect(autocommit=True, **known)
        else:
            self.raw = sqlite3.connect(str(entry["NAME"]), isolation_level=None, timeout=60)
            for pragma in ("synchronous=FULL", "cache_size=-65536", "mmap_size=268435456", "temp_store=MEMORY"):
                self.raw.execute(f"PRAGMA {pragma}")

    def ask(self, queries: list[Query]) -> None:
        """Run the queries and read all their rows."""
        for text, values in queries:
            self.raw.execute(text if self.postgresql else text.replace("%s", "?"), tuple(values)).fetchall()

    def ask_and_log(self, queries: list[Query], name: str) -> None:
        """The same, and a row in the log, in one transaction."""
        with self.turn():
            self.raw.execute("BEGIN" if self.postgresql else "BEGIN IMMEDIATE")
            self.ask(queries)
            mark = "%s" if self.postgresql else "?"
            self.raw.execute(f"INSERT INTO bare_log VALUES ('now', 1, {mark}, 1)", (name,))
            self.raw.execute("COMMIT")

    @contextmanager
    def turn(self) -> Iterator[None]:
        """The same place among those who write a file of SQLite as Salwa's look-ups have; else it would hardly come on.

        The rows of its log are not chained: on PostgreSQL it waits for nobody.
        """
        if self.postgresql:
            yield
            return
        turn = Turn(Path(str(connection.settings_dict["NAME"])))
        with meant_to(Purpose.NOTE):
            turn.take()
            try:
                yield
            finally:
                turn.give_back()


def questions(user: User, weapons: int, first_holder: int) -> list[Question]:
    """Weapon page, look-up, lists, counts."""

    def number(dice: random.Random) -> int:
        return dice.randint(1, weapons)

    def serial(dice: random.Random) -> tuple[str, str]:
        return Mark.objects.filter(pk=number(dice)).values_list("text", flat=True).get(), "Zastava"

    def damaged(dice: random.Random) -> tuple[str, str]:
        text, maker = serial(dice)
        place = dice.randint(4, len(text) - 1)
        return f"{text[:place]}?{text[place + 1 :]}", maker

    def find(asked: tuple[str, str]) -> Any:
        return find_weapons(acting_user=user, query=MarksAsked(serial=asked[0]), purpose="measured")

    def listed(**filters: Any) -> Callable[[int], Any]:
        return lambda after: list_weapons(acting_user=user, filters=WeaponFilters(**filters), after=after)

    holder = first_holder + 7
    return [
        Question("weapon_page", number, lambda one: open_weapon(acting_user=user, weapon_id=one), _page),
        Question("find_whole_serial", serial, find, _exactly),
        Question("find_with_one_sign_illegible", damaged, find, _like),
        Question("list_whereabouts", number, listed(whereabouts="lost"),
                 lambda after: [(_BY_STATE.format(column="whereabouts"), ("lost", after))]),
        Question("list_holder", number, listed(holder=holder),
                 lambda after: [(_BY_STATE.format(column="holder_id"), (holder, after))]),
        Question("list_maker", number, listed(maker="zastava"), lambda after: [(_BY_MAKER, ("zastava", after))]),
        Question("counts_by_maker", number, lambda _: counts(acting_user=user, by="maker"), lambda _: [_COUNTS]),
    ]  # fmt: skip


_COUNTS: Query = ("SELECT maker_code, count(*) FROM bare_weapon GROUP BY maker_code", ())


def _page(weapon: int) -> list[Query]:
    return [
        ("SELECT * FROM bare_weapon WHERE id = %s", (weapon,)),
        ("SELECT * FROM bare_mark WHERE weapon_id = %s", (weapon,)),
        ("SELECT e.*, g.name, r.name FROM bare_event e LEFT JOIN register_holder g ON g.id = e.giver_id LEFT JOIN"
         " register_holder r ON r.id = e.receiver_id WHERE e.weapon_id = %s ORDER BY e.date", (weapon,)),
        ("SELECT c.*, h.name FROM bare_custody c LEFT JOIN register_holder h ON h.id = c.holder_id"
         " WHERE c.weapon_id = %s", (weapon,)),
        ("SELECT m.text, w.* FROM bare_mark m JOIN bare_weapon w ON w.id = m.weapon_id WHERE m.skeleton ="
         " (SELECT skeleton FROM bare_mark WHERE weapon_id = %s) LIMIT 40", (weapon,)),
    ]  # fmt: skip


_FOUND = "SELECT m.text, w.* FROM bare_mark m JOIN bare_weapon w ON w.id = m.weapon_id WHERE m.skeleton "


def _exactly(asked: tuple[str, str]) -> list[Query]:
    return [(f"{_FOUND} = %s LIMIT 10", (asked[0],))]


def _like(asked: tuple[str, str]) -> list[Query]:
    """One sign illegible: the index over what stands before it, by LIKE or, on SQLite, by GLOB."""
    if connection.vendor == "postgresql":
        return [(f"{_FOUND} LIKE %s LIMIT 10", (asked[0].replace("?", "_"),))]
    return [(f"{_FOUND} GLOB %s LIMIT 10", (asked[0],))]


class Writers:
    """Twenty clients in processes of their own, as a server's workers are; `seconds` is the most they write."""

    def __init__(self, seconds: float, pause: float, given: dict[str, int]) -> None:
        self.processes: list[subprocess.Popen[str]] = []
        for seed in range(PROCESSES):
            words = [f"--{name}={value}" for name, value in (given | {"seed": seed, "clients": CLIENTS}).items()]
            command = [sys.executable, "-m", "benchmarks.scale_writers", f"--pause={pause}", f"--seconds={seconds}"]
            self.processes.append(
                subprocess.Popen([*command, *words], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            )
        for process in self.processes:
            assert process.stdout is not None and process.stdin is not None
            assert process.stdout.readline() == "ready\n"
        for process in self.processes:
            assert process.stdin is not None
            process.stdin.write("go\n")
            process.stdin.flush()
        self.began = time.monotonic()

    def told(self) -> dict[str, Any]:
        """Let them end, and what they wrote; those that do not end are ended."""
        took: list[float] = []
        refused, faults, seconds = 0, [], time.monotonic() - self.began
        for process in self.processes:
            assert process.stdin is not None
            process.stdin.write("stop\n")
            process.stdin.flush()
        for process in self.processes:
            try:
                out, _ = process.communicate(timeout=100)
                found = json.loads(out.splitlines()[-1])
            except (subprocess.TimeoutExpired, IndexError, ValueError) as fault:
                process.kill()
                faults.append(f"a process of writers did not end well: {type(fault).__name__}")
                continue
            took += found["took"]
            refused += found["refused"]
            faults += found["faults"]
        rate = round(len(took) / seconds, 1)
        return {
            "writes": len(took), "writes_a_second": rate, "write_p50_ms": percentile(took, 50),
            "write_p95_ms": percentile(took, 95), "refused": refused, "write_faults": len(faults),
            "first_faults": faults[:2],
        }  # fmt: skip


def percentile(seconds: Sequence[float], part: float) -> float | None:
    """In milliseconds; None of nothing."""
    if not seconds:
        return None
    ordered = sorted(seconds)
    return round(1_000 * ordered[min(len(ordered) - 1, int(len(ordered) * part / 100))], 2)


def measure(question: Question, bare: Bare, seconds: float, most: int, seed: int) -> dict[str, Any]:
    """Ask in turn until `most` draws were asked or the time is over; percentiles and their ratios."""
    dice, until = random.Random(f"{seed}/{question.name}"), time.monotonic() + seconds
    salwa, inside, plain, logged = [], [], [], []
    for place in range(most + 1):
        # A few at least, however long each waits, but not for ever.
        if time.monotonic() > (until if len(salwa) >= 3 else until + 3 * seconds):
            break
        once = _once(question, bare, question.draw(dice))
        if place:  # the first warms
            for found, took in zip((salwa, inside, plain, logged), once, strict=True):
                found.append(took)
    told = {"question": question.name, "asked": len(salwa)}
    named = (("salwa", salwa), ("salwa_in_database", inside), ("bare", plain), ("bare_logged", logged))
    for name, found in named:
        told |= {f"{name}_p50_ms": percentile(found, 50), f"{name}_p95_ms": percentile(found, 95)}
    told["ratio_p95_in_database"] = _ratio(told, "salwa_in_database", "bare")
    for name in ("bare", "bare_logged"):
        told[f"ratio_p95_{name}"] = _ratio(told, "salwa", name)
    ratio = told["ratio_p95_bare_logged"]
    return told | {"within_goal": ratio is not None and ratio <= GOAL}


def _ratio(told: dict[str, Any], one: str, other: str) -> float | None:
    mine, theirs = told[f"{one}_p95_ms"], told[f"{other}_p95_ms"]
    return round(mine / max(theirs, 0.01), 2) if mine is not None else None


def _once(question: Question, bare: Bare, drawn: Any) -> list[float]:
    """Seconds of one draw: by Salwa, those of them spent in statements, bare, bare with a row in the log."""
    queries = question.bare(drawn)
    statements: list[float] = []

    def timed(execute: Any, *words: Any) -> Any:
        began = time.perf_counter()
        try:
            return execute(*words)
        finally:
            statements.append(time.perf_counter() - began)

    with connection.execute_wrapper(timed):
        whole = _timed(lambda: question.salwa(drawn))
    return [
        whole,
        sum(statements),
        _timed(lambda: bare.ask(queries)),
        _timed(lambda: bare.ask_and_log(queries, question.name)),
    ]


def _timed(act: Callable[[], Any]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began
