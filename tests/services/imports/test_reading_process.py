"""Reading in a second process: the same batches, nothing swallowed, and never alive without the one that saves."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.utils import timezone

from salwa.domain.languages import Sentence
from salwa.domain.refusals import Refusal
from salwa.services.imports.batches import Batch, BatchReader
from salwa.services.imports.reading_process import read_elsewhere
from salwa.services.imports.taking import RowTaker
from salwa.services.marks.reader import mark_reader
from salwa.storage.register.models import Import
from tests.builders.files import a_file, received, row
from tests.builders.people import an_operator

PARENT = """
import os, sys, time, django
django.setup()
from salwa.services.imports.reading_process import read_elsewhere
def endless():
    print(os.getpid(), flush=True)
    while True:
        time.sleep(0.05)
with read_elsewhere(endless()) as batches:
    next(batches)
"""


@pytest.mark.django_db
def test_the_second_process_gives_the_same_batches():
    an_operator()
    lines = [row(number, f"K{number}" if number % 7 else "filed off") for number in range(250)] + ["7;;;;;;;;x"]
    entry = Import.objects.get(pk=received(a_file(lines)))

    def batches():
        taker = RowTaker(entry, timezone.now().date())
        return BatchReader(mark_reader()).batches(taker.rows(), size=100)

    with read_elsewhere(batches()) as read:
        elsewhere = list(read)
    assert elsewhere == list(batches())
    assert [(one.count, len(one.set_aside)) for one in elsewhere] == [(100, 0), (100, 0), (51, 1)]


def test_what_goes_wrong_there_is_raised_here_after_the_batches_before_it():
    def batches():
        yield Batch(1, 5, 5)
        raise Refusal("unclosed", Sentence("Row {row}.", {"row": 6}), remedy=Sentence("Mend it."), where={"row": 6})

    with read_elsewhere(batches()) as read:
        assert next(read).last_row == 5
        with pytest.raises(Refusal, match="Row 6.") as caught:
            next(read)
    refusal = caught.value
    assert (refusal.code, refusal.remedy, refusal.where) == ("unclosed", Sentence("Mend it."), {"row": 6})


def test_a_reading_process_that_is_killed_is_no_end_of_the_file():
    def batches():
        yield Batch(1, 5, 5)
        os.kill(os.getpid(), signal.SIGKILL)

    with read_elsewhere(batches()) as read:
        assert next(read).count == 5
        with pytest.raises(RuntimeError, match="ended with code -9"):
            next(read)


def test_leaving_early_ends_the_reading_process(tmp_path):
    def batches():
        yield Batch(os.getpid(), 5, 5)
        time.sleep(60)
        (tmp_path / "still_alive").touch()

    with read_elsewhere(batches()) as read:
        reader = next(read).first_row
    with pytest.raises(ProcessLookupError):
        os.kill(reader, 0)


def test_the_reading_process_dies_with_a_killed_parent():
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "salwa.settings.testing"}
    parent = subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE, text=True, env=environment)
    reader = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    parent.stdout.close()
    ended = time.monotonic() + 10
    while _alive(reader) and time.monotonic() < ended:
        time.sleep(0.02)
    assert not _alive(reader)


def _alive(process):
    """Whether it runs; a process that ended and was not yet collected does not."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False
