"""The search of the memory of a running process: what it holds is found, what it does not hold is not (E8)."""

import os
import subprocess
import sys

import pytest

from tests.two_instances.memory import PART, MemoryNotReadable, found_in_memory, processes_of

pytestmark = pytest.mark.one_engine
# Holds two texts it was told, one of them across the border of two parts, in a child of its own; then waits.
HOLDS = """
import os, sys
told, part = sys.stdin.readline().strip().encode(), int(sys.argv[1])
if os.fork() == 0:
    told = b""  # the child holds nothing but the copy that the fork left in its memory
    large = bytearray(3 * part)
    os.write(1, b"x")
    sys.stdin.read()
    os._exit(0)
kept = told + b" kept"
os.write(1, b"x")
sys.stdin.read()
"""


@pytest.fixture
def process():
    """(process that leads its group, text that it was told)."""
    text = os.urandom(12).hex()
    running = subprocess.Popen(
        [sys.executable, "-c", HOLDS, str(PART)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
    )
    assert running.stdin and running.stdout
    running.stdin.write(text.encode() + b"\n")
    running.stdin.flush()
    assert running.stdout.read(2) == b"xx"
    yield running, text
    running.stdin.close()
    running.wait(timeout=30)


def test_what_a_process_was_told_is_found_and_what_it_was_not_told_is_not(process):
    running, text = process
    group = processes_of(running.pid)
    assert len(group) == 2 and running.pid in group
    kept, never = f"{text} kept".encode(), f"{text} neve".encode() + b"r"
    found, searched = found_in_memory(group, [kept, never])
    assert found == {kept}
    assert searched > 3 * PART


def test_a_process_that_is_not_there_is_no_proof():
    with pytest.raises(MemoryNotReadable, match="cannot be searched"):
        found_in_memory([2**22 + 1], [b"text"])
