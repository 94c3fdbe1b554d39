"""Assurance targets L1 and L2 at full size: a log of a million entries verified, damaged in every way, and timed.

    python -m tests.assurance.audit_campaign --entries 1000000 --flips 100000

Prints counts and seconds; exit code 1 when a damage was missed, wrongly located, or verification took over 60 s.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import shutil
import sys
import tempfile
import time
from pathlib import Path

ALLOWED_SECONDS = 60


def main() -> int:
    """Run the campaign."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--entries", type=int, default=1_000_000)
    parser.add_argument("--flips", type=int, default=100_000, help="single-bit changes sampled over the exported log")
    parser.add_argument("--seed", type=int, default=1)
    wanted = parser.parse_args()
    home = Path(tempfile.mkdtemp(prefix="salwa-audit-"))
    try:
        return run(home, wanted)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def run(home: Path, wanted: argparse.Namespace) -> int:
    """In a new installation in `home`; on PostgreSQL when SALWA_DATABASE_URL names one."""
    os.environ.update(
        SALWA_HOME=str(home),
        SALWA_STATE="KEN",
        SALWA_SECRET_KEY="of-the-campaign",
        DJANGO_SETTINGS_MODULE="salwa.settings.django",
    )
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from salwa.services.accounts.actions import make_operator
    from salwa.services.audit.checkpoints import make_checkpoint
    from salwa.services.audit.exports import export_log
    from salwa.services.audit.verifying import verify_file, verify_log
    from tests.builders.logs import invented, stored

    call_command("migrate", verbosity=0)
    operator = make_operator()
    clock = Clock()
    count = stored(invented(wanted.entries, wanted.seed, (operator.pk,)))
    clock.say(f"{count} entries put into the log on {connection.vendor}")
    made = make_checkpoint(acting_user=operator)
    clock.say(f"first checkpoint over {made.size} entries")
    make_checkpoint(acting_user=operator)
    clock.say("next checkpoint")
    verdict = verify_log([made.note.encode()])
    took = clock.say(f"salwa audit verify: whole={verdict.whole}, {verdict.entries} entries")
    failed = not verdict.whole or took > ALLOWED_SECONDS * max(1, wanted.entries / 1e6)
    export = export_log(acting_user=operator)
    file = home / "log.jsonl"
    with file.open("wb") as out:
        out.writelines(export.lines())
    clock.say(f"exported {file.stat().st_size / 1e6:.0f} MB")
    verdict = verify_file(file, [made.note.encode()], own=[export.checkpoint.encode()])
    clock.say(f"salwa audit verify --log: whole={verdict.whole}, {verdict.entries} entries")
    failed |= not verdict.whole
    failed |= flips_missed(file, export.checkpoint, wanted, clock) > 0
    print(f"largest memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")
    print("FAILED" if failed else "passed")
    return int(failed)


def flips_missed(file: Path, note: str, wanted: argparse.Namespace, clock: Clock) -> int:
    """Change single bits anywhere in the exported log; each must be found, in the entry it was made in.

    The check reads on from the state before the damaged entry, so that a flip costs three entries and not a million.
    """
    from salwa.domain.audit.notes import parse_checkpoint, parse_note
    from tests.builders.flips import Flipper

    flipper = Flipper(file.read_bytes(), parse_checkpoint(parse_note(note.encode()).text))
    dice = random.Random(wanted.seed)
    bits = sorted(dice.randrange(8 * flipper.size) for _ in range(wanted.flips))
    missed = [bit for bit in bits if not flipper.located(bit)]
    clock.say(f"{len(bits)} single-bit changes, {len(missed)} missed or wrongly located")
    return len(missed)


class Clock:
    """Says what was done and how long it took."""

    def __init__(self) -> None:
        self.last = time.perf_counter()

    def say(self, what: str) -> float:
        """Print one line; returns the seconds since the last one."""
        now = time.perf_counter()
        took, self.last = now - self.last, now
        print(f"{took:8.2f} s  {what}", flush=True)
        return took


if __name__ == "__main__":
    sys.exit(main())
