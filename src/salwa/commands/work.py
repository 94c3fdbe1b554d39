"""`salwa work`: the background worker (imports, index upkeep, checkpoints of the log, messages to other States)."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from salwa.commands.messages import open_home, report_failure, say
from salwa.commands.occupancy import at_work_in
from salwa.domain.languages import Sentence

A_MINUTE = 60
# After an outage of the database, seconds until the worker looks again.
SECONDS_BETWEEN_TRIES = 2

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def work(
    home: Annotated[Path | None, typer.Option(help="Folder of the installation.")] = None,
    once: Annotated[bool, typer.Option("--once", help="Do what is waiting, then stop.")] = False,
) -> None:
    """Run waiting imports and screenings, sign the audit log, deliver messages; `salwa serve` starts one by itself.

    Example: salwa work --home ./register --once

    Exit codes: 0 stopped, 2 no installation there.
    """
    place = open_home(home)
    from django.core.management import call_command  # slow start

    from salwa.services.exchange.delivery import deliver_due  # slow start
    from salwa.services.installation.leftovers import remove_all_leftovers  # slow start

    with at_work_in(place):
        if once:
            remove_all_leftovers()
            call_command("db_worker", batch=True, interval=1, startup_delay=False, verbosity=0)
            _tried(deliver_due)
            _tried(_kept_by_the_minute())
            return
        _through_outages(remove_all_leftovers)
        stop = threading.Event()
        threading.Thread(target=_every, args=(A_MINUTE, _kept_by_the_minute(), stop), daemon=True).start()
        threading.Thread(target=carry_messages, args=(stop,), daemon=True).start()
        try:
            _through_outages(
                lambda: call_command("db_worker", batch=False, interval=1, startup_delay=False, verbosity=0)
            )
        finally:
            stop.set()


def _kept_by_the_minute() -> Callable[[], None]:
    """What is done every minute: the log is signed when that is due, and the clock is looked at."""
    from salwa.services.audit.checkpoints import make_checkpoint_if_due  # slow start
    from salwa.services.audit.clock import Pace, clock_state  # slow start

    pace = Pace()
    told: tuple[Sentence, ...] = ()

    def keep() -> None:
        nonlocal told
        pace.look()
        sentences = clock_state().sentences
        if sentences != told:
            told = sentences
            say(
                " ".join(one.english() for one in sentences)
                or "Nothing speaks against the clock of this machine any more."
            )
        make_checkpoint_if_due()

    return keep


def _through_outages(do: Callable[[], object]) -> None:
    """Do it until it ends by itself; while the database is away, wait and begin again. Other faults are raised."""
    from salwa.services.installation.availability import outage_of  # slow start

    while True:
        try:
            do()
            return
        except Exception as error:
            outage = outage_of(error)
            if outage is None:
                raise
            say(outage.sentence.english())
            time.sleep(SECONDS_BETWEEN_TRIES)


def carry_messages(stop: threading.Event) -> None:
    """Deliver messages to other States until told to stop; an outage of the database is outlived, every other fault
    is said and tried again.
    """
    from salwa.services.exchange.delivery import Courier  # slow start

    while not stop.is_set():
        courier = Courier()
        try:
            _through_outages(partial(courier.run, stop))
        except Exception as error:
            report_failure(error)
            stop.wait(SECONDS_BETWEEN_TRIES)
        finally:
            courier.close()


def _every(seconds: float, do: Callable[[], object], stop: threading.Event) -> None:
    """Do it now and again and again, beside the tasks; a failure is said and tried again, never the worker's end."""
    from django.db import close_old_connections  # slow start

    while True:
        close_old_connections()
        _tried(do)
        if stop.wait(seconds):
            return


def _tried(do: Callable[[], object]) -> None:
    try:
        do()
    except Exception as error:  # the audit page shows that checkpoints are missing; the work must go on
        report_failure(error)
