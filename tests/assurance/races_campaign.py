"""Many clients at the same thing at the same moment: exactly one wins, the others are told so in words (target R10).

    python -m tests.assurance.races_campaign --races 1000

Sixty-four clients (threads, each with a connection of its own) race for the same weapon to be issued, the last numbers
of the national series, the same mark to be reported, the same request to be approved, the same entry and the same
record to be corrected, and the last pieces of an authorisation. Whoever loses must get a refusal that can be read in
all six languages, never an error of the database; the register and the audit log must name the winner. Prints a JSON
line a case; exit code 1 when a promise was broken. On PostgreSQL when SALWA_DATABASE_URL names one.

`--control unlocked` (PostgreSQL) takes no row locks and decides on requests without asking whether they are open,
`--control deferred` (SQLite) begins transactions as if they were only to read: both must be found in every case.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "salwa.settings.testing")

CLIENTS = 64
CONTROLS = ("", "unlocked", "deferred")


@dataclass
class Told:
    """What the races of one case came to."""

    case: str
    engine: str
    races: int = 0
    attempts: int = 0
    won: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    slowest: float = 0.0
    seconds: float = 0.0
    whole_log: bool = True

    @property
    def kept(self) -> bool:
        """Whether every promise was kept."""
        return self.races > 0 and self.whole_log and not (self.faults or self.unreadable or self.wrong)

    def as_json(self) -> dict[str, Any]:
        """For one line of output: counts, and the first few of what went wrong."""
        plain = {name: getattr(self, name) for name in ("case", "engine", "races", "attempts", "won", "whole_log")}
        counts = {name: len(getattr(self, name)) for name in ("faults", "unreadable", "wrong")}
        first = [*self.faults[:2], *self.unreadable[:2], *self.wrong[:2]]
        took = {"slowest_seconds": round(self.slowest, 2), "seconds": round(self.seconds, 1)}
        return plain | {"refused": dict(self.refused)} | counts | {"first": first} | took


def hold(case: str, races: int, *, clients: int = CLIENTS, until: float = float("inf")) -> Told:
    """Hold the races of one case in the present installation, or as many as there is time for until `until`."""
    from django.db import connection

    from salwa.services.audit.verifying import verify_log
    from tests.builders.clients import Clients
    from tests.builders.races import CASES

    told, began = Told(case, connection.vendor), time.monotonic()
    made = CASES[case](clients, races)
    with Clients(clients) as all_clients:
        while told.races < races and time.monotonic() < until:
            _one(told, all_clients, made)
    told.whole_log = verify_log().damage is None
    told.seconds = time.monotonic() - began
    return told


def _one(told: Told, clients: Any, made: Any) -> None:
    """One race, and what must be true after it."""
    from salwa.storage.accounts.models import AuditEntry

    race = made.race()
    before = AuditEntry.objects.order_by("-number").values_list("number", flat=True).first() or 0
    outcomes = clients.at_once(race.acts)
    told.races += 1
    told.attempts += len(outcomes)
    told.slowest = max(told.slowest, *(one.seconds for one in outcomes))
    told.faults += [one.fault for one in outcomes if one.fault]
    for refusal in (one.refusal for one in outcomes if one.refusal):
        told.refused[refusal.code] += 1
        told.unreadable += unreadable(refusal, race.losing)
    won = [(place, one.value) for place, one in enumerate(outcomes) if one.won]
    told.won += len(won)
    rows = AuditEntry.objects.filter(number__gt=before)
    written = Counter(rows.values_list("actor_id", "action", "object_kind", "object_id"))
    wanted = Counter((made.people[place].pk, *trace) for place, _ in won for trace in race.traces)
    if written != wanted:
        told.wrong.append(f"race {told.races}: the audit log does not agree with the winner")
    if len(won) != race.winners:
        told.wrong.append(f"race {told.races}: {len(won)} won, not {race.winners}")
    elif not race.agrees(won):
        told.wrong.append(f"race {told.races}: the register does not agree with the winner")
    made.after()


_READ: set[tuple[str, str]] = set()


def unreadable(refusal: Any, expected: Sequence[str] | frozenset[str]) -> list[str]:
    """What is wrong with a refusal: not the one expected, or a sentence that does not read in one of six languages."""
    from django.conf import settings
    from django.utils.translation import gettext, override

    if refusal.code not in expected:
        return [f"refused with {refusal.code}: {refusal}"]
    if refusal.remedy is None:
        return [f"{refusal.code} does not say what to do"]
    faults = []
    for sentence in (refusal.sentence, refusal.remedy):
        for language, _ in settings.LANGUAGES:
            if (language, sentence.template) in _READ:
                continue
            with override(language):
                text = gettext(sentence.template).format(**sentence.values)
            if len(text) < 8 or "{" in text or (language != "en" and text == sentence.english()):
                faults.append(f"{refusal.code} in {language}: {text!r}")
            _READ.add((language, sentence.template))
    return faults


@contextmanager
def defect(control: str) -> Iterator[None]:
    """A deliberate defect, for controls."""
    from django.db import connections
    from django.db.models import QuerySet

    locking, choosing = QuerySet.select_for_update, QuerySet.filter
    options = connections.databases["default"]["OPTIONS"]
    mode = options.get("transaction_mode")
    if control == "unlocked":
        QuerySet.select_for_update = lambda rows, *words, **more: rows.all()
        QuerySet.filter = lambda rows, *words, **more: choosing(rows, *words, **without_state(rows, more))
    elif control == "deferred":
        options["transaction_mode"] = "DEFERRED"
    try:
        yield
    finally:
        QuerySet.select_for_update, QuerySet.filter = locking, choosing
        if mode:
            options["transaction_mode"] = mode


def without_state(rows: Any, asked: dict[str, Any]) -> dict[str, Any]:
    """Decisions on requests are guarded by a conditional UPDATE as well: as if it did not ask whether one is open."""
    dropped = rows.model.__name__ == "Approval" and "fingerprint" in asked
    return {name: value for name, value in asked.items() if not (dropped and name == "state")}


def main() -> int:
    """Run as a program; 0 when every promise was kept."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--races", type=int, default=25)
    parser.add_argument("--clients", type=int, default=CLIENTS)
    parser.add_argument("--case", default="", help="only this one")
    parser.add_argument("--control", choices=CONTROLS, default="")
    parser.add_argument("--minutes", type=float, default=120.0, help="stop after the race at which this is over")
    wanted = parser.parse_args()
    import django

    django.setup()
    from tests.builders.installations import an_installation
    from tests.builders.races import CASES

    until, kept = time.monotonic() + wanted.minutes * 60, True
    home = Path(tempfile.mkdtemp(prefix="salwa-races-"))
    try:
        with an_installation(home / "all"):
            for case in [wanted.case] if wanted.case else CASES:
                with defect(wanted.control):
                    told = hold(case, wanted.races, clients=wanted.clients, until=until)
                print(json.dumps(told.as_json() | {"control": wanted.control}), flush=True)
                kept &= told.kept and told.races == wanted.races
    finally:
        shutil.rmtree(home, ignore_errors=True)
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
