"""One installation as processes of its own: web server, courier, and an officer who works through a plan.

    python -m tests.two_instances.node --home HOME --port PORT [--control DEFECT]

Forked from one process, so that a restart after kill -9 takes a second; the parts are those of `salwa serve` and
`salwa work`. What it has to do stands in HOME/plan.json: {"partners": [...], "steps": [[about, to, text, undone]...],
"pace": seconds, "clerks": n or nothing, "courier": false or nothing}. After each step the officer writes it into
HOME/acks, once it is committed; it begins when HOME/go is there.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import ssl
import sys
import threading
import time
import urllib.request
from functools import partial
from pathlib import Path

CONTROLS = ("no_unique", "early", "clear")


def main() -> None:
    """Start the parts and end with them."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--control", choices=CONTROLS)
    asked = parser.parse_args()
    plan = json.loads((asked.home / "plan.json").read_text())
    from salwa.settings.start import open_installation

    open_installation(asked.home)
    import salwa.settings.urls  # noqa: F401 - loaded before the fork
    from salwa.services.exchange import delivery, inbox, outbox, own_kinds  # noqa: F401

    _pin(plan["partners"])
    if asked.control:
        _defect(asked.control, plan)
    from django.db import connections

    connections.close_all()
    officers = [partial(_officer, asked.home, plan)]
    if plan.get("clerks"):
        officers = [partial(_clerk, plan["steps"][place :: plan["clerks"]]) for place in range(plan["clerks"])]
    parts = [*officers, *([_courier] if plan.get("courier", True) else [])]
    for part in parts:
        if os.fork() == 0:
            try:
                part()
            finally:
                os._exit(0)
    from salwa.commands.serve import _run_web_server

    sys.argv = ["salwa"]
    _run_web_server(f"{asked.host}:{asked.port}", asked.workers)


def _pin(partners: list[dict[str, object]]) -> None:
    from salwa.services.accounts.actions import operator
    from salwa.services.exchange.pinning import pin
    from salwa.storage.exchange.models import PeerKey

    for one in partners:
        if not PeerKey.objects.filter(peer__state=one["state"]).exists():
            pin(
                acting_user=operator(), public=json.dumps(one["keys"]), fingerprint=str(one["fingerprint"]),
                address=str(one["address"]),
            )  # fmt: skip


def _courier() -> None:
    from salwa.commands.work import carry_messages

    carry_messages(threading.Event())


class _Undone(Exception):
    """The business transaction does not come to its end."""


def _officer(home: Path, plan: dict[str, list]) -> None:
    """Each step is a business transaction: something of one's own is recorded and the other State is told."""
    from salwa.services.accounts.actions import operator
    from salwa.storage.exchange.models import OutboxMessage
    from tests.assurance.durable.acks import Acks

    acks, user = Acks(home / "acks"), operator()
    while not (home / "go").exists():
        time.sleep(0.05)
    for number, (about, to, text, undone) in enumerate(plan["steps"]):
        if number <= acks.last():
            continue
        if not OutboxMessage.objects.filter(about=about).exists():
            with contextlib.suppress(_Undone):
                _business(user, about, to, text, undone)
        acks.write(number)
        time.sleep(plan["pace"])


def _clerk(steps: list) -> None:
    """Works through steps without a book of its own, beside others: for measuring."""
    from salwa.services.accounts.actions import operator

    user = operator()
    for about, to, text, undone in steps:
        _business(user, about, to, text, undone)


def _business(user, about: str, to: str, text: str, undone: bool) -> None:
    from django.db import transaction

    from salwa.services.exchange.testing import send_test
    from salwa.storage.accounts.models import Organisation

    with transaction.atomic():
        Organisation.objects.create(name=about)
        send_test(acting_user=user, to_state=to, text=text, about=about)
        if undone:
            raise _Undone


def _defect(control: str, plan) -> None:
    from django.conf import settings

    from salwa.services.envelopes import Stage
    from salwa.services.exchange import inbox, outbox, several, testing
    from salwa.services.exchange.answers import TAKEN, Answer

    if control == "no_unique":
        row = inbox.inbox_row

        def another(arrived, receipt):
            made = row(arrived, receipt)
            made.uid = made.uid[:20] + os.urandom(8).hex()
            return made

        inbox._first_receipt = lambda arrived: None
        several._known = lambda brought: {}
        inbox.inbox_row = another
    elif control == "early":
        taken, answer, seen = inbox._taken, several._answer, []

        def early(arrived, *more):
            seen.append(arrived)
            if len(seen) % 5 == 0:  # confirmed, and then the machine stops before the commit
                return arrived.receipt(Stage.DELIVERED)
            return taken(arrived, *more)

        def early_of_several(one, *more):
            seen.append(one)
            return Answer(TAKEN, receipt=one.receipt) if len(seen) % 5 == 0 else answer(one, *more)

        inbox._taken, several._answer = early, early_of_several
        several._store_together = lambda brought, known: None
    elif control == "clear":
        post = outbox.post
        trusting = ssl.create_default_context(cafile=str(settings.SALWA["exchange_ca_file"]))
        relay = next((one["address"] for one in plan["partners"] if one["state"] == "UNO"), None)

        def relayed(**given):
            if relay is None:  # the secretariat itself
                return post(**given)
            asked = urllib.request.Request(f"{relay}/exchange/v1/messages", data=given["payload"])
            with contextlib.suppress(OSError):
                urllib.request.urlopen(asked, timeout=5, context=trusting).read()
            return post(**given)

        testing.post = relayed


if __name__ == "__main__":
    main()
